//===- passes/behaviour/Candidates.cpp - Which functions are worth running --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/behaviour/Candidates.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

#include <map>

using namespace llvm;
using namespace llvm::PatternMatch;

namespace auspex::passes::behaviour {
namespace {

/// Reads a table at a place that is computed: one of the module, or by a byte.
bool isLookup(const LoadInst &L) {
  auto *GEP = dyn_cast<GetElementPtrInst>(L.getPointerOperand());
  if (!L.getType()->isIntegerTy() || !GEP || GEP->hasAllConstantIndices())
    return false;
  const Value *Index = GEP->getOperand(GEP->getNumOperands() - 1);
  const APInt *Mask;
  match(Index, m_ZExtOrSExt(m_Value(Index)));
  const bool IsByte = Index->getType()->getIntegerBitWidth() <= 8 ||
                      (match(Index, m_And(m_Value(), m_APInt(Mask))) && *Mask == 255);
  return IsByte || isa<GlobalVariable>(GEP->getPointerOperand()->stripPointerCasts());
}

/// How much \p I looks like mixing; Enough is enough.
constexpr int Enough = 2;

} // namespace

int weightOf(const Instruction &I) {
  if (!I.getType()->isIntOrIntVectorTy())
    return 0;
  const APInt *C;
  switch (I.getOpcode()) {
  case Instruction::Xor:
    // Not: no mixing. One bit: logic.
    return I.getType()->isIntOrIntVectorTy(1) || match(I.getOperand(1), m_AllOnes()) ? 0 : 1;
  case Instruction::Mul:
    // By a constant that no stride has, or of words into their double (carries).
    if (match(I.getOperand(1), m_APInt(C)))
      return C->abs().getActiveBits() > 12 || C->isNegative() || *C == 33 || *C == 31 ? Enough : 1;
    return match(&I, m_Mul(m_ZExtOrSExt(m_Value()), m_ZExtOrSExt(m_Value()))) ? 2 : 0;
  case Instruction::URem: case Instruction::UDiv:
    if (match(&I, m_URem(m_Mul(m_Value(), m_Value()), m_Value()))) // a product modulo something
      return Enough;
    return match(I.getOperand(1), m_APInt(C)) && C->getActiveBits() > 7 ? Enough : 0;
  case Instruction::LShr:
    // The carry of a sum.
    return match(&I, m_LShr(m_Add(m_Value(), m_Value()), m_APInt(C))) && C->uge(8) ? 2 : 0;
  case Instruction::Add: {
    // Bytes and half words are summed: checksums, hashes of text.
    const Value *X;
    if (I.getType()->isIntegerTy(8) && match(&I, m_c_Add(m_Load(m_Value()), m_Value())))
      return 2;
    return match(&I, m_c_Add(m_ZExtOrSExt(m_Value(X)), m_Value())) && isa<LoadInst>(X) &&
                   X->getType()->getScalarSizeInBits() <= 16
               ? 2
               : 0;
  }
  case Instruction::Load:
    return isLookup(cast<LoadInst>(I)) ? 1 : 0;
  case Instruction::Call:
    if (auto *II = dyn_cast<IntrinsicInst>(&I)) {
      if (II->getIntrinsicID() == Intrinsic::fshl || II->getIntrinsicID() == Intrinsic::fshr)
        return 2;
      // Instructions made for it.
      if (II->getCalledFunction()->getName().starts_with("llvm.x86.aesni") ||
          II->getCalledFunction()->getName().starts_with("llvm.x86.sha") ||
          II->getCalledFunction()->getName().starts_with("llvm.x86.pclmul") ||
          II->getCalledFunction()->getName().starts_with("llvm.x86.sse42.crc32"))
        return Enough;
    }
    return 0;
  default:
    return 0;
  }
}

bool Candidates::mixes(const Function &F) {
  if (F.isDeclaration() || F.isVarArg())
    return false;
  auto [It, New] = Known.try_emplace(&F, State::Open);
  if (!New)
    return It->second == State::Yes;
  // Numbers are no business of ciphers.
  if (F.getReturnType()->isFPOrFPVectorTy() ||
      any_of(F.args(), [](const Argument &A) { return A.getType()->isFPOrFPVectorTy(); })) {
    Known[&F] = State::No;
    return false;
  }
  const FunctionFacts &Own = Facts.of(F);
  // What is resized holds as much as there is, no state of a cipher.
  const bool May = Own.Instructions <= MaxInstructions && Own.Real <= 2 && !Own.Resizes;
  // A cipher's modes call it, and add to what it makes.
  bool Mixes = May && Own.Weight + Own.CallsAny >= Enough;
  if (!Mixes && May)
    Mixes =
        any_of(Own.Callees, [&](const Function *Callee) { return Callee != &F && mixes(*Callee); });
  Known[&F] = Mixes ? State::Yes : State::No;
  return Mixes;
}

static bool takesPointers(const CallBase &Call) {
  return any_of(Call.args(), [](const Use &A) { return A->getType()->isPointerTy(); });
}

bool Candidates::isTooLarge(const Function &F) {
  return !F.isDeclaration() && !F.isVarArg() && Facts.of(F).Weight >= Enough &&
         Facts.of(F).Instructions > MaxInstructions;
}

void Controls::addLoadedEnds(const Function &F) {
  const DataLayout &DL = F.getDataLayout();
  const int64_t PointerBytes = DL.getPointerSize();
  std::map<std::pair<const Value *, int64_t>, SmallVector<const LoadInst *, 2>> Loads;
  for (const Instruction &I : instructions(F))
    if (const auto *L = dyn_cast<LoadInst>(&I); L && L->getType()->isPointerTy()) {
      int64_t Offset = 0;
      const Value *Base = GetPointerBaseWithConstantOffset(L->getPointerOperand(), Offset, DL);
      Loads[{Base, Offset}].push_back(L);
    }
  auto Measures = [](const LoadInst *L) {
    return any_of(L->users(), [](const User *U) {
      return isa<ICmpInst>(U) || (isa<PtrToIntInst>(U) && any_of(U->users(), [](const User *X) {
                                    return isa<Instruction>(X) && cast<Instruction>(X)->getOpcode() == Instruction::Sub;
                                  }));
    });
  };
  for (const auto &[At, Ends] : Loads)
    if (Loads.count({At.first, At.second - PointerBytes}) && any_of(Ends, Measures))
      LoadedEnds.insert_range(Ends);
}

void Controls::add(const Function &F, const DenseSet<const BasicBlock *> &Loops) {
  addLoadedEnds(F);
  for (const BasicBlock &BB : F) {
    const Instruction *T = BB.getTerminator();
    const bool InLoop = Loops.contains(&BB);
    if (auto *Br = dyn_cast<BranchInst>(T); Br && Br->isConditional())
      addSources(Br->getCondition(), InLoop);
    else if (auto *Sw = dyn_cast<SwitchInst>(T))
      addSources(Sw->getCondition(), InLoop);
    for (const Instruction &I : BB) {
      if (auto *Move = dyn_cast<MemIntrinsic>(&I))
        addSources(Move->getLength(), true);
      else if (auto *Call = dyn_cast<CallBase>(&I)) {
        const Function *Callee = Call->getCalledFunction();
        const bool Here = Callee && !Callee->isDeclaration();
        for (unsigned K = 0; K < Call->arg_size(); ++K)
          // What a function that is not here is given is a length, as a rule.
          if (Here ? K < Callee->arg_size() && Parameters.contains(Callee->getArg(K))
                   : (!Callee || !Callee->isIntrinsic()) && takesPointers(*Call) &&
                         Call->getArgOperand(K)->getType()->isIntegerTy())
            addSources(Call->getArgOperand(K), true);
      }
    }
  }
}

void Controls::addSources(const Value *Condition, bool InLoop) {
  SmallVector<std::pair<const Value *, unsigned>, 16> Work{{Condition, 0}};
  SmallPtrSet<const Value *, 16> Seen;
  SmallSetVector<const Argument *, 4> Pointers;
  constexpr unsigned MaxDepth = 8;
  while (!Work.empty()) {
    const auto [V, Depth] = Work.pop_back_val();
    if (Depth > MaxDepth || !Seen.insert(V).second)
      continue;
    if (auto *A = dyn_cast<Argument>(V)) {
      if (A->getType()->isIntegerTy())
        Parameters.insert(A);
      else if (A->getType()->isPointerTy())
        Pointers.insert(A);
      continue;
    }
    auto *I = dyn_cast<Instruction>(V);
    if (!I)
      continue;
    if (auto *L = dyn_cast<LoadInst>(I)) {
      if (L->getType()->isIntegerTy() && L->getType()->getIntegerBitWidth() > 8)
        (InLoop ? Bounds : Flags).insert(L);
      continue;
    }
    if (isa<CallBase>(I) && !isa<IntrinsicInst>(I))
      continue;
    // No size: the carry of a sum; nor does a pointer end an array that is compared with null.
    const APInt *By;
    if (match(I, m_LShr(m_Value(), m_APInt(By))) && By->uge(32))
      continue;
    if (auto *Compare = dyn_cast<ICmpInst>(I); Compare && isa<ConstantPointerNull>(Compare->getOperand(1)))
      continue;
    // Nor is what is gone through bit by bit.
    const Value *Word;
    if (match(I, m_Trunc(m_Value(Word))) ? I->getType()->isIntegerTy(1)
                                         : match(I, m_c_And(m_Value(Word), m_One())) ||
                                               match(I, m_c_And(m_Value(Word), m_Shl(m_One(), m_Value())))) {
      if (auto *L = dyn_cast<LoadInst>(Word); L && (!InLoop || L->getParent()->isEntryBlock()))
        Odd.insert(L);
      continue;
    }
    for (const Value *Operand : I->operands())
      Work.push_back({Operand, Depth + 1});
  }
  // Two pointers that are compared: the later parameter ends what the earlier begins.
  if (Pointers.size() == 2) {
    const bool InOrder = Pointers[0]->getArgNo() < Pointers[1]->getArgNo();
    Ends[Pointers[InOrder]] = Pointers[!InOrder];
  }
}

} // namespace auspex::passes::behaviour
