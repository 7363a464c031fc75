// Of a sparse tensor not every element is multiplied: neither names nor costs of dense products, and no dense buffer.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-annotate,demand-raise{remark-misses}))" 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not='demand.kernel<"gemv"'
// CHECK: remark: not named: not looked at in full: ops on sparse tensors (sparsify them before)
// CHECK: linalg.matvec {demand.cost = #demand.cost<flops = <"?\22how many elements of a sparse tensor are stored\22*2">
// CHECK: #demand.kernel<"gemm"
// RUN: not %mlir_opt %s --demand-lower-to-llvm 2>&1 | FileCheck %s --check-prefix=LOWER
// LOWER: error: 'linalg.matvec' op works on a sparse tensor: lower it before (sparsification-and-bufferization)
#CSR = #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed) }>
func.func @spmv(%A: tensor<?x?xf64, #CSR>, %x: tensor<?xf64>, %y: tensor<?xf64>) -> tensor<?xf64> {
  %r = linalg.matvec ins(%A, %x : tensor<?x?xf64, #CSR>, tensor<?xf64>) outs(%y : tensor<?xf64>) -> tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func @dense(%A: tensor<?x?xf64>, %x: tensor<?x8xf64>, %y: tensor<?x8xf64>) -> tensor<?x8xf64> {
  %r = linalg.matmul ins(%A, %x : tensor<?x?xf64>, tensor<?x8xf64>) outs(%y : tensor<?x8xf64>) -> tensor<?x8xf64>
  return %r : tensor<?x8xf64>
}
