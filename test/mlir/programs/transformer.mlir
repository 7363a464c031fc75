// A block with batch and sequence known at run time: projections, attention for each batch,
// residual, a feed-forward network. Names, formulas over the arguments' sizes, layers.
// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-pipeline -mlir-print-debuginfo | FileCheck %s
// CHECK-LABEL: func.func @block
// CHECK: linalg.matmul {{.*}}#demand.kernel<"gemm", {{.*}}flops = <"$3*8192">
// CHECK: linalg.softmax {{.*}}#demand.kernel<"softmax"
// CHECK: "attention"
// CHECK: demand.layer = "gemm+bias+relu, mlp"

// The same in C, for 3 batches of 20 elements.
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o arg1:=3 arg2:=20 arg0.dim0:=60 gemm=491520 gemm=491520 gemm=491520 \
// RUN:   batched-gemm=153600 softmax=6000 attention=307200 gemm=1966080 relu=15360 gemm=1966080

//--- p.mlir
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
//--- p.c
#include <math.h>
#include <stdlib.h>
void block(const float *restrict x, long b, long t, const float *restrict wq, const float *restrict wk, const float *restrict wv,
           const float *restrict w1, const float *restrict b1, const float *restrict w2, float *restrict out) {
  float *q = malloc(b * t * 64 * sizeof(float)), *k = malloc(b * t * 64 * sizeof(float)),
        *v = malloc(b * t * 64 * sizeof(float)), *s = malloc(b * t * t * sizeof(float)),
        *o = malloc(b * t * 64 * sizeof(float)), *h = malloc(b * t * 256 * sizeof(float));
  for (long i = 0; i < b * t; i++)
    for (long j = 0; j < 64; j++) {
      float sum = 0;
      for (long c = 0; c < 64; c++)
        sum += x[i * 64 + c] * wq[c * 64 + j];
      q[i * 64 + j] = sum;
    }
  for (long i = 0; i < b * t; i++)
    for (long j = 0; j < 64; j++) {
      float sum = 0;
      for (long c = 0; c < 64; c++)
        sum += x[i * 64 + c] * wk[c * 64 + j];
      k[i * 64 + j] = sum;
    }
  for (long i = 0; i < b * t; i++)
    for (long j = 0; j < 64; j++) {
      float sum = 0;
      for (long c = 0; c < 64; c++)
        sum += x[i * 64 + c] * wv[c * 64 + j];
      v[i * 64 + j] = sum;
    }
  for (long n = 0; n < b; n++)
    for (long i = 0; i < t; i++)
      for (long j = 0; j < t; j++) {
        float sum = 0;
        for (long c = 0; c < 64; c++)
          sum += q[(n * t + i) * 64 + c] * k[(n * t + j) * 64 + c];
        s[(n * t + i) * t + j] = sum;
      }
  for (long i = 0; i < b * t; i++) {
    float most = -INFINITY, sum = 0;
    for (long j = 0; j < t; j++)
      most = fmaxf(most, s[i * t + j]);
    for (long j = 0; j < t; j++)
      sum += s[i * t + j] = expf(s[i * t + j] - most);
    for (long j = 0; j < t; j++)
      s[i * t + j] /= sum;
  }
  for (long n = 0; n < b; n++)
    for (long i = 0; i < t; i++)
      for (long j = 0; j < 64; j++) {
        float sum = 0;
        for (long c = 0; c < t; c++)
          sum += s[(n * t + i) * t + c] * v[(n * t + c) * 64 + j];
        o[(n * t + i) * 64 + j] = sum;
      }
  for (long i = 0; i < b * t; i++)
    for (long j = 0; j < 256; j++) {
      float sum = 0;
      for (long c = 0; c < 64; c++)
        sum += o[i * 64 + c] * w1[c * 256 + j];
      h[i * 256 + j] = sum;
    }
  for (long i = 0; i < b * t; i++)
    for (long j = 0; j < 256; j++)
      h[i * 256 + j] += b1[j];
  for (long i = 0; i < b * t * 256; i++)
    h[i] = h[i] > 0 ? h[i] : 0;
  for (long i = 0; i < b * t; i++)
    for (long j = 0; j < 64; j++) {
      float sum = 0;
      for (long c = 0; c < 256; c++)
        sum += h[i * 256 + c] * w2[c * 64 + j];
      out[i * 64 + j] = sum;
    }
  free(q), free(k), free(v), free(s), free(o), free(h);
}
