// Bounds of tosa.clamp: the largest number of the type is none; any other is.
// RUN: %mlir_opt %s --pass-pipeline='builtin.module(func.func(tosa-to-linalg-named,tosa-to-linalg,demand-raise))' \
// RUN:   | FileCheck %s --implicit-check-not=softplus
// CHECK-LABEL: func.func @relu
// CHECK: #demand.kernel<"relu", "y[i] = max(x[i],0)"
func.func @relu(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = tosa.clamp %x {min_val = 0.0 : f32, max_val = 3.40282347E+38 : f32} : (tensor<64x64xf32>) -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}
// CHECK-LABEL: func.func @relu6
// CHECK: #demand.kernel<"relu6"
func.func @relu6(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = tosa.clamp %x {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<64x64xf32>) -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}
// CHECK-LABEL: func.func @bounded
// CHECK-NOT: demand.kernel<"relu
func.func @bounded(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = tosa.clamp %x {min_val = 0.0 : f32, max_val = 1.0e30 : f32} : (tensor<64x64xf32>) -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}
