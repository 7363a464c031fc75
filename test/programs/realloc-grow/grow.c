#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  uint32_t *items;
  size_t count, capacity;
} Vector;

static void push(Vector *v, uint32_t x) {
  if (v->count == v->capacity) {
    v->capacity = v->capacity ? v->capacity * 2 : 16;
    uint32_t *p = realloc(v->items, v->capacity * sizeof(uint32_t));
    if (!p) {
      fprintf(stderr, "out of memory\n");
      exit(1);
    }
    v->items = p;
  }
  v->items[v->count++] = x;
}

int main(int argc, char **argv) {
  long n = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
  Vector v = {0};
  uint32_t x = 1;
  for (long i = 0; i < n; i++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    push(&v, x);
  }
  uint32_t all = 0;
  for (size_t i = 0; i < v.count; i++)
    all += v.items[i];
  printf("%zu items, %08x\n", v.count, all);
  free(v.items);
  return 0;
}
