// RUN: %mlir_opt %s --mlir-disable-threading --pass-pipeline="builtin.module(func.func(demand-raise{print-forms}))" | FileCheck %s
// CHECK: statement 0 {{.*}}call
// CHECK: statement 0 {{.*}}min{
// CHECK: statement 0 {{.*}}sin
// CHECK: statement 0 {{.*}}select
// CHECK: statement 0 [i0 < 64] #1[4*i0] = #0[4*i0]{{$}}
// CHECK: statement 0 [i0 < 64] #1[4*i0] = max{

// Functions are equal where they have one name and all of their operands are: differences of others are no
// zeros, and what is written is no copy and no filling.

func.func @two_functions(%x: memref<64xf32>, %y: memref<64xf32>, %z: memref<64xf32>) {
  affine.for %i = 0 to 64 {
    %a = affine.load %x[%i] : memref<64xf32>
    %b = affine.load %y[%i] : memref<64xf32>
    %p = math.powf %a, %b : f32
    %q = math.atan2 %a, %b : f32
    %d = arith.subf %p, %q : f32
    %r = arith.addf %d, %a : f32
    affine.store %r, %z[%i] : memref<64xf32>
  }
  return
}

func.func @third_operand(%x: memref<64xf32>, %l: f32, %h: f32, %k: f32, %z: memref<64xf32>) {
  affine.for %i = 0 to 64 {
    %a = affine.load %x[%i] : memref<64xf32>
    %p = math.clampf %a to [%l, %h] : f32
    %q = math.clampf %a to [%l, %k] : f32
    %d = arith.subf %p, %q : f32
    %r = arith.addf %d, %a : f32
    affine.store %r, %z[%i] : memref<64xf32>
  }
  return
}

func.func @two_results(%x: memref<64xf32>, %z: memref<64xf32>) {
  affine.for %i = 0 to 64 {
    %a = affine.load %x[%i] : memref<64xf32>
    %s, %c = math.sincos %a : f32
    %d = arith.subf %s, %c : f32
    %r = arith.addf %d, %a : f32
    affine.store %r, %z[%i] : memref<64xf32>
  }
  return
}

// The second result of a condition is not its first.
func.func @two_choices(%p: i1, %x: memref<64xf32>, %y: memref<64xf32>, %z: memref<64xf32>) {
  affine.for %i = 0 to 64 {
    %a = affine.load %x[%i] : memref<64xf32>
    %b = affine.load %y[%i] : memref<64xf32>
    %s = math.sin %a : f32
    %c = math.cos %b : f32
    %v:2 = scf.if %p -> (f32, f32) {
      scf.yield %a, %s : f32, f32
    } else {
      scf.yield %a, %c : f32, f32
    }
    affine.store %v#1, %z[%i] : memref<64xf32>
  }
  return
}

// No number without a sign is less than zero: the first is a copy, the second rectifies.
#id = affine_map<(i) -> (i)>
func.func @unsigned_relu(%x: tensor<64xi32>, %e: tensor<64xi32>) -> tensor<64xi32> {
  %c0 = arith.constant 0 : i32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<64xi32>) outs(%e : tensor<64xi32>) {
  ^bb0(%a: i32, %o: i32):
    %m = arith.maxui %a, %c0 : i32
    linalg.yield %m : i32
  } -> tensor<64xi32>
  return %r : tensor<64xi32>
}
func.func @signed_relu(%x: tensor<64xi32>, %e: tensor<64xi32>) -> tensor<64xi32> {
  %c0 = arith.constant 0 : i32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<64xi32>) outs(%e : tensor<64xi32>) {
  ^bb0(%a: i32, %o: i32):
    %m = arith.maxsi %a, %c0 : i32
    linalg.yield %m : i32
  } -> tensor<64xi32>
  return %r : tensor<64xi32>
}
