//===- passes/skeleton/Slice.h - What a function's skeleton must keep -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A backward slice (Weiser, TSE 1984) whose criteria are what costs something:
// calls, allocations, stores, memory touched by loops, exits of loops. From
// there it keeps the branches that decide whether these happen, and the loads,
// merges and calls that some kept formula reads; nothing else of the function
// becomes a step. Layout.cpp writes the result down as nodes.
//
// Demands come in two strengths. A size, a trip count, an address or a
// condition may pull a small loop over data into the slice; an argument of
// printf, a result or a stored number may not: it becomes an Unknown node.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_SLICE_H
#define AUSPEX_PASSES_SKELETON_SLICE_H

#include "passes/skeleton/Effects.h"
#include "passes/skeleton/ExprBuilder.h"
#include "passes/skeleton/FlowGraph.h"
#include "passes/skeleton/MemoryRanges.h"
#include "passes/skeleton/SkeletonBuilder.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

#include <utility>
#include <vector>

namespace auspex::passes {

/// The structure that a function of type \p F returns in registers, if the
/// skeleton follows its members; null otherwise.
const llvm::StructType *returnedStructure(const llvm::FunctionType &F);

/// How much of a function is kept. Data processing has no formula to win, only
/// bytes to spend: a function whose skeleton grows out of proportion to its code
/// is cut again with less detail.
enum class Detail : uint8_t {
  Full,    ///< everything that some formula reads
  Coarse,  ///< loops over data become one node: their work, and what they write
  Minimal, ///< in addition no numbers read from memory: conditions on them are unknown
  Sketch,  ///< nothing read from memory; a loop without a formula is one node, with each
           ///< function that it calls once
};

class Slice {
public:
  Slice(llvm::Function &F, demand::Function &D, const Analyses &A, const FlowGraph &G,
        const LoopFacts &Facts, MemoryRanges &Memory, Detail Level);

  /// Finds everything that must be kept. \p Recognise runs when the loops are
  /// known and may ask the builder for formulas.
  void run(llvm::function_ref<void(ExprBuilder &)> Recognise);

  // What was found, for the layout.
  struct Placed {
    const llvm::Instruction *At; ///< orders the steps of a block
    unsigned Order;              ///< among those of one instruction
    demand::Step What;
  };
  bool isKept(unsigned B) const { return Kept[B]; }
  /// The loop over data that became one node and holds \p B; null: none.
  const llvm::Loop *collapsed(unsigned B) const { return Collapsed[B]; }
  /// Whether the branch at the end of \p B is part of the slice.
  bool isDecided(unsigned B) const { return Decided[B]; }
  demand::ExprRef condition(unsigned B) const { return Conditions.lookup_or(B, demand::NoExpr); }
  demand::ExprRef result(unsigned B) const { return Results.lookup_or(B, demand::NoExpr); }
  std::vector<demand::Step> takeSteps(unsigned B);
  std::vector<demand::Step> takeStepsBefore(const llvm::Loop *L);
  /// Kept merges at the head of \p B and the formula on the edge \p From -> \p B.
  std::vector<std::pair<uint32_t, demand::ExprRef>> assignments(unsigned From, unsigned B);

  /// Source names for the local values.
  void nameValues();

  const FlowGraph &graph() const { return G; }
  ExprBuilder &builder() { return E; }
  const LoopFacts &facts() const { return Facts; }

private:
  void collapseLoops();
  bool hasFormula(const llvm::Loop *L);
  void touchWhole(const llvm::Instruction &I, const llvm::Value *Pointer);
  void addRoots();
  void addCall(const llvm::CallBase &C);
  void addStores();
  void addTouches();
  void addLoops();
  demand::Loop describeLoop(const llvm::Loop *L, demand::Loop Out);
  void addResults();
  void settle();
  void keep(unsigned B);
  void decide(unsigned B);
  void need(const llvm::Instruction *I);
  void needPhi(const llvm::PHINode &P);
  void needAlloca(const llvm::AllocaInst &A);
  demand::ExprRef structureOf(const llvm::CallBase &C);
  void needMember(const llvm::ExtractValueInst &X);
  void passStructure(const llvm::CallBase &C, demand::Step &Call, std::vector<demand::Step> &Out);
  void returnStructure(const llvm::Value *V, const llvm::Instruction &At,
                       const llvm::StructType &T);
  void place(const llvm::Instruction &I, demand::Step S);
  void placeAtomic(const llvm::Instruction &I);
  void placeStore(const llvm::StoreInst &S, unsigned B);
  void placeCall(const llvm::CallBase &C);
  void placeTransfer(const llvm::CallBase &C);
  void placeListStart(const llvm::CallBase &C);
  void placeTouch(const Range &R);
  bool isFolded(const llvm::Instruction &I) const;
  bool movesWord(const llvm::StoreInst &S) const;
  enum class Layout : uint8_t {
    Data,  ///< not to be followed
    Laid,  ///< addresses that the loop computes
    Moved, ///< copies of others, in order
  };
  Layout layoutOf(const llvm::Loop *L, const llvm::SCEV *Base);
  const llvm::SCEV *baseOf(const llvm::Value *P) const;
  bool isInOrder(const llvm::Value *P, const llvm::Loop *L) const;
  bool laysOutPointers(const llvm::StoreInst &S);
  bool movesElements(const llvm::Loop *L);
  bool movesNumber(const llvm::StoreInst &S);
  bool leavesBehind(const llvm::StoreInst &S);
  bool movesBytes(const llvm::Instruction &I);
  bool isPrivate(const llvm::Value *Pointer);
  bool isCheap(const llvm::Value *V, unsigned &Fuel) const;
  bool isChoice(const llvm::Instruction &I) const;
  bool isCounter(const llvm::PHINode &P) const;
  std::optional<std::string> refuse(const llvm::Instruction &I, const llvm::Loop *Scope) const;
  demand::ExprRef storedValue(const llvm::StoreInst &S, const llvm::Loop *Scope);
  const llvm::Loop *loopAt(const llvm::Instruction &I) const;

  llvm::Function &F;
  demand::Function &D;
  const Analyses &A;
  const FlowGraph &G;
  ExprBuilder E;
  const LoopFacts &Facts;
  MemoryRanges &Memory;
  Detail Level;
  bool Weak = false;
  llvm::SmallVector<char, 32> Kept, Decided;
  llvm::SmallVector<const llvm::Loop *, 32> Collapsed;
  llvm::DenseSet<std::pair<const llvm::Loop *, const llvm::Value *>> TouchedWhole;
  llvm::DenseSet<std::pair<const llvm::Loop *, const llvm::Value *>> CalledIn;
  llvm::DenseMap<unsigned, demand::ExprRef> Conditions, Results;
  llvm::DenseMap<unsigned, std::vector<Placed>> Steps;
  llvm::DenseMap<const llvm::Loop *, std::vector<demand::Step>> Before;
  llvm::DenseMap<const llvm::AllocaInst *, bool> Private;
  llvm::DenseMap<std::pair<const llvm::Loop *, const llvm::SCEV *>, Layout> Layouts;
  llvm::DenseMap<const llvm::Loop *, bool> Moving;
  llvm::DenseSet<const llvm::Instruction *> Moved; ///< numbers that movesNumber() found
  llvm::MapVector<const llvm::AllocaInst *, std::vector<const llvm::StoreInst *>> DeferredStores;
  llvm::MapVector<const llvm::AllocaInst *, std::vector<Range>> DeferredTouches;
  llvm::SmallVector<const llvm::PHINode *, 16> Phis;
  llvm::DenseSet<const llvm::CallBase *> Calls;
  llvm::DenseMap<const llvm::CallBase *, demand::ExprRef> Structures; ///< where calls leave theirs
  llvm::SmallVector<const llvm::CallBase *, 8> Outputs;
  llvm::SmallVector<unsigned, 16> Undecided;
};

} // namespace auspex::passes

#endif
