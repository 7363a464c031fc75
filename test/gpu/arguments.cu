// What a kernel is handed: structures by value, variables of the GPU, calls of functions
// that stay calls, templates, kernels in name spaces and with C linkage, several blocks of
// several dimensions.
// RUN: %cuda_device -O2 -g1 %s -S -o %t.ptx
// RUN: %cuda_host -O2 -g1 %s -Xclang -fcuda-include-gpubinary -Xclang %t.ptx -c -o %t.o
// RUN: %clang %t.o -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex forecast --json %t 1000 | FileCheck %s
#include "cuda.h"

extern "C" int atoi(const char *);

struct Work {
  float *data;
  int rows, columns;
};

__device__ float table[4096];

__device__ __attribute__((noinline)) float cubed(float x) { return x * x * x; }

namespace field {
template <class T> __global__ void scaleRows(Work w, T by) {
  int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < w.rows && j < w.columns)
    w.data[i * w.columns + j] *= by;
}
} // namespace field

extern "C" __global__ void cubes(float *p, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    p[i] = cubed(p[i]);
}

// All threads of a block do the same.
__global__ void once(float *p) { p[blockIdx.x] = 2 * table[blockIdx.x]; }

// 1000*50 and 2*1000 and 7*32 operations; the data and the table.
// CHECK: "peak_bytes": {
// CHECK-NEXT: "low": 216384.0,
// CHECK-NEXT: "likely": 216384.0,
// CHECK-NEXT: "high": 216384.0
// CHECK: "flops": {
// CHECK-NEXT: "low": 52224.0,
// CHECK-NEXT: "likely": 52224.0,
// CHECK-NEXT: "high": 52224.0
int main(int argc, char **argv) {
  Work w = {nullptr, atoi(argv[1]), 50};
  cudaMalloc(&w.data, sizeof(float) * w.rows * w.columns);
  dim3 block(32, 8), grid((w.columns + 31) / 32, (w.rows + 7) / 8);
  field::scaleRows<float><<<grid, block>>>(w, 3);
  cubes<<<(w.rows + 127) / 128, 128>>>(w.data, w.rows);
  once<<<7, 32>>>(w.data);
}
