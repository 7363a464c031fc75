#include <stdlib.h>
double *solver_create(int n);
int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  double *s = solver_create(n);
  for (long i = 0; i < (long)n * n; i++)
    s[i] = 1;
  return s[n] != 1;
}
