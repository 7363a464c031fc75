// Every combination of what may be left out is what it was after text and bytecode.
// RUN: %mlir_opt %s -o %t && FileCheck %s < %t
// RUN: %mlir_opt %t | diff - %t
// RUN: %mlir_opt %s -emit-bytecode | %mlir_opt | diff - %t

// CHECK: #demand.kernel<"dot", "s += x[i]*y[i]">
module attributes {test.none = #demand.kernel<"dot", "s += x[i]*y[i]">} {
  // CHECK: #demand.kernel<"dot", "s += x[i]*y[i]", flops = <"2*$0">>
  module attributes {test.flops = #demand.kernel<"dot", "s += x[i]*y[i]", flops = <"2*$0">>} {}
  // CHECK: #demand.kernel<"dot", "s += x[i]*y[i]", bytes = <"8*$0">>
  module attributes {test.bytes = #demand.kernel<"dot", "s += x[i]*y[i]", bytes = <"8*$0">>} {}
  // CHECK: #demand.kernel<"dot", "s += x[i]*y[i]", roles = ["norm"]>
  module attributes {test.roles = #demand.kernel<"dot", "s += x[i]*y[i]", roles = ["norm"]>} {}
  // CHECK: #demand.kernel<"dot", "s += x[i]*y[i]", flops = <"2*$0">, bytes = <"8*$0">, roles = ["norm", "energy"]>
  module attributes {test.all = #demand.kernel<"dot", "s += x[i]*y[i]", bytes = <"8*$0">, roles = ["norm", "energy"], flops = <"2*$0">>} {}
  // CHECK: #demand.cost<intops = <"3">, allocated = <"$1">>
  module attributes {test.cost = #demand.cost<intops = <"3">, allocated = <"$1">>} {}
  // CHECK: #demand.cost<read = <"3">>
  module attributes {test.read = #demand.cost<read = <"3">>} {}
}
