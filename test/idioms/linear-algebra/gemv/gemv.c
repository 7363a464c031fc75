// Matrix times vector.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: rows: gemv matched y[i] += A[i,j]*x[j] i=m j=n
void rows(int m, int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < m; i++) {
    y[i] = 0;
    for (int j = 0; j < n; j++)
      y[i] += A[i * n + j] * x[j];
  }
}
// CHECK: columns: gemv matched y[i] += A[j,i]*x[j] i=n j=m
void columns(int m, int n, const double *A, const double *x, double *y) {
  for (int j = 0; j < n; j++)
    y[j] = 0;
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      y[j] += A[i * n + j] * x[i];
}
// CHECK: scaled: gemv matched y[i] += alpha*A[i,j]*x[j] i=m j=n
void scaled(int m, int n, float alpha, const float *restrict A, int lda, const float *restrict x,
            float beta, float *restrict y) {
  for (int i = 0; i < m; i++) {
    float s = 0;
    for (int j = 0; j < n; j++)
      s += A[i * lda + j] * x[j];
    y[i] = alpha * s + beta * y[i];
  }
}
// CHECK: pointers: gemv matched y[i] += A[i,j]*x[j] i=m j=n
void pointers(int m, int n, double **A, const double *x, double *y) {
  for (int i = 0; i < m; i++) {
    const double *a = A[i], *end = a + n, *v = x;
    double s = 0;
    while (a != end)
      s += *a++ * *v++;
    *y++ = s;
  }
}
// Four columns at a time.
// CHECK: four: gemv matched y[i] += A[j,i]*x[j] i=m j=512
void four(int m, const double *A, const double *x, double *y) {
  for (int j = 0; j < 512; j += 4) {
    const double *a0 = A + j * m, *a1 = a0 + m, *a2 = a1 + m, *a3 = a2 + m;
    for (int i = 0; i < m; i++)
      y[i] += x[j] * a0[i] + x[j + 1] * a1[i] + x[j + 2] * a2[i] + x[j + 3] * a3[i];
  }
}
// CHECK: bias: gemv matched y[i] += A[i,j]*x[j] i=m j=n
void bias(int m, int n, const float *A, const float *x, const float *b, float *y) {
  for (int i = 0; i < m; i++) {
    float s = b[i];
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    y[i] = s;
  }
}
// CHECK: triangle: trmv matched y[i] += U[i,j]*x[j]
void triangle(int n, const double *U, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = i; j < n; j++)
      s += U[i * n + j] * x[j];
    y[i] = s;
  }
}
