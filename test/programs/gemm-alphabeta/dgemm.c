/* C := alpha*A*B' + beta*C, column-major with leading dimensions, in the
   manner of the reference BLAS. */
void dgemm_nt(int m, int n, int k, double alpha, const double *a, int lda, const double *b, int ldb,
              double beta, double *c, int ldc) {
  int i, j, l;
  if (m == 0 || n == 0)
    return;
  for (j = 0; j < n; j++) {
    if (beta == 0.0) {
      for (i = 0; i < m; i++)
        c[i + (long)j * ldc] = 0.0;
    } else if (beta != 1.0) {
      for (i = 0; i < m; i++)
        c[i + (long)j * ldc] *= beta;
    }
    for (l = 0; l < k; l++) {
      double t = alpha * b[j + (long)l * ldb];
      for (i = 0; i < m; i++)
        c[i + (long)j * ldc] += t * a[i + (long)l * lda];
    }
  }
}
