// Code in a region that runs once is followed; memory that grows is an allocation and a copy.
// RUN: %mlir_opt %s --demand-lower-to-llvm=deallocate=false | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -O1 -c %t.ll -o %t.o && %auspex inspect --all %t.o | FileCheck %s
func.func private @use(memref<?xf32>)
// CHECK: scope
// CHECK-NEXT: heap {{ *}}4*arg0 bytes
func.func @scope(%n: index) {
  memref.alloca_scope {
    %b = memref.alloc(%n) : memref<?xf32>
    func.call @use(%b) : (memref<?xf32>) -> ()
    memref.dealloc %b : memref<?xf32>
    memref.alloca_scope.return
  }
  return
}
// CHECK: grow
// CHECK-NEXT: heap {{.*}}4*arg1 bytes
func.func @grow(%A: memref<?xf32>, %n: index) {
  %r = memref.realloc %A(%n) : memref<?xf32> to memref<?xf32>
  func.call @use(%r) : (memref<?xf32>) -> ()
  memref.dealloc %r : memref<?xf32>
  return
}
