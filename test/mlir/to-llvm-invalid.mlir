// RUN: %mlir_opt %s --demand-to-llvm --verify-diagnostics
// expected-error@+1 {{is not lowered yet: demand-to-llvm comes after convert-func-to-llvm}}
func.func @f() {
  return
}
