//===- passes/skeleton/StackObjects.cpp - What lies on the stack ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/StackObjects.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;

/// A smaller one matters only if somebody looks into it.
static constexpr uint64_t LargeStackObject = 4096; // bytes

bool passes::isLarge(const AllocaInst &A) {
  std::optional<TypeSize> Size = A.getAllocationSize(A.getDataLayout());
  return !Size || Size->isScalable() || Size->getFixedValue() >= LargeStackObject;
}

const AllocaInst *passes::allocaUnder(const Value *Pointer) {
  return dyn_cast<AllocaInst>(getUnderlyingObject(Pointer, 12));
}

bool passes::isPrivateAlloca(const AllocaInst &A) {
  SmallVector<const Value *, 8> Work{&A};
  unsigned Fuel = 200;
  while (!Work.empty()) {
    for (const User *U : Work.pop_back_val()->users()) {
      if (Fuel-- == 0)
        return false;
      if (isa<LoadInst>(U) || isa<ICmpInst>(U))
        continue;
      if (const auto *S = dyn_cast<StoreInst>(U)) {
        if (S->getValueOperand() == &A || isa<GetElementPtrInst>(S->getValueOperand()))
          if (allocaUnder(S->getValueOperand()) == &A)
            return false;
        continue;
      }
      if (isa<GetElementPtrInst, PHINode, SelectInst>(U)) {
        Work.push_back(U);
        continue;
      }
      if (const auto *I = dyn_cast<IntrinsicInst>(U))
        if (I->isLifetimeStartOrEnd() || I->isAssumeLikeIntrinsic())
          continue;
      return false;
    }
  }
  return true;
}
