// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o batched-gemm=1572864

//--- p.mlir
func.func @batch(%A: tensor<8x64x48xf32>, %B: tensor<8x48x32xf32>, %C: tensor<8x64x32xf32>) -> tensor<8x64x32xf32> {
  %r = linalg.batch_matmul ins(%A, %B : tensor<8x64x48xf32>, tensor<8x48x32xf32>) outs(%C : tensor<8x64x32xf32>) -> tensor<8x64x32xf32>
  return %r : tensor<8x64x32xf32>
}
//--- p.c
void batch(float A[restrict 8][64][48], float B[restrict 8][48][32], float C[restrict 8][64][32]) {
  for (int b = 0; b < 8; b++)
    for (int i = 0; i < 64; i++)
      for (int j = 0; j < 32; j++)
        for (int k = 0; k < 48; k++)
          C[b][i][j] += A[b][i][k] * B[b][k][j];
}
