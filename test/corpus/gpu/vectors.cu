// Vectors: one element a thread, strides by the grid, reductions in the ways that there are.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "../../gpu/Inputs/cuda.h"

__global__ void saxpy(int n, float a, const float *__restrict x, float *__restrict y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = a * x[i] + y[i];
}

__global__ void daxpyGridStride(size_t n, double a, const double *x, double *y) {
  for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x)
    y[i] += a * x[i];
}

__global__ void scaleInPlace(float *v, float s, unsigned count) {
  unsigned id = threadIdx.x + blockDim.x * blockIdx.x;
  if (id >= count)
    return;
  v[id] *= s;
}

__global__ void copyElements(const double *in, double *out, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    out[i] = in[i];
}

__global__ void blend(int n, float a, const float *x, float b, float *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = a * x[i] + b * y[i];
}

__global__ void dotOneThread(const float *x, const float *y, int n, float *out) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[i];
  *out = s;
}

__global__ void dotAtomic(const float *x, const float *y, int n, float *out) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    atomicAdd(out, x[i] * y[i]);
}

__global__ void dotShared(const float *x, const float *y, int n, float *partial) {
  __shared__ float cache[256];
  int t = threadIdx.x;
  float s = 0;
  for (int i = blockIdx.x * blockDim.x + t; i < n; i += gridDim.x * blockDim.x)
    s += x[i] * y[i];
  cache[t] = s;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (t < half)
      cache[t] += cache[t + half];
    __syncthreads();
  }
  if (t == 0)
    partial[blockIdx.x] = cache[0];
}

__global__ void dotShuffle(const float *x, const float *y, int n, float *out) {
  float s = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    s += x[i] * y[i];
  for (int by = 16; by > 0; by >>= 1)
    s += __shfl_down_sync(~0u, s, by);
  if ((threadIdx.x & 31) == 0)
    atomicAdd(out, s);
}

__global__ void countBins(const unsigned char *data, int n, unsigned *bins) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    atomicAdd(&bins[data[i]], 1u);
}

__global__ void countBinsShared(const unsigned char *data, int n, unsigned *bins) {
  __shared__ unsigned local[256];
  local[threadIdx.x] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    atomicAdd(&local[data[i]], 1u);
  __syncthreads();
  atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}

// Hillis and Steele, in one block.
__global__ void scanBlock(const int *in, int *out, int n) {
  __shared__ int temp[2 * 512];
  int t = threadIdx.x, from = 0, to = 1;
  temp[t] = t < n ? in[t] : 0;
  __syncthreads();
  for (int d = 1; d < n; d *= 2) {
    to = 1 - to;
    from = 1 - to;
    temp[to * n + t] = t >= d ? temp[from * n + t] + temp[from * n + t - d] : temp[from * n + t];
    __syncthreads();
  }
  out[t] = temp[to * n + t];
}

// --- look-alikes

// Every element is added into its neighbour's place: no y += a*x of one index.
__global__ void axpyShifted(int n, float a, const float *x, float *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = a * x[i] + y[i + 1];
}

__global__ void sumOfDifferences(const float *x, const float *y, int n, float *out) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] - y[i];
  *out = s;
}

// Each block reverses its part: what is stored was loaded by another thread.
__global__ void reverseBlocks(const float *in, float *out) {
  __shared__ float part[256];
  int base = blockIdx.x * blockDim.x;
  part[threadIdx.x] = in[base + threadIdx.x];
  __syncthreads();
  out[base + threadIdx.x] = part[blockDim.x - 1 - threadIdx.x];
}

__global__ void copyEveryOther(const float *in, float *out, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && (i ^ (i >> 1)) % 3 == 0)
    out[i] = in[n - 1 - i];
}
