// A device's memory is not allocated by malloc: no step of the note, nothing of the peak.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-peak,demand-note))" | FileCheck %s
// CHECK-LABEL: func.func @both
// CHECK-SAME: demand.peak = #demand.expr<"80">
// RUN: %mlir_opt %s --demand-lower-to-llvm=deallocate=false | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -O1 -c %t.ll -o %t.o
// RUN: %auspex inspect %t.o | FileCheck %s --check-prefix=INSPECT
// INSPECT: both
// INSPECT: heap {{.*}}80
// INSPECT-NOT: heap
func.func @both() -> memref<10xf64> {
  %d = memref.alloc() : memref<64xf32, 1>
  memref.dealloc %d : memref<64xf32, 1>
  %a = memref.alloc() : memref<10xf64>
  return %a : memref<10xf64>
}
