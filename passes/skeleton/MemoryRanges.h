//===- passes/skeleton/MemoryRanges.h - Which bytes a loop nest touches ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For every load and store in a loop nest that only computes: the range of
// bytes that all its iterations touch, as formulas, at the outermost loop where
// the base pointer does not change and the range has a formula. From scalar
// evolution's strides; nothing depends on the form of address computations.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_MEMORYRANGES_H
#define AUSPEX_PASSES_SKELETON_MEMORYRANGES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <map>
#include <optional>
#include <tuple>

namespace llvm {
class BasicBlock;
class DominatorTree;
class Function;
class Instruction;
class Loop;
class LoopInfo;
class ScalarEvolution;
class SCEV;
class TargetLibraryInfo;
class Value;
} // namespace llvm

namespace auspex::passes {

struct LoopFact {
  /// Only computes, loads and stores (in subloops too), so that its effect on
  /// resources is its work and the memory that it touches.
  bool Foldable = false;
  /// Also allocates, frees and waits for nothing in functions that it calls:
  /// these read memory, or write what their arguments point to.
  bool Computes = false;
  /// Back edges taken per entry; null where scalar evolution does not know.
  const llvm::SCEV *BackEdges = nullptr;
  /// BackEdges is an upper bound: another exit depends on data.
  bool Bound = false;
  bool counted() const { return BackEdges != nullptr; }
};

class LoopFacts {
public:
  LoopFacts(llvm::Function &F, llvm::LoopInfo &LI, llvm::ScalarEvolution &SE,
            const llvm::TargetLibraryInfo &TLI);
  const LoopFact &of(const llvm::Loop *L) const { return Facts.find(L)->second; }
  /// A loop whose memory accesses become ranges in front of it.
  bool folds(const llvm::Loop *L) const {
    const LoopFact &X = of(L);
    return X.Foldable && X.counted();
  }

private:
  llvm::DenseMap<const llvm::Loop *, LoopFact> Facts;
};

/// A range of bytes: Base + Offset, Bytes long, touched by everything inside
/// of Before.
struct Range {
  const llvm::Loop *Before = nullptr;    ///< the touch happens in front of this loop
  const llvm::SCEV *Base = nullptr;      ///< pointer
  const llvm::SCEV *Offset = nullptr;    ///< bytes; null: anywhere in the object
  const llvm::SCEV *Bytes = nullptr;     ///< null with Offset
  const llvm::SCEV *Places = nullptr;    ///< separate places in the range; null: dense
  const llvm::SCEV *PlaceBytes = nullptr; ///< length of each
  bool Write = false;
  bool Pointers = false; ///< it may write pointers that nothing else tells of
  const llvm::Instruction *At = nullptr; ///< the first access that it stands for
};

class MemoryRanges {
public:
  MemoryRanges(llvm::LoopInfo &LI, llvm::ScalarEvolution &SE, llvm::DominatorTree &DT,
               const LoopFacts &Facts)
      : LI(LI), SE(SE), DT(DT), Facts(Facts) {}

  /// The range of all executions of \p I, which accesses \p Bytes bytes at
  /// \p Pointer, where a loop around it folds and has one. Null \p Bytes: as
  /// many as nobody knows.
  std::optional<Range> rangeOf(const llvm::Instruction &I, const llvm::Value *Pointer,
                               const llvm::SCEV *Bytes, bool Write);

  /// Joins ranges that stand beside each other (a[i-1], a[i], a[i+1]; unrolled
  /// copies) and drops reads that a write covers and reads of a few bytes.
  static void merge(llvm::SmallVectorImpl<Range> &Ranges, llvm::ScalarEvolution &SE);

private:
  struct Dim {
    const llvm::SCEV *Stride; ///< absolute value, bytes
    const llvm::SCEV *Count;  ///< executions
  };
  std::optional<Range> compute(const llvm::Instruction &I, const llvm::SCEV *Address,
                               const llvm::SCEV *Bytes);
  const llvm::SCEV *lastIndex(const llvm::Loop *L, const llvm::Instruction &I);
  void spread(Range &R, const llvm::SCEV *Chunk, llvm::SmallVectorImpl<Dim> &Dims);
  bool widen(Range &R, const llvm::Loop *L, const llvm::Loop *Inner, const llvm::SCEV *Last,
             llvm::SmallVectorImpl<Dim> &Dims, bool &Regular);
  int signOf(const llvm::SCEV *S, const llvm::Loop *L);

  llvm::LoopInfo &LI;
  llvm::ScalarEvolution &SE;
  llvm::DominatorTree &DT;
  const LoopFacts &Facts;
  /// By block, address and bytes: what is read is often written, and asked for again at
  /// another level of detail.
  std::map<std::tuple<const llvm::BasicBlock *, const llvm::SCEV *, const llvm::SCEV *>,
           std::optional<Range>>
      Known;
};

} // namespace auspex::passes

#endif
