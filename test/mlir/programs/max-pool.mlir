// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o max-pooling=4096

//--- p.mlir
func.func @pool(%x: tensor<1x32x32x4xf32>) -> tensor<1x16x16x4xf32> {
  %low = arith.constant 0xFF800000 : f32
  %window = tensor.empty() : tensor<2x2xf32>
  %e = tensor.empty() : tensor<1x16x16x4xf32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<1x16x16x4xf32>) -> tensor<1x16x16x4xf32>
  %r = linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
    ins(%x, %window : tensor<1x32x32x4xf32>, tensor<2x2xf32>) outs(%f : tensor<1x16x16x4xf32>) -> tensor<1x16x16x4xf32>
  return %r : tensor<1x16x16x4xf32>
}
//--- p.c
#include <math.h>
void pool(float x[restrict 32][32][4], float y[restrict 16][16][4]) {
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++)
      for (int c = 0; c < 4; c++) {
        float m = -INFINITY;
        for (int p = 0; p < 2; p++)
          for (int q = 0; q < 2; q++)
            m = x[2 * i + p][2 * j + q][c] > m ? x[2 * i + p][2 * j + q][c] : m;
        y[i][j][c] = m;
      }
}
