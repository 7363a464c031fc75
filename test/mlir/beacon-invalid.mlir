// RUN: %mlir_opt %s --split-input-file --verify-diagnostics

func.func @f(%n: i64) {
  // expected-error@+1 {{carries 1 values and 0 names}}
  demand.beacon "p" %n []
  return
}

// -----

func.func @f(%n: i64) {
  // expected-error@+1 {{carries 7 values; a probe takes 6}}
  demand.beacon "p" %n, %n, %n, %n, %n, %n, %n ["a", "b", "c", "d", "e", "f", "g"]
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{'my probe' is no name of a probe}}
  demand.beacon "my probe" []
  return
}

// -----

func.func @f(%n: i64) {
  // expected-error@+1 {{a value without a name tells nobody what it is}}
  demand.beacon "p" %n [""]
  return
}
