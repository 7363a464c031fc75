// What a call results in is a value of the note, which formulas of kernels mention before there is a skeleton.
// RUN: split-file %s %t
// RUN: %mlir_opt %t/one.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/one.ll
// RUN: %clang -Wno-override-module -O1 -c %t/one.ll -o %t/one.o
// RUN: %auspex inspect %t/one.o | FileCheck %s --check-prefix=ONE
// ONE: kernel gemm
// ONE-NEXT: flops 8*n^2
// RUN: %mlir_opt %t/one.mlir --pass-pipeline='builtin.module(func.func(demand-raise))' | FileCheck %s --check-prefix=NUMBER
// NUMBER: call @atoi{{.*}} {demand.value = 0 : i64}

// Copies of a call that say the same number get numbers of their own.
// RUN: %mlir_opt %t/copied.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/copied.ll
// RUN: %clang -Wno-override-module -O1 -c %t/copied.ll -o %t/copied.o
// RUN: %auspex inspect %t/copied.o | FileCheck %s --check-prefix=COPIED
// COPIED: where n = atoi
// COPIED: where m = atoi
// COPIED: kernel gemm
// COPIED-NEXT: flops 8*m*n

// RUN: not %mlir_opt %t/wrong.mlir 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: error: {{.*}}'demand.value' must be the number of a value, an i64, not -1 : i64

//--- one.mlir
func.func private @atoi(!llvm.ptr) -> i32
func.func private @report(f32)
func.func @main(%argc: i32, %argv: !llvm.ptr) -> i32 {
  %ok = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %p = llvm.getelementptr %argv[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  %s = llvm.load %p : !llvm.ptr -> !llvm.ptr
  %i = func.call @atoi(%s) : (!llvm.ptr) -> i32
  %n = arith.index_cast %i : i32 to index
  %one = arith.constant 1.0 : f32
  %ea = tensor.empty(%n) : tensor<?x4xf32>
  %a = linalg.fill ins(%one : f32) outs(%ea : tensor<?x4xf32>) -> tensor<?x4xf32>
  %eb = tensor.empty(%n) : tensor<4x?xf32>
  %b = linalg.fill ins(%one : f32) outs(%eb : tensor<4x?xf32>) -> tensor<4x?xf32>
  %ec = tensor.empty(%n, %n) : tensor<?x?xf32>
  %z = arith.constant 0.0 : f32
  %c = linalg.fill ins(%z : f32) outs(%ec : tensor<?x?xf32>) -> tensor<?x?xf32>
  %m = linalg.matmul ins(%a, %b : tensor<?x4xf32>, tensor<4x?xf32>) outs(%c : tensor<?x?xf32>) -> tensor<?x?xf32>
  %x = tensor.extract %m[%c0, %c0] : tensor<?x?xf32>
  func.call @report(%x) : (f32) -> ()
  return %ok : i32
}
//--- copied.mlir
func.func private @atoi(!llvm.ptr) -> i32
func.func private @report(f32)
func.func @main(%argc: i32, %argv: !llvm.ptr) -> i32 {
  %ok = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %p = llvm.getelementptr %argv[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  %s = llvm.load %p : !llvm.ptr -> !llvm.ptr
  %i = func.call @atoi(%s) {demand.value = 0 : i64} : (!llvm.ptr) -> i32
  %j = func.call @atoi(%s) {demand.value = 0 : i64} : (!llvm.ptr) -> i32
  %n = arith.index_cast %i : i32 to index
  %k = arith.index_cast %j : i32 to index
  %one = arith.constant 1.0 : f32
  %ea = tensor.empty(%n) : tensor<?x4xf32>
  %a = linalg.fill ins(%one : f32) outs(%ea : tensor<?x4xf32>) -> tensor<?x4xf32>
  %eb = tensor.empty(%k) : tensor<4x?xf32>
  %b = linalg.fill ins(%one : f32) outs(%eb : tensor<4x?xf32>) -> tensor<4x?xf32>
  %ec = tensor.empty(%n, %k) : tensor<?x?xf32>
  %z = arith.constant 0.0 : f32
  %c = linalg.fill ins(%z : f32) outs(%ec : tensor<?x?xf32>) -> tensor<?x?xf32>
  %m = linalg.matmul ins(%a, %b : tensor<?x4xf32>, tensor<4x?xf32>) outs(%c : tensor<?x?xf32>) -> tensor<?x?xf32>
  %x = tensor.extract %m[%c0, %c0] : tensor<?x?xf32>
  func.call @report(%x) : (f32) -> ()
  return %ok : i32
}
//--- wrong.mlir
func.func private @f() -> i32
func.func @g() -> i32 {
  %0 = func.call @f() {demand.value = -1 : i64} : () -> i32
  return %0 : i32
}
