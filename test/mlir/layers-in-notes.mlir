// The source model's names and places, in the object file.
// RUN: %mlir_opt %s --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -O1 -c %t.ll -o %t.o
// RUN: %auspex inspect --json %t.o | FileCheck %s
// CHECK: "idiom": "gemm"
// CHECK: "layer": "encoder/0/query"
// CHECK: "file": "model.py"
// CHECK: "line": 42
func.func @f(%A: tensor<64x48xf32>, %B: tensor<48x32xf32>, %C: tensor<64x32xf32>) -> tensor<64x32xf32> {
  %r = linalg.matmul ins(%A, %B : tensor<64x48xf32>, tensor<48x32xf32>) outs(%C : tensor<64x32xf32>) -> tensor<64x32xf32> loc("encoder/0/query"("model.py":42:5))
  return %r : tensor<64x32xf32>
}
