// Device memory, transfers and launches come out of MLIR as calls of its runtime wrappers; the note says what each
// launch does. Wrappers that do nothing on a GPU stand in for the CUDA ones.
// RUN: split-file %s %t
// RUN: mlir-opt --load-dialect-plugin=%mlir_plugin --load-pass-plugin=%mlir_plugin %t/p.mlir -o %t/lowered.mlir \
// RUN:   --pass-pipeline="builtin.module(func.func(demand-note,convert-linalg-to-loops),nvvm-attach-target,gpu.module(convert-gpu-to-nvvm),convert-scf-to-cf,gpu-to-llvm,gpu-module-to-binary{format=isa},convert-arith-to-llvm,convert-cf-to-llvm,convert-func-to-llvm,demand-to-llvm,reconcile-unrealized-casts)"
// RUN: mlir-translate --mlir-to-llvmir %t/lowered.mlir -o %t/p.ll
// RUN: %clang -shared -fPIC %t/wrappers.c -o %t/libmlir_cuda_runtime.so -Wl,-soname,libmlir_cuda_runtime.so
// RUN: %clang -Wno-override-module -O1 %t/p.ll -o %t/p -L%t -lmlir_cuda_runtime -Wl,-rpath,%t
// RUN: %t/p 100
// RUN: %auspex forecast -- %t/p 4096 | FileCheck %t/p.mlir
// RUN: %auspex inspect %t/p | FileCheck %t/p.mlir --check-prefix=INSPECT

//--- p.mlir
// CHECK: gpu memory    4 MiB
// CHECK: gpu launches  1
// CHECK: gpu flops     1.05 M
// CHECK: gpu traffic   8 MiB
// CHECK: to gpu        4 MiB
// CHECK: from gpu      4 MiB
// CHECK: unknown       0 of
// INSPECT: gpu memory  1024*n bytes
// INSPECT: gpu flops   256*n
// INSPECT: gpu traffic 2048*n bytes
module attributes {gpu.container_module} {
gpu.module @kernels {
  gpu.func @scale(%x: memref<?xf32>, %n: index) kernel {
    %b = gpu.block_id x
    %d = gpu.block_dim x
    %t = gpu.thread_id x
    %o = arith.muli %b, %d : index
    %i = arith.addi %o, %t : index
    %a = memref.load %x[%i] : memref<?xf32>
    %s = arith.mulf %a, %a : f32
    memref.store %s, %x[%i] : memref<?xf32>
    gpu.return
  }
}
func.func private @atoi(!llvm.ptr) -> i32
func.func @main(%argc: i32, %argv: !llvm.ptr) -> i32 {
  %zero = arith.constant 0 : i32
  %c1 = arith.constant 1 : index
  %c256 = arith.constant 256 : index
  %p = llvm.getelementptr %argv[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  %s = llvm.load %p : !llvm.ptr -> !llvm.ptr
  %i = func.call @atoi(%s) : (!llvm.ptr) -> i32
  %m = arith.index_cast %i : i32 to index
  %n = arith.muli %m, %c256 : index
  %h = memref.alloc(%n) : memref<?xf32>
  %z = arith.constant 1.0 : f32
  linalg.fill ins(%z : f32) outs(%h : memref<?xf32>)
  %w = gpu.wait async
  %g, %t = gpu.alloc async [%w] (%n) : memref<?xf32>
  %c = gpu.memcpy async [%t] %g, %h : memref<?xf32>, memref<?xf32>
  %k = gpu.launch_func async [%c] @kernels::@scale blocks in (%m, %c1, %c1) threads in (%c256, %c1, %c1) args(%g : memref<?xf32>, %n : index)
  %b = gpu.memcpy async [%k] %h, %g : memref<?xf32>, memref<?xf32>
  %f = gpu.dealloc async [%b] %g : memref<?xf32>
  gpu.wait [%f]
  memref.dealloc %h : memref<?xf32>
  return %zero : i32
}
}
//--- wrappers.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
// mlir/lib/ExecutionEngine/CudaRuntimeWrappers.cpp, on the host.
void *mgpuModuleLoadJIT(void *d, int o) { return d; }
void mgpuModuleUnload(void *m) {}
void *mgpuModuleGetFunction(void *m, const char *n) { return m; }
void mgpuLaunchKernel(void *f, intptr_t gx, intptr_t gy, intptr_t gz, intptr_t bx, intptr_t by, intptr_t bz, int32_t s, void *st, void **p, void **e, size_t c) {}
void *mgpuStreamCreate(void) { return 0; }
void mgpuStreamDestroy(void *s) {}
void mgpuStreamSynchronize(void *s) {}
void *mgpuMemAlloc(uint64_t n, void *s, int8_t sh) { return malloc(n); }
void mgpuMemFree(void *p, void *s) { free(p); }
void mgpuMemcpy(void *d, void *s, size_t n, void *st) { memcpy(d, s, n); }
