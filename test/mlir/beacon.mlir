// RUN: %mlir_opt %s | %mlir_opt | FileCheck %s
// RUN: %mlir_opt %s -canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: func.func @f
// FOLD-LABEL: func.func @f
func.func @f(%n: i64, %m: i64) {
  // CHECK: demand.beacon "phase_1" %{{.*}}, %{{.*}} ["n", "m"]
  // FOLD: demand.beacon "phase_1" %arg0, %arg1 ["n", "m"]
  demand.beacon "phase_1" %n, %m ["n", "m"]
  // CHECK: demand.beacon "load" []
  // FOLD: demand.beacon "load" []
  demand.beacon "load" []
  // Constants tell nothing, a value is told once.
  // FOLD: demand.beacon "phase_2" %arg0 ["n"]
  %c = arith.constant 8 : i64
  demand.beacon "phase_2" %n, %c, %n ["n", "c", "again"]
  return
}
