// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemm=196608

//--- p.mlir
func.func @matmul(%A: tensor<64x48xf32>, %B: tensor<48x32xf32>) -> tensor<64x32xf32> {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<64x32xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<64x32xf32>) -> tensor<64x32xf32>
  %r = linalg.matmul ins(%A, %B : tensor<64x48xf32>, tensor<48x32xf32>) outs(%f : tensor<64x32xf32>) -> tensor<64x32xf32>
  return %r : tensor<64x32xf32>
}
//--- p.c
void matmul(float A[restrict 64][48], float B[restrict 48][32], float C[restrict 64][32]) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 32; j++) {
      float s = 0;
      for (int k = 0; k < 48; k++)
        s += A[i][k] * B[k][j];
      C[i][j] = s;
    }
}
