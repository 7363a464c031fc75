// Flat, variable-length, fixed, row pointers, leading dimensions, one workspace.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched

// CHECK: vla: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void vla(int n, double A[n][n], double B[n][n], double C[n][n]) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      C[i][j] = 0;
      for (int k = 0; k < n; k++)
        C[i][j] += A[i][k] * B[k][j];
    }
}
enum { N = 64 };
double GA[N][N], GB[N][N], GC[N][N];
// CHECK: fixed: gemm matched GC[i,j] += GA[i,k]*GB[k,j] i=64 j=64 k=64
void fixed(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      for (int k = 0; k < N; k++)
        GC[i][j] += GA[i][k] * GB[k][j];
}
// Only a corner of the arrays is used.
// CHECK: corner: gemm matched GC[i,j] += GA[i,k]*GB[k,j] i=n j=n k=n
void corner(int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += GA[i][k] * GB[k][j];
      GC[i][j] = s;
    }
}
// CHECK: rows: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void rows(int n, double **A, double **B, double **C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      C[i][j] = 0;
      for (int k = 0; k < n; k++)
        C[i][j] += A[i][k] * B[k][j];
    }
}
// CHECK: rows_ikj: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void rows_ikj(int m, int n, int p, double **A, double **B, double **C) {
  for (int i = 0; i < m; i++) {
    double *c = C[i];
    for (int k = 0; k < p; k++) {
      const double a = A[i][k], *b = B[k];
      for (int j = 0; j < n; j++)
        c[j] += a * b[j];
    }
  }
}
// CHECK: leading: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void leading(int m, int n, int p, const double *A, int lda, const double *B, int ldb, double *C,
             int ldc) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double s = C[i * ldc + j];
      for (int k = 0; k < p; k++)
        s += A[i * lda + k] * B[k * ldb + j];
      C[i * ldc + j] = s;
    }
}
// The parts of one allocation do not overlap.
// CHECK: workspace: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void workspace(int n, double *w) {
  double *A = w, *B = w + n * n, *C = w + 2 * n * n;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
struct matrix {
  int rows, cols;
  double *data;
};
#define AT(m, i, j) ((m)->data[(i) * (m)->cols + (j)])
// CHECK: structs: gemm matched {{[cC]}}[i,j] += {{[aA]}}[i,k]*{{[bB]}}[k,j]
void structs(const struct matrix *a, const struct matrix *b, struct matrix *c) {
  for (int i = 0; i < a->rows; i++)
    for (int j = 0; j < b->cols; j++) {
      double s = 0;
      for (int k = 0; k < a->cols; k++)
        s += AT(a, i, k) * AT(b, k, j);
      AT(c, i, j) = s;
    }
}
// Strides that the caller chooses tell nothing about a transposition.
// CHECK: strided: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void strided(int n, const double *A, int ai, int ak, const double *B, int bk, int bj, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * ai + k * ak] * B[k * bk + j * bj];
      C[i * n + j] = s;
    }
}
// Rows and columns share a register where a matrix is passed by value: rows are its
// lower half.
typedef struct {
  int rows, columns;
  double *data;
} matrix;
// CHECK: by_value: gemm matched C[i,j] += a[i,k]*b[k,j] i=arg0 & 2147483647 j=arg2/4294967296 k=arg0/4294967296
void by_value(matrix a, matrix b, double *C) {
  for (int i = 0; i < a.rows; i++)
    for (int j = 0; j < b.columns; j++) {
      double s = 0;
      for (int k = 0; k < a.columns; k++)
        s += a.data[i * a.columns + k] * b.data[k * b.columns + j];
      C[i * b.columns + j] = s;
    }
}
