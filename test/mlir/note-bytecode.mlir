// A note goes through bytecode and text as it is, and a second run adds nothing to it.
// RUN: %mlir_opt %s --demand-pipeline -o %t.once
// RUN: %mlir_opt %t.once -emit-bytecode | %mlir_opt -o %t.again
// RUN: diff %t.once %t.again
// RUN: FileCheck %s < %t.once
// CHECK: demand.note = #demand.note<"
// CHECK: demand.wrapper = #demand.note<"
func.func @f(%x: memref<?xf32>) attributes {llvm.emit_c_interface} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  memref.dealloc %a : memref<?xf32>
  return
}
