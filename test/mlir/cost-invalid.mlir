// RUN: %mlir_opt %s --split-input-file --verify-diagnostics

// expected-error@+2 {{no formula}}
// expected-error@+1 {{failed to parse Demand_CostAttr parameter 'flops'}}
module attributes {test.c = #demand.cost<flops = <"2*">>} {}

// -----

// expected-error@+1 {{duplicate or unknown struct parameter name: bytes}}
module attributes {test.c = #demand.cost<bytes = <"2">>} {}

// -----

// A matrix has seven parameters, $0 to $6.
// expected-error@+1 {{'demand.cost' mentions $7, but @f has 7 parameters once lowered}}
func.func @f(%A: memref<?x?xf32>) attributes {demand.cost = #demand.cost<flops = <"$7">>} {
  return
}

// -----

func.func @f(%n: i64) {
  // expected-error@+1 {{mentions $1, but @f has 1 parameters}}
  %0 = arith.addi %n, %n {demand.cost = #demand.cost<intops = <"$1">>} : i64
  return
}

// -----

// expected-error@+1 {{'demand.cost' must be a #demand.cost}}
func.func @f() attributes {demand.cost = 3 : i64} {
  return
}

// -----

// expected-error@+1 {{'demand.price' is no attribute of the demand dialect}}
func.func @f() attributes {demand.price = 3 : i64} {
  return
}
