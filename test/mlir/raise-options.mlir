// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise{print-forms}))" | FileCheck %s --check-prefix=FORMS
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise{remark-misses}))" --verify-diagnostics

// FORMS: i0
// FORMS: func.func @lu
// expected-remark@+1 {{not gemm: the output is also an input at another index}}
func.func @lu(%A: memref<64x64xf64>) {
  affine.for %i = 1 to 64 {
    affine.for %j = 0 to 64 {
      affine.for %k = 0 to 64 {
        %a = affine.load %A[%i, %k] : memref<64x64xf64>
        %b = affine.load %A[%k, %j] : memref<64x64xf64>
        %c = affine.load %A[%i, %j] : memref<64x64xf64>
        %p = arith.mulf %a, %b : f64
        %s = arith.addf %c, %p : f64
        affine.store %s, %A[%i, %j] : memref<64x64xf64>
      }
    }
  }
  return
}
