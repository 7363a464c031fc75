//===- mlir-dialects/passes/Pipelines.cpp - Passes in their order -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/passes/Pipelines.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/ErrorHandling.h"

using namespace mlir;

/// Names of the passes that the host has registered; ours and MLIR's own.
static void append(OpPassManager &PM, StringRef Text) {
  if (failed(parsePassPipeline(Text, PM)))
    llvm::reportFatalUsageError("a pipeline of Auspex names a pass that this tool has not");
}

// What is said of the ops that are there, whatever they are.
static constexpr StringLiteral Analyses =
    "func.func(demand-annotate,demand-raise,demand-compose,demand-peak),demand-beacons,"
    "func.func(demand-note)";

// Names from tensors, where one op is one thought; memory from buffers.
static constexpr StringLiteral ToBuffers =
    "func.func(demand-annotate,demand-raise,demand-compose,demand-decompose),"
    "one-shot-bufferize{bufferize-function-boundaries "
    "function-boundary-type-conversion=identity-layout-map}";
static constexpr StringLiteral Deallocate = "buffer-deallocation-pipeline";
static constexpr StringLiteral ToLLVM =
    "convert-bufferization-to-memref,canonicalize,expand-realloc,"
    "func.func(demand-peak),demand-beacons,func.func(demand-note,demand-inline-regions),"
    "func.func(convert-linalg-to-loops,demand-decompose),expand-strided-metadata,lower-affine,convert-scf-to-cf,"
    "convert-math-to-llvm,convert-math-to-libm,convert-complex-to-llvm,convert-vector-to-llvm,"
    "finalize-memref-to-llvm,convert-arith-to-llvm,convert-index-to-llvm,convert-cf-to-llvm,"
    "convert-func-to-llvm,demand-to-llvm,reconcile-unrealized-casts";

namespace {
struct LowerOptions : PassPipelineOptions<LowerOptions> {
  Option<bool> deallocate{*this, "deallocate", llvm::cl::init(true),
                          llvm::cl::desc("Free what bufferisation allocates; off for programs "
                                         "that free their buffers themselves")};
};
} // namespace

void auspex::dialect::registerPipelines() {
  PassPipelineRegistration<>(
      "demand-pipeline", "What a module will need: costs, names, layers, memory, beacons, notes",
      [](OpPassManager &PM) { append(PM, Analyses); });
  PassPipelineRegistration<LowerOptions>(
      "demand-lower-to-llvm",
      "From linalg (on tensors or buffers) to the LLVM dialect, with notes and beacons",
      [](OpPassManager &PM, const LowerOptions &O) {
        append(PM, ToBuffers);
        if (O.deallocate)
          append(PM, Deallocate);
        append(PM, ToLLVM);
      });
}
