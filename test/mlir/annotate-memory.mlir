// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-annotate))" | FileCheck %s

// CHECK-LABEL: func.func @vectors
// CHECK: vector.contract {{.*}}flops = <"128">
// CHECK: vector.fma {{.*}}flops = <"32">
// CHECK: vector.reduction {{.*}}flops = <"16">
func.func @vectors(%a: vector<4x4xf32>, %b: vector<4x4xf32>, %c: vector<4x4xf32>, %v: vector<16xf32>) -> f32 {
  %r = vector.contract {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>],
    iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<4x4xf32>, vector<4x4xf32> into vector<4x4xf32>
  %f = vector.fma %v, %v, %v : vector<16xf32>
  %s = vector.reduction <add>, %f : vector<16xf32> into f32
  return %s : f32
}

// Allocations and copies; device memory is not the host's.
// CHECK-LABEL: func.func @memory
// CHECK: memref.alloc({{.*}}allocated = <"$3*4">
// CHECK: memref.copy {{.*}}read = <"$3*4">, written = <"$3*4">
// CHECK: memref.alloc() : memref<64xf32, 1>
func.func @memory(%x: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  memref.dealloc %a : memref<?xf32>
  %d = memref.alloc() : memref<64xf32, 1>
  memref.dealloc %d : memref<64xf32, 1>
  return
}

// A price that somebody says.
// CHECK-LABEL: func.func @said
// CHECK-SAME: flops = <"$3*100">
func.func private @library(memref<?xf32>)
func.func @said(%x: memref<?xf32>) {
  demand.region "library" cost <flops = <"$3*100">> {
    func.call @library(%x) : (memref<?xf32>) -> ()
  }
  return
}
