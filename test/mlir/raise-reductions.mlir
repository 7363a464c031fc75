// What parallel loops reduce is a sum like any other.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise))" | FileCheck %s --implicit-check-not='demand.kernel<'

// CHECK-LABEL: func.func @dot
// CHECK: #demand.kernel<"dot", "s += x[i]*y[i]"
func.func @dot(%x: memref<?xf32>, %y: memref<?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f32
  %n = memref.dim %x, %c0 : memref<?xf32>
  %r = scf.parallel (%i) = (%c0) to (%n) step (%c1) init (%z) -> f32 {
    %a = memref.load %x[%i] : memref<?xf32>
    %b = memref.load %y[%i] : memref<?xf32>
    %p = arith.mulf %a, %b : f32
    scf.reduce(%p : f32) {
    ^bb0(%l: f32, %r: f32):
      %s = arith.addf %l, %r : f32
      scf.reduce.return %s : f32
    }
  }
  return %r : f32
}

// A sum of rows within a parallel nest, by two loops at once.
// CHECK-LABEL: func.func @rows
// CHECK: #demand.kernel<"gemv"
func.func @rows(%A: memref<64x16x32xf32>, %x: memref<16x32xf32>, %y: memref<64xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %z = arith.constant 0.0 : f32
  scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
    %r = scf.parallel (%j, %k) = (%c0, %c0) to (%c16, %c32) step (%c1, %c1) init (%z) -> f32 {
      %a = memref.load %A[%i, %j, %k] : memref<64x16x32xf32>
      %b = memref.load %x[%j, %k] : memref<16x32xf32>
      %p = arith.mulf %a, %b : f32
      scf.reduce(%p : f32) {
      ^bb0(%l: f32, %q: f32):
        %s = arith.addf %l, %q : f32
        scf.reduce.return %s : f32
      }
    }
    memref.store %r, %y[%i] : memref<64xf32>
    scf.reduce
  }
  return
}

// CHECK-LABEL: func.func @affine
// CHECK: #demand.kernel<"dot"
func.func @affine(%x: memref<4096xf64>, %y: memref<4096xf64>) -> f64 {
  %r = affine.parallel (%i) = (0) to (4096) reduce ("addf") -> f64 {
    %a = affine.load %x[%i] : memref<4096xf64>
    %b = affine.load %y[%i] : memref<4096xf64>
    %p = arith.mulf %a, %b : f64
    affine.yield %p : f64
  }
  return %r : f64
}

// Reduced by something that is no sum: the left operand is lost, or halved.
// CHECK-LABEL: func.func @last
func.func @last(%x: memref<?xf32>, %y: memref<?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f32
  %n = memref.dim %x, %c0 : memref<?xf32>
  %r = scf.parallel (%i) = (%c0) to (%n) step (%c1) init (%z) -> f32 {
    %a = memref.load %x[%i] : memref<?xf32>
    %b = memref.load %y[%i] : memref<?xf32>
    %p = arith.mulf %a, %b : f32
    scf.reduce(%p : f32) {
    ^bb0(%l: f32, %r: f32):
      scf.reduce.return %r : f32
    }
  }
  return %r : f32
}
// CHECK-LABEL: func.func @halved
func.func @halved(%x: memref<?xf32>, %y: memref<?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f32
  %h = arith.constant 0.5 : f32
  %n = memref.dim %x, %c0 : memref<?xf32>
  %r = scf.parallel (%i) = (%c0) to (%n) step (%c1) init (%z) -> f32 {
    %a = memref.load %x[%i] : memref<?xf32>
    %b = memref.load %y[%i] : memref<?xf32>
    %p = arith.mulf %a, %b : f32
    scf.reduce(%p : f32) {
    ^bb0(%l: f32, %r: f32):
      %half = arith.mulf %l, %h : f32
      %s = arith.addf %half, %r : f32
      scf.reduce.return %s : f32
    }
  }
  return %r : f32
}
