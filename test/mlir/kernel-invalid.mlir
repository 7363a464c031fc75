// RUN: %mlir_opt %s --split-input-file --verify-diagnostics

// expected-error@+1 {{a kernel needs the name of its idiom}}
module attributes {test.k = #demand.kernel<"", "y[i] = x[i]">} {}

// -----

// expected-error@+1 {{'demand.kernel' must be a #demand.kernel}}
func.func @f() attributes {demand.kernel = "gemm"} {
  return
}

// -----

// expected-error@+1 {{'demand.layer' must be a string}}
func.func @f() attributes {demand.layer = 1 : i32} {
  return
}

// -----

// expected-error@+1 {{'demand.peak' must be a #demand.expr}}
func.func @f() attributes {demand.peak = 1 : i64} {
  return
}

// -----

// expected-error@+1 {{expected 'flops', 'bytes' or 'roles', not 'flop'}}
module attributes {test.k = #demand.kernel<"dot", "s += x[i]*y[i]", flop = <"1">>} {}

// -----

// expected-error@+1 {{'flops' is there twice}}
module attributes {test.k = #demand.kernel<"dot", "s += x[i]*y[i]", flops = <"1">, flops = <"2">>} {}
