//===- passes/behaviour/ModuleFacts.cpp - What is asked again and again -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/behaviour/ModuleFacts.h"

#include "passes/behaviour/Candidates.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace auspex::passes::behaviour {

static void addCall(const CallBase &Call, FunctionFacts &Facts) {
  const Function *Callee = Call.getCalledFunction();
  if (Callee && !Callee->isDeclaration())
    Facts.Callees.insert(Callee);
  if (Call.isInlineAsm())
    return;
  const Attribute Kind = Call.getFnAttr(Attribute::AllocKind);
  Facts.Resizes |=
      Kind.isValid() && (Kind.getAllocKind() & AllocFnKind::Realloc) != AllocFnKind::Unknown;
  if (!Callee || (Callee->isDeclaration() && !Callee->isIntrinsic()))
    Facts.CallsAny |=
        count_if(Call.args(), [](const Use &A) { return A->getType()->isPointerTy(); }) >= 2;
}

const FunctionFacts &ModuleFacts::of(const Function &F) {
  std::unique_ptr<FunctionFacts> &Known = Functions[&F];
  if (Known)
    return *Known;
  Known = std::make_unique<FunctionFacts>();
  FunctionFacts &Facts = *Known;
  for (const Instruction &I : instructions(F)) {
    ++Facts.Instructions;
    const int Weight = weightOf(I);
    Facts.Weight += Weight;
    Facts.Mixing += Weight > 0;
    Facts.Xors |= Weight > 0 && I.getOpcode() == Instruction::Xor;
    Facts.Real += I.getType()->isFPOrFPVectorTy();
    if (const auto *Call = dyn_cast<CallBase>(&I))
      addCall(*Call, Facts);
    for (const Value *V : I.operands())
      if (const auto *C = dyn_cast<Constant>(V); C && V->getType()->isPointerTy())
        if (const auto *G = dyn_cast<GlobalVariable>(C->stripInBoundsOffsets());
            G && !G->isConstant() && G->hasLocalLinkage())
          Facts.Variables.insert(G);
  }
  // The block of a back edge, a loop's head, and what guards the loop.
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 8> Back;
  if (F.size() > 1)
    FindFunctionBackedges(F, Back);
  for (const auto &[From, To] : Back) {
    Facts.Loops.insert(From);
    Facts.Loops.insert(To);
    for (const BasicBlock *P : predecessors(To))
      Facts.Loops.insert_range(predecessors(P));
  }
  return Facts;
}

kernels::Work ModuleFacts::workOf(const BasicBlock &BB) {
  auto [It, New] = Works.try_emplace(&BB);
  if (!New)
    return It->second;
  constexpr uint64_t Everything = uint64_t(1) << 40;
  kernels::Work &W = It->second;
  for (const Instruction &I : BB) {
    const auto *II = dyn_cast<IntrinsicInst>(&I);
    // Instructions made for it do all in one.
    if (II && II->getCalledFunction()->getName().starts_with("llvm.x86."))
      return W = {.Xor = Everything, .Product = Everything};
    const uint64_t Bits = I.getType()->getPrimitiveSizeInBits().getKnownMinValue();
    if (I.getOpcode() == Instruction::Xor)
      W.Xor += Bits;
    else if (I.getOpcode() == Instruction::Mul)
      W.Product += Bits;
    else if (II && (II->getIntrinsicID() == Intrinsic::umul_with_overflow ||
                    II->getIntrinsicID() == Intrinsic::smul_with_overflow))
      W.Product += II->getArgOperand(0)->getType()->getPrimitiveSizeInBits();
  }
  return W;
}

const ModuleFacts::Makers &ModuleFacts::makersOf(const GlobalVariable &G) {
  std::unique_ptr<Makers> &Known = MakersOf[&G];
  if (Known)
    return *Known;
  Known = std::make_unique<Makers>();
  SmallVector<const Value *, 16> Work{&G};
  constexpr unsigned MaxUses = 2048; // asked once a variable
  for (unsigned I = 0; I < Work.size() && I < MaxUses; ++I)
    for (const User *U : Work[I]->users()) {
      if (isa<GetElementPtrInst>(U) || isa<ConstantExpr>(U) || isa<PHINode>(U))
        Work.push_back(U);
      auto *S = dyn_cast<StoreInst>(U);
      if (S && S->getPointerOperand() == Work[I])
        Known->insert(S->getFunction());
    }
  return *Known;
}

const ModuleFacts::Makers &ModuleFacts::makersIn(const Module &M) {
  std::unique_ptr<Makers> &Known = MakersIn[&M];
  if (Known)
    return *Known;
  Makers All;
  for (const GlobalVariable &G : M.globals())
    if (!G.isConstant() && G.hasLocalLinkage() && !G.isDeclaration())
      All.insert_range(makersOf(G));
  Known = std::make_unique<Makers>(std::move(All));
  return *Known;
}

const std::vector<ModuleFacts::Table> &
ModuleFacts::tablesOf(const Module &M,
                      function_ref<std::vector<Table>(const Makers &)> Make) {
  std::unique_ptr<std::vector<Table>> &Known = Tables[&M];
  if (!Known)
    Known = std::make_unique<std::vector<Table>>(Make(makersIn(M)));
  return *Known;
}

} // namespace auspex::passes::behaviour
