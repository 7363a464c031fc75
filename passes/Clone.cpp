//===- passes/Clone.cpp - Simplified copies of code that cannot be read ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/Clone.h"

#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;
using namespace auspex::passes;

OwnPipeline::OwnPipeline(FunctionAnalysisManager &Host) {
  // Only the host's pipeline has the target machine, and answers for any function.
  FAM.registerPass([&Host] {
    return TargetIRAnalysis([&Host](const Function &F) {
      auto &Asked = const_cast<Function &>(F);
      TargetTransformInfo Known = std::move(Host.getResult<TargetIRAnalysis>(Asked));
      Host.clear(Asked, F.getName());
      return Known;
    });
  });
  PB.registerModuleAnalyses(MAM);
  PB.registerCGSCCAnalyses(CGAM);
  PB.registerFunctionAnalyses(FAM);
  PB.registerLoopAnalyses(LAM);
  PB.crossRegisterProxies(LAM, FAM, CGAM, MAM);
}

SimplifiedClone::SimplifiedClone(const Module &M, FunctionAnalysisManager &Host)
    : Copy(CloneModule(M)), Own(Host) {
  // clang -O0 marks every function optnone and, because that demands it,
  // noinline.
  for (Function &F : *Copy)
    if (F.hasOptNone()) {
      F.removeFnAttr(Attribute::OptimizeNone);
      F.removeFnAttr(Attribute::NoInline);
    }
  Own.PB.buildModuleSimplificationPipeline(OptimizationLevel::O2, ThinOrFullLTOPhase::None)
      .run(*Copy, Own.MAM);
}
