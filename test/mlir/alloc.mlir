// RUN: %mlir_opt %s | %mlir_opt | FileCheck %s
// RUN: %mlir_opt %s -canonicalize | FileCheck %s --check-prefix=FOLD

func.func private @use()
// CHECK-LABEL: func.func @f
// FOLD-LABEL: func.func @f
func.func @f(%n: index) {
  %zero = arith.constant 0 : index
  // CHECK: %[[M:.*]] = demand.alloc %{{.*}}
  // FOLD: %[[M:.*]] = demand.alloc %{{.*}}
  %m = demand.alloc %n
  // Nothing, and what is given back at once, are no events.
  // FOLD-NOT: demand.alloc
  %z = demand.alloc %zero
  demand.free %z
  %t = demand.alloc %n
  demand.free %t
  func.call @use() : () -> ()
  // CHECK: demand.free %[[M]]
  // FOLD: demand.free %[[M]]
  demand.free %m
  return
}
