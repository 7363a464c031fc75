// Formulas are over the parameters that descriptors make; lowered otherwise, the note says so.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-note),finalize-memref-to-llvm,convert-func-to-llvm{use-bare-ptr-memref-call-conv=1},demand-to-llvm,reconcile-unrealized-casts)" \
// RUN:   | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -c %t.ll -o %t.o
// RUN: %auspex inspect --json %t.o | FileCheck %s
// CHECK: lowered to 1 parameters, the note was made for 5 (memref descriptors)
func.func @f(%x: memref<8xf32>) {
  return
}
