// Chains that are nearly layers.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise,demand-compose))" | FileCheck %s --implicit-check-not=demand.layer

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#col = affine_map<(i, j) -> (j)>

// What is added to each column of something else is no product with a bias.
// CHECK-LABEL: func.func @is_the_bias
func.func @is_the_bias(%A: tensor<48x64xf32>, %v: tensor<64xf32>, %y: tensor<48xf32>, %x: tensor<48x32xf32>) -> tensor<48x32xf32> {
  %p = linalg.matvec ins(%A, %v : tensor<48x64xf32>, tensor<64xf32>) outs(%y : tensor<48xf32>) -> tensor<48xf32>
  %e = tensor.empty() : tensor<48x32xf32>
  %r = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %p : tensor<48x32xf32>, tensor<48xf32>) outs(%e : tensor<48x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<48x32xf32>
  return %r : tensor<48x32xf32>
}

// Taken away, or a multiple.
// CHECK-LABEL: func.func @subtracted
func.func @subtracted(%A: tensor<32x64xf32>, %B: tensor<64x48xf32>, %C: tensor<32x48xf32>, %b: tensor<48xf32>) -> tensor<32x48xf32> {
  %p = linalg.matmul ins(%A, %B : tensor<32x64xf32>, tensor<64x48xf32>) outs(%C : tensor<32x48xf32>) -> tensor<32x48xf32>
  %e = tensor.empty() : tensor<32x48xf32>
  %r = linalg.generic {indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p, %b : tensor<32x48xf32>, tensor<48xf32>) outs(%e : tensor<32x48xf32>) {
  ^bb0(%a: f32, %x: f32, %o: f32):
    %s = arith.mulf %a, %x : f32
    linalg.yield %s : f32
  } -> tensor<32x48xf32>
  return %r : tensor<32x48xf32>
}

// A residual has as many axes as the product: no bias.
// CHECK-LABEL: func.func @residual
func.func @residual(%A: tensor<32x64xf32>, %B: tensor<64x48xf32>, %C: tensor<32x48xf32>, %x: tensor<32x48xf32>) -> tensor<32x48xf32> {
  %p = linalg.matmul ins(%A, %B : tensor<32x64xf32>, tensor<64x48xf32>) outs(%C : tensor<32x48xf32>) -> tensor<32x48xf32>
  %e = tensor.empty() : tensor<32x48xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p, %x : tensor<32x48xf32>, tensor<32x48xf32>) outs(%e : tensor<32x48xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<32x48xf32>
  return %r : tensor<32x48xf32>
}

// A product that is added to an activated one is no second layer: only the first has a name.
// CHECK-LABEL: func.func @added_to
// CHECK: linalg.matmul {{.*}}demand.layer = "gemm+relu"
// CHECK: demand.layer = "gemm+relu"
// CHECK: linalg.matmul
func.func @added_to(%A: tensor<32x64xf32>, %B: tensor<64x48xf32>, %C: tensor<32x48xf32>, %D: tensor<32x16xf32>, %E: tensor<16x48xf32>) -> tensor<32x48xf32> {
  %z = arith.constant 0.0 : f32
  %p = linalg.matmul ins(%A, %B : tensor<32x64xf32>, tensor<64x48xf32>) outs(%C : tensor<32x48xf32>) -> tensor<32x48xf32>
  %e = tensor.empty() : tensor<32x48xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p : tensor<32x48xf32>) outs(%e : tensor<32x48xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.maximumf %a, %z : f32
    linalg.yield %s : f32
  } -> tensor<32x48xf32>
  %q = linalg.matmul ins(%D, %E : tensor<32x16xf32>, tensor<16x48xf32>) outs(%r : tensor<32x48xf32>) -> tensor<32x48xf32>
  return %q : tensor<32x48xf32>
}
