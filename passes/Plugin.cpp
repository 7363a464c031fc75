//===- passes/Plugin.cpp - The plugin as LLVM sees it ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Registers the analysis in every pipeline of clang, flang, opt and lld: after
// inlining and simplification, before vectorisation. It reads the module and
// adds notes; it changes no code.
//
//===----------------------------------------------------------------------===//
#include "passes/AuspexPass.h"
#include "passes/Snapshots.h"

#include "llvm/Passes/PassBuilder.h"
#include "llvm/Plugins/PassPlugin.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace auspex::passes;

/// clang -mllvm -auspex-print: what the pass sees in the middle of a pipeline.
static cl::opt<bool> PrintInPipeline("auspex-print", cl::Hidden,
                                     cl::desc("Print the skeletons instead of writing notes"));

/// clang -mllvm -auspex-proof-steps=0: names stay `matched`.
static cl::opt<unsigned> ProofSteps("auspex-proof-steps", cl::init(60000),
                                    cl::desc("Instructions that are replayed to prove a kernel"));

/// clang -mllvm -auspex-beacons=0: no probes, and so not a byte of code is changed.
static cl::opt<bool> Beacons("auspex-beacons", cl::init(true),
                             cl::desc("Put probes where memory grows by what only the run knows"));

static bool isPostLink(ThinOrFullLTOPhase P) {
  return P == ThinOrFullLTOPhase::ThinLTOPostLink || P == ThinOrFullLTOPhase::FullLTOPostLink;
}

static void registerPasses(PassBuilder &PB) {
  auto Before = std::make_shared<std::shared_ptr<Snapshots>>();
  PB.registerPipelineStartEPCallback([Before, PIC = PB.getPassInstrumentationCallbacks()](
                                         ModulePassManager &MPM, OptimizationLevel Level) {
    AuspexPass::Options O;
    O.Device = true;
    O.Print = PrintInPipeline;
    O.ProofSteps = ProofSteps;
    MPM.addPass(AuspexPass(O));
    if (Level == OptimizationLevel::O3 && PIC && !*Before)
      *Before = Snapshots::watch(*PIC);
  });
  PB.registerOptimizerEarlyEPCallback(
      [Before](ModulePassManager &MPM, OptimizationLevel Level, ThinOrFullLTOPhase Phase) {
        AuspexPass::Options O;
        O.Before = Level == OptimizationLevel::O1 ? Snapshots::afterO1() : *Before;
        O.Unoptimised = Level == OptimizationLevel::O0;
        O.BeforeLto = Phase == ThinOrFullLTOPhase::ThinLTOPreLink ||
                      Phase == ThinOrFullLTOPhase::FullLTOPreLink;
        O.AfterLto = isPostLink(Phase);
        O.Print = PrintInPipeline;
        O.ProofSteps = ProofSteps;
        O.Beacons = Beacons;
        MPM.addPass(AuspexPass(O));
      });
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM, ArrayRef<PassBuilder::PipelineElement>) {
        AuspexPass::Options O;
        O.ProofSteps = ProofSteps;
        O.Beacons = Beacons;
        if (Name == "auspex-print")
          O.Print = true;
        else if (Name == "auspex-O0")
          O.Unoptimised = true;
        else if (Name != "auspex")
          return false;
        MPM.addPass(AuspexPass(O));
        return true;
      });
}

extern "C" __attribute__((visibility("default"), used)) PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "Auspex", AUSPEX_VERSION, registerPasses, nullptr};
}
