// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise))" | FileCheck %s --implicit-check-not=demand.kernel

// What looks like an idiom and is none gets no name.

// The output is an input at another place.
func.func @feedback(%A: memref<64x64xf64>) {
  affine.for %i = 1 to 64 {
    affine.for %j = 0 to 64 {
      %a = affine.load %A[%i - 1, %j] : memref<64x64xf64>
      %b = affine.load %A[%i, %j] : memref<64x64xf64>
      %p = arith.mulf %a, %b : f64
      %q = math.sin %p : f64
      affine.store %q, %A[%i, %j] : memref<64x64xf64>
    }
  }
  return
}

// Elements are added where the data say so.
func.func @conditional(%x: memref<64xf64>, %y: memref<64xf64>, %t: f64) -> f64 {
  %z = arith.constant 0.0 : f64
  %s = affine.for %i = 0 to 64 iter_args(%acc = %z) -> f64 {
    %a = affine.load %x[%i] : memref<64xf64>
    %b = affine.load %y[%i] : memref<64xf64>
    %p = arith.mulf %a, %b : f64
    %q = arith.cmpf ogt, %p, %t : f64
    %n = arith.addf %acc, %p : f64
    %r = arith.select %q, %n, %acc : f64
    affine.yield %r : f64
  }
  return %s : f64
}

// A recurrence is no sum.
func.func @horner(%x: memref<64xf64>, %t: f64) -> f64 {
  %z = arith.constant 0.0 : f64
  %s = affine.for %i = 0 to 64 iter_args(%acc = %z) -> f64 {
    %a = affine.load %x[%i] : memref<64xf64>
    %p = arith.mulf %acc, %t : f64
    %n = arith.addf %p, %a : f64
    %m = math.exp %n : f64
    affine.yield %m : f64
  }
  return %s : f64
}

// Nothing happens.
func.func @nothing(%x: memref<64xf64>) {
  affine.for %i = 0 to 64 {
  }
  return
}
