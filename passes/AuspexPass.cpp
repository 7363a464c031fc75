//===- passes/AuspexPass.cpp - Skeletons of all functions of a module -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/AuspexPass.h"

#include "passes/Clone.h"
#include "passes/Snapshots.h"
#include "passes/Stage.h"
#include "passes/behaviour/Recognise.h"
#include "passes/device/DeviceClone.h"
#include "passes/emit/Beacons.h"
#include "passes/emit/Notes.h"
#include "passes/emit/Print.h"
#include "passes/emit/Remarks.h"
#include "passes/emit/Target.h"
#include "passes/emit/UnitSummary.h"
#include "passes/proof/Replay.h"
#include "passes/skeleton/SkeletonBuilder.h"
#include "passes/trace/Observe.h"

#include "demand/launch.h"
#include "demand/note.h"

#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {

bool wanted(const Function &F) {
  if (F.isDeclaration() || F.hasAvailableExternallyLinkage() || F.isIntrinsic())
    return false;
  // What nobody refers to and nobody outside can, is about to be deleted; a note
  // would be all that is left of it.
  return !(F.isDiscardableIfUnused() && F.use_empty());
}

demand::Function skeletonOf(Function &F, FunctionAnalysisManager &FAM, proof::Steps &Proof,
                            SetVector<const GlobalValue *> &Globals) {
  Stage Now("auspex-skeleton", "skeleton: steps, trip counts, formulas");
  Analyses A{FAM.getResult<LoopAnalysis>(F),
             FAM.getResult<ScalarEvolutionAnalysis>(F),
             FAM.getResult<DominatorTreeAnalysis>(F),
             FAM.getResult<BlockFrequencyAnalysis>(F),
             FAM.getResult<BranchProbabilityAnalysis>(F),
             FAM.getResult<TargetLibraryAnalysis>(F),
             Proof};
  demand::Function D = buildSkeleton(F, A, Globals);
  // Those that the optimiser had not yet, and seldom takes over: kept for all functions of
  // the module at once they are much memory (18% of what compiling zstd_lazy.c takes).
  PreservedAnalyses Kept = PreservedAnalyses::all();
  Kept.abandon<ScalarEvolutionAnalysis>();
  Kept.abandon<BlockFrequencyAnalysis>();
  Kept.abandon<BranchProbabilityAnalysis>();
  FAM.invalidate(F, Kept);
  return D;
}

/// The module whose IR is read, and how: the module itself, or its simplified
/// clone.
struct Source {
  Module &Ir;
  FunctionAnalysisManager &FAM;
};

/// Memory of a block lives no longer than that: it is nobody's variable.
void describeDevice(demand::Unit &U, const Module &Compiled, const Module &Read) {
  U.Triple = Compiled.getTargetTriple().str();
  for (demand::Global &G : U.Globals)
    if (const GlobalVariable *V = Read.getGlobalVariable(G.Symbol, /*AllowInternal=*/true);
        V && isOfBlock(*V))
      G.Declared = true;
}

/// What a function for a GPU is besides what its skeleton says: a kernel, which is
/// launched by its name from the host, or one that only its own module sees.
void finishKernel(const Grid *G, const Function &F, demand::Function &D) {
  D.Internal = !G;
  D.Weak = false;
  if (D.Params.size() != F.arg_size())
    return;
  const size_t Own = F.arg_size() - (G ? G->Extents.size() : 0);
  for (size_t I = 0; I != F.arg_size(); ++I)
    if (I >= Own)
      D.Params[I].Name = G->Extents[I - Own];
    else if (F.getArg(unsigned(I))->hasByValAttr())
      D.Params[I].Name.insert(0, 1, demand::ByValueMark);
  if (!G || !G->Exchanges)
    return;
  D.Rejected.push_back({"", "threads exchange data, so that they do not run one after another: no names",
                        D.Symbol, D.File, D.Line});
  D.Kernels.clear();
}

} // namespace

PreservedAnalyses AuspexPass::run(Module &M, ModuleAnalysisManager &MAM) {
  const bool OfDevice = isDevice(M.getTargetTriple());
  if (OfDevice != O.Device || (!O.Print && !OfDevice && (!takesNotes(M) || hasNotes(M))))
    return PreservedAnalyses::all();
  FunctionAnalysisManager &Host = MAM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
  if (O.Before) {
    Stage Now("auspex-snapshot", "snapshot: functions as -O2 would have them (-O1, -O3)");
    O.Before->simplify(M, Host);
  }
  // The two compilations of a file may define functions of the same names.
  std::string Id = OfDevice ? unitId(M, "device") : unitId(M);
  NoteWriter Notes(M, Id, O.BeforeLto);
  BeaconWriter Beacons(M, Id);
  SetVector<const GlobalValue *> Globals;
  // A module of many kernels proves the first ones.
  constexpr uint64_t KernelsPerModule = 32;
  proof::Steps Proof{O.ProofSteps, O.ProofSteps * KernelsPerModule};
  const DeviceClone *Kernels = nullptr;
  auto Process = [&](Source From) {
    const uint64_t Instructions = From.Ir.getInstructionCount();
    const unsigned Slack = O.Before && O.Before->isAfterO1() ? 2 : 1;
    behaviour::Recogniser Behaviours(Instructions, Slack);
    trace::Observer Observer(Instructions);
    for (Function &Seen : From.Ir) {
      Function *F = &From.Ir == &M ? &Seen : M.getFunction(Seen.getName());
      if (!F || !wanted(*F) || Seen.isDeclaration())
        continue;
      Function *Other = O.Before ? O.Before->of(Seen) : nullptr;
      Function &Read = Other ? *Other : Seen;
      FunctionAnalysisManager &FAM = Other ? O.Before->functionAnalyses() : From.FAM;
      demand::Function D = skeletonOf(Read, FAM, Proof, Globals);
      if (Other) // a copy is its module's own
        D.Internal = Seen.hasLocalLinkage(), D.Weak = Seen.isWeakForLinker();
      {
        Stage Now("auspex-behaviour", "behaviour: functions named by what they compute");
        Behaviours.recognise(Read, FAM.getResult<TargetLibraryAnalysis>(Read), D);
      }
      if (!Kernels) { // it takes the order of threads for the program's
        Stage Now("auspex-trace", "trace: functions named by what they do to numbers");
        Observer.observe(Read, D);
      }
      if (Kernels)
        finishKernel(Kernels->gridOf(Seen.getName()), Seen, D);
      Stage Now("auspex-emit", "emit: notes and remarks");
      // Where the code that is compiled is the code that was read.
      if (O.Beacons && !O.Unoptimised && !Other && F == &Read && !O.Print)
        Beacons.choose(*F, Host, D);
      if (O.Print) {
        print(outs(), D);
        continue;
      }
      remark(*F, D);
      Notes.add(*F, D);
    }
    Stage Now("auspex-emit", "emit: notes and remarks");
    demand::Unit U = summariseUnit(From.Ir, Id, Globals);
    if (OfDevice)
      describeDevice(U, M, From.Ir);
    if (O.Print)
      print(outs(), U);
    else
      Notes.add(U);
  };
  if (OfDevice) {
    std::optional<Stage> Now(std::in_place, "auspex-device", "device: kernels as loops over their grids");
    DeviceClone Clone(M, Host);
    Now.reset();
    Kernels = &Clone;
    Process({Clone.module(), Clone.functionAnalyses()});
  } else if (O.Unoptimised) {
    std::optional<Stage> Now(std::in_place, "auspex-clone", "clone: a copy simplified (-O0)");
    SimplifiedClone Clone(M, Host);
    Now.reset();
    Process({Clone.module(), Clone.functionAnalyses()});
  } else {
    Process({M, Host});
  }
  if (O.Before)
    O.Before->clear(M);
  Notes.finish();
  for (Function *F : Beacons.finish()) {
    PreservedAnalyses Kept;
    Kept.preserveSet<CFGAnalyses>();
    Host.invalidate(*F, Kept);
  }
  return PreservedAnalyses::all();
}
