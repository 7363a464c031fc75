// What a form serves as: by what is done with its result, by the side that taps are
// counted from, by what runs it again.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
#include <math.h>

// CHECK: with_bias: gemm matched {{.*}} as linear{{$}}
void with_bias(int m, int n, int k, float *restrict Y, const float *restrict X, const float *restrict W, const float *restrict b) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float s = b[j];
      for (int l = 0; l < k; l++)
        s += X[i * k + l] * W[j * k + l];
      Y[i * n + j] = s;
    }
}

// CHECK: with_relu: gemv matched {{.*}} as linear{{$}}
void with_relu(int m, int n, float *restrict y, const float *restrict W, const float *restrict x) {
  for (int i = 0; i < m; i++) {
    float s = 0;
    for (int j = 0; j < n; j++)
      s += W[i * n + j] * x[j];
    y[i] = s > 0 ? s : 0;
  }
}

// CHECK: then_sigmoid: gemv matched {{.*}} as linear{{$}}
// CHECK: then_sigmoid: sigmoid matched
void then_sigmoid(int m, int n, float *restrict y, const float *restrict W, const float *restrict x) {
  for (int i = 0; i < m; i++) {
    float s = 0;
    for (int j = 0; j < n; j++)
      s += W[i * n + j] * x[j];
    y[i] = s;
  }
  for (int i = 0; i < m; i++)
    y[i] = 1 / (1 + expf(-y[i]));
}

// A product alone, a scaled one and a residual are no layers.
// CHECK: alone: gemm matched {{[^a]*}}{{$}}
void alone(int m, int n, int k, double *restrict C, const double *restrict A, const double *restrict B) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      for (int l = 0; l < k; l++)
        C[i * n + j] += A[i * k + l] * B[l * n + j];
}
// CHECK: residual: gemv matched
// CHECK-NOT: as linear
// CHECK: correlate: fir matched {{.*}} as convolution, correlation{{$}}
void residual(int m, int n, double *restrict r, const double *restrict A, const double *restrict x, const double *restrict b) {
  for (int i = 0; i < m; i++) {
    double s = b[i];
    for (int j = 0; j < n; j++)
      s -= A[i * n + j] * x[j];
    r[i] = s;
  }
}

void correlate(int n, int k, float *restrict y, const float *restrict x, const float *restrict h) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int l = 0; l < k; l++)
      s += h[l] * x[t + l];
    y[t] = s;
  }
}
// CHECK: convolve: fir matched {{.*}} as convolution{{$}}
void convolve(int n, int k, float *restrict y, const float *restrict x, const float *restrict h) {
  for (int t = k - 1; t < n; t++) {
    float s = 0;
    for (int l = 0; l < k; l++)
      s += h[l] * x[t - l];
    y[t] = s;
  }
}
// CHECK: decimate: fir matched {{.*}} as convolution, correlation, decimator{{$}}
void decimate(int n, float *restrict y, const float *restrict x, const float *restrict h) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int l = 0; l < 64; l++)
      s += h[l] * x[4 * t + l];
    y[t] = s;
  }
}

// CHECK: blur: conv2d matched {{.*}} as filter-2d{{$}}
void blur(int h, int w, int r, float *restrict O, const float *restrict I, const float *restrict K) {
  for (int i = 0; i < h - 4; i++)
    for (int j = 0; j < w - 4; j++) {
      float s = 0;
      for (int p = 0; p < r; p++)
        for (int q = 0; q < r; q++)
          s += K[p * r + q] * I[(i + p) * w + j + q];
      O[i * w + j] = s;
    }
}

// One sweep is a filter; sweeps that feed each other are Jacobi's.
// CHECK: sweep: stencil matched {{.*}} as filter-2d{{$}}
void sweep(int n, double *restrict B, const double *restrict A) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      B[i * n + j] = 0.25 * (A[(i - 1) * n + j] + A[(i + 1) * n + j] + A[i * n + j - 1] + A[i * n + j + 1]);
}
// CHECK: sweeps: stencil matched {{.*}} as filter-2d, jacobi{{$}}
void sweeps(int n, int steps, double *restrict A, double *restrict B) {
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++)
        B[i * n + j] = 0.25 * (A[(i - 1) * n + j] + A[(i + 1) * n + j] + A[i * n + j - 1] + A[i * n + j + 1]);
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++)
        A[i * n + j] = 0.25 * (B[(i - 1) * n + j] + B[(i + 1) * n + j] + B[i * n + j - 1] + B[i * n + j + 1]);
  }
}
