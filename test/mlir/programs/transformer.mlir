// A block with batch and sequence known at run time: projections, attention for each batch,
// residual, a feed-forward network. Names, formulas over the arguments' sizes, layers.
// RUN: %mlir_opt %s --demand-pipeline -mlir-print-debuginfo | FileCheck %s
// CHECK-LABEL: func.func @block
// CHECK: linalg.matmul {{.*}}#demand.kernel<"gemm", {{.*}}flops = <"$3*8192">
// CHECK: linalg.softmax {{.*}}#demand.kernel<"softmax"
// CHECK: "attention"
// CHECK: demand.layer = "gemm+bias+relu, mlp"
#id = affine_map<(i, j) -> (i, j)>
#col = affine_map<(i, j) -> (j)>
#q = affine_map<(b, i, j, k) -> (b, i, k)>
#kt = affine_map<(b, i, j, k) -> (b, j, k)>
#s = affine_map<(b, i, j, k) -> (b, i, j)>
func.func @block(%x: tensor<?x64xf32>, %b: index, %t: index, %wq: tensor<64x64xf32>, %wk: tensor<64x64xf32>, %wv: tensor<64x64xf32>,
    %w1: tensor<64x256xf32>, %b1: tensor<256xf32>, %w2: tensor<256x64xf32>) -> tensor<?x64xf32> {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %e = tensor.empty(%n) : tensor<?x64xf32>
  %f0 = linalg.fill ins(%z : f32) outs(%e : tensor<?x64xf32>) -> tensor<?x64xf32>
  %Q = linalg.matmul ins(%x, %wq : tensor<?x64xf32>, tensor<64x64xf32>) outs(%f0 : tensor<?x64xf32>) -> tensor<?x64xf32> loc("attn/q")
  %K = linalg.matmul ins(%x, %wk : tensor<?x64xf32>, tensor<64x64xf32>) outs(%f0 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %V = linalg.matmul ins(%x, %wv : tensor<?x64xf32>, tensor<64x64xf32>) outs(%f0 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %Qb = tensor.expand_shape %Q [[0, 1], [2]] output_shape [%b, %t, 64] : tensor<?x64xf32> into tensor<?x?x64xf32>
  %Kb = tensor.expand_shape %K [[0, 1], [2]] output_shape [%b, %t, 64] : tensor<?x64xf32> into tensor<?x?x64xf32>
  %Vb = tensor.expand_shape %V [[0, 1], [2]] output_shape [%b, %t, 64] : tensor<?x64xf32> into tensor<?x?x64xf32>
  %es = tensor.empty(%b, %t, %t) : tensor<?x?x?xf32>
  %fs = linalg.fill ins(%z : f32) outs(%es : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %S = linalg.contract indexing_maps = [#q, #kt, #s] ins(%Qb, %Kb : tensor<?x?x64xf32>, tensor<?x?x64xf32>) outs(%fs : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %ep = tensor.empty(%b, %t, %t) : tensor<?x?x?xf32>
  %P = linalg.softmax dimension(2) ins(%S : tensor<?x?x?xf32>) outs(%ep : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %eo = tensor.empty(%b, %t) : tensor<?x?x64xf32>
  %fo = linalg.fill ins(%z : f32) outs(%eo : tensor<?x?x64xf32>) -> tensor<?x?x64xf32>
  %O = linalg.batch_matmul ins(%P, %Vb : tensor<?x?x?xf32>, tensor<?x?x64xf32>) outs(%fo : tensor<?x?x64xf32>) -> tensor<?x?x64xf32>
  %y = tensor.collapse_shape %O [[0, 1], [2]] : tensor<?x?x64xf32> into tensor<?x64xf32>
  %eh = tensor.empty(%n) : tensor<?x256xf32>
  %fh = linalg.fill ins(%z : f32) outs(%eh : tensor<?x256xf32>) -> tensor<?x256xf32>
  %h0 = linalg.matmul ins(%y, %w1 : tensor<?x64xf32>, tensor<64x256xf32>) outs(%fh : tensor<?x256xf32>) -> tensor<?x256xf32>
  %h1 = linalg.generic {indexing_maps = [#col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b1 : tensor<256xf32>) outs(%h0 : tensor<?x256xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %o, %a : f32
    linalg.yield %r : f32
  } -> tensor<?x256xf32>
  %eh2 = tensor.empty(%n) : tensor<?x256xf32>
  %h2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%h1 : tensor<?x256xf32>) outs(%eh2 : tensor<?x256xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.maximumf %a, %z : f32
    linalg.yield %r : f32
  } -> tensor<?x256xf32>
  %ey = tensor.empty(%n) : tensor<?x64xf32>
  %fy = linalg.fill ins(%z : f32) outs(%ey : tensor<?x64xf32>) -> tensor<?x64xf32>
  %out = linalg.matmul ins(%h2, %w2 : tensor<?x256xf32>, tensor<256x64xf32>) outs(%fy : tensor<?x64xf32>) -> tensor<?x64xf32>
  return %out : tensor<?x64xf32>
}
