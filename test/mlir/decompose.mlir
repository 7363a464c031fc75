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

// Two sizes of a group that only the run knows: by sizes and strides.
// CHECK-LABEL: func.func @batches
// CHECK: %[[M:.*]], %[[O:.*]], %{{.*}}:2, %{{.*}}:2 = memref.extract_strided_metadata
// CHECK: memref.reinterpret_cast %[[M]] to offset: [0], sizes: [%arg1, %arg2, 64], strides: [%{{.*}}, 64, 1]
func.func @batches(%x: memref<?x64xf32>, %b: index, %t: index) -> memref<?x?x64xf32> {
  %r = memref.expand_shape %x [[0, 1], [2]] output_shape [%b, %t, 64] : memref<?x64xf32> into memref<?x?x64xf32>
  return %r : memref<?x?x64xf32>
}

// Of a view with strides of its own.
// CHECK-LABEL: func.func @strided
// CHECK: memref.extract_strided_metadata
// CHECK: %[[S:.*]] = arith.muli %[[I:.*]]#0, %arg2
// CHECK: memref.reinterpret_cast %{{.*}} to offset: [%{{.*}}], sizes: [%arg1, %arg2, 4, 16], strides: [%[[S]], %[[I]]#0,
func.func @strided(%x: memref<?x64xf32, strided<[?, ?], offset: ?>>, %b: index, %t: index) -> memref<?x?x4x16xf32, strided<[?, ?, ?, ?], offset: ?>> {
  %r = memref.expand_shape %x [[0, 1], [2, 3]] output_shape [%b, %t, 4, 16] : memref<?x64xf32, strided<[?, ?], offset: ?>> into memref<?x?x4x16xf32, strided<[?, ?, ?, ?], offset: ?>>
  return %r : memref<?x?x4x16xf32, strided<[?, ?, ?, ?], offset: ?>>
}

// One: MLIR derives it.
// CHECK-LABEL: func.func @one
// CHECK: memref.expand_shape
func.func @one(%x: memref<?x64xf32>, %b: index) -> memref<?x8x64xf32> {
  %r = memref.expand_shape %x [[0, 1], [2]] output_shape [%b, 8, 64] : memref<?x64xf32> into memref<?x8x64xf32>
  return %r : memref<?x8x64xf32>
}
