// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemm=196608

//--- p.mlir
func.func @mm(%A: memref<64x48xf64>, %B: memref<48x32xf64>, %C: memref<64x32xf64>) {
  affine.for %i = 0 to 64 {
    affine.for %j = 0 to 32 {
      affine.for %k = 0 to 48 {
        %a = affine.load %A[%i, %k] : memref<64x48xf64>
        %b = affine.load %B[%k, %j] : memref<48x32xf64>
        %c = affine.load %C[%i, %j] : memref<64x32xf64>
        %p = arith.mulf %a, %b : f64
        %s = arith.addf %c, %p : f64
        affine.store %s, %C[%i, %j] : memref<64x32xf64>
      }
    }
  }
  return
}
//--- p.c
void mm(double A[restrict 64][48], double B[restrict 48][32], double C[restrict 64][32]) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 32; j++)
      for (int k = 0; k < 48; k++)
        C[i][j] += A[i][k] * B[k][j];
}
