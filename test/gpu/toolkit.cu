// The same where there is a toolkit: notes travel in the machine code of each
// architecture, in both ways in which clang packs it, and are read once. A stripped
// program keeps them. libdevice's functions have their usual names.
// REQUIRES: cuda-toolkit
// DEFINE: %{compile} = %auspex_clang -x cuda --cuda-gpu-arch=sm_80 --cuda-gpu-arch=sm_90 -Wno-unknown-cuda-version -O2
// RUN: %{compile} %s -c -o %t.o
// RUN: %clang %t.o -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex forecast %t 1000 | FileCheck %s
// RUN: %{compile} --no-offload-new-driver %s -c -o %t.old.o
// RUN: %clang %t.old.o -o %t.old -Wl,--unresolved-symbols=ignore-all
// RUN: llvm-strip %t.old
// RUN: %auspex forecast %t.old 1000 | FileCheck %s
// RUN: %auspex inspect %t.old | FileCheck %s --check-prefix=ONCE
// ONCE: 1 kernel
// ONCE: kernel sigmoid
// CHECK: gpu memory {{ *}}7.8{{[0-9]}} KiB
// CHECK: gpu launches {{ *}}1{{$}}
// CHECK: gpu traffic {{ *}}7.8{{[0-9]}} KiB
// CHECK-NOT: no demand note
#include <cstdlib>

__global__ void sigmoid(const float *x, float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = 1 / (1 + expf(-x[i]));
}

int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  float *x, *y;
  cudaMalloc(&x, sizeof(float) * n);
  cudaMalloc(&y, sizeof(float) * n);
  sigmoid<<<(n + 255) / 256, 256>>>(x, y, n);
  cudaDeviceSynchronize();
}
