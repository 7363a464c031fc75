// Two products of one form: the chain is told of the one that it begins with.
// RUN: %mlir_opt %s --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t.ll
// RUN: %clang -Wno-override-module -O1 -c %t.ll -o %t.o
// RUN: %auspex inspect --json %t.o > %t.json
// RUN: %python -c "import json,sys; print([(k['parameters'].get('layer'), k['parameters'].get('chain')) for f in json.load(open(sys.argv[1]))['functions'] for k in f['kernels'] if k['idiom'] == 'gemm'])" %t.json | FileCheck %s
// CHECK: [('first', None), ('second', 'gemm+relu')]
#id = affine_map<(i, j) -> (i, j)>
func.func @f(%x: tensor<32x64xf32>, %w: tensor<64x48xf32>, %a: tensor<32x48xf32>, %b: tensor<32x48xf32>, %e: tensor<32x48xf32>) -> (tensor<32x48xf32>, tensor<32x48xf32>) {
  %z = arith.constant 0.0 : f32
  %p = linalg.matmul ins(%x, %w : tensor<32x64xf32>, tensor<64x48xf32>) outs(%a : tensor<32x48xf32>) -> tensor<32x48xf32> loc("first")
  %q = linalg.matmul ins(%x, %w : tensor<32x64xf32>, tensor<64x48xf32>) outs(%b : tensor<32x48xf32>) -> tensor<32x48xf32> loc("second")
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%q : tensor<32x48xf32>) outs(%e : tensor<32x48xf32>) {
  ^bb0(%v: f32, %o: f32):
    %s = arith.maximumf %v, %z : f32
    linalg.yield %s : f32
  } -> tensor<32x48xf32>
  return %p, %r : tensor<32x48xf32>, tensor<32x48xf32>
}
