// The scores are named by themselves, the sum that they weight is the attention. (clang names matrices of
// scores that are stored a product, a softmax and a product.)
// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/mlir.o attention=147456 gemm=49152 softmax=7680

//--- p.mlir
func.func @attention(%Q: tensor<32x16xf32>, %K: tensor<48x16xf32>, %V: tensor<48x24xf32>) -> tensor<32x24xf32> {
  %z = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<32x48xf32>
  %f1 = linalg.fill ins(%z : f32) outs(%e1 : tensor<32x48xf32>) -> tensor<32x48xf32>
  %s = linalg.contract indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (j, k)>, affine_map<(i, j, k) -> (i, j)>]
    ins(%Q, %K : tensor<32x16xf32>, tensor<48x16xf32>) outs(%f1 : tensor<32x48xf32>) -> tensor<32x48xf32>
  %e2 = tensor.empty() : tensor<32x48xf32>
  %p = linalg.softmax dimension(1) ins(%s : tensor<32x48xf32>) outs(%e2 : tensor<32x48xf32>) -> tensor<32x48xf32>
  %e3 = tensor.empty() : tensor<32x24xf32>
  %f3 = linalg.fill ins(%z : f32) outs(%e3 : tensor<32x24xf32>) -> tensor<32x24xf32>
  %o = linalg.matmul ins(%p, %V : tensor<32x48xf32>, tensor<48x24xf32>) outs(%f3 : tensor<32x24xf32>) -> tensor<32x24xf32>
  return %o : tensor<32x24xf32>
}
