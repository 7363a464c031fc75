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
// CHECK-SAME: demand.peak = #demand.expr<"($0 + -1)*80 + 80">
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
