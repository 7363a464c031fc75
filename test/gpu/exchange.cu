// Threads that exchange data do not run one after another: what a nest over them computes
// is not what the kernel does, and has no name. Trip counts and operations hold.
// RUN: %cuda_device -O2 -g1 %s -S -o %t.ptx
// RUN: %cuda_host -O2 -g1 %s -Xclang -fcuda-include-gpubinary -Xclang %t.ptx -c -o %t.o
// RUN: %clang %t.o -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t | FileCheck %s --implicit-check-not=proved --implicit-check-not=matched
// RUN: %auspex forecast %t | FileCheck %s --check-prefix=COST
#include "cuda.h"

// CHECK: rotate
// CHECK: threads exchange data
__global__ void rotate(const float *in, float *out) {
  __shared__ float part[128];
  part[threadIdx.x] = in[threadIdx.x];
  __syncthreads();
  out[threadIdx.x] = 2 * part[(threadIdx.x + 1) % 128];
}

// A warp's sum.
__global__ void warpSum(const float *in, float *out) {
  float v = in[threadIdx.x];
  for (int by = 16; by > 0; by /= 2)
    v += __shfl_down_sync(~0u, v, by);
  out[threadIdx.x] = v;
}

// 128 products; 5 sums of each of 32 threads.
// COST: gpu launches {{ *}}2{{$}}
// COST: gpu flops {{ *}}288{{$}}
int main() {
  float *a, *b;
  cudaMalloc(&a, 512);
  cudaMalloc(&b, 512);
  rotate<<<1, 128>>>(a, b);
  warpSum<<<1, 32>>>(a, b);
}
