// What a chain of ops computes together has the earlier values in the later one where they still are what they were. An op
// that writes over what it reads has no such value: put in, it would be taken twice.
// RUN: %mlir_opt %s -mlir-disable-threading --pass-pipeline="builtin.module(func.func(demand-raise{print-forms}))" \
// RUN:   | FileCheck %s
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// Squares in another buffer: sums of squares, divided by their sum.
// CHECK: statement 0 {{.*}} #1[256*i1 + 4*i2] = +{#0[256*i1 + 4*i2]*#0[256*i1 + 4*i2]}
// CHECK: statement 1 {{.*}} #2[4*i3] = +{#1[256*i3 + 4*i4] over i4}
// CHECK: composite +{+{#0[256*i3 + 4*i4]*#0[256*i3 + 4*i4]} over i4}
func.func @apart(%x: memref<32x64xf32>, %q: memref<32x64xf32>, %s: memref<32xf32>) {
  %z = arith.constant 0.0 : f32
  linalg.fill ins(%z : f32) outs(%s : memref<32xf32>)
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : memref<32x64xf32>) outs(%q : memref<32x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.mulf %a, %a : f32
    linalg.yield %r : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%q : memref<32x64xf32>) outs(%s : memref<32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %o, %a : f32
    linalg.yield %r : f32
  }
  return
}

// In place: the sum reads squares, not squares of squares.
// CHECK: statement 0 {{.*}} #0[256*i1 + 4*i2] = +{#0[256*i1 + 4*i2]*#0[256*i1 + 4*i2]}
// CHECK: statement 1 {{.*}} #1[4*i3] = +{#0[256*i3 + 4*i4] over i4}
// CHECK-NOT: composite
func.func @in_place(%x: memref<32x64xf32>, %s: memref<32xf32>) {
  %z = arith.constant 0.0 : f32
  linalg.fill ins(%z : f32) outs(%s : memref<32xf32>)
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%x : memref<32x64xf32>) {
  ^bb0(%o: f32):
    %r = arith.mulf %o, %o : f32
    linalg.yield %r : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%x : memref<32x64xf32>) outs(%s : memref<32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %o, %a : f32
    linalg.yield %r : f32
  }
  return
}
