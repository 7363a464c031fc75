// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o fir=1000

//--- p.mlir
func.func @conv1d(%x: memref<104xf32>, %w: memref<5xf32>, %y: memref<100xf32>) {
  linalg.conv_1d ins(%x, %w : memref<104xf32>, memref<5xf32>) outs(%y : memref<100xf32>)
  return
}
//--- p.c
void conv1d(float x[restrict 104], float w[restrict 5], float y[restrict 100]) {
  for (int i = 0; i < 100; i++)
    for (int k = 0; k < 5; k++)
      y[i] += x[i + k] * w[k];
}
