// Beside mlir-opt's own recogniser, on a set that both are given: no wrong name, none missing.
// RUN: %python %S/peer/compare.py %mlir_opt mlir-opt | FileCheck %s
// CHECK: 0 that only the peer does, 0 wrong
