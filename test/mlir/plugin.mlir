// The dialect and the passes in somebody else's tool.
// RUN: mlir-opt --load-dialect-plugin=%mlir_plugin --load-pass-plugin=%mlir_plugin \
// RUN:   --pass-pipeline='builtin.module(demand-pipeline)' %s | FileCheck %s

// CHECK: #demand.kernel<"dot"
func.func @dot(%x: tensor<?xf32>, %y: tensor<?xf32>, %s: tensor<f32>) -> tensor<f32> {
  %0 = linalg.dot ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
