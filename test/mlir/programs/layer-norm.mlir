// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o layer-norm=16384

//--- p.mlir
#row = affine_map<(i, j) -> (i)>
#id = affine_map<(i, j) -> (i, j)>
func.func @norm(%x: tensor<32x64xf32>) -> tensor<32x64xf32> {
  %z = arith.constant 0.0 : f32
  %n = arith.constant 64.0 : f32
  %eps = arith.constant 1.0e-5 : f32
  %e1 = tensor.empty() : tensor<32xf32>
  %f1 = linalg.fill ins(%z : f32) outs(%e1 : tensor<32xf32>) -> tensor<32xf32>
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<32x64xf32>) outs(%f1 : tensor<32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  } -> tensor<32xf32>
  %e2 = tensor.empty() : tensor<32xf32>
  %f2 = linalg.fill ins(%z : f32) outs(%e2 : tensor<32xf32>) -> tensor<32xf32>
  %var = linalg.generic {indexing_maps = [#id, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %sum : tensor<32x64xf32>, tensor<32xf32>) outs(%f2 : tensor<32xf32>) {
  ^bb0(%a: f32, %s: f32, %o: f32):
    %mean = arith.divf %s, %n : f32
    %d = arith.subf %a, %mean : f32
    %q = arith.mulf %d, %d : f32
    %t = arith.addf %o, %q : f32
    linalg.yield %t : f32
  } -> tensor<32xf32>
  %e3 = tensor.empty() : tensor<32x64xf32>
  %r = linalg.generic {indexing_maps = [#id, #row, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %var : tensor<32x64xf32>, tensor<32xf32>, tensor<32xf32>) outs(%e3 : tensor<32x64xf32>) {
  ^bb0(%a: f32, %s: f32, %v: f32, %o: f32):
    %mean = arith.divf %s, %n : f32
    %d = arith.subf %a, %mean : f32
    %w = arith.divf %v, %n : f32
    %we = arith.addf %w, %eps : f32
    %root = math.sqrt %we : f32
    %y = arith.divf %d, %root : f32
    linalg.yield %y : f32
  } -> tensor<32x64xf32>
  return %r : tensor<32x64xf32>
}
//--- p.c
#include <math.h>
void norm(float x[restrict 32][64], float y[restrict 32][64]) {
  for (int i = 0; i < 32; i++) {
    float mean = 0, var = 0;
    for (int j = 0; j < 64; j++)
      mean += x[i][j];
    mean /= 64;
    for (int j = 0; j < 64; j++)
      var += (x[i][j] - mean) * (x[i][j] - mean);
    var /= 64;
    for (int j = 0; j < 64; j++)
      y[i][j] = (x[i][j] - mean) / sqrtf(var + 1e-5f);
  }
}
