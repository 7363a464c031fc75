// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o dft=262144 dft=262144

//--- p.mlir
// The transform as its definition has it: real and imaginary part, angles from indices.
func.func @dft(%x: memref<256xf64>, %re: memref<256xf64>, %im: memref<256xf64>) {
  %w = arith.constant -0.02454369260617026 : f64
  %z = arith.constant 0.0 : f64
  affine.for %k = 0 to 256 {
    %s:2 = affine.for %n = 0 to 256 iter_args(%a = %z, %b = %z) -> (f64, f64) {
      %kn = arith.muli %k, %n : index
      %i = arith.index_cast %kn : index to i64
      %f = arith.sitofp %i : i64 to f64
      %t = arith.mulf %f, %w : f64
      %c = math.cos %t : f64
      %d = math.sin %t : f64
      %v = affine.load %x[%n] : memref<256xf64>
      %p = arith.mulf %v, %c : f64
      %q = arith.mulf %v, %d : f64
      %a1 = arith.addf %a, %p : f64
      %b1 = arith.addf %b, %q : f64
      affine.yield %a1, %b1 : f64, f64
    }
    affine.store %s#0, %re[%k] : memref<256xf64>
    affine.store %s#1, %im[%k] : memref<256xf64>
  }
  return
}
//--- p.c
#include <math.h>
void dft(double x[restrict 256], double re[restrict 256], double im[restrict 256]) {
  for (long k = 0; k < 256; k++) {
    double a = 0, b = 0;
    for (long n = 0; n < 256; n++) {
      a += x[n] * cos(-0.02454369260617026 * (double)(k * n));
      b += x[n] * sin(-0.02454369260617026 * (double)(k * n));
    }
    re[k] = a;
    im[k] = b;
  }
}
