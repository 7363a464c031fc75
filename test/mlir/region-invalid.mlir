// RUN: %mlir_opt %s --split-input-file --verify-diagnostics

func.func @f(%a: i64) {
  // expected-error@+1 {{has 1 results, but yields 0}}
  %0 = demand.region "r" -> i64 {
    demand.yield
  }
  return
}

// -----

func.func @f(%a: i64) {
  // expected-error@+1 {{result 0 is 'i32', but 'i64' is yielded}}
  %0 = demand.region "r" -> i32 {
    demand.yield %a : i64
  }
  return
}

// -----

func.func @f(%a: i64) {
  // expected-error@+1 {{'cost' mentions $4, but @f has 1 parameters}}
  demand.region "r" cost <flops = <"$4">> {
    %0 = arith.addi %a, %a : i64
  }
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{has a cost, but nothing in it that could cost}}
  demand.region "r" cost <flops = <"4">> {
  }
  return
}

// -----

func.func @f(%a: i64) {
  // expected-error@+1 {{'demand.yield' op expects parent op 'demand.region'}}
  demand.yield %a : i64
}
