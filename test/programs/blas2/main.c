#include "kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  long m = 1000, n = 1000, steps = 4;
  int i;
  /* name=value arguments, in any order */
  for (i = 1; i < argc; i++) {
    if (strncmp(argv[i], "m=", 2) == 0)
      m = atol(argv[i] + 2);
    else if (strncmp(argv[i], "n=", 2) == 0)
      n = atol(argv[i] + 2);
    else if (strncmp(argv[i], "steps=", 6) == 0)
      steps = atol(argv[i] + 6);
    else {
      fprintf(stderr, "what is %s?\n", argv[i]);
      return 1;
    }
  }
  float *a = calloc(m * n, sizeof(float));
  float *x = malloc(n * sizeof(float));
  float *y = calloc(m, sizeof(float));
  for (long j = 0; j < n; j++)
    x[j] = 1.0f + j % 2;
  for (long j = 0; j < m; j++)
    y[j] = j % 4;
  while (steps--) {
    ger(m, n, 0.25f, y, x, a);
    gemv(m, n, a, x, y);
    for (long j = 0; j < m; j++)
      y[j] = y[j] > 100 ? 1 : y[j] / 2;
  }
  double s = 0;
  for (long j = 0; j < m; j++)
    s += y[j];
  printf("%.4f\n", s);
  free(a);
  free(x);
  free(y);
  return 0;
}
