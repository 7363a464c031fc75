// Products whose axes do not fold into those of matrices.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: blocks: kronecker matched
void blocks(int m, int n, int p, int q, const double *a, const double *b, double *c) {
  for (int i = 0; i < m; i++)
    for (int k = 0; k < p; k++)
      for (int j = 0; j < n; j++)
        for (int l = 0; l < q; l++)
          c[(i * p + k) * n * q + j * q + l] = a[i * n + j] * b[k * q + l];
}
// CHECK: outer: ger matched
void outer(int m, int n, const double *a, const double *b, double *c) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      c[i * n + j] = a[i] * b[j];
}
// CHECK: khatri_rao: mttkrp matched
void khatri_rao(int I, int J, int K, int R, const float *x, const float *b, const float *c, float *m) {
  for (int r = 0; r < R; r++)
    for (int i = 0; i < I; i++) {
      float s = 0;
      for (int j = 0; j < J; j++)
        for (int k = 0; k < K; k++)
          s += b[j * R + r] * c[k * R + r] * x[(i * J + j) * K + k];
      m[i * R + r] = s;
    }
}
// CHECK: two_axes: tensor-contraction matched
void two_axes(int A, int B, int C, int D, int P, int Q, const double *s, const double *t, double *o) {
  for (int a = 0; a < A; a++)
    for (int b = 0; b < B; b++)
      for (int c = 0; c < C; c++)
        for (int d = 0; d < D; d++)
          for (int p = 0; p < P; p++)
            for (int q = 0; q < Q; q++)
              o[((a * C + c) * B + b) * D + d] +=
                  s[((a * P + p) * B + b) * Q + q] * t[((p * C + c) * Q + q) * D + d];
}
// An axis of one factor alone is summed apart from the product.
// CHECK-NOT: matched
void apart(int A, int B, int P, int Q, const double *s, const double *t, double *o) {
  for (int a = 0; a < A; a++)
    for (int b = 0; b < B; b++)
      for (int p = 0; p < P; p++)
        for (int q = 0; q < Q; q++)
          o[a * B + b] += s[(a * P + p) * Q + q] * t[p * B + b];
}
