// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-annotate))" | FileCheck %s

// Sizes are the parameters that they become: of the first matrix $3 and $4, of the second $10 and $11;
// equal sizes have the name of the first that has them.
// CHECK-LABEL: func.func @matmul
// CHECK: linalg.matmul {demand.cost = #demand.cost<flops = <"$3*$11*$4*2">
func.func @matmul(%A: memref<?x?xf32>, %B: memref<?x?xf32>, %C: memref<?x?xf32>) {
  linalg.matmul ins(%A, %B : memref<?x?xf32>, memref<?x?xf32>) outs(%C : memref<?x?xf32>)
  return
}

// Static sizes are numbers.
// CHECK-LABEL: func.func @fixed
// CHECK-SAME: flops = <"24">
func.func @fixed(%A: memref<2x3xf32>, %B: memref<3x2xf32>, %C: memref<2x2xf32>) {
  linalg.matmul ins(%A, %B : memref<2x3xf32>, memref<3x2xf32>) outs(%C : memref<2x2xf32>)
  return
}

// Nothing costs nothing: no attribute.
// CHECK-LABEL: func.func @empty() {
func.func @empty() {
  return
}

// CHECK-LABEL: func.func private @elsewhere(
// CHECK-NOT: demand.cost
func.func private @elsewhere(%x: memref<4xf32>)
