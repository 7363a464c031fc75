//===- passes/proof/Region.cpp - The part of a function that is a kernel ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Region.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"

using namespace llvm;

namespace auspex::passes::proof {

bool Region::contains(const Instruction *I) const { return Blocks.contains(I->getParent()); }

bool Region::isInLoops(const BasicBlock *BB) const {
  return any_of(Loops, [&](const Loop *L) { return L->contains(BB); });
}

Region regionOf(ArrayRef<const Loop *> Loops, ArrayRef<const Instruction *> Sites,
                const DominatorTree &DT) {
  Region R;
  for (const Loop *L : Loops)
    if (none_of(Loops, [&](const Loop *O) { return O != L && O->contains(L); }) &&
        !is_contained(R.Loops, L))
      R.Loops.push_back(L);
  if (R.Loops.empty())
    return R;
  // What all of them lie in runs once.
  const Loop *Around = R.Loops[0]->getParentLoop();
  auto IsAroundAll = [&] {
    return all_of(R.Loops, [&](const Loop *L) { return Around->contains(L); }) &&
           all_of(Sites, [&](const Instruction *I) { return Around->contains(I); });
  };
  while (Around && !IsAroundAll())
    Around = Around->getParentLoop();

  const BasicBlock *Top = nullptr;
  SmallVector<const BasicBlock *, 16> Work;
  auto Reach = [&](const BasicBlock *From, const BasicBlock *Target) {
    Top = Top ? DT.findNearestCommonDominator(Top, From) : From;
    Work.push_back(Target);
  };
  for (const Loop *L : R.Loops) {
    if (!L->getLoopPreheader())
      return R;
    Reach(L->getLoopPreheader(), L->getHeader());
  }
  for (const Instruction *I : Sites)
    if (!R.isInLoops(I->getParent()))
      Reach(I->getParent(), I->getParent());
  // A loop around that begins where the first of them does is entered at its header.
  while (!Work.empty()) {
    const BasicBlock *BB = Work.pop_back_val();
    if (BB == Top || !DT.dominates(Top, BB) || !R.Blocks.insert(BB).second)
      continue;
    for (const BasicBlock *P : predecessors(BB))
      if (!(Around && BB == Around->getHeader()))
        Work.push_back(P);
  }
  R.Before = Top;
  return R;
}

} // namespace auspex::passes::proof
