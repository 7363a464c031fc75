// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o dot=2048

//--- p.mlir
func.func @dot(%x: memref<1024xf64>, %y: memref<1024xf64>) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 1024 : index
  %z = arith.constant 0.0 : f64
  %s = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %z) -> f64 {
    %a = memref.load %x[%i] : memref<1024xf64>
    %b = memref.load %y[%i] : memref<1024xf64>
    %p = arith.mulf %a, %b : f64
    %t = arith.addf %acc, %p : f64
    scf.yield %t : f64
  }
  return %s : f64
}
//--- p.c
double dot(const double x[1024], const double y[1024]) {
  double s = 0;
  for (int i = 0; i < 1024; i++)
    s += x[i] * y[i];
  return s;
}
