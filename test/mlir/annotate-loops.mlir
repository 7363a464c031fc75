// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-annotate))" | FileCheck %s

// A triangle: n*(n+1)/2 stores of eight bytes, summed and not multiplied.
// CHECK-LABEL: func.func @triangle
// CHECK-SAME: written = <"smax($7, 0)*4*smax($7, 0) + smax($7, 0)*4">
func.func @triangle(%A: memref<?x?xf64>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f64
  scf.for %i = %c0 to %n step %c1 {
    %i1 = arith.addi %i, %c1 : index
    scf.for %j = %c0 to %i1 step %c1 {
      memref.store %z, %A[%i, %j] : memref<?x?xf64>
    }
  }
  return
}

// Steps and bounds that are computed.
// CHECK-LABEL: func.func @strided
// CHECK-SAME: written = <"ceildiv(smax($5, 0), 4)*8">
func.func @strided(%A: memref<?xf64>, %n: index) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %z = arith.constant 0.0 : f64
  scf.for %i = %c0 to %n step %c4 {
    memref.store %z, %A[%i] : memref<?xf64>
  }
  return
}

// The dearer of two arms.
// CHECK-LABEL: func.func @arms
// CHECK-SAME: flops = <"20">
func.func @arms(%p: i1, %x: f32) -> f32 {
  %r = scf.if %p -> f32 {
    %e = math.exp %x : f32
    scf.yield %e : f32
  } else {
    %d = arith.addf %x, %x : f32
    scf.yield %d : f32
  }
  return %r : f32
}

// Nobody knows how often.
// CHECK-LABEL: func.func @while
// CHECK-SAME: ?\22a while loop\22
func.func @while(%x: f32, %y: f32) -> f32 {
  %r = scf.while (%a = %x) : (f32) -> f32 {
    %p = arith.cmpf olt, %a, %y : f32
    scf.condition(%p) %a : f32
  } do {
  ^bb0(%a: f32):
    %d = arith.addf %a, %a : f32
    scf.yield %d : f32
  }
  return %r : f32
}

// Bounds the wrong way round: the body never runs, and takes no less than nothing.
// CHECK-LABEL: func.func @reversed
// CHECK-NOT: written = <"-
// CHECK-LABEL: func.func @starts_late
func.func @reversed(%A: memref<?xf64>) {
  %c5 = arith.constant 5 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f64
  scf.for %i = %c5 to %c3 step %c1 {
    memref.store %z, %A[%i] : memref<?xf64>
  }
  return
}
// Half of a triangle has no polynomial.
// CHECK-SAME: closed form
func.func @starts_late(%A: memref<10x10xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c10 = arith.constant 10 : index
  %z = arith.constant 0.0 : f64
  scf.for %i = %c0 to %c10 step %c1 {
    scf.for %j = %c5 to %i step %c1 {
      memref.store %z, %A[%i, %j] : memref<10x10xf64>
    }
  }
  return
}
