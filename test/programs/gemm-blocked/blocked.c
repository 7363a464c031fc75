#define _GNU_SOURCE
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* c = a * b with a blocked loop nest; b is transposed first. */

static inline int min(int a, int b) { return a < b ? a : b; }

static float *transpose(const float *b, int n) {
  float *t = aligned_alloc(64, (sizeof(float) * n * n + 63) / 64 * 64);
  if (t)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        t[(size_t)j * n + i] = b[(size_t)i * n + j];
  return t;
}

static void blocked(const float *a, const float *bt, float *c, int n, int bs) {
  for (int ii = 0; ii < n; ii += bs)
    for (int jj = 0; jj < n; jj += bs)
      for (int kk = 0; kk < n; kk += bs)
        for (int i = ii; i < min(ii + bs, n); i++)
          for (int j = jj; j < min(jj + bs, n); j++) {
            float acc = c[(size_t)i * n + j];
            for (int k = kk; k < min(kk + bs, n); k++)
              acc += a[(size_t)i * n + k] * bt[(size_t)j * n + k];
            c[(size_t)i * n + j] = acc;
          }
}

int main(int argc, char **argv) {
  int n = 512, block = 64, verbose = 0;
  static const struct option longopts[] = {
      {"size", required_argument, NULL, 's'},
      {"block", required_argument, NULL, 'b'},
      {"verbose", no_argument, NULL, 'v'},
      {NULL, 0, NULL, 0},
  };
  for (int c; (c = getopt_long(argc, argv, "s:b:v", longopts, NULL)) != -1;) {
    switch (c) {
    case 's': n = strtol(optarg, NULL, 0); break;
    case 'b': block = strtol(optarg, NULL, 0); break;
    case 'v': verbose = 1; break;
    default: return 2;
    }
  }
  size_t bytes = sizeof(float) * n * n;
  float *a = malloc(bytes), *b = malloc(bytes), *c = calloc(1, bytes);
  if (!a || !b || !c)
    return 1;
  for (size_t i = 0; i < (size_t)n * n; i++) {
    a[i] = (float)(i % 3);
    b[i] = (float)(i % 4);
  }
  float *bt = transpose(b, n);
  if (!bt)
    return 1;
  free(b);
  blocked(a, bt, c, n, block);
  uint64_t h = 0;
  for (size_t i = 0; i < (size_t)n * n; i++)
    h = h * 31 + (uint64_t)c[i];
  if (verbose)
    fprintf(stderr, "n=%d block=%d\n", n, block);
  printf("%016llx\n", (unsigned long long)h);
  free(a);
  free(bt);
  free(c);
  return 0;
}
