//===- passes/extract/Origins.cpp - Where arrays and scalars come from ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What algorithms of several statements are told by (kernels/scene.h): which array
// stands behind a pointer that was loaded or that changes roles in a loop, and which
// sums a coefficient was computed from.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Statements.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;

/// The object that a pointer is made from at first: through loads of rows and the start
/// of pointers that walk or change roles. A member of a structure is an object of its own,
/// whoever loads it, as long as nothing in the function may change it.
uint32_t Statements::rootOf(const Value *V) {
  constexpr unsigned MaxSteps = 16;
  for (unsigned Step = 0; Step < MaxSteps; ++Step) {
    V = getUnderlyingObject(V);
    if (const auto *L = dyn_cast<LoadInst>(V)) {
      int64_t Offset = 0;
      const Value *Base =
          GetPointerBaseWithConstantOffset(L->getPointerOperand(), Offset, F.getDataLayout());
      if (isa<GEPOperator>(Base)) { // a row of a table
        V = Base;
        continue;
      }
      std::set<std::string> Assumed;
      if (Symbols.All->keep(*L, Assumed))
        V = Members.try_emplace({getUnderlyingObject(Base), Offset}, V).first->second;
      break;
    } else if (const auto *P = dyn_cast<PHINode>(V)) {
      const Loop *Of = LI.getLoopFor(P->getParent());
      const Value *Start = nullptr;
      if (Of && Of->getHeader() == P->getParent()) {
        Start = startOf(P, Of);
      } else {
        // Of a vector that may be empty, what is not empty.
        const auto *Some = find_if(P->incoming_values(), [](const Value *X) { return !isa<ConstantPointerNull>(X); });
        Start = Some == P->op_end() ? P->getIncomingValue(0) : Some->get();
      }
      if (!Start)
        break;
      V = Start;
    } else {
      break;
    }
  }
  return Symbols.objectNumber(const_cast<Value *>(V));
}

std::vector<uint32_t> Statements::numbersAround(const Instruction *I) {
  std::vector<uint32_t> Out;
  for (const Loop *L = LI.getLoopFor(I->getParent()); L; L = L->getParentLoop())
    Out.insert(Out.begin(), Symbols.loopNumber(L));
  return Out;
}

kernels::ScalarOrigin Statements::originOf(uint32_t Scalar) const {
  kernels::ScalarOrigin Out;
  constexpr size_t MaxSteps = 128;
  SmallVector<const Value *, 16> Work{Symbols.Scalars[Scalar]};
  SmallPtrSet<const Value *, 16> Seen;
  while (!Work.empty() && Seen.size() < MaxSteps) {
    const auto *I = dyn_cast<Instruction>(Work.pop_back_val());
    if (!I || !Seen.insert(I).second)
      continue;
    if (auto It = SumTags.find(I); It != SumTags.end())
      Out.Sums.push_back(It->second);
    else if (const auto *L = dyn_cast<LoadInst>(I))
      Out.Elements.insert(
          const_cast<Statements *>(this)->rootOf(getUnderlyingObject(L->getPointerOperand())));
    if (I->getType()->isIntegerTy(1) || isa<LoadInst>(I))
      continue; // which of two is taken is no part of either
    if (const auto *C = dyn_cast<CallBase>(I)) {
      const Function *F = C->getCalledFunction();
      const StringRef Name = F ? F->getName() : "";
      Out.Root |= C->getIntrinsicID() == Intrinsic::sqrt || Name.starts_with("sqrt") ||
                  Name.starts_with("hypot");
      Out.Turn |= C->getIntrinsicID() == Intrinsic::sin || C->getIntrinsicID() == Intrinsic::cos ||
                  Name.starts_with("atan") || Name.starts_with("sin") || Name.starts_with("cos");
      append_range(Work, C->args());
      continue;
    }
    Out.Divided |= I->getOpcode() == Instruction::FDiv;
    append_range(Work, I->operands());
  }
  return Out;
}

std::vector<kernels::Move> Statements::moves() {
  std::vector<kernels::Move> Out;
  for (const Instruction &I : instructions(F))
    if (const auto *M = dyn_cast<MemTransferInst>(&I); M)
      Out.push_back({rootOf(M->getRawDest()), rootOf(M->getRawSource()), numbersAround(&I)});
  for (const Loop *L : LI.getLoopsInPreorder()) {
    if (!L->getLoopLatch())
      continue;
    for (const PHINode &P : L->getHeader()->phis()) {
      const Value *Next = P.getIncomingValueForBlock(L->getLoopLatch());
      const auto *Q = dyn_cast<PHINode>(Next);
      if (P.getType()->isPointerTy() && Q && Q != &P && Q->getParent() == P.getParent())
        Out.push_back({rootOf(&P), rootOf(Q), numbersAround(L->getHeader()->getTerminator())});
    }
  }
  return Out;
}
