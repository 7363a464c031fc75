// A program with kernels, compiled without toolkit: its device code is PTX text. Its
// kernels are named like functions of the host, and each launch is forecast.
// RUN: %cuda_device -O2 -g1 %s -S -o %t.ptx
// RUN: %cuda_host -O2 -g1 %s -Xclang -fcuda-include-gpubinary -Xclang %t.ptx -c -o %t.o
// RUN: %clang %t.o -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t | FileCheck %s --check-prefix=KERNELS
// RUN: %auspex forecast %t 1000 | FileCheck %s --check-prefix=TEXT
// RUN: %auspex forecast --json %t 1000 | FileCheck %s --check-prefix=JSON
// RUN: %cuda_device -O0 %s -S -o %t.O0.ptx
// RUN: %cuda_host -O0 %s -Xclang -fcuda-include-gpubinary -Xclang %t.O0.ptx -c -o %t.O0.o
// RUN: %clang %t.O0.o -o %t.O0 -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex forecast %t.O0 1000 | FileCheck %s --check-prefix=TEXT
// Without notes in its image, the launches are counted and the rest is said to be unknown.
// RUN: %cuda_host -O2 -g1 %s -o %t.bare -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex forecast %t.bare 1000 | FileCheck %s --check-prefix=BARE
#include "cuda.h"

extern "C" int atoi(const char *);

// KERNELS: axpy (proved) y[i] += alpha*x[i] i < min(gridDim.x*blockDim.x, arg0)
__global__ void saxpy(int n, float a, const float *x, float *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] += a * x[i];
}

// The grid is smaller than the vector: all the same, all of it.
// KERNELS: scal (proved) {{.*}} i < arg0
__global__ void scale(int n, float a, float *x) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    x[i] *= a;
}

// KERNELS: gemm (proved) C[i,j] += A[i,k]*B[k,j]
__global__ void product(int n, const float *A, const float *B, float *C) {
  int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n || j >= n)
    return;
  float s = 0;
  for (int k = 0; k < n; ++k)
    s += A[i * n + k] * B[k * n + j];
  C[i * n + j] = s;
}

// 100*2*n and n and 2*n^3 operations: 2,000,201,000.
// TEXT: gpu memory {{ *}}11.4 MiB{{$}}
// TEXT: gpu launches {{ *}}102{{$}}
// TEXT: gpu flops {{ *}}2.00 G{{$}}
// TEXT: to gpu {{ *}}3.81 MiB{{$}}
// TEXT-NOT: no demand note
// JSON: "gpu": {
// JSON: "flops": {
// JSON-NEXT: "low": 2000201000.0,
// JSON-NEXT: "likely": 2000201000.0,
// JSON-NEXT: "high": 2000201000.0
// JSON: "launches": {
// JSON-NEXT: "low": 102.0
// BARE: gpu launches {{ *}}102{{$}}
// BARE: no demand note for the GPU's code of `saxpy{{.*}}`
// BARE: compile the kernel with the plugin
int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  size_t bytes = sizeof(float) * n * n;
  float *a, *b, *c;
  static float host[1 << 20];
  cudaMalloc(&a, bytes);
  cudaMalloc(&b, bytes);
  cudaMalloc(&c, bytes);
  cudaMemcpy(a, host, bytes, cudaMemcpyHostToDevice);
  for (int i = 0; i != 100; ++i)
    saxpy<<<(n + 255) / 256, 256>>>(n, 2, a, b);
  scale<<<2, 64>>>(n, 3, b);
  dim3 block(16, 16), grid((n + 15) / 16, (n + 15) / 16);
  product<<<grid, block>>>(n, a, b, c);
  cudaDeviceSynchronize();
}
