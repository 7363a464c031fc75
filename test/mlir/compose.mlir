// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise,demand-compose))" | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#col = affine_map<(i, j) -> (j)>

// On buffers as on tensors: the product, its bias, its activation.
// CHECK-LABEL: func.func @buffers
// CHECK: linalg.matmul {{.*}}demand.layer = "gemm+bias+relu"
func.func @buffers(%x: memref<32x64xf32>, %w: memref<64x48xf32>, %b: memref<48xf32>, %y: memref<32x48xf32>) {
  %z = arith.constant 0.0 : f32
  linalg.matmul ins(%x, %w : memref<32x64xf32>, memref<64x48xf32>) outs(%y : memref<32x48xf32>)
  linalg.generic {indexing_maps = [#col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b : memref<48xf32>) outs(%y : memref<32x48xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y : memref<32x48xf32>) outs(%y : memref<32x48xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.maximumf %a, %z : f32
    linalg.yield %s : f32
  }
  return
}

// A product alone is no layer; one whose result goes two ways is not followed.
// CHECK-LABEL: func.func @alone
// CHECK-NOT: demand.layer
func.func @alone(%x: tensor<32x64xf32>, %w: tensor<64x48xf32>, %y: tensor<32x48xf32>, %e: tensor<32x48xf32>) -> (tensor<32x48xf32>, tensor<32x48xf32>) {
  %z = arith.constant 0.0 : f32
  %p = linalg.matmul ins(%x, %w : tensor<32x64xf32>, tensor<64x48xf32>) outs(%y : tensor<32x48xf32>) -> tensor<32x48xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p : tensor<32x48xf32>) outs(%e : tensor<32x48xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.maximumf %a, %z : f32
    linalg.yield %s : f32
  } -> tensor<32x48xf32>
  return %p, %r : tensor<32x48xf32>, tensor<32x48xf32>
}

// Nothing is named: nothing to compose.
// CHECK-LABEL: func.func @nothing() {
func.func @nothing() {
  return
}
