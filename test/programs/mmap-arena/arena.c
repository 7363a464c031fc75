#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* A bump allocator over anonymous mappings, one mapping a generation. */

struct arena {
  char *base;
  size_t size, used;
};

static int arena_open(struct arena *a, size_t size) {
  a->base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  a->size = size;
  a->used = 0;
  return a->base == MAP_FAILED ? -1 : 0;
}

static void *arena_take(struct arena *a, size_t n) {
  void *p = a->base + a->used;
  a->used += (n + 15) & ~(size_t)15;
  return a->used <= a->size ? p : NULL;
}

static void arena_close(struct arena *a) { munmap(a->base, a->size); }

int main(int argc, char **argv) {
  long objects = argc > 1 ? atol(argv[1]) : 10000;
  int generations = argc > 2 ? atoi(argv[2]) : 2;
  unsigned sum = 0;
  for (int g = 0; g < generations; g++) {
    struct arena a;
    if (arena_open(&a, (size_t)objects * 64) != 0) {
      perror("mmap");
      return 1;
    }
    for (long i = 0; i < objects; i++) {
      int *o = arena_take(&a, 48);
      if (!o)
        return 1;
      o[0] = (int)i + g;
      o[11] = 7;
      sum += o[0] ^ o[11];
    }
    arena_close(&a);
  }
  printf("%u\n", sum);
  return 0;
}
