// Ops without a price have none, and do not end the sum.
// RUN: %mlir_opt %s --allow-unregistered-dialect --pass-pipeline="builtin.module(func.func(demand-annotate))" | FileCheck %s

// CHECK-LABEL: func.func @f
// CHECK-SAME: flops = <"1">
// CHECK: "other.op"() : () -> ()
func.func @f(%x: f32) -> f32 {
  "other.op"() : () -> ()
  %y = arith.addf %x, %x : f32
  return %y : f32
}

// Index arithmetic goes into addresses.
// CHECK-LABEL: func.func @indices
// CHECK-NOT: demand.cost
func.func @indices(%n: index) -> index {
  %m = arith.muli %n, %n : index
  return %m : index
}
