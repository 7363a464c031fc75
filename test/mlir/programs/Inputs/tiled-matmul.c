#include <stdlib.h>
void report(float);
int main(int argc, char **argv) {
  long n = atoi(argv[1]);
  float *a = malloc(sizeof(float) * n * 4), *b = malloc(sizeof(float) * 4 * n), *c = malloc(sizeof(float) * n * n);
  for (long i = 0; i < n; i++) {
    for (long k = 0; k < 4; k++) {
      a[i * 4 + k] = 1;
      b[k * n + i] = 1;
    }
    for (long j = 0; j < n; j++)
      c[i * n + j] = 0;
  }
  for (long ii = 0; ii < n; ii += 32)
    for (long jj = 0; jj < n; jj += 32)
      for (long i = ii; i < (ii + 32 < n ? ii + 32 : n); i++)
        for (long j = jj; j < (jj + 32 < n ? jj + 32 : n); j++)
          for (long k = 0; k < 4; k++)
            c[i * n + j] += a[i * 4 + k] * b[k * n + j];
  report(c[0]);
  free(a);
  free(b);
  free(c);
  return 0;
}
