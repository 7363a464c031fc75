// Names that are no idioms, for readers of the IR.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise))" | FileCheck %s
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// CHECK: #demand.kernel<"elementwise-sub", "y[i,j] = sub(x[i,j], u[i,j])">
func.func @sub(%a: tensor<?x?xf32>, %b: tensor<?x?xf32>, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.sub ins(%a, %b : tensor<?x?xf32>, tensor<?x?xf32>) outs(%o : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// CHECK: #demand.kernel<"reduce-max", "y[i] max= x[i,j]">
func.func @max(%a: tensor<8x4xf32>, %o: tensor<8xf32>) -> tensor<8xf32> {
  %r = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%a : tensor<8x4xf32>) outs(%o : tensor<8xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.maximumf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// Two operations are no plain one.
// CHECK-LABEL: func.func @two
// CHECK-NOT: demand.kernel
func.func @two(%a: tensor<8x4xf32>, %o: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<8x4xf32>) outs(%o : tensor<8x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = math.sin %x : f32
    %t = math.cos %s : f32
    linalg.yield %t : f32
  } -> tensor<8x4xf32>
  return %r : tensor<8x4xf32>
}

// A product for each batch.
// CHECK-LABEL: func.func @batches
// CHECK: #demand.kernel<"batched-gemv", "y[i,j] += x[i,j,k]*u[i,k]">
func.func @batches(%a: tensor<8x48x40xf32>, %b: tensor<8x40xf32>, %o: tensor<8x48xf32>) -> tensor<8x48xf32> {
  %r = linalg.batch_matvec ins(%a, %b : tensor<8x48x40xf32>, tensor<8x40xf32>) outs(%o : tensor<8x48xf32>) -> tensor<8x48xf32>
  return %r : tensor<8x48xf32>
}

// A difference times another is no square.
// CHECK-LABEL: func.func @no_square
// CHECK-NOT: squared-distance
func.func @no_square(%a: tensor<48x40xf32>, %b: tensor<32x40xf32>, %o: tensor<48x32xf32>) -> tensor<48x32xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (j, k)>, affine_map<(i, j, k) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<48x40xf32>, tensor<32x40xf32>) outs(%o : tensor<48x32xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %d = arith.subf %x, %y : f32
    %p = arith.mulf %d, %x : f32
    %s = arith.addf %z, %p : f32
    linalg.yield %s : f32
  } -> tensor<48x32xf32>
  return %r : tensor<48x32xf32>
}
