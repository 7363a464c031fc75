// RUN: %mlir_opt %s --demand-beacons | FileCheck %s
// A second time nothing is added, and the note tells each beacon once.
// RUN: %mlir_opt %s --demand-beacons --demand-beacons | FileCheck %s
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(demand-beacons,func.func(demand-note))" -o %t.once
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(demand-beacons,func.func(demand-note),demand-beacons,func.func(demand-note))" -o %t.twice
// RUN: cmp %t.once %t.twice

// A size that is read decides: a probe before it, once.
// CHECK-LABEL: func.func @main
// CHECK: demand.beacon "phase_{{[0-9a-f]+}}" %{{.*}} ["count"]
// CHECK-NEXT: memref.alloc
// CHECK-NOT: demand.beacon
func.func @main(%header: memref<4xindex>) {
  %c0 = arith.constant 0 : index
  %n = memref.load %header[%c0] : memref<4xindex> loc("count")
  %a = memref.alloc(%n) : memref<?xf32>
  %b = memref.alloc(%n) : memref<?xf32>
  memref.dealloc %a : memref<?xf32>
  memref.dealloc %b : memref<?xf32>
  return
}

// Sizes that the forecast knows need none, and a function that may run often has none.
// CHECK-LABEL: func.func private @known
// CHECK-NOT: demand.beacon
func.func private @known(%n: index) {
  %a = memref.alloc(%n) : memref<?xf32>
  memref.dealloc %a : memref<?xf32>
  return
}
func.func @often(%header: memref<4xindex>) {
  %c0 = arith.constant 0 : index
  %n = memref.load %header[%c0] : memref<4xindex> loc("count")
  %a = memref.alloc(%n) : memref<?xf32>
  memref.dealloc %a : memref<?xf32>
  return
}
