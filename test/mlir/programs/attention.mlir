// The scores are named by themselves, the sum that they weight is the attention.
// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o attention=147456 gemm=49152 softmax=7680

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
//--- p.c
#include <math.h>
#include <stdlib.h>
void attention(const float Q[restrict 32][16], const float K[restrict 48][16], const float V[restrict 48][24], float O[restrict 32][24]) {
  float (*S)[48] = malloc(32 * sizeof *S);
  for (int i = 0; i < 32; i++)
    for (int j = 0; j < 48; j++) {
      float s = 0;
      for (int k = 0; k < 16; k++)
        s += Q[i][k] * K[j][k];
      S[i][j] = s;
    }
  for (int i = 0; i < 32; i++) {
    float most = S[i][0], sum = 0;
    for (int j = 1; j < 48; j++)
      most = fmaxf(most, S[i][j]);
    for (int j = 0; j < 48; j++) {
      S[i][j] = expf(S[i][j] - most);
      sum += S[i][j];
    }
    for (int j = 0; j < 48; j++)
      S[i][j] /= sum;
  }
  for (int i = 0; i < 32; i++)
    for (int d = 0; d < 24; d++) {
      float o = 0;
      for (int j = 0; j < 48; j++)
        o += S[i][j] * V[j][d];
      O[i][d] = o;
    }
  free(S);
}
