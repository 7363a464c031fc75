// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-inline-regions))" | FileCheck %s
// A region that decides something is lowered like any other code.
// RUN: %mlir_opt %s --demand-lower-to-llvm | FileCheck %s --check-prefix=LLVM
// CHECK-LABEL: func.func @f
// CHECK-NOT: demand.region
// CHECK: scf.if
// LLVM: llvm.func @f
// LLVM-NOT: demand.region
func.func @f(%p: i1, %x: f32) -> f32 {
  %r = demand.region "either" -> f32 {
    %v = scf.if %p -> f32 {
      %s = arith.addf %x, %x : f32
      scf.yield %s : f32
    } else {
      %s = arith.mulf %x, %x : f32
      scf.yield %s : f32
    }
    demand.yield %v : f32
  }
  return %r : f32
}
