//===- passes/Clone.cpp - Simplified copies of code that cannot be read ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/Clone.h"

#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;
using namespace auspex::passes;

/// Whether clang compiled \p M, and no union shows in it.
static bool keepsTypesApart(const Module &M) {
  const NamedMDNode *Ident = M.getNamedMetadata("llvm.ident");
  const auto *Producer = Ident && Ident->getNumOperands()
                             ? dyn_cast<MDString>(Ident->getOperand(0)->getOperand(0))
                             : nullptr;
  return Producer && Producer->getString().contains("clang version") &&
         none_of(M.getIdentifiedStructTypes(),
                 [](const StructType *T) { return T->getName().starts_with("union."); });
}

/// Says of loads and stores what clang says of them from -O1 on: numbers and pointers of
/// different types do not overlap. Without it a row pointer, a size or an index is read
/// again after each store of a number.
static void tellTypesApart(Module &M) {
  MDBuilder Build(M.getContext());
  MDNode *Root = Build.createTBAARoot("auspex");
  for (Function &F : M)
    for (Instruction &I : instructions(F)) {
      const bool Plain = (isa<LoadInst>(I) || isa<StoreInst>(I)) && !I.isVolatile();
      if (!Plain || I.hasMetadata(LLVMContext::MD_tbaa))
        continue;
      const Type *T = getLoadStoreType(&I);
      StringRef Name = T->isPointerTy()      ? "pointer"
                       : T->isFloatTy()      ? "float"
                       : T->isDoubleTy()     ? "double"
                       : T->isIntegerTy(16)  ? "16 bits"
                       : T->isIntegerTy(32)  ? "32 bits"
                       : T->isIntegerTy(64)  ? "64 bits"
                                             : "";
      if (Name.empty())
        continue;
      MDNode *Node = Build.createTBAAScalarTypeNode(Name, Root);
      I.setMetadata(LLVMContext::MD_tbaa, Build.createTBAAStructTagNode(Node, Node, 0));
    }
}

OwnPipeline::OwnPipeline(FunctionAnalysisManager &Host, const PipelineTuningOptions &Tuning)
    : PB(nullptr, Tuning) {
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
  if (keepsTypesApart(*Copy))
    tellTypesApart(*Copy);
  Own.PB.buildModuleSimplificationPipeline(OptimizationLevel::O2, ThinOrFullLTOPhase::None)
      .run(*Copy, Own.MAM);
}
