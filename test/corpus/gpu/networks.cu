// Neural networks: activations, normalisations, softmax, convolution, pooling.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "../../gpu/Inputs/cuda.h"

__global__ void reluForward(const float *x, float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = x[i] > 0 ? x[i] : 0;
}

__global__ void leakyReluInPlace(float *x, int n, float slope) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    x[i] = x[i] > 0 ? x[i] : slope * x[i];
}

__global__ void geluTanh(const float *x, float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    float v = x[i];
    y[i] = 0.5f * v * (1.0f + tanhf(0.7978845608028654f * (v + 0.044715f * v * v * v)));
  }
}

__global__ void sigmoidForward(const float *x, float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = 1.0f / (1.0f + expf(-x[i]));
}

__global__ void siluForward(const float *x, float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = x[i] / (1.0f + expf(-x[i]));
}

__global__ void residual(const float *x, const float *r, float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = x[i] + r[i];
}

__global__ void linearForward(const float *x, const float *w, const float *b, float *y, int batch, int in, int out) {
  int n = blockIdx.y * blockDim.y + threadIdx.y, o = blockIdx.x * blockDim.x + threadIdx.x;
  if (n >= batch || o >= out)
    return;
  float s = b[o];
  for (int i = 0; i < in; i++)
    s += x[n * in + i] * w[o * in + i];
  y[n * out + o] = s;
}

__global__ void softmaxRowPerThread(const float *x, float *y, int rows, int n) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= rows)
    return;
  const float *row = x + (size_t)r * n;
  float *out = y + (size_t)r * n;
  float largest = row[0];
  for (int i = 1; i < n; i++)
    largest = fmaxf(largest, row[i]);
  float sum = 0;
  for (int i = 0; i < n; i++) {
    out[i] = expf(row[i] - largest);
    sum += out[i];
  }
  for (int i = 0; i < n; i++)
    out[i] /= sum;
}

__global__ void softmaxRowPerBlock(const float *x, float *y, int n) {
  __shared__ float part[256];
  int t = threadIdx.x;
  const float *row = x + blockIdx.x * n;
  float m = -3.4e38f;
  for (int i = t; i < n; i += blockDim.x)
    m = fmaxf(m, row[i]);
  part[t] = m;
  __syncthreads();
  for (int h = blockDim.x / 2; h > 0; h /= 2) {
    if (t < h)
      part[t] = fmaxf(part[t], part[t + h]);
    __syncthreads();
  }
  m = part[0];
  __syncthreads();
  float s = 0;
  for (int i = t; i < n; i += blockDim.x)
    s += expf(row[i] - m);
  part[t] = s;
  __syncthreads();
  for (int h = blockDim.x / 2; h > 0; h /= 2) {
    if (t < h)
      part[t] += part[t + h];
    __syncthreads();
  }
  for (int i = t; i < n; i += blockDim.x)
    y[blockIdx.x * n + i] = expf(row[i] - m) / part[0];
}

__global__ void layerNormRowPerThread(const float *x, const float *g, const float *b, float *y, int rows, int n) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= rows)
    return;
  const float *row = x + r * n;
  float mean = 0, var = 0;
  for (int i = 0; i < n; i++)
    mean += row[i];
  mean /= n;
  for (int i = 0; i < n; i++)
    var += (row[i] - mean) * (row[i] - mean);
  float inv = 1.0f / sqrtf(var / n + 1e-5f);
  for (int i = 0; i < n; i++)
    y[r * n + i] = g[i] * (row[i] - mean) * inv + b[i];
}

__global__ void rmsNormRowPerThread(const float *x, const float *g, float *y, int rows, int n) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= rows)
    return;
  float ss = 0;
  for (int i = 0; i < n; i++)
    ss += x[r * n + i] * x[r * n + i];
  float inv = 1.0f / sqrtf(ss / n + 1e-6f);
  for (int i = 0; i < n; i++)
    y[r * n + i] = g[i] * x[r * n + i] * inv;
}

__global__ void convolution(const float *in, const float *w, float *out, int channels, int height, int width, int k) {
  int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y, o = blockIdx.z;
  int oh = height - k + 1, ow = width - k + 1;
  if (x >= ow || y >= oh)
    return;
  float s = 0;
  for (int c = 0; c < channels; c++)
    for (int p = 0; p < k; p++)
      for (int q = 0; q < k; q++)
        s += w[((o * channels + c) * k + p) * k + q] * in[(c * height + y + p) * width + x + q];
  out[(o * oh + y) * ow + x] = s;
}

__global__ void maxPool2(const float *in, float *out, int height, int width) {
  int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y, c = blockIdx.z;
  if (x >= width / 2 || y >= height / 2)
    return;
  float m = -3.4e38f;
  for (int p = 0; p < 2; p++)
    for (int q = 0; q < 2; q++)
      m = fmaxf(m, in[(c * height + 2 * y + p) * width + 2 * x + q]);
  out[(c * (height / 2) + y) * (width / 2) + x] = m;
}

__global__ void embed(const int *token, const float *table, float *out, int tokens, int dim) {
  int d = blockIdx.x * blockDim.x + threadIdx.x, t = blockIdx.y;
  if (d < dim && t < tokens)
    out[t * dim + d] = table[token[t] * dim + d];
}

__global__ void sgdStep(float *w, const float *g, float rate, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    w[i] -= rate * g[i];
}

__global__ void adamStep(float *w, const float *g, float *m, float *v, float rate, float b1, float b2, float c1, float c2,
                         int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
    w[i] -= rate * (m[i] / c1) / (sqrtf(v[i] / c2) + 1e-8f);
  }
}

// --- look-alikes

// The sign of zero and what is below is kept: no rectifier.
__global__ void clampToSign(const float *x, float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = x[i] > 0 ? 1.0f : x[i] < 0 ? -1.0f : 0.0f;
}

// Divided by the largest instead of the sum.
__global__ void expOverLargest(const float *x, float *y, int rows, int n) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= rows)
    return;
  float largest = x[r * n];
  for (int i = 1; i < n; i++)
    largest = fmaxf(largest, x[r * n + i]);
  for (int i = 0; i < n; i++)
    y[r * n + i] = expf(x[r * n + i]) / largest;
}

// The variance is summed before the mean is known.
__global__ void normOfSquares(const float *x, float *y, int rows, int n) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= rows)
    return;
  float s = 0;
  for (int i = 0; i < n; i++)
    s += fabsf(x[r * n + i]);
  for (int i = 0; i < n; i++)
    y[r * n + i] = x[r * n + i] / (s + 1e-5f);
}
