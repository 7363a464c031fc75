//===- passes/device/DeviceClone.cpp - GPU code in a form that can be read -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/device/DeviceClone.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/ReplaceConstant.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/NVPTXAddrSpace.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LowerAtomic.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace auspex::passes;

namespace {

constexpr const char *OfBlockAttribute = "auspex-shared";
constexpr unsigned Shared = NVPTXAS::ADDRESS_SPACE_SHARED;

/// Functions of libdevice that compute what the C library's of the same name do.
bool isOfLibm(StringRef Name) {
  static const StringSet<> Names = [] {
    StringSet<> S;
    for (const char *N :
         {"acos",      "acosh",    "asin",      "asinh",  "atan",  "atan2", "atanh", "cbrt",
          "ceil",      "copysign", "cos",       "cosh",   "erf",   "erfc",  "exp",   "exp10",
          "exp2",      "expm1",    "fabs",      "fdim",   "floor", "fma",   "fmax",  "fmin",
          "fmod",      "hypot",    "ldexp",     "lgamma", "log",   "log10", "log1p", "log2",
          "nearbyint", "pow",      "remainder", "rint",   "round", "sin",   "sinh",  "sqrt",
          "tan",       "tanh",     "tgamma",    "trunc"})
      S.insert(N);
    return S;
  }();
  return Names.contains(Name) || (Name.consume_back("f") && Names.contains(Name));
}

} // namespace

bool auspex::passes::isOfBlock(const GlobalVariable &G) { return G.hasAttribute(OfBlockAttribute); }

/// `__nv_expf` is expf, `__nv_fast_expf` a less exact one.
void DeviceClone::nameMathematics() {
  for (Function &F : make_early_inc_range(*Copy)) {
    StringRef Name = F.getName();
    if (!Name.consume_front("__nv_"))
      continue;
    Name.consume_front("fast_");
    if (!isOfLibm(Name))
      continue;
    FunctionCallee Known = Copy->getOrInsertFunction(Name, F.getFunctionType());
    if (Known.getCallee() == &F)
      continue;
    F.replaceAllUsesWith(Known.getCallee());
    F.eraseFromParent();
    if (auto *Declared = dyn_cast<Function>(Known.getCallee())) {
      Declared->setDoesNotAccessMemory();
      Declared->setDoesNotThrow();
      Declared->setWillReturn();
    }
  }
}

/// Makes pointers into other address spaces, and what is computed from them, those of
/// the one that the host has.
static void becomePlain(Value &Pointer, PointerType *Plain) {
  SmallVector<Value *, 16> Work{&Pointer};
  while (!Work.empty()) {
    Value *V = Work.pop_back_val();
    for (User *U : make_early_inc_range(V->users())) {
      auto *I = dyn_cast<Instruction>(U);
      if (!I)
        continue;
      if (auto *Cast = dyn_cast<AddrSpaceCastInst>(I)) {
        if (Cast->getType() == V->getType()) {
          Cast->replaceAllUsesWith(V);
          Cast->eraseFromParent();
        }
        continue;
      }
      if (I->getType()->isPointerTy() && I->getType() != Plain &&
          (isa<GetElementPtrInst>(I) || isa<PHINode>(I) || isa<SelectInst>(I))) {
        I->mutateType(Plain);
        Work.push_back(I);
      }
    }
  }
}

void DeviceClone::joinAddressSpaces() {
  LLVMContext &C = Copy->getContext();
  auto *Plain = PointerType::get(C, 0);
  for (const char *List : {"llvm.used", "llvm.compiler.used"})
    if (GlobalVariable *G = Copy->getGlobalVariable(List))
      G->eraseFromParent();
  SmallVector<GlobalVariable *, 16> Others;
  SmallVector<Constant *, 16> Constants;
  for (GlobalVariable &G : Copy->globals())
    if (G.getAddressSpace() != 0) {
      Others.push_back(&G);
      Constants.push_back(&G);
    }
  convertUsersOfConstantsToInstructions(Constants);
  for (GlobalVariable *G : Others) {
    const bool OfBlock = G->getAddressSpace() == Shared;
    // What other threads write while this one waits must not look like nobody's.
    auto Linkage = OfBlock ? GlobalValue::ExternalLinkage : G->getLinkage();
    Constant *Value = G->hasInitializer() ? G->getInitializer() : nullptr;
    auto *New = new GlobalVariable(*Copy, G->getValueType(), G->isConstant(), Linkage, Value, "", G,
                                   GlobalValue::NotThreadLocal, 0, G->isExternallyInitialized());
    New->copyMetadata(G, 0);
    New->setAlignment(G->getAlign());
    New->takeName(G);
    if (OfBlock)
      New->addAttribute(OfBlockAttribute);
    G->mutateType(Plain);
    G->replaceAllUsesWith(New);
    becomePlain(*New, Plain);
    G->eraseFromParent();
  }
  for (Function &F : *Copy)
    for (Instruction &I : make_early_inc_range(instructions(F)))
      if (auto *Cast = dyn_cast<AddrSpaceCastInst>(&I); Cast && Cast->getType() == Plain) {
        Value *From = Cast->getPointerOperand();
        if (auto *Defined = dyn_cast<Instruction>(From); Defined && Defined->getType() != Plain) {
          Defined->mutateType(Plain);
          becomePlain(*Defined, Plain);
        }
        if (From->getType() == Plain && !Cast->use_empty())
          Cast->replaceAllUsesWith(From);
      }
}

/// A grid that is run one thread after another needs no atomic operations.
static void dropAtomics(Function &F) {
  for (Instruction &I : make_early_inc_range(instructions(F))) {
    if (auto *Both = dyn_cast<AtomicRMWInst>(&I))
      lowerAtomicRMWInst(Both);
    else if (auto *Swap = dyn_cast<AtomicCmpXchgInst>(&I))
      lowerAtomicCmpXchgInst(Swap);
    else if (isa<FenceInst>(I))
      I.eraseFromParent();
  }
}

static bool usesShared(const Function &F) {
  for (const GlobalVariable &G : F.getParent()->globals())
    if (isOfBlock(G))
      for (const User *U : G.users()) {
        SmallVector<const User *, 8> Work{U};
        while (!Work.empty()) {
          const User *X = Work.pop_back_val();
          if (const auto *I = dyn_cast<Instruction>(X)) {
            if (I->getFunction() == &F)
              return true;
          } else if (isa<ConstantExpr>(X)) {
            append_range(Work, X->users());
          }
        }
      }
  return false;
}

/// A window of a few places stays a loop over them.
static PipelineTuningOptions asWritten() {
  PipelineTuningOptions Tuning;
  Tuning.LoopUnrolling = false;
  return Tuning;
}

DeviceClone::DeviceClone(const Module &M, FunctionAnalysisManager &Host)
    : Copy(CloneModule(M)), Own(Host, asWritten()) {
  for (Function &F : *Copy) {
    F.removeFnAttr(Attribute::OptimizeNone);
    if (!F.hasFnAttribute(Attribute::AlwaysInline))
      F.removeFnAttr(Attribute::NoInline);
  }
  nameMathematics();
  // Types have the same layout; the C library's functions are known of the host's.
  Copy->setTargetTriple(Triple("x86_64-unknown-linux-gnu"));
  Copy->setDataLayout(
      "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128");
  joinAddressSpaces();
  if (verifyModule(*Copy)) { // a use of another address space that is not known here
    for (Function &F : *Copy)
      F.deleteBody();
    return;
  }
  SmallVector<Function *, 16> Kernels;
  for (Function &F : *Copy)
    if (!F.isDeclaration()) {
      dropAtomics(F);
      if (isKernel(F))
        Kernels.push_back(&F);
    }
  Own.PB.buildModuleSimplificationPipeline(OptimizationLevel::O2, ThinOrFullLTOPhase::None)
      .run(*Copy, Own.MAM);
  for (Function *F : Kernels) {
    std::string Name = F->getName().str();
    Own.FAM.clear(*F, Name);
    Grids[Name] = spreadOverGrid(*F, usesShared(*F));
    if (Function *New = Copy->getFunction(Name); verifyFunction(*New))
      New->deleteBody();
  }
  FunctionPassManager Passes = PassBuilder().buildFunctionSimplificationPipeline(
      OptimizationLevel::O2, ThinOrFullLTOPhase::None);
  for (const auto &Entry : Grids)
    if (Function *F = Copy->getFunction(Entry.getKey()); F && !F->isDeclaration())
      Own.FAM.invalidate(*F, Passes.run(*F, Own.FAM));
}
