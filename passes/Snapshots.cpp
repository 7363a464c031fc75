//===- passes/Snapshots.cpp - Functions as -O2 would have them ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/Snapshots.h"

#include "passes/Stage.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;
using namespace auspex::passes;

/// What the simplification pipeline of -O1 lacks of that of -O2, as far as it shows.
/// Without jump threading, after which redundant conversions of a size end up in the loops.
static constexpr StringRef LeftOutByO1 =
    "correlated-propagation,simplifycfg,instcombine<no-verify-fixpoint>,mldst-motion,gvn,dse,"
    "loop-mssa(licm),simplifycfg<hoist-common-insts;sink-common-insts>,"
    "instcombine<no-verify-fixpoint>";

/// Globals of the host's module, as the copies name them.
struct Snapshots::Declarations final : ValueMaterializer {
  explicit Declarations(Snapshots &S) : S(S) {}
  Value *materialize(Value *V) override {
    auto *G = dyn_cast<GlobalValue>(V);
    if (!G)
      return nullptr;
    GlobalValue *Mine = S.declare(*G);
    Complete &= Mine != nullptr;
    return Mine;
  }
  Snapshots &S;
  bool Complete = true;
};

std::shared_ptr<Snapshots> Snapshots::watch(PassInstrumentationCallbacks &PIC) {
  auto S = std::make_shared<Snapshots>();
  auto TakesApart = [](StringRef Pass) {
    return Pass == "SimpleLoopUnswitchPass" || Pass == "LoopFullUnrollPass";
  };
  PIC.registerBeforeNonSkippedPassCallback([S, TakesApart](StringRef Pass, Any IR) {
    if (const Loop **L = TakesApart(Pass) ? any_cast<const Loop *>(&IR) : nullptr)
      // Trivial unswitching, which -O2 does as well, splits some edges and copies no loop.
      S->before(*(*L)->getHeader()->getParent(),
                Pass == "SimpleLoopUnswitchPass" ? (*L)->getNumBlocks() : 0);
  });
  PIC.registerAfterPassCallback(
      [S, TakesApart](StringRef Pass, Any, const PreservedAnalyses &Kept) {
        if (TakesApart(Pass) && !Kept.areAllPreserved())
          S->after();
      });
  PIC.registerAfterPassInvalidatedCallback(
      [S, TakesApart](StringRef Pass, const PreservedAnalyses &) {
        if (TakesApart(Pass))
          S->after();
      });
  return S;
}

std::shared_ptr<Snapshots> Snapshots::afterO1() {
  auto S = std::make_shared<Snapshots>();
  S->AfterO1 = true;
  return S;
}

Snapshots::~Snapshots() = default;

void Snapshots::before(Function &F, size_t LoopBlocks) {
  Now = nullptr;
  auto It = Changed.find(F.getName());
  if (It == Changed.end()) {
    if (!take(F))
      return;
    It = Changed.try_emplace(F.getName(), false).first;
  }
  if (It->second)
    return;
  Now = &F;
  BlocksThen = LoopBlocks ? F.size() + LoopBlocks : 0;
}

void Snapshots::after() {
  if (Now && Now->size() >= BlocksThen)
    Changed[Now->getName()] = true;
}

void Snapshots::takeAll(Module &M, FunctionAnalysisManager &Host) {
  for (Function &F : M)
    if (!F.isDeclarationForLinker() && !Host.getResult<LoopAnalysis>(F).empty() && take(F))
      Changed[F.getName()] = true;
}

bool Snapshots::take(Function &F) {
  // An address of a block cannot be copied on its own.
  if (!F.hasName() || F.hasPrefixData() || F.hasPrologueData() ||
      any_of(F, [](const BasicBlock &B) { return B.hasAddressTaken(); }))
    return false;
  Stage Time("auspex-snapshot", "snapshot: functions as -O2 would have them (-O1, -O3)");
  if (!Copies) {
    const Module &M = *F.getParent();
    Copies = std::make_unique<Module>(M.getModuleIdentifier(), M.getContext());
    Copies->setSourceFileName(M.getSourceFileName());
    Copies->setDataLayout(M.getDataLayout());
    Copies->setTargetTriple(M.getTargetTriple());
  }
  auto *Copy = dyn_cast_or_null<Function>(declare(F));
  if (!Copy || Copy->getFunctionType() != F.getFunctionType())
    return false;
  Declarations Globals(*this);
  ValueToValueMapTy Map;
  for (auto [Theirs, Mine] : zip(F.args(), Copy->args())) {
    Mine.setName(Theirs.getName());
    Map[&Theirs] = &Mine;
  }
  SmallVector<ReturnInst *, 4> Returns;
  Copy->copyMetadata(&F, 0);
  CloneFunctionBodyInto(*Copy, F, Map, RF_NoModuleLevelChanges, Returns, "", nullptr, nullptr,
                        &Globals);
  if (F.hasPersonalityFn())
    Copy->setPersonalityFn(
        MapValue(F.getPersonalityFn(), Map, RF_NoModuleLevelChanges, nullptr, &Globals));
  if (!Globals.Complete)
    Copy->deleteBody();
  return Globals.Complete;
}

GlobalValue *Snapshots::declare(const GlobalValue &G) {
  if (!G.hasName())
    return nullptr;
  if (GlobalValue *Known = Copies->getNamedValue(G.getName()))
    return Known;
  if (const auto *F = dyn_cast<Function>(&G)) {
    Function *Mine = Function::Create(F->getFunctionType(), GlobalValue::ExternalLinkage,
                                      F->getAddressSpace(), F->getName(), Copies.get());
    Mine->setAttributes(F->getAttributes());
    Mine->setCallingConv(F->getCallingConv());
    return Mine;
  }
  const auto *V = dyn_cast<GlobalVariable>(&G);
  if (!V)
    return nullptr;
  // A constant's value may be folded into the code, unless it leads on to others.
  Constant *Value = V->isConstant() && V->hasDefinitiveInitializer() &&
                            !V->getInitializer()->needsRelocation()
                        ? const_cast<Constant *>(V->getInitializer())
                        : nullptr;
  auto *Mine = new GlobalVariable(*Copies, V->getValueType(), V->isConstant(),
                                  GlobalValue::ExternalLinkage, Value, V->getName(), nullptr,
                                  V->getThreadLocalMode(), V->getAddressSpace());
  Mine->setAlignment(V->getAlign());
  return Mine;
}

void Snapshots::simplify(Module &M, FunctionAnalysisManager &Host) {
  Now = nullptr;
  if (AfterO1)
    takeAll(M, Host);
  if (!Copies)
    return;
  bool Any = false;
  for (Function &Copy : *Copies) {
    const Function *F = M.getFunction(Copy.getName());
    const bool Same = F && F->getFunctionType() == Copy.getFunctionType();
    auto It = Changed.find(Copy.getName());
    if (It != Changed.end() && !(It->second && Same && !F->isDeclaration())) {
      Copy.deleteBody();
      Changed.erase(It);
    }
    // What was found out since.
    if (Same)
      Copy.setAttributes(F->getAttributes());
    Any |= !Copy.isDeclaration();
  }
  if (!Any)
    return;
  Own = std::make_unique<OwnPipeline>(Host);
  FunctionPassManager Passes;
  if (AfterO1)
    cantFail(Own->PB.parsePassPipeline(Passes, LeftOutByO1));
  else
    Passes = Own->PB.buildFunctionSimplificationPipeline(OptimizationLevel::O2,
                                                         ThinOrFullLTOPhase::None);
  for (Function &Copy : *Copies)
    if (!Copy.isDeclaration())
      Own->FAM.invalidate(Copy, Passes.run(Copy, Own->FAM));
  for (GlobalValue &Mine : Copies->global_values())
    if (GlobalValue *Theirs = M.getNamedValue(Mine.getName());
        Theirs && Theirs->getType() == Mine.getType())
      // A recursion stays one.
      Mine.replaceUsesWithIf(Theirs, [&Mine](const Use &U) {
        const auto *I = dyn_cast<Instruction>(U.getUser());
        return !I || I->getFunction() != &Mine;
      });
}

Function *Snapshots::of(const Function &F) const {
  Function *Copy = Own ? Copies->getFunction(F.getName()) : nullptr;
  return Copy && !Copy->isDeclaration() ? Copy : nullptr;
}

void Snapshots::clear(Module &M) {
  if (!Copies)
    return;
  Own.reset();
  Copies.reset();
  Changed.clear();
  // Addresses that only the copies computed still count as users.
  for (GlobalValue &G : M.global_values())
    G.removeDeadConstantUsers();
}
