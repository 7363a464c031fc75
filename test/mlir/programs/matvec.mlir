// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemv=6144

//--- p.mlir
func.func @matvec(%A: memref<64x48xf32>, %x: memref<48xf32>, %y: memref<64xf32>) {
  linalg.matvec ins(%A, %x : memref<64x48xf32>, memref<48xf32>) outs(%y : memref<64xf32>)
  return
}
//--- p.c
void matvec(float A[restrict 64][48], float x[restrict 48], float y[restrict 64]) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 48; j++)
      y[i] += A[i][j] * x[j];
}
