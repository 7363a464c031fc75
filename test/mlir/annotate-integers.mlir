// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-peak))" | FileCheck %s

// Sizes through integers of other widths, and quotients of what may be negative.

// 255 as a byte without a sign, -1 with one.
// CHECK-LABEL: func.func @widened
// CHECK-SAME: demand.peak = #demand.expr<"255">
func.func @widened() {
  %b = arith.constant -1 : i8
  %n = arith.index_castui %b : i8 to index
  %a = memref.alloc(%n) : memref<?xi8>
  return
}
// CHECK-LABEL: func.func @widened_argument
// CHECK-SAME: demand.peak = #demand.expr<"and(sext.i64($0:i8), 255)">
func.func @widened_argument(%b: i8) {
  %w = arith.extui %b : i8 to i64
  %n = arith.index_cast %w : i64 to index
  %a = memref.alloc(%n) : memref<?xi8>
  return
}
// The last eight bits of 300.
// CHECK-LABEL: func.func @cut
// CHECK-SAME: demand.peak = #demand.expr<"44">
func.func @cut() {
  %b = arith.constant 300 : i32
  %c = arith.trunci %b : i32 to i8
  %n = arith.index_cast %c : i8 to index
  %a = memref.alloc(%n) : memref<?xi8>
  return
}
// -7 is -2 * 4 + 1; rounded up the quotient is -1.
// CHECK-LABEL: func.func @negative
// CHECK-SAME: demand.peak = #demand.expr<"1198">
func.func @negative() {
  %m7 = arith.constant -7 : index
  %f = affine.apply affine_map<(i) -> ((i floordiv 4) + 100)>(%m7)
  %r = affine.apply affine_map<(i) -> ((i mod 4) + 1000)>(%m7)
  %c = affine.apply affine_map<(i) -> ((i ceildiv 4) + 100)>(%m7)
  %a = memref.alloc(%f) : memref<?xi8>
  %b = memref.alloc(%r) : memref<?xi8>
  %d = memref.alloc(%c) : memref<?xi8>
  return
}
// A size is never negative: its quotient is plain.
// CHECK-LABEL: func.func @size
// CHECK-SAME: demand.peak = #demand.expr<"sdiv($3, 4)">
func.func @size(%x: memref<?xi8>) {
  %c0 = arith.constant 0 : index
  %d = memref.dim %x, %c0 : memref<?xi8>
  %f = affine.apply affine_map<(i) -> (i floordiv 4)>(%d)
  %a = memref.alloc(%f) : memref<?xi8>
  return
}
