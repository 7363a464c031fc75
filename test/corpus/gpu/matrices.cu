// Matrices: products naive and in tiles, sparse rows, transposition, stencils.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "../../gpu/Inputs/cuda.h"

__global__ void gemmNaive(const float *A, const float *B, float *C, int m, int n, int k) {
  int row = blockIdx.y * blockDim.y + threadIdx.y;
  int col = blockIdx.x * blockDim.x + threadIdx.x;
  if (row < m && col < n) {
    float sum = 0.0f;
    for (int i = 0; i < k; i++)
      sum += A[row * k + i] * B[i * n + col];
    C[row * n + col] = sum;
  }
}

__global__ void gemmAlphaBeta(int m, int n, int k, double alpha, const double *A, int lda, const double *B, int ldb,
                              double beta, double *C, int ldc) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, j = blockIdx.y * blockDim.y + threadIdx.y;
  if (i >= m || j >= n)
    return;
  double s = 0;
  for (int p = 0; p < k; ++p)
    s += A[i + p * lda] * B[p + j * ldb]; // column-major
  C[i + j * ldc] = alpha * s + beta * C[i + j * ldc];
}

// The book's: tiles of both in shared memory.
template <int T> __device__ void tiledProduct(const float *A, const float *B, float *C, int n) {
  __shared__ float As[T][T], Bs[T][T];
  int row = blockIdx.y * T + threadIdx.y, col = blockIdx.x * T + threadIdx.x;
  float s = 0;
  for (int t = 0; t < n / T; t++) {
    As[threadIdx.y][threadIdx.x] = A[row * n + t * T + threadIdx.x];
    Bs[threadIdx.y][threadIdx.x] = B[(t * T + threadIdx.y) * n + col];
    __syncthreads();
    for (int k = 0; k < T; k++)
      s += As[threadIdx.y][k] * Bs[k][threadIdx.x];
    __syncthreads();
  }
  C[row * n + col] = s;
}
__global__ void gemmTiled16(const float *A, const float *B, float *C, int n) { tiledProduct<16>(A, B, C, n); }

__global__ void gemvRowPerThread(const float *A, const float *x, float *y, int rows, int cols) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r < rows) {
    float s = 0;
    for (int c = 0; c < cols; c++)
      s += A[r * cols + c] * x[c];
    y[r] = s;
  }
}

__global__ void gemvRowPerBlock(const float *A, const float *x, float *y, int cols) {
  __shared__ float part[128];
  float s = 0;
  for (int c = threadIdx.x; c < cols; c += blockDim.x)
    s += A[blockIdx.x * cols + c] * x[c];
  part[threadIdx.x] = s;
  __syncthreads();
  for (int h = 64; h > 0; h /= 2) {
    if (threadIdx.x < h)
      part[threadIdx.x] += part[threadIdx.x + h];
    __syncthreads();
  }
  if (threadIdx.x == 0)
    y[blockIdx.x] = part[0];
}

__global__ void outerProduct(float *A, const float *x, const float *y, int m, int n, float alpha) {
  int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < m && j < n)
    A[i * n + j] += alpha * x[i] * y[j];
}

__global__ void transposeNaive(const float *in, float *out, int width, int height) {
  int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x < width && y < height)
    out[x * height + y] = in[y * width + x];
}

__global__ void transposeTile(const float *in, float *out, int width, int height) {
  __shared__ float tile[32][33];
  int x = blockIdx.x * 32 + threadIdx.x, y = blockIdx.y * 32 + threadIdx.y;
  if (x < width && y < height)
    tile[threadIdx.y][threadIdx.x] = in[y * width + x];
  __syncthreads();
  x = blockIdx.y * 32 + threadIdx.x;
  y = blockIdx.x * 32 + threadIdx.y;
  if (x < height && y < width)
    out[y * height + x] = tile[threadIdx.x][threadIdx.y];
}

__global__ void spmvCsr(int rows, const int *start, const int *column, const float *value, const float *x, float *y) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r < rows) {
    float s = 0;
    for (int j = start[r]; j < start[r + 1]; j++)
      s += value[j] * x[column[j]];
    y[r] = s;
  }
}

__global__ void heatStep(const float *in, float *out, int nx, int ny) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, j = blockIdx.y * blockDim.y + threadIdx.y;
  if (i > 0 && j > 0 && i < nx - 1 && j < ny - 1)
    out[j * nx + i] =
        0.25f * (in[j * nx + i - 1] + in[j * nx + i + 1] + in[(j - 1) * nx + i] + in[(j + 1) * nx + i]);
}

// Rows in strides over the third dimension.
__global__ void laplace3d(const double *a, double *b, int nx, int ny, int nz) {
  int i = blockIdx.x * blockDim.x + threadIdx.x + 1, j = blockIdx.y * blockDim.y + threadIdx.y + 1;
  if (i < nx - 1 && j < ny - 1)
    for (int k = 1; k < nz - 1; k++) {
      size_t p = ((size_t)k * ny + j) * nx + i;
      b[p] = a[p - 1] + a[p + 1] + a[p - nx] + a[p + nx] + a[p - (size_t)nx * ny] + a[p + (size_t)nx * ny] - 6 * a[p];
    }
}

__global__ void shortestPaths(const float *A, const float *B, float *C, int n) {
  int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && j < n) {
    float best = C[i * n + j];
    for (int k = 0; k < n; k++)
      best = fminf(best, A[i * n + k] + B[k * n + j]);
    C[i * n + j] = best;
  }
}

// --- look-alikes

// The tile is read before all of it is there: no product.
__global__ void gemmTiledWithoutBarrier(const float *A, const float *B, float *C, int n) {
  __shared__ float As[16][16], Bs[16][16];
  int row = blockIdx.y * 16 + threadIdx.y, col = blockIdx.x * 16 + threadIdx.x;
  float s = 0;
  for (int t = 0; t < n / 16; t++) {
    As[threadIdx.y][threadIdx.x] = A[row * n + t * 16 + threadIdx.x];
    Bs[threadIdx.y][threadIdx.x] = B[(t * 16 + threadIdx.y) * n + col];
    for (int k = 0; k < 16; k++)
      s += As[threadIdx.y][k] * Bs[k][threadIdx.x];
  }
  C[row * n + col] = s;
}

__global__ void productOfDifferences(const float *A, const float *B, float *C, int n) {
  int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && j < n) {
    float s = 0;
    for (int k = 0; k < n; k++)
      s += (A[i * n + k] - B[j * n + k]) * (A[i * n + k] - B[j * n + k]);
    C[i * n + j] = s; // pairwise squared distances
  }
}

// In place: which threads see whose results nobody knows.
__global__ void relaxInPlace(float *u, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i > 0 && i < n - 1)
    u[i] = 0.5f * (u[i - 1] + u[i + 1]);
}
