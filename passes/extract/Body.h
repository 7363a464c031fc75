//===- passes/extract/Body.h - SSA values as a kernel's scalar body ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the DAG of kernels/body.h from LLVM values. A phi in a loop header is
// what the recurrence held before; the same value seen after the loop is a
// reduction where it is one. A merge of "the loop did not run" with the loop's
// result is that result.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXTRACT_BODY_H
#define AUSPEX_PASSES_EXTRACT_BODY_H

#include "passes/extract/Affine.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <functional>

namespace llvm {
class BasicBlock;
class BitCastInst;
class BranchInst;
class CallBase;
class CastInst;
class DominatorTree;
class IntrinsicInst;
class ICmpInst;
class ShuffleVectorInst;
} // namespace llvm

namespace auspex::passes::extract {

/// \p R depends on data that the loops of a nest move over.
bool dependsOnMovingData(const kernels::BodyDag &Dag, kernels::NodeRef R);

/// The machine type of an element; Void where the contract has none.
demand::Type elementType(const llvm::Type *T);

/// The lane of vectors of type \p T as an index, and as a dimension.
kernels::Sym laneOf(const llvm::Type *T);
kernels::Dim laneDim(const llvm::Type *T);
/// A vector that is taken for a strip of a loop.
bool isVector(const llvm::Type *T);
/// \p V as it was before it was taken for a vector of other integers.
llvm::Value *withoutCasts(llvm::Value *V);

class Body {
public:
  Body(kernels::BodyDag &Dag, Affine &A, SymbolTable &Symbols, llvm::LoopInfo &LI,
       llvm::DominatorTree &DT, Nest N)
      : Dag(Dag), A(A), Symbols(Symbols), LI(LI), DT(DT), N(N) {}

  /// \p V as used in loop \p At (null: after all loops).
  kernels::NodeRef eval(llvm::Value *V, const llvm::Loop *At);

  /// What the values evaluated since the last clear() stand on.
  llvm::SmallSetVector<const llvm::Instruction *, 8> Loads; ///< and memcpy into a buffer
  llvm::SmallSetVector<const llvm::Loop *, 4> Reduced;      ///< loops that a reduction runs over
  llvm::SmallSetVector<uint32_t, 2> Lanes;                  ///< and lanes, by loop number
  llvm::SmallPtrSet<const llvm::PHINode *, 8> Accumulators; ///< header phis of those reductions
  /// A loop's result was taken for granted although data decide whether it runs.
  bool GuardedByData = false;
  /// Conditions on indices under which a sum is formed.
  llvm::SmallSetVector<kernels::NodeRef, 4> Parts;
  /// Only one arm of a condition forms a sum.
  bool Conditional = false;
  std::string Unlike; ///< Statement::Unlike
  void clear();

  /// A part of what the compiler's run-time library makes of a complex product
  /// whose plain formula gave NaN (C11 Annex G), or that call.
  static bool isComplexRescue(const llvm::Value *V);

  /// Arithmetic behind the loops that joins several accumulators.
  llvm::SmallPtrSet<const llvm::Value *, 8> Glue;

  /// Finds names and distinctness of an operand; set by the owner.
  std::function<void(kernels::Operand &)> Describe;

  /// A test that only asks whether a loop below runs; set by the owner.
  std::function<bool(const llvm::Value *, const llvm::Loop *Sum, const llvm::Loop *At)> IsTripTest;

  /// Replaces an operand in a buffer by what was packed into it, and gives who read
  /// that; set by the owner.
  std::function<const llvm::Instruction *(const llvm::LoadInst *, kernels::Operand &)> Unpack;

private:
  kernels::NodeRef build(llvm::Value *V, const llvm::Loop *At);
  kernels::NodeRef here(llvm::Instruction *I, const llvm::Loop *L);
  kernels::NodeRef leave(llvm::Instruction *I, const llvm::Loop *L, const llvm::Loop *At);
  kernels::NodeRef reduce(llvm::PHINode *P, const llvm::Loop *L);
  kernels::NodeRef whereItRuns(const llvm::Value *Cond, kernels::NodeRef X, kernels::NodeRef Y,
                               const llvm::Loop *L);
  bool bringsFirst(const llvm::BranchInst &Br, const llvm::PHINode *P) const;
  kernels::NodeRef whereOneIndexDiffers(const llvm::BranchInst &Br, const llvm::PHINode *P,
                                        kernels::NodeRef First, kernels::NodeRef Second,
                                        const llvm::Loop *L);
  kernels::NodeRef rescaledSum(llvm::PHINode *P, const llvm::Loop *L, kernels::NodeRef Next);
  struct Mean {
    kernels::NodeRef Element = kernels::NoNode, Last = kernels::NoNode;
  };
  Mean runningMean(llvm::PHINode *P, const llvm::Loop *L, kernels::NodeRef Next);
  kernels::NodeRef runningSquares(llvm::PHINode *P, const llvm::Loop *L, kernels::NodeRef Init,
                                  kernels::NodeRef Next);
  bool countsFromOne(kernels::NodeRef R, const llvm::Loop *L);
  bool sumsOver(kernels::NodeRef R, const llvm::Loop *Sum);
  kernels::NodeRef merge(llvm::PHINode *P, const llvm::Loop *L);
  kernels::NodeRef delayed(llvm::PHINode *P, const llvm::Loop *L, unsigned Steps = 0);
  kernels::NodeRef guarded(llvm::PHINode *P, const llvm::Loop *L);
  kernels::NodeRef load(llvm::LoadInst *I, llvm::Type *T, const llvm::Loop *L);
  kernels::NodeRef lane(llvm::Value *V, unsigned K, const llvm::Loop *L);
  kernels::NodeRef laneOfInstruction(llvm::Instruction *I, unsigned K, const llvm::Loop *L);
  kernels::NodeRef laneOfCast(llvm::BitCastInst *B, unsigned K, const llvm::Loop *L);
  kernels::NodeRef atLane(kernels::NodeRef R, const llvm::Type *T, const kernels::Poly &Place);
  kernels::NodeRef shuffle(llvm::ShuffleVectorInst *S, const llvm::Loop *L);
  kernels::NodeRef horizontal(llvm::IntrinsicInst *C, const llvm::Loop *L);
  kernels::NodeRef pairwiseProducts(llvm::CallBase *C, const llvm::Loop *L);
  bool standsIn(const llvm::Instruction *I, const llvm::Loop *L) const;
  static bool isPairwiseProduct(const llvm::CallBase *C);
  struct Neighbours {
    unsigned Argument, First;
  };
  static std::optional<Neighbours> neighbours(const llvm::CallBase *C, unsigned K);
  kernels::NodeRef along(const llvm::BasicBlock *From, const llvm::BasicBlock *To, llvm::PHINode *P,
                         const llvm::Loop *L, unsigned &Steps);
  kernels::NodeRef behind(const llvm::BranchInst &Br, llvm::PHINode *P, const llvm::Loop *L,
                          unsigned &Steps);
  kernels::NodeRef binary(llvm::Instruction *I, const llvm::Loop *L);
  kernels::NodeRef call(llvm::CallBase *I, const llvm::Loop *L);
  bool isCut(const llvm::CastInst *Ext) const;
  kernels::NodeRef signsTested(const llvm::ICmpInst *C, const llvm::Loop *L);
  bool isScaledSquare(llvm::PHINode *P, llvm::PHINode *Q, kernels::NodeRef Next,
                      kernels::NodeRef Scale);
  uint32_t scalarId(const llvm::Value *V);

  kernels::BodyDag &Dag;
  Affine &A;
  SymbolTable &Symbols;
  llvm::LoopInfo &LI;
  llvm::DominatorTree &DT;
  Nest N;
  llvm::DenseMap<std::pair<const llvm::Value *, const llvm::Loop *>, kernels::NodeRef> Memo;
  llvm::SmallPtrSet<const llvm::Value *, 8> Busy;
  llvm::DenseMap<kernels::Sym, const llvm::Value *> Sizes; ///< one load of each
  unsigned Depth = 0;
  static constexpr unsigned MaxLaneSteps = 64; ///< horizontal sums double with each step
};

} // namespace auspex::passes::extract

#endif
