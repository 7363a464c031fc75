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

// CHECK-LABEL: func.func @while
// CHECK-SAME: none of scf.for and affine.for
func.func @while(%p: i1) {
  scf.while : () -> () {
    %a = memref.alloc() : memref<4xf32>
    memref.dealloc %a : memref<4xf32>
    scf.condition(%p)
  } do {
    scf.yield
  }
  return
}

// CHECK-LABEL: func.func @switch
// CHECK-SAME: what allocates or calls is in an op that is not followed: scf.index_switch
func.func @switch(%i: index, %n: index) {
  scf.index_switch %i
  case 1 {
    %b = memref.alloc(%n) : memref<?xf32>
    memref.dealloc %b : memref<?xf32>
    scf.yield
  }
  default {
    scf.yield
  }
  return
}
