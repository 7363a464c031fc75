// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o conv2d=1769472

//--- p.mlir
func.func @conv2d(%x: tensor<1x18x18x16xf32>, %w: tensor<3x3x16x24xf32>, %y: tensor<1x16x16x24xf32>) -> tensor<1x16x16x24xf32> {
  %r = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
    ins(%x, %w : tensor<1x18x18x16xf32>, tensor<3x3x16x24xf32>) outs(%y : tensor<1x16x16x24xf32>) -> tensor<1x16x16x24xf32>
  return %r : tensor<1x16x16x24xf32>
}
//--- p.c
void conv2d(float x[restrict 18][18][16], float w[restrict 3][3][16][24], float y[restrict 16][16][24]) {
    for (int i = 0; i < 16; i++)
      for (int j = 0; j < 16; j++)
        for (int f = 0; f < 24; f++)
          for (int p = 0; p < 3; p++)
            for (int q = 0; q < 3; q++)
              for (int c = 0; c < 16; c++)
                y[i][j][f] += x[i + p][j + q][c] * w[p][q][c][f];
}
