// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o stencil=28672

//--- p.mlir
func.func @heat(%x: memref<66x66xf64>, %y: memref<66x66xf64>) {
  %q = arith.constant 0.25 : f64
  affine.for %i = 1 to 65 {
    affine.for %j = 1 to 65 {
      %n = affine.load %x[%i - 1, %j] : memref<66x66xf64>
      %s = affine.load %x[%i + 1, %j] : memref<66x66xf64>
      %w = affine.load %x[%i, %j - 1] : memref<66x66xf64>
      %e = affine.load %x[%i, %j + 1] : memref<66x66xf64>
      %a = arith.addf %n, %s : f64
      %b = arith.addf %w, %e : f64
      %c = arith.addf %a, %b : f64
      %d = arith.mulf %c, %q : f64
      affine.store %d, %y[%i, %j] : memref<66x66xf64>
    }
  }
  return
}
//--- p.c
void heat(double x[restrict 66][66], double y[restrict 66][66]) {
  for (int i = 1; i < 65; i++)
    for (int j = 1; j < 65; j++)
      y[i][j] = 0.25 * (x[i - 1][j] + x[i + 1][j] + x[i][j - 1] + x[i][j + 1]);
}
