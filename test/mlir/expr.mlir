// Formulas go through the contract's parser, text and bytecode, and stay what they are.
// RUN: %mlir_opt %s | FileCheck %s
// RUN: %mlir_opt %s | %mlir_opt | FileCheck %s
// RUN: %mlir_opt %s -emit-bytecode | %mlir_opt | FileCheck %s

// CHECK: a = #demand.expr<"2*$3*$4">
// CHECK-SAME: b = #demand.expr<"smax($0, 1)">
// CHECK-SAME: c = #demand.expr<"zext.i64($0:i32)">
// CHECK-SAME: d = #demand.expr<"?\22not derivable\22">
// CHECK-SAME: e = #demand.expr<"#0 + 1">
module attributes {test.e = {
  a = #demand.expr<"2 * $3 * $4">,
  b = #demand.expr<"smax( $0 , 1 )">,
  c = #demand.expr<"zext.i64($0:i32)">,
  d = #demand.expr<"?\22not derivable\22">,
  e = #demand.expr<"#0 + 1">}} {}
