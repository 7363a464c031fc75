/* grid N MIB: two grids of N*N doubles, and MIB more that nothing tells of. */
#include <stdio.h>
#include <stdlib.h>

void take_more(long mib);

int main(int argc, char **argv) {
  long n = strtol(argv[1], NULL, 10);
  double *a = malloc(8 * n * n), *b = malloc(8 * n * n);
  for (long i = 0; i < n * n; i++) {
    a[i] = i;
    b[i] = argc;
  }
  take_more(strtol(argv[2], NULL, 10));
  printf("%g %g\n", a[n], b[n]);
  free(a);
  free(b);
  return 0;
}
