// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-decompose))" | FileCheck %s

// CHECK-LABEL: func.func @softmax
// CHECK-NOT: linalg.softmax
// CHECK: arith.maxnumf
// CHECK: math.exp
// CHECK: arith.divf
func.func @softmax(%x: tensor<32x?xf32>, %y: tensor<32x?xf32>) -> tensor<32x?xf32> {
  %r = linalg.softmax dimension(1) ins(%x : tensor<32x?xf32>) outs(%y : tensor<32x?xf32>) -> tensor<32x?xf32>
  return %r : tensor<32x?xf32>
}
