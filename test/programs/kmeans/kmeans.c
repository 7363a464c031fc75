#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* k-means with options parsed by hand: -n points -k clusters -d dimensions */

static int n = 1000, k = 8, dim = 4, rounds = 3;

static void options(int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] != '-' || i + 1 == argc) {
      fprintf(stderr, "unexpected %s\n", argv[i]);
      exit(1);
    }
    int v = atoi(argv[i + 1]);
    switch (argv[i++][1]) {
    case 'n': n = v; break;
    case 'k': k = v; break;
    case 'd': dim = v; break;
    case 'r': rounds = v; break;
    default: exit(1);
    }
  }
}

int main(int argc, char **argv) {
  options(argc, argv);
  float *x = malloc((size_t)n * dim * sizeof(float));
  float *c = malloc((size_t)k * dim * sizeof(float));
  float *sum = malloc((size_t)k * dim * sizeof(float));
  int *label = malloc(n * sizeof(int)), *count = malloc(k * sizeof(int));
  unsigned s = 7;
  for (size_t i = 0; i < (size_t)n * dim; ++i) {
    s = s * 69069 + 1;
    x[i] = (float)(s >> 16);
  }
  memcpy(c, x, (size_t)k * dim * sizeof(float));
  for (int r = 0; r < rounds; ++r) {
    memset(sum, 0, (size_t)k * dim * sizeof(float));
    memset(count, 0, k * sizeof(int));
    for (int i = 0; i < n; ++i) {
      float best = FLT_MAX;
      for (int j = 0; j < k; ++j) {
        float d2 = 0;
        for (int t = 0; t < dim; ++t) {
          float d = x[(size_t)i * dim + t] - c[(size_t)j * dim + t];
          d2 += d * d;
        }
        if (d2 < best) {
          best = d2;
          label[i] = j;
        }
      }
      count[label[i]]++;
      for (int t = 0; t < dim; ++t)
        sum[(size_t)label[i] * dim + t] += x[(size_t)i * dim + t];
    }
    for (int j = 0; j < k; ++j)
      for (int t = 0; t < dim; ++t)
        if (count[j])
          c[(size_t)j * dim + t] = sum[(size_t)j * dim + t] / count[j];
  }
  unsigned h = 0;
  for (int i = 0; i < n; ++i)
    h = h * 31 + label[i];
  printf("%u\n", h);
  free(x); free(c); free(sum); free(label); free(count);
  return 0;
}
