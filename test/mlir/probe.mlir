// What readelf, perf and bpftrace see of a beacon.
// RUN: %mlir_opt %s --demand-lower-to-llvm=deallocate=false | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -c %t.ll -o %t.o
// RUN: readelf -n %t.o | FileCheck %s
// CHECK: stapsdt
// CHECK: Provider: auspex
// CHECK: Name: phase_{{[0-9a-f]+}}
// CHECK: Arguments: -8@
func.func private @use(memref<?xf32>)
func.func @main(%header: memref<4xindex>) {
  %c0 = arith.constant 0 : index
  %n = memref.load %header[%c0] : memref<4xindex> loc("count")
  %a = memref.alloc(%n) : memref<?xf32>
  func.call @use(%a) : (memref<?xf32>) -> ()
  memref.dealloc %a : memref<?xf32>
  return
}
