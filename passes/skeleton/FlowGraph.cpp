//===- passes/skeleton/FlowGraph.cpp - Control flow as the forecast sees it ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/FlowGraph.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

#include <algorithm>

using namespace llvm;
using namespace auspex::passes;

FlowGraph::FlowGraph(const Function &F) {
  findBlocks(F);
  findPostDominators();
  findDeciders();
}

unsigned FlowGraph::indexOf(const BasicBlock *BB) const {
  auto It = Index.find(BB);
  return It == Index.end() ? None : It->second;
}

bool FlowGraph::branches(unsigned B) const {
  return any_of(drop_begin(Succs[B], Succs[B].empty() ? 0 : 1),
                [&](unsigned S) { return S != Succs[B][0]; });
}

unsigned FlowGraph::postDominator(unsigned B) const {
  return PostDom[B] == size() ? None : PostDom[B];
}

void FlowGraph::findBlocks(const Function &F) {
  auto Ends = [](const BasicBlock &BB) -> const CallBase * {
    for (const Instruction &I : BB)
      if (const auto *C = dyn_cast<CallBase>(&I); C && C->doesNotReturn())
        return C;
    return nullptr;
  };
  auto Next = [&](const BasicBlock &BB) {
    SmallVector<const BasicBlock *, 4> Result;
    const Instruction *T = BB.getTerminator();
    if (Ends(BB))
      return Result;
    if (const auto *I = dyn_cast<InvokeInst>(T))
      Result.push_back(I->getNormalDest());
    else if (isa<BranchInst, SwitchInst, IndirectBrInst, CallBrInst>(T))
      append_range(Result, llvm::successors(&BB));
    return Result;
  };
  // Iterative depth-first search; post-order numbers.
  SmallVector<std::pair<const BasicBlock *, SmallVector<const BasicBlock *, 4>>, 32> Stack;
  Index[&F.getEntryBlock()] = 0;
  Stack.push_back({&F.getEntryBlock(), Next(F.getEntryBlock())});
  while (!Stack.empty()) {
    auto &[BB, Rest] = Stack.back();
    if (Rest.empty()) {
      Blocks.push_back(BB);
      Stack.pop_back();
      continue;
    }
    const BasicBlock *S = Rest.pop_back_val();
    if (Index.try_emplace(S, 0).second)
      Stack.push_back({S, Next(*S)});
  }
  std::reverse(Blocks.begin(), Blocks.end());
  for (auto [I, BB] : enumerate(Blocks))
    Index[BB] = I;
  Succs.resize(size()), Preds.resize(size()), Deciders.resize(size());
  for (unsigned B = 0; B != size(); ++B) {
    LastCall.push_back(Ends(*Blocks[B]));
    for (const BasicBlock *S : Next(*Blocks[B])) {
      Succs[B].push_back(Index[S]);
      if (!is_contained(Preds[Index[S]], B))
        Preds[Index[S]].push_back(B);
    }
  }
}

/// Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001), on the
/// reversed graph. A cycle without an exit gets a pretended one.
void FlowGraph::findPostDominators() {
  unsigned Exit = size();
  SmallVector<unsigned, 32> Order; // post-order of the reversed graph
  SmallVector<unsigned, 32> Number(size() + 1, None);
  SmallVector<char, 32> Seen(size(), false), Leaves(size(), false);
  auto Search = [&](unsigned Root) {
    SmallVector<std::pair<unsigned, unsigned>, 32> Stack{{Root, 0}};
    Seen[Root] = Leaves[Root] = true;
    while (!Stack.empty()) {
      auto &[B, I] = Stack.back();
      if (I == Preds[B].size()) {
        Order.push_back(B);
        Stack.pop_back();
        continue;
      }
      unsigned P = Preds[B][I++];
      if (!Seen[P]) {
        Seen[P] = true;
        Stack.push_back({P, 0});
      }
    }
  };
  for (unsigned B = size(); B-- > 0;)
    if (Succs[B].empty() && !Seen[B])
      Search(B);
  for (unsigned B = size(); B-- > 0;)
    if (!Seen[B])
      Search(B);
  Order.push_back(Exit);
  for (auto [I, B] : enumerate(Order))
    Number[B] = I;
  PostDom.assign(size() + 1, None);
  PostDom[Exit] = Exit;
  auto Meet = [&](unsigned A, unsigned B) {
    while (A != B)
      {
      unsigned &Lower = Number[A] < Number[B] ? A : B;
      Lower = PostDom[Lower];
    }
    return A;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (unsigned B : reverse(Order)) {
      if (B == Exit)
        continue;
      unsigned New = Leaves[B] ? Exit : None;
      for (unsigned S : Succs[B])
        if (PostDom[S] != None)
          New = New == None ? S : Meet(New, S);
      if (New != PostDom[B])
        PostDom[B] = New, Changed = true;
    }
  }
}

void FlowGraph::findDeciders() {
  for (unsigned B = 0; B != size(); ++B) {
    if (!branches(B))
      continue;
    for (unsigned S : Succs[B])
      for (unsigned R = S; R != PostDom[B] && R != size(); R = PostDom[R])
        if (Deciders[R].empty() || Deciders[R].back() != B)
          Deciders[R].push_back(B);
  }
}
