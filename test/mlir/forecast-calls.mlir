// Buffers that functions hand to each other, loops that allocate, a condition that the arguments decide:
// the forecast runs it like any other program.
// RUN: %mlir_opt %s --demand-lower-to-llvm=deallocate=false | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -O1 %t.ll -o %t
// RUN: %auspex forecast --json -- %t 1000 > %t.json
// A vector of 1000*1000 numbers at a time.
// RUN: FileCheck %s --input-file=%t.json
// CHECK: "heap_peak_bytes": {
// CHECK-NEXT: "low": 8000000.0,
// CHECK-NEXT: "likely": 8000000.0,
// CHECK-NEXT: "high": 8000000.0
// RUN: %auspex inspect %t | FileCheck %s --check-prefix=INSPECT
// INSPECT: make
// INSPECT: heap {{.*}}n
func.func private @atoi(!llvm.ptr) -> i32
func.func private @make(%n: index loc("n")) -> memref<?xf64> {
  %a = memref.alloc(%n) : memref<?xf64>
  %z = arith.constant 0.0 : f64
  linalg.fill ins(%z : f64) outs(%a : memref<?xf64>)
  return %a : memref<?xf64>
}
func.func @main(%argc: i32, %argv: !llvm.ptr) -> i32 {
  %zero = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %p = llvm.getelementptr %argv[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  %s = llvm.load %p : !llvm.ptr -> !llvm.ptr
  %i = func.call @atoi(%s) : (!llvm.ptr) -> i32
  %n = arith.index_cast %i : i32 to index
  scf.for %k = %c0 to %c8 step %c1 {
    %m = arith.muli %n, %n : index
    %a = func.call @make(%m) : (index) -> memref<?xf64>
    memref.dealloc %a : memref<?xf64>
  }
  return %zero : i32
}
