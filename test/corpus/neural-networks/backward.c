/* Backward passes: each function and the layer that it goes back through.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
linear_backward	linear-backward
dense_backprop	linear-backward
conv2d_backward	conv2d-backward
conv2d_grad_input	conv2d-backward
conv2d_grad_weight	conv2d-backward
relu_backward	relu-backward
relu_grad_mask	relu-backward
leaky_gradient	relu-backward
softmax_backward	softmax-backward
softmax_grad_jacobian	softmax-backward
crossentropy_softmax_backward	softmax-backward
*/
#include <stddef.h>
#include <string.h>

/* dx, dw and db of y = W x + b over a batch; the gradients add up. */
void linear_backward(float *dx, float *dw, float *db, const float *dy, const float *x, const float *w, int N, int I,
                     int O) {
  for (int n = 0; n < N; n++)
    for (int o = 0; o < O; o++) {
      const float d = dy[n * O + o];
      for (int i = 0; i < I; i++)
        dx[n * I + i] += w[o * I + i] * d;
    }
  for (int o = 0; o < O; o++)
    for (int n = 0; n < N; n++) {
      const float d = dy[n * O + o];
      db[o] += d;
      for (int i = 0; i < I; i++)
        dw[o * I + i] += x[n * I + i] * d;
    }
}

/* One sample, rows as pointers. */
void dense_backprop(int in, int out, double **w, double **dw, double *db, const double *x, const double *delta,
                    double *prev) {
  int i, j;
  for (i = 0; i < in; i++) {
    double s = 0;
    for (j = 0; j < out; j++)
      s += w[j][i] * delta[j];
    prev[i] = s;
  }
  for (j = 0; j < out; j++) {
    db[j] += delta[j];
    for (i = 0; i < in; i++)
      dw[j][i] += delta[j] * x[i];
  }
}

void conv2d_backward(const float *x, const float *w, const float *dy, float *dx, float *dw, int C, int H, int W, int O,
                     int K) {
  const int OH = H - K + 1, OW = W - K + 1;
  for (int o = 0; o < O; o++)
    for (int i = 0; i < OH; i++)
      for (int j = 0; j < OW; j++) {
        const float g = dy[(o * OH + i) * OW + j];
        for (int c = 0; c < C; c++)
          for (int p = 0; p < K; p++)
            for (int q = 0; q < K; q++) {
              dw[((o * C + c) * K + p) * K + q] += g * x[(c * H + i + p) * W + j + q];
              dx[(c * H + i + p) * W + j + q] += g * w[((o * C + c) * K + p) * K + q];
            }
      }
}

/* Gathered: each input point asks which outputs it went into. */
void conv2d_grad_input(const double *restrict w, const double *restrict dy, double *restrict dx, int C, int H, int W,
                       int O, int K) {
  const int OH = H - K + 1, OW = W - K + 1;
  for (int c = 0; c < C; ++c)
    for (int i = 0; i < H; ++i)
      for (int j = 0; j < W; ++j) {
        double s = 0;
        for (int o = 0; o < O; ++o)
          for (int p = 0; p < K; ++p)
            for (int q = 0; q < K; ++q) {
              const int r = i - p, t = j - q;
              if (r >= 0 && r < OH && t >= 0 && t < OW)
                s += dy[(o * OH + r) * OW + t] * w[((o * C + c) * K + p) * K + q];
            }
        dx[(c * H + i) * W + j] = s;
      }
}

void conv2d_grad_weight(const float *restrict x, const float *restrict dy, float *restrict dw, int N, int C, int H,
                        int W, int O, int K) {
  const int OH = H - K + 1, OW = W - K + 1;
  for (int o = 0; o < O; ++o)
    for (int c = 0; c < C; ++c)
      for (int p = 0; p < K; ++p)
        for (int q = 0; q < K; ++q) {
          float s = 0.f;
          for (int n = 0; n < N; ++n)
            for (int i = 0; i < OH; ++i)
              for (int j = 0; j < OW; ++j)
                s += dy[((n * O + o) * OH + i) * OW + j] * x[((n * C + c) * H + i + p) * W + j + q];
          dw[((o * C + c) * K + p) * K + q] = s;
        }
}

void relu_backward(const float *x, const float *dy, float *dx, int n) {
  for (int i = 0; i < n; i++)
    dx[i] = x[i] > 0 ? dy[i] : 0;
}

/* In place on the gradient, by the output. */
void relu_grad_mask(double *grad, const double *y, size_t n) {
  while (n--) {
    if (*y++ <= 0.0)
      *grad = 0.0;
    grad++;
  }
}

void leaky_gradient(const float *out, int n, float *delta) {
  int i;
  for (i = 0; i < n; ++i)
    delta[i] *= out[i] > 0 ? 1.0f : 0.1f;
}

/* dx = y (dy - sum(y dy)) */
void softmax_backward(const float *y, const float *dy, float *dx, int rows, int n) {
  for (int r = 0; r < rows; r++, y += n, dy += n, dx += n) {
    float dot = 0;
    for (int i = 0; i < n; i++)
      dot += y[i] * dy[i];
    for (int i = 0; i < n; i++)
      dx[i] = y[i] * (dy[i] - dot);
  }
}

/* By the whole Jacobian. */
void softmax_grad_jacobian(const double *p, const double *g, double *out, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) {
      const double delta = i == j ? 1.0 : 0.0;
      s += p[i] * (delta - p[j]) * g[j];
    }
    out[i] = s;
  }
}

/* Softmax and cross-entropy together: the probabilities less the one-hot target. */
void crossentropy_softmax_backward(float *restrict dlogits, const float *restrict probs, const int *target, int rows,
                                   int n, float scale) {
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < n; v++) {
      const float hot = v == target[r] ? 1.0f : 0.0f;
      dlogits[r * n + v] += (probs[r * n + v] - hot) * scale;
    }
}
