// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-annotate))" | FileCheck %s

// CHECK-LABEL: func.func @conv
// CHECK: tosa.conv2d {{.*}}flops = <"$3*294912 + $3*4096">
func.func @conv(%x: tensor<?x18x18x4xf32>, %w: tensor<16x3x3x4xf32>, %b: tensor<16xf32>, %i: tensor<1xf32>, %k: tensor<1xf32>) -> tensor<?x16x16x16xf32> {
  %r = tosa.conv2d %x, %w, %b, %i, %k {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
    : (tensor<?x18x18x4xf32>, tensor<16x3x3x4xf32>, tensor<16xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x16x16x16xf32>
  return %r : tensor<?x16x16x16xf32>
}

// CHECK-LABEL: func.func @elements
// CHECK: tosa.add {{.*}}flops = <"64">
// CHECK: tosa.exp {{.*}}flops = <"1280">
// CHECK: tosa.reduce_sum {{.*}}flops = <"64">
func.func @elements(%x: tensor<8x8xf32>, %y: tensor<1x8xf32>) -> tensor<8x1xf32> {
  %a = tosa.add %x, %y : (tensor<8x8xf32>, tensor<1x8xf32>) -> tensor<8x8xf32>
  %e = tosa.exp %a : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %s = tosa.reduce_sum %e {axis = 1 : i32} : (tensor<8x8xf32>) -> tensor<8x1xf32>
  return %s : tensor<8x1xf32>
}
