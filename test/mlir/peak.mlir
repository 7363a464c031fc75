// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-peak))" | FileCheck %s

// One buffer after another: the larger, not the sum.
// CHECK-LABEL: func.func @after
// CHECK-SAME: demand.peak = #demand.expr<"800">
func.func @after() {
  %a = memref.alloc() : memref<50xf64>
  memref.dealloc %a : memref<50xf64>
  %b = memref.alloc() : memref<100xf64>
  memref.dealloc %b : memref<100xf64>
  return
}

// Both at once.
// CHECK-LABEL: func.func @both
// CHECK-SAME: demand.peak = #demand.expr<"1200">
func.func @both() {
  %a = memref.alloc() : memref<50xf64>
  %b = memref.alloc() : memref<100xf64>
  memref.dealloc %a : memref<50xf64>
  memref.dealloc %b : memref<100xf64>
  return
}

// What a loop keeps counts as often as it runs.
// CHECK-LABEL: func.func @kept
// CHECK-SAME: demand.peak = #demand.expr<"smax($0, 0)*80">
func.func @kept(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloc() : memref<10xf64>
  }
  return
}

// What it gives back counts once.
// CHECK-LABEL: func.func @returned
// CHECK-SAME: demand.peak = #demand.expr<"80">
func.func @returned(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloc() : memref<10xf64>
    memref.dealloc %a : memref<10xf64>
  }
  return
}

// CHECK-LABEL: func.func @arms
// CHECK-SAME: demand.peak = #demand.expr<"800">
func.func @arms(%p: i1) {
  scf.if %p {
    %a = memref.alloc() : memref<10xf64>
    memref.dealloc %a : memref<10xf64>
  } else {
    %a = memref.alloc() : memref<100xf64>
    memref.dealloc %a : memref<100xf64>
  }
  return
}

// Nothing is allocated: no attribute. Device memory is not the host's.
// CHECK-LABEL: func.func @none() {
func.func @none() {
  %d = memref.alloc() : memref<64xf32, 1>
  memref.dealloc %d : memref<64xf32, 1>
  return
}

// What somebody says.
// CHECK-LABEL: func.func @said
// CHECK-SAME: demand.peak = #demand.expr<"$0 + 80">
func.func @said(%n: index) {
  %m = demand.alloc %n
  %a = memref.alloc() : memref<10xf64>
  memref.dealloc %a : memref<10xf64>
  demand.free %m
  return
}

// A while loop tests once more than it runs; what it allocates to test is given back.
// CHECK-LABEL: func.func @tests
// CHECK-SAME: demand.peak = #demand.expr<"240">
func.func @tests(%p: i1) {
  scf.while : () -> () {
    %a = memref.alloc() : memref<30xf64>
    memref.dealloc %a : memref<30xf64>
    scf.condition(%p)
  } do {
    %a = memref.alloc() : memref<10xf64>
    memref.dealloc %a : memref<10xf64>
    scf.yield
  }
  return
}

// The stack of a scope ends with it, that of a loop's body with the iteration.
// CHECK-LABEL: func.func @scopes
// CHECK-SAME: demand.peak = #demand.expr<"800">
func.func @scopes(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  memref.alloca_scope {
    %a = memref.alloca() : memref<100xf64>
    memref.alloca_scope.return
  }
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloca() : memref<50xf64>
  }
  memref.alloca_scope {
    %a = memref.alloca() : memref<90xf64>
    memref.alloca_scope.return
  }
  return
}

// Sizes that grow and shrink with the index: the largest, and the sum of those that stay.
// CHECK-LABEL: func.func @grows
// CHECK-SAME: demand.peak = #demand.expr<"80">
func.func @grows() {
  affine.for %i = 0 to 10 {
    %n = affine.apply affine_map<(i) -> (i + 1)>(%i)
    %a = memref.alloc(%n) : memref<?xf64>
    memref.dealloc %a : memref<?xf64>
  }
  return
}
// CHECK-LABEL: func.func @shrinks
// CHECK-SAME: demand.peak = #demand.expr<"80">
func.func @shrinks() {
  affine.for %i = 0 to 10 {
    %n = affine.apply affine_map<(i) -> (10 - i)>(%i)
    %a = memref.alloc(%n) : memref<?xf64>
    memref.dealloc %a : memref<?xf64>
  }
  return
}
// CHECK-LABEL: func.func @grows_and_stays
// CHECK-SAME: demand.peak = #demand.expr<"440">
func.func @grows_and_stays() {
  affine.for %i = 0 to 10 {
    %n = affine.apply affine_map<(i) -> (i + 1)>(%i)
    %a = memref.alloc(%n) : memref<?xf64>
  }
  return
}
