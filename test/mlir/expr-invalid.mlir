// RUN: %mlir_opt %s --split-input-file --verify-diagnostics

// expected-error@+1 {{no formula}}
module attributes {test.e = #demand.expr<"2*">} {}

// -----

// expected-error@+1 {{no operator 'foo'}}
module attributes {test.e = #demand.expr<"foo($0)">} {}

// -----

// A local value means nothing outside of a note.
// expected-error@+1 {{no such value of that type}}
module attributes {test.e = #demand.expr<"%3 + 1">} {}

// -----

// expected-error@+1 {{beyond 4096}}
module attributes {test.e = #demand.expr<"$99999">} {}

// -----

// expected-error@+1 {{no formula}}
module attributes {test.e = #demand.expr<"">} {}

// -----

// expected-error@+1 {{expected string}}
module attributes {test.e = #demand.expr<12>} {}
