// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemv=16384 lstm=640

//--- p.mlir
// Four gates of one step: z = W*[x, h] + b, then the cell.
#v = affine_map<(i) -> (i)>
func.func @lstm(%W: tensor<128x64xf32>, %xh: tensor<64xf32>, %b: tensor<128xf32>, %c: tensor<32xf32>) -> (tensor<32xf32>, tensor<32xf32>) {
  %one = arith.constant 1.0 : f32
  %z = linalg.matvec ins(%W, %xh : tensor<128x64xf32>, tensor<64xf32>) outs(%b : tensor<128xf32>) -> tensor<128xf32>
  %i = tensor.extract_slice %z[0] [32] [1] : tensor<128xf32> to tensor<32xf32>
  %f = tensor.extract_slice %z[32] [32] [1] : tensor<128xf32> to tensor<32xf32>
  %g = tensor.extract_slice %z[64] [32] [1] : tensor<128xf32> to tensor<32xf32>
  %o = tensor.extract_slice %z[96] [32] [1] : tensor<128xf32> to tensor<32xf32>
  %e1 = tensor.empty() : tensor<32xf32>
  %c1 = linalg.generic {indexing_maps = [#v, #v, #v, #v, #v], iterator_types = ["parallel"]}
      ins(%i, %f, %g, %c : tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>) outs(%e1 : tensor<32xf32>) {
  ^bb0(%iv: f32, %fv: f32, %gv: f32, %cv: f32, %out: f32):
    %ni = arith.negf %iv : f32
    %ei = math.exp %ni : f32
    %di = arith.addf %ei, %one : f32
    %si = arith.divf %one, %di : f32
    %nf = arith.negf %fv : f32
    %ef = math.exp %nf : f32
    %df = arith.addf %ef, %one : f32
    %sf = arith.divf %one, %df : f32
    %tg = math.tanh %gv : f32
    %keep = arith.mulf %sf, %cv : f32
    %new = arith.mulf %si, %tg : f32
    %r = arith.addf %keep, %new : f32
    linalg.yield %r : f32
  } -> tensor<32xf32>
  %e2 = tensor.empty() : tensor<32xf32>
  %h1 = linalg.generic {indexing_maps = [#v, #v, #v], iterator_types = ["parallel"]}
      ins(%o, %c1 : tensor<32xf32>, tensor<32xf32>) outs(%e2 : tensor<32xf32>) {
  ^bb0(%ov: f32, %cv: f32, %out: f32):
    %no = arith.negf %ov : f32
    %eo = math.exp %no : f32
    %do = arith.addf %eo, %one : f32
    %so = arith.divf %one, %do : f32
    %t = math.tanh %cv : f32
    %r = arith.mulf %so, %t : f32
    linalg.yield %r : f32
  } -> tensor<32xf32>
  return %c1, %h1 : tensor<32xf32>, tensor<32xf32>
}
//--- p.c
#include <math.h>
static float sigm(float x) { return 1.0f / (1.0f + expf(-x)); }
void lstm(float W[restrict 128][64], float xh[restrict 64], float b[restrict 128], float c[restrict 32],
          float z[restrict 128], float c1[restrict 32], float h1[restrict 32]) {
  for (int i = 0; i < 128; i++) {
    float s = b[i];
    for (int k = 0; k < 64; k++)
      s += W[i][k] * xh[k];
    z[i] = s;
  }
  for (int i = 0; i < 32; i++)
    c1[i] = sigm(z[32 + i]) * c[i] + sigm(z[i]) * tanhf(z[64 + i]);
  for (int i = 0; i < 32; i++)
    h1[i] = sigm(z[96 + i]) * tanhf(c1[i]);
}
