// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-annotate))" | FileCheck %s

// A grid of $5 blocks of 128 threads, two FLOP each.
// CHECK-LABEL: func.func @launch
// CHECK-SAME: flops = <"$5*128 + $5*128">
func.func @launch(%x: memref<?xf32>, %blocks: index) {
  %c1 = arith.constant 1 : index
  %c128 = arith.constant 128 : index
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %blocks, %gy = %c1, %gz = %c1)
             threads(%tx, %ty, %tz) in (%sx = %c128, %sy = %c1, %sz = %c1) {
    %a = memref.load %x[%tx] : memref<?xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.addf %a, %b : f32
    memref.store %c, %x[%tx] : memref<?xf32>
    gpu.terminator
  }
  return
}
