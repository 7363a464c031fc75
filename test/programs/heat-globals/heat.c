/* Heat equation on a plate. Sizes are globals, set once at the start. */
#include <stdio.h>
#include <stdlib.h>

int nx, ny, nsteps;
double *told, *tnew;

#define T(a, i, j) a[(i) * ny + (j)]

void setup(void) {
  int i, j;
  told = (double *)malloc(nx * ny * sizeof(double));
  tnew = (double *)malloc(nx * ny * sizeof(double));
  for (i = 0; i < nx; i++)
    for (j = 0; j < ny; j++)
      T(told, i, j) = T(tnew, i, j) = (i == 0 || j == 0) ? 100.0 : 0.0;
}

void step(void) {
  int i, j;
  double *tmp;
  for (i = 1; i < nx - 1; i++)
    for (j = 1; j < ny - 1; j++)
      T(tnew, i, j) = 0.25 * (T(told, i - 1, j) + T(told, i + 1, j) + T(told, i, j - 1) +
                              T(told, i, j + 1));
  tmp = told;
  told = tnew;
  tnew = tmp;
}

int main(int argc, char **argv) {
  int s;
  if (argc < 3)
    return 1;
  nx = atoi(argv[1]);
  ny = atoi(argv[2]);
  nsteps = argc > 3 ? atoi(argv[3]) : 10;
  setup();
  for (s = 0; s < nsteps; s++)
    step();
  printf("%.6f %.6f\n", T(told, 1, 1), T(told, nx / 2, 1));
  return 0;
}
