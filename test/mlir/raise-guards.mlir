// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise{remark-misses}))" --verify-diagnostics

// A condition on data makes it another kernel.
// expected-remark@+1 {{not dot}}
func.func @guarded(%x: memref<1024xf64>, %y: memref<1024xf64>, %m: memref<1024xi32>) -> f64 {
  %z = arith.constant 0.0 : f64
  %zero = arith.constant 0 : i32
  %s = affine.for %i = 0 to 1024 iter_args(%acc = %z) -> f64 {
    %a = affine.load %x[%i] : memref<1024xf64>
    %b = affine.load %y[%i] : memref<1024xf64>
    %f = affine.load %m[%i] : memref<1024xi32>
    %t = arith.cmpi ne, %f, %zero : i32
    %p = arith.mulf %a, %b : f64
    %n = arith.addf %acc, %p : f64
    %r = arith.select %t, %n, %acc : f64
    affine.yield %r : f64
  }
  return %s : f64
}
