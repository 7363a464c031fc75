// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o softmax=10240

//--- p.mlir
func.func @softmax(%x: tensor<32x64xf32>) -> tensor<32x64xf32> {
  %e = tensor.empty() : tensor<32x64xf32>
  %r = linalg.softmax dimension(1) ins(%x : tensor<32x64xf32>) outs(%e : tensor<32x64xf32>) -> tensor<32x64xf32>
  return %r : tensor<32x64xf32>
}
//--- p.c
#include <math.h>
void softmax(float x[restrict 32][64], float y[restrict 32][64]) {
  for (int i = 0; i < 32; i++) {
    float m = -INFINITY, s = 0;
    for (int j = 0; j < 64; j++)
      m = x[i][j] > m ? x[i][j] : m;
    for (int j = 0; j < 64; j++)
      s += y[i][j] = expf(x[i][j] - m);
    for (int j = 0; j < 64; j++)
      y[i][j] /= s;
  }
}
