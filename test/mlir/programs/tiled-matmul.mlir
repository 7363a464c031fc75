// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemm=524288

//--- p.mlir
// Blocks of 16: the same kernel.
func.func @mm(%A: memref<64x64xf32>, %B: memref<64x64xf32>, %C: memref<64x64xf32>) {
  affine.for %ii = 0 to 4 {
    affine.for %jj = 0 to 4 {
      affine.for %kk = 0 to 4 {
        affine.for %i = 0 to 16 {
          affine.for %j = 0 to 16 {
            affine.for %k = 0 to 16 {
              %a = affine.load %A[16 * %ii + %i, 16 * %kk + %k] : memref<64x64xf32>
              %b = affine.load %B[16 * %kk + %k, 16 * %jj + %j] : memref<64x64xf32>
              %c = affine.load %C[16 * %ii + %i, 16 * %jj + %j] : memref<64x64xf32>
              %p = arith.mulf %a, %b : f32
              %s = arith.addf %c, %p : f32
              affine.store %s, %C[16 * %ii + %i, 16 * %jj + %j] : memref<64x64xf32>
            }
          }
        }
      }
    }
  }
  return
}
//--- p.c
void mm(float A[restrict 64][64], float B[restrict 64][64], float C[restrict 64][64]) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 64; j++)
      for (int k = 0; k < 64; k++)
        C[i][j] += A[i][k] * B[k][j];
}
