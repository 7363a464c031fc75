// Windows and products that are no convolution.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(conv.*|pooling) matched}}'

// Block by block: every element is read once.
void blocks(float I[64][8][64][8], float W[8][8], float O[64][64]) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 64; j++) {
      float s = 0;
      for (int p = 0; p < 8; p++)
        for (int q = 0; q < 8; q++)
          s += W[p][q] * I[i][p][j][q];
      O[i][j] = s;
    }
}
// CHECK: product: gemm matched
void product(int m, int n, int k, const float *A, const float *B, float *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      for (int p = 0; p < k; p++)
        C[i * n + j] += A[i * k + p] * B[p * n + j];
}
void in_place(int h, int w, float *I, float k[5][5]) {
  for (int i = 2; i < h - 2; i++)
    for (int j = 2; j < w - 2; j++) {
      float s = 0;
      for (int p = 0; p < 5; p++)
        for (int q = 0; q < 5; q++)
          s += I[(i + p - 2) * w + j + q - 2] * k[p][q];
      I[i * w + j] = s;
    }
}
// Template matching: squared differences.
void matching(int h, int w, int iw, const float *I, const float *T, float *D) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      float s = 0;
      for (int p = 0; p < 8; p++)
        for (int q = 0; q < 8; q++) {
          float d = I[(i + p) * iw + j + q] - T[p * 8 + q];
          s += d * d;
        }
      D[i * w + j] = s;
    }
}
// Weights that depend on the data: a bilateral filter.
void bilateral(int h, int w, int iw, const float *I, const float *G, float *O) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      float s = 0;
      for (int p = 0; p < 5; p++)
        for (int q = 0; q < 5; q++) {
          float v = I[(i + p) * iw + j + q], d = v - I[(i + 2) * iw + j + 2];
          s += v * G[p * 5 + q] / (1 + d * d);
        }
      O[i * w + j] = s;
    }
}
