// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o avg-pooling=9216

//--- p.mlir
func.func @pool(%x: tensor<1x48x48x4xf32>) -> tensor<1x16x16x4xf32> {
  %zero = arith.constant 0.0 : f32
  %ninth = arith.constant 0.11111111 : f32
  %window = tensor.empty() : tensor<3x3xf32>
  %e = tensor.empty() : tensor<1x16x16x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x16x16x4xf32>) -> tensor<1x16x16x4xf32>
  %s = linalg.pooling_nhwc_sum {dilations = dense<1> : tensor<2xi64>, strides = dense<3> : tensor<2xi64>}
    ins(%x, %window : tensor<1x48x48x4xf32>, tensor<3x3xf32>) outs(%f : tensor<1x16x16x4xf32>) -> tensor<1x16x16x4xf32>
  return %s : tensor<1x16x16x4xf32>
}
//--- p.c
void pool(float x[restrict 48][48][4], float y[restrict 16][16][4]) {
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++)
      for (int c = 0; c < 4; c++) {
        float s = 0;
        for (int p = 0; p < 3; p++)
          for (int q = 0; q < 3; q++)
            s += x[3 * i + p][3 * j + q][c];
        y[i][j][c] = s;
      }
}
