// RUN: %mlir_opt %s --split-input-file --verify-diagnostics

func.func @f() {
  %c = arith.constant -8 : index
  // expected-error@+1 {{takes -8 bytes}}
  %0 = demand.alloc %c
  return
}

// -----

func.func @f(%n: index) {
  // expected-error@+1 {{is freed twice in one block}}
  %0 = demand.alloc %n
  demand.free %0
  demand.free %0
  return
}

// -----

func.func @f(%n: index) {
  // expected-note@-1 {{prior use here}}
  // expected-error@+1 {{use of value '%n' expects different type than prior uses}}
  demand.free %n
  return
}
