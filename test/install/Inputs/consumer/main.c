#include <stdio.h>
#include <stdlib.h>

double *grid_new(int n);

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 10;
  double *g = grid_new(n);
  printf("%.0f\n", g[n]);
  free(g);
  return 0;
}
