// RUN: %mlir_opt %s | %mlir_opt | FileCheck %s
// RUN: %mlir_opt %s -emit-bytecode | %mlir_opt | FileCheck %s

func.func private @solve(tensor<8xf32>) -> tensor<8xf32>

// CHECK-LABEL: func.func @f
func.func @f(%a: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: demand.region "solver" cost <flops = <"512">> -> tensor<8xf32> {
  // CHECK: demand.yield %{{.*}} : tensor<8xf32>
  %r = demand.region "solver" cost <flops = <"512">> -> tensor<8xf32> {
    %x = func.call @solve(%a) : (tensor<8xf32>) -> tensor<8xf32>
    demand.yield %x : tensor<8xf32>
  }
  // CHECK: demand.region "silent" {
  demand.region "silent" {
    %c = func.call @solve(%a) : (tensor<8xf32>) -> tensor<8xf32>
  }
  return %r : tensor<8xf32>
}
