// LAPACK through LAPACKE and through the Fortran interface.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
// RUN: %auspex_clang -O2 -g1 -DMAIN %s -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t 300 | FileCheck %s --check-prefix=COST
// COST-NOT: no demand note
// A and its transposed copy, 300^2 doubles each, with the right-hand side twice; then the factors
// of A^T A: 2/3 n^3 + 2 n^2, 1/3 n^3.
// COST: of it heap {{ *}}1.38 MiB
// COST: flops {{ *}}27.2 M
#include <stdlib.h>

int LAPACKE_dgetrf(int layout, int m, int n, double *A, int lda, int *pivots);
int LAPACKE_spotrf(int layout, char uplo, int n, float *A, int lda);
int LAPACKE_dgesv(int layout, int n, int nrhs, double *A, int lda, int *pivots, double *B, int ldb);
int LAPACKE_dgesdd(int layout, char jobz, int m, int n, double *A, int lda, double *s, double *U, int ldu, double *VT, int ldvt);
int LAPACKE_dsyev(int layout, char jobz, char uplo, int n, double *A, int lda, double *w);
int LAPACKE_dgels(int layout, char trans, int m, int n, int nrhs, double *A, int lda, double *B, int ldb);
void dpotrf_(const char *uplo, const int *n, double *A, const int *lda, int *info);
void dgeqrf_(const int *m, const int *n, double *A, const int *lda, double *tau, double *work, const int *lwork, int *info);

// CHECK: factors: lu matched A[i,j] += A[i,k]*A[k,j] m=m n=n
// CHECK: factors: cholesky matched A[i,j] += A[i,k]*A[j,k] n=n
void factors(int m, int n, double *A, float *S, int *pivots) {
  LAPACKE_dgetrf(102, m, n, A, m, pivots);
  LAPACKE_spotrf(102, 'L', n, S, n);
}
// CHECK: solves: lu matched A[i,j] += A[i,k]*A[k,j] n=n nrhs=k
// CHECK: solves: qr matched A = Q*R m=m n=n nrhs=1
void solves(int m, int n, int k, double *A, double *B, int *pivots) {
  LAPACKE_dgesv(101, n, k, A, n, pivots, B, k);
  LAPACKE_dgels(102, 'N', m, n, 1, A, m, B, m);
}
// CHECK: spectra: svd matched A = U*diag(s)*V^T m=m n=n
// CHECK: spectra: eigen matched A = V*diag(w)*V^T n=n
void spectra(int m, int n, double *A, double *s, double *U, double *VT) {
  LAPACKE_dgesdd(102, 'S', m, n, A, m, s, U, m, VT, n);
  LAPACKE_dsyev(102, 'V', 'U', n, A, n, s);
}
// By reference the sizes lie in memory.
// CHECK: fortran: cholesky matched A[i,j] += A[i,k]*A[j,k] n=n
// CHECK: fortran: qr matched A = Q*R m=m n=n
void fortran(int n, double *A, double *tau, double *work) {
  int info, lwork = 64 * n;
  dpotrf_("U", &n, A, &n, &info);
  dgeqrf_(&n, &n, A, &n, tau, work, &lwork, &info);
}

#ifdef MAIN
int main(int argc, char **argv) {
  int n = atoi(argv[1]), info;
  double *A = malloc(sizeof(double) * n * n), *b = malloc(sizeof(double) * n);
  int *pivots = malloc(sizeof(int) * n);
  for (int i = 0; i < n; i++)
    b[i] = 1;
  LAPACKE_dgesv(101, n, 1, A, n, pivots, b, 1);
  dpotrf_("U", &n, A, &n, &info);
  free(A), free(b), free(pivots);
}
#endif
