// Notes and probes in the LLVM dialect; nothing of ours is left.
// RUN: %mlir_opt %s --demand-lower-to-llvm=deallocate=false | FileCheck %s --implicit-check-not='#demand' --implicit-check-not='demand.beacon'

// CHECK: llvm.func @main
// CHECK: llvm.inline_asm has_side_effects "990: nop
// CHECK-SAME: .asciz \22auspex\22
// CHECK-DAG: llvm.mlir.global private constant @auspex.main({{.*}}section = ".note.auspex"
// CHECK-DAG: llvm.mlir.global private constant @auspex.unit.{{[0-9a-f]+}}({{.*}}section = ".note.auspex"
// CHECK-DAG: llvm.mlir.global appending @llvm.compiler.used()
func.func private @use(memref<?xf32>)
func.func @main(%header: memref<4xindex>) {
  %c0 = arith.constant 0 : index
  %n = memref.load %header[%c0] : memref<4xindex> loc("count")
  %m = demand.alloc %n
  %a = memref.alloc(%n) : memref<?xf32>
  func.call @use(%a) : (memref<?xf32>) -> ()
  memref.dealloc %a : memref<?xf32>
  demand.free %m
  return
}
