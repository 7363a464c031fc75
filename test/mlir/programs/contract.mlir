// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemm=196608

//--- p.mlir
// B is transposed: a map, no other kernel.
func.func @contract(%A: tensor<64x48xf64>, %B: tensor<32x48xf64>, %C: tensor<64x32xf64>) -> tensor<64x32xf64> {
  %r = linalg.contract indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (j, k)>, affine_map<(i, j, k) -> (i, j)>]
    ins(%A, %B : tensor<64x48xf64>, tensor<32x48xf64>) outs(%C : tensor<64x32xf64>) -> tensor<64x32xf64>
  return %r : tensor<64x32xf64>
}
//--- p.c
void contract(double A[restrict 64][48], double B[restrict 32][48], double C[restrict 64][32]) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 32; j++)
      for (int k = 0; k < 48; k++)
        C[i][j] += A[i][k] * B[j][k];
}
