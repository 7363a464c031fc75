// Convolution by a matrix of its windows and a product; a product of a transposed matrix is none.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not='transposed: gemm matched {{.*}}im2col'
// CHECK: conv2d_im2col: gemm {{.*}}im2col-gemm
void conv2d_im2col(const float *x, const float *w, float *y, float *col, int C, int H, int W, int O, int K) {
  const int OH = H - K + 1, OW = W - K + 1, N = OH * OW, D = C * K * K;
  for (int c = 0; c < C; c++)
    for (int p = 0; p < K; p++)
      for (int q = 0; q < K; q++)
        for (int i = 0; i < OH; i++)
          for (int j = 0; j < OW; j++)
            col[((c * K + p) * K + q) * N + i * OW + j] = x[(c * H + i + p) * W + j + q];
  for (int o = 0; o < O; o++) {
    for (int n = 0; n < N; n++)
      y[o * N + n] = 0;
    for (int d = 0; d < D; d++) {
      const float a = w[o * D + d];
      for (int n = 0; n < N; n++)
        y[o * N + n] += a * col[d * N + n];
    }
  }
}
void transposed(const float *x, const float *w, float *y, float *t, int n, int m, int k) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < k; j++)
      t[j * n + i] = x[i * k + j];
  for (int o = 0; o < m; o++)
    for (int i = 0; i < n; i++) {
      float s = 0;
      for (int j = 0; j < k; j++)
        s += w[o * k + j] * t[j * n + i];
      y[o * n + i] = s;
    }
}
