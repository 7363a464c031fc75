// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-peak))" | FileCheck %s

// What is carried is another tensor after each iteration: two of them at a time, however often.
// CHECK-LABEL: func.func @carried
// CHECK-SAME: demand.peak = #demand.expr<"32768">
func.func @carried(%x: tensor<64x64xf32>, %w: tensor<64x64xf32>, %n: index) -> tensor<64x64xf32> {
  %z = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> tensor<64x64xf32> {
    %e = tensor.empty() : tensor<64x64xf32>
    %f = linalg.fill ins(%z : f32) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
    %a = linalg.matmul ins(%s, %w : tensor<64x64xf32>, tensor<64x64xf32>) outs(%f : tensor<64x64xf32>) -> tensor<64x64xf32>
    scf.yield %a : tensor<64x64xf32>
  }
  return %r : tensor<64x64xf32>
}
