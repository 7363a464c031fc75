#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *make(int w, int h) {
  unsigned char *g = calloc((size_t)w * h, 1);
  if (!g) {
    perror("calloc");
    exit(1);
  }
  return g;
}

static void step(const unsigned char *from, unsigned char *to, int w, int h) {
  for (int y = 0; y < h; y++) {
    const unsigned char *up = from + (size_t)((y + h - 1) % h) * w, *mid = from + (size_t)y * w,
                        *down = from + (size_t)((y + 1) % h) * w;
    for (int x = 0; x < w; x++) {
      int l = x ? x - 1 : w - 1, r = x + 1 < w ? x + 1 : 0;
      int n = up[l] + up[x] + up[r] + mid[l] + mid[r] + down[l] + down[x] + down[r];
      to[(size_t)y * w + x] = n == 3 || (n == 2 && mid[x]);
    }
  }
}

int main(int argc, char **argv) {
  static const struct option options[] = {{"width", required_argument, 0, 'w'},
                                          {"height", required_argument, 0, 'h'},
                                          {"generations", required_argument, 0, 'g'},
                                          {0, 0, 0, 0}};
  int w = 640, h = 480, generations = 10, c;
  while ((c = getopt_long(argc, argv, "w:h:g:", options, NULL)) != -1)
    switch (c) {
    case 'w': w = atoi(optarg); break;
    case 'h': h = atoi(optarg); break;
    case 'g': generations = atoi(optarg); break;
    default: return 2;
    }
  const char *text = getenv("LIFE_DENSITY");
  int density = text ? atoi(text) : 30;
  unsigned char *a = make(w, h), *b = make(w, h);
  unsigned seed = 12345;
  for (size_t i = 0; i < (size_t)w * h; i++) {
    seed = seed * 1103515245 + 12345;
    a[i] = (seed >> 16) % 100 < (unsigned)density;
  }
  for (int i = 0; i < generations; i++) {
    step(a, b, w, h);
    unsigned char *t = a;
    a = b;
    b = t;
  }
  size_t alive = 0;
  for (size_t i = 0; i < (size_t)w * h; i++)
    alive += a[i];
  printf("%zu alive\n", alive);
  free(a);
  free(b);
  return 0;
}
