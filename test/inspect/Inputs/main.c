#include <stdlib.h>
double dot(const double *x, const double *y, int n);
double *make(int n);
int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  double *x = make(n);
  return dot(x, x, n) > 1;
}
