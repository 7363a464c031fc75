#include <stdio.h>
#include <stdlib.h>

void dgemm_nt(int m, int n, int k, double alpha, const double *a, int lda, const double *b, int ldb,
              double beta, double *c, int ldc);

int main(int argc, char **argv) {
  int m, n, k;
  double alpha = 1.0, beta = 0.0;

  if (argc < 2 || sscanf(argv[1], "%d,%d,%d", &m, &n, &k) != 3) {
    fprintf(stderr, "usage: driver M,N,K [ALPHA [BETA]]\n");
    return 1;
  }
  if (argc > 2)
    alpha = strtod(argv[2], NULL);
  if (argc > 3)
    beta = strtod(argv[3], NULL);

  double *a = malloc((size_t)m * k * sizeof *a);
  double *b = malloc((size_t)n * k * sizeof *b);
  double *c = malloc((size_t)m * n * sizeof *c);
  if (!a || !b || !c)
    return 1;
  for (size_t i = 0; i < (size_t)m * k; i++)
    a[i] = (double)(i & 7);
  for (size_t i = 0; i < (size_t)n * k; i++)
    b[i] = (double)(i & 3) - 1.5;
  for (size_t i = 0; i < (size_t)m * n; i++)
    c[i] = 1.0;

  dgemm_nt(m, n, k, alpha, a, m, b, n, beta, c, m);

  double norm = 0;
  for (size_t i = 0; i < (size_t)m * n; i++)
    norm += c[i] > 0 ? c[i] : -c[i];
  printf("norm1 %.6e\n", norm);
  return 0;
}
