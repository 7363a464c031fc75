#include <stdlib.h>

double *grid_new(int n) {
  double *g = malloc(sizeof(double) * n * n);
  for (int i = 0; i < n * n; i++)
    g[i] = i;
  return g;
}
