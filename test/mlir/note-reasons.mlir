// Where there is no skeleton the note says why.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-note))" | FileCheck %s

// CHECK-LABEL: func.func @tensors
// CHECK-SAME: it works on tensors: annotate after bufferisation
func.func @tensors(%x: tensor<4xf32>) {
  return
}

// CHECK-LABEL: func.func @blocks
// CHECK-SAME: its control flow is not structured
func.func @blocks(%p: i1) {
  cf.cond_br %p, ^a, ^b
^a:
  return
^b:
  return
}

// CHECK-LABEL: func.func @inner_blocks
// CHECK-SAME: what allocates or calls is in an op that is not followed: scf.execute_region
func.func @inner_blocks(%p: i1, %n: index) {
  scf.execute_region {
    cf.cond_br %p, ^a, ^b
  ^a:
    %b = memref.alloc(%n) : memref<?xf32>
    memref.dealloc %b : memref<?xf32>
    scf.yield
  ^b:
    scf.yield
  }
  return
}
