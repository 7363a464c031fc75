// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o gemm=262144 gemm=40960 relu=2048

//--- p.mlir
#id = affine_map<(i, j) -> (i, j)>
#col = affine_map<(i, j) -> (j)>
func.func @mlp(%x: tensor<16x64xf32>, %w1: tensor<64x128xf32>, %b1: tensor<128xf32>, %w2: tensor<128x10xf32>, %b2: tensor<10xf32>) -> tensor<16x10xf32> {
  %z = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<16x128xf32>
  %f1 = linalg.fill ins(%z : f32) outs(%e1 : tensor<16x128xf32>) -> tensor<16x128xf32>
  %h0 = linalg.matmul ins(%x, %w1 : tensor<16x64xf32>, tensor<64x128xf32>) outs(%f1 : tensor<16x128xf32>) -> tensor<16x128xf32>
  %h1 = linalg.generic {indexing_maps = [#col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b1 : tensor<128xf32>) outs(%h0 : tensor<16x128xf32>) {
  ^bb0(%b: f32, %o: f32):
    %s = arith.addf %o, %b : f32
    linalg.yield %s : f32
  } -> tensor<16x128xf32>
  %e2 = tensor.empty() : tensor<16x128xf32>
  %h2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%h1 : tensor<16x128xf32>) outs(%e2 : tensor<16x128xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %a, %z : f32
    linalg.yield %m : f32
  } -> tensor<16x128xf32>
  %e3 = tensor.empty() : tensor<16x10xf32>
  %f3 = linalg.fill ins(%z : f32) outs(%e3 : tensor<16x10xf32>) -> tensor<16x10xf32>
  %y0 = linalg.matmul ins(%h2, %w2 : tensor<16x128xf32>, tensor<128x10xf32>) outs(%f3 : tensor<16x10xf32>) -> tensor<16x10xf32>
  %y1 = linalg.generic {indexing_maps = [#col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b2 : tensor<10xf32>) outs(%y0 : tensor<16x10xf32>) {
  ^bb0(%b: f32, %o: f32):
    %s = arith.addf %o, %b : f32
    linalg.yield %s : f32
  } -> tensor<16x10xf32>
  return %y1 : tensor<16x10xf32>
}
//--- p.c
void mlp(float x[restrict 16][64], float w1[restrict 64][128], float b1[restrict 128], float w2[restrict 128][10],
         float b2[restrict 10], float h0[restrict 16][128], float h[restrict 16][128], float y[restrict 16][10]) {
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 128; j++) {
      float s = 0;
      for (int k = 0; k < 64; k++)
        s += x[i][k] * w1[k][j];
      h0[i][j] = s + b1[j];
    }
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 128; j++)
      h[i][j] = h0[i][j] > 0 ? h0[i][j] : 0;
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 10; j++) {
      float s = 0;
      for (int k = 0; k < 128; k++)
        s += h[i][k] * w2[k][j];
      y[i][j] = s + b2[j];
    }
}
