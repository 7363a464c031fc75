// Loop nests in one op, while loops and switches that allocate and call: the forecast runs them like any others.
// RUN: %mlir_opt %s --demand-lower-to-llvm=deallocate=false | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -O1 %t.ll -o %t
// RUN: %t 1000 2
// What is kept and the larger of two buffers.
// RUN: %auspex forecast --json -- %t 1000 2 | FileCheck %s --check-prefix=CHOSEN
// CHOSEN: "heap_peak_bytes": {
// CHOSEN-NEXT: "low": 16131072.0,
// CHOSEN-NEXT: "likely": 16131072.0,
// CHOSEN-NEXT: "high": 16131072.0
// What is kept, 2^19 numbers and twice as many: the loop ends as its condition says.
// RUN: %auspex forecast --json -- %t 1000000 7 | FileCheck %s --check-prefix=GROWN
// GROWN: "heap_peak_bytes": {
// GROWN-NEXT: "low": 12713984.0,
// GROWN-NEXT: "likely": 12713984.0,
// GROWN-NEXT: "high": 12713984.0
func.func private @atoi(!llvm.ptr) -> i32

// 3 * n iterations, each with a buffer of its own: 8n bytes at a time.
func.func private @nest(%n: index) {
  scf.forall (%i, %j) in (3, %n) {
    %a = memref.alloc(%n) : memref<?xf64>
    %z = arith.constant 0.0 : f64
    linalg.fill ins(%z : f64) outs(%a : memref<?xf64>)
    memref.dealloc %a : memref<?xf64>
  }
  return
}
// What each iteration leaves adds up: 2 * 16 * 4096 bytes.
func.func private @kept() {
  affine.parallel (%i, %j) = (0, 0) to (2, 16) {
    %b = memref.alloc() : memref<512xf64>
    %z = arith.constant 0.0 : f64
    linalg.fill ins(%z : f64) outs(%b : memref<512xf64>)
  }
  return
}
// Twice as large until it holds n numbers: the old one and the new one at once.
func.func private @grow(%n: index) -> memref<?xf64> {
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %z = arith.constant 0.0 : f64
  %first = memref.alloc(%one) : memref<?xf64>
  %r:2 = scf.while (%size = %one, %have = %first) : (index, memref<?xf64>) -> (index, memref<?xf64>) {
    %small = arith.cmpi slt, %size, %n : index
    scf.condition(%small) %size, %have : index, memref<?xf64>
  } do {
  ^bb0(%size: index, %have: memref<?xf64>):
    %more = arith.muli %size, %two : index
    %new = memref.alloc(%more) : memref<?xf64>
    linalg.fill ins(%z : f64) outs(%new : memref<?xf64>)
    memref.dealloc %have : memref<?xf64>
    scf.yield %more, %new : index, memref<?xf64>
  }
  return %r#1 : memref<?xf64>
}
func.func private @choose(%which: index) {
  %a = scf.index_switch %which -> memref<?xf64>
  case 1 {
    %n = arith.constant 1000000 : index
    %b = memref.alloc(%n) : memref<?xf64>
    scf.yield %b : memref<?xf64>
  }
  case 2 {
    %n = arith.constant 2000000 : index
    %b = memref.alloc(%n) : memref<?xf64>
    scf.yield %b : memref<?xf64>
  }
  default {
    %n = arith.constant 1 : index
    %b = memref.alloc(%n) : memref<?xf64>
    scf.yield %b : memref<?xf64>
  }
  %z = arith.constant 0.0 : f64
  linalg.fill ins(%z : f64) outs(%a : memref<?xf64>)
  memref.dealloc %a : memref<?xf64>
  return
}
func.func @main(%argc: i32, %argv: !llvm.ptr) -> i32 {
  %zero = arith.constant 0 : i32
  %p = llvm.getelementptr %argv[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  %s = llvm.load %p : !llvm.ptr -> !llvm.ptr
  %i = func.call @atoi(%s) : (!llvm.ptr) -> i32
  %n = arith.index_cast %i : i32 to index
  %q = llvm.getelementptr %argv[2] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  %t = llvm.load %q : !llvm.ptr -> !llvm.ptr
  %w = func.call @atoi(%t) : (!llvm.ptr) -> i32
  %which = arith.index_cast %w : i32 to index
  func.call @nest(%n) : (index) -> ()
  func.call @kept() : () -> ()
  %g = func.call @grow(%n) : (index) -> memref<?xf64>
  memref.dealloc %g : memref<?xf64>
  func.call @choose(%which) : (index) -> ()
  return %zero : i32
}
