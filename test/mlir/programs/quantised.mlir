// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemm=196608

//--- p.mlir
func.func @qmm(%A: tensor<64x48xi8>, %B: tensor<48x32xi8>, %C: tensor<64x32xi32>) -> tensor<64x32xi32> {
  %r = linalg.matmul ins(%A, %B : tensor<64x48xi8>, tensor<48x32xi8>) outs(%C : tensor<64x32xi32>) -> tensor<64x32xi32>
  return %r : tensor<64x32xi32>
}
//--- p.c
#include <stdint.h>
void qmm(int8_t A[restrict 64][48], int8_t B[restrict 48][32], int32_t C[restrict 64][32]) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 32; j++)
      for (int k = 0; k < 48; k++)
        C[i][j] += A[i][k] * B[k][j];
}
