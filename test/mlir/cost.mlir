// RUN: %mlir_opt %s | %mlir_opt | FileCheck %s
// RUN: %mlir_opt %s -emit-bytecode | %mlir_opt | FileCheck %s

// CHECK: a = #demand.cost<flops = <"2*$3">, read = <"8*$3">>
// CHECK-SAME: b = #demand.cost<allocated = <"64">>
module attributes {test.c = {
  a = #demand.cost<read = <"8*$3">, flops = <"2*$3">>,
  b = #demand.cost<allocated = <"64">>}} {}
