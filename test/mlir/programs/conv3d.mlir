// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o conv3d=442368

//--- p.mlir
func.func @conv3d(%x: memref<1x10x10x10x4xf32>, %w: memref<3x3x3x4x4xf32>, %y: memref<1x8x8x8x4xf32>) {
  linalg.conv_3d_ndhwc_dhwcf {dilations = dense<1> : tensor<3xi64>, strides = dense<1> : tensor<3xi64>}
    ins(%x, %w : memref<1x10x10x10x4xf32>, memref<3x3x3x4x4xf32>) outs(%y : memref<1x8x8x8x4xf32>)
  return
}
//--- p.c
void conv3d(float x[restrict 10][10][10][4], float w[restrict 3][3][3][4][4], float y[restrict 8][8][8][4]) {
  for (int d = 0; d < 8; d++)
    for (int i = 0; i < 8; i++)
      for (int j = 0; j < 8; j++)
        for (int f = 0; f < 4; f++)
          for (int o = 0; o < 3; o++)
            for (int p = 0; p < 3; p++)
              for (int q = 0; q < 3; q++)
                for (int c = 0; c < 4; c++)
                  y[d][i][j][f] += x[d + o][i + p][j + q][c] * w[o][p][q][c][f];
}
