// The function that C calls has a note of its own: it loads descriptors.
// RUN: %mlir_opt %s --demand-lower-to-llvm | FileCheck %s
// CHECK-DAG: @auspex._mlir_ciface_f(
// CHECK-DAG: @auspex.f(
func.func @f(%x: memref<?xf32>) attributes {llvm.emit_c_interface} {
  return
}
