// RUN: %mlir_opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: func.func @nothing
// CHECK-NEXT: return %arg0
func.func @nothing(%a: i64) -> i64 {
  %0 = demand.region "empty" -> i64 {
    demand.yield %a : i64
  }
  return %0 : i64
}

// Who says what it costs says so for a reason.
// CHECK-LABEL: func.func @priced
// CHECK: demand.region "device" cost
func.func private @device()
func.func @priced() {
  demand.region "device" cost <flops = <"1000">> {
    func.call @device() : () -> ()
  }
  return
}
