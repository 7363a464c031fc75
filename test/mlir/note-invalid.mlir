// A note is hostile input here as anywhere.
// RUN: %mlir_opt %s --split-input-file --verify-diagnostics

// expected-error@+1 {{no function's note}}
module attributes {test.n = #demand.note<"">} {}

// -----

// expected-error@+1 {{no function's note}}
module attributes {test.n = #demand.note<"\8b\00\92\01">} {}

// -----

// expected-error@+1 {{version 9 of the note format}}
module attributes {test.n = #demand.note<"\81\00\92\09\00">} {}

// -----

func.func @f(%a: i64) {
  // expected-error@+1 {{'demand.note' must be a #demand.note}}
  %0 = arith.addi %a, %a {demand.note = "x"} : i64
  return
}
