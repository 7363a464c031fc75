// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o conv2d=110592

//--- p.mlir
func.func @conv2d(%x: tensor<1x3x34x34xf32>, %w: tensor<8x3x3x3xf32>, %y: tensor<1x8x16x16xf32>) -> tensor<1x8x16x16xf32> {
  %r = linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
    ins(%x, %w : tensor<1x3x34x34xf32>, tensor<8x3x3x3xf32>) outs(%y : tensor<1x8x16x16xf32>) -> tensor<1x8x16x16xf32>
  return %r : tensor<1x8x16x16xf32>
}
//--- p.c
void conv2d(float x[restrict 3][34][34], float w[restrict 8][3][3][3], float y[restrict 8][16][16]) {
  for (int f = 0; f < 8; f++)
    for (int i = 0; i < 16; i++)
      for (int j = 0; j < 16; j++)
        for (int c = 0; c < 3; c++)
          for (int p = 0; p < 3; p++)
            for (int q = 0; q < 3; q++)
              y[f][i][j] += x[c][2 * i + p][2 * j + q] * w[f][c][p][q];
}
