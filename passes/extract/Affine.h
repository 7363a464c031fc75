//===- passes/extract/Affine.h - Addresses and counts as polynomials --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns ScalarEvolution's answers into polynomials over loop indices and atoms.
// Indices count 0, 1, ... for the loops of the nest that is looked at (the
// root and the loops in it); everything that does not change while the root
// runs is an atom. Three things go beyond ScalarEvolution:
//
//   - integer conversions are looked through (32 bits and wider): that index
//     arithmetic does not wrap is an assumption, which is recorded;
//   - a value that leaves an inner loop is its last one, so that a pointer that
//     walks through two loops has strides in both;
//   - a load from an address that does not move, of integers or pointers in a
//     nest that stores none, is an atom even where aliasing kept it in the loop.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXTRACT_AFFINE_H
#define AUSPEX_PASSES_EXTRACT_AFFINE_H

#include "kernels/normal_form.h"
#include "passes/extract/Writes.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace llvm {
class BasicBlock;
class Function;
class Instruction;
class LoadInst;
class Loop;
class LoopInfo;
class PHINode;
class SCEV;
class SCEVAddRecExpr;
class SCEVCastExpr;
class ScalarEvolution;
class TargetLibraryInfo;
class Type;
class Value;
} // namespace llvm

namespace auspex::passes::extract {

/// What an atom stands for.
struct Atom {
  const llvm::SCEV *Expr = nullptr;     ///< or
  const llvm::Loop *IndexOf = nullptr;  ///< the index of a loop around the root, or
  kernels::Poly Numerator, Denominator; ///< the floor of their quotient
  bool Unsigned = false;                ///< widened without sign
};

/// The atoms and loops of one function, shared by all its nests.
struct SymbolTable {
  std::vector<Atom> Atoms;
  std::map<std::pair<const void *, std::string>, kernels::Sym> Known;
  std::vector<const llvm::Loop *> Loops;    ///< by number
  std::vector<llvm::Value *> Objects;       ///< by number
  std::vector<const llvm::Value *> Scalars; ///< by number: values that do not change

  std::vector<kernels::Operand> Data; ///< by number - FirstData: where indices come from

  /// Of the whole function; nothing is taken to stay where it is not known.
  std::optional<Writes> All;
  /// Pointers that stay in one place of memory, by that: the first load stands for all.
  std::map<std::pair<const void *, std::string>, llvm::Value *> Members;

  unsigned Steps = 0; ///< of address arithmetic that are left to the function
  std::string GaveUp; ///< why some of its addresses were not looked at in full
  uint32_t scalarNumber(const llvm::Value *V) { return numberIn(Scalars, ScalarNumbers, V); }
  uint32_t loopNumber(const llvm::Loop *L) { return numberIn(Loops, LoopNumbers, L); }
  uint32_t objectNumber(llvm::Value *V) { return numberIn(Objects, ObjectNumbers, V); }
  /// What a pointer leads to that lies \p Offset bytes into the structures of a table at \p V: an
  /// array of its own, as pointers that are passed one by one lead to. 0: objectNumber().
  uint32_t memberNumber(llvm::Value *V, int64_t Offset) {
    if (!Offset)
      return objectNumber(V);
    auto [It, New] = MemberNumbers.try_emplace({V, Offset}, uint32_t(Objects.size()));
    if (New)
      Objects.push_back(V);
    return It->second;
  }

private:
  llvm::DenseMap<const void *, uint32_t> LoopNumbers, ObjectNumbers, ScalarNumbers;
  std::map<std::pair<const void *, int64_t>, uint32_t> MemberNumbers;
  template <typename T>
  static uint32_t numberIn(std::vector<T> &All, llvm::DenseMap<const void *, uint32_t> &Map, T X) {
    auto [It, New] = Map.try_emplace(X, uint32_t(All.size()));
    if (New)
      All.push_back(X);
    return It->second;
  }
};

/// Steps of address arithmetic that a function is given (-auspex-extract-steps).
unsigned stepsOfFunction();

/// Polynomials in pairs of indices (i over 2), as the rows of packed triangles have them.
bool hasPairs(const kernels::Poly &P);
kernels::Poly inPairs(const kernels::Poly &P);
kernels::Poly sumOfSteps(const kernels::Poly &Step, kernels::Sym Index);
/// \p Address as it is where it has none; row and place otherwise; empty: neither.
std::vector<kernels::Poly> rowAndPlace(const kernels::Poly &Address);

/// The one value of \p P that comes in from outside of \p L, or null.
llvm::Value *startOf(const llvm::PHINode *P, const llvm::Loop *L);

/// A call of a function of numbers that sets errno at most: one of libm's, or one
/// whose attributes say so.
bool isMathematical(const llvm::Instruction &I, const llvm::TargetLibraryInfo &TLI);

/// The loops that one statement is looked at in: a loop and those below it
/// (Inclusive), or only those below it; Root null: all loops of the function.
struct Nest {
  llvm::LoopInfo &LI;
  const llvm::TargetLibraryInfo &TLI;
  const llvm::Loop *Root = nullptr;
  bool Inclusive = true;
  bool Gathers = false; ///< what is loaded may be a part of an address

  bool contains(const llvm::Loop *L) const;
  bool contains(const llvm::Instruction *I) const;
};

class Affine {
public:
  Affine(llvm::Function &F, llvm::ScalarEvolution &SE, SymbolTable &Symbols, Nest N);

  /// \p V, an integer, as seen in loop \p At (null: outside of all loops).
  kernels::Poly value(llvm::Value *V, const llvm::Loop *At);
  /// Where \p Ptr points, as seen in loop \p At. Levels are empty where that is
  /// not affine; whyNot() says why.
  kernels::Operand address(llvm::Value *Ptr, llvm::Type *Elem, const llvm::Loop *At);
  const std::string &whyNot() const { return Why; }

  /// How often the body of \p L runs per entry: the smallest of the answers.
  const std::vector<kernels::Poly> &extent(const llvm::Loop *L);
  kernels::Dim dim(const llvm::Loop *L);
  /// One dimension; two where the loop takes its index apart.
  std::vector<kernels::Dim> dims(const llvm::Loop *L);
  bool moves(const kernels::Operand &O, const llvm::Loop *L);
  /// \p L loads an integer from one place that nothing in the nest writes: a size.
  bool isSettled(llvm::LoadInst *L);
  bool isSplit(const llvm::Loop *L) { return splitOf(L); }

  /// \p L starts at the larger of two, max(0, r - i): it counts the part of a window that
  /// lies inside. It is taken to start where it does away from the border; what is compared
  /// there. Nothing where it starts elsewhere.
  std::optional<kernels::Poly> clippedAt(const llvm::Loop *L);

  /// \p N elements of some size are \p Bytes, or lie between two pointers.
  bool isCount(const kernels::Poly &N, const kernels::Poly &Bytes);
  bool isDistance(const kernels::Poly &N, llvm::Value *From, llvm::Value *To);

  /// \p L tests before its body (the header is the only counted exit).
  static bool testsFirst(const llvm::Loop *L);

  /// Assumptions made so far, for the evidence.
  std::set<std::string> Assumptions;

private:
  /// index = row * Size + column; the row may be taken apart once more, as
  /// row = Major * Minors + minor.
  struct Split {
    kernels::Sym Row, Column;
    kernels::Poly Rows, Size;
    std::optional<kernels::Sym> Minor;
    kernels::Sym Major = 0;
    kernels::Poly Majors = {}, Minors = {};

    kernels::Poly row() const {
      using kernels::Poly;
      return Minor ? Poly::symbol(Major) * Minors + Poly::symbol(*Minor) : Poly::symbol(Row);
    }
  };
  const Split *splitOf(const llvm::Loop *L);
  kernels::Poly divided(const llvm::Instruction *I);
  struct Clip {
    kernels::Poly Inside, Border;
  };
  std::optional<Clip> clipOf(const llvm::SCEV *Start);
  std::optional<Clip> clipOf(const llvm::Loop *L);
  const llvm::SCEV *unclipped(const llvm::SCEV *S, const llvm::Loop *L);
  struct Pointer {
    llvm::Value *Base = nullptr;
    std::vector<kernels::Poly> Levels; ///< empty: not affine
    int64_t Member = 0; ///< SymbolTable::memberNumber(): of which pointer in its structure
  };
  kernels::Poly poly(const llvm::SCEV *S);
  kernels::Poly polyOf(const llvm::SCEV *S);
  Pointer pointerOf(const llvm::SCEV *S);
  kernels::Poly dataSymbol(const void *Key, std::string Part, kernels::Operand O);
  bool spend();
  kernels::Poly unknown(llvm::Value *V, const llvm::SCEV *S, bool Unsigned);
  kernels::Poly data(llvm::Instruction *I);
  kernels::Poly dataAt(const Pointer &At);
  kernels::Poly clamped(const llvm::SCEV *S);
  kernels::Poly loadedBefore(llvm::PHINode *P, const llvm::Loop *L);
  void addVia(kernels::Operand &O) const;
  kernels::Poly phi(llvm::PHINode *P);
  kernels::Poly leave(kernels::Poly P, const llvm::Loop *At);
  bool differByLoopsLeft(const kernels::Poly &Gap, const llvm::Loop *At);
  kernels::Poly atom(const llvm::SCEV *S, bool Unsigned);
  kernels::Poly floorDivide(const kernels::Poly &N, const kernels::Poly &By);
  kernels::Poly wholeElements(const llvm::Instruction *I);
  kernels::Poly indexPoly(const llvm::Loop *L);
  Pointer pointer(const llvm::SCEV *S);
  Pointer pointerValue(llvm::Value *V);
  Pointer member(llvm::LoadInst *L);
  bool staysInFunction(llvm::LoadInst *L);
  template <typename Leaf> bool leavesOf(llvm::PHINode *P, Leaf Visit);
  kernels::Poly reloaded(llvm::PHINode *P);
  Pointer reloadedPointer(llvm::PHINode *P);
  Pointer pointerPhi(llvm::PHINode *P);
  bool isSpecialCase(const Pointer &Special, const Pointer &General, const llvm::BasicBlock *From,
                     const llvm::BasicBlock *To);
  bool mergesLoopsOfNest(const llvm::PHINode *P);
  std::optional<kernels::Poly> rowLength(const llvm::SCEV *S);
  bool isFixed(const llvm::SCEV *S) const; ///< no loop of the nest changes it
  bool isLowerHalf(const llvm::SCEV *S) const;
  bool wrapsOnPurpose(const llvm::SCEVCastExpr *S) const;
  std::string keyOf(const Pointer &P);

  /// Alternatives of a count: the largest of minima. Empty: not expressible.
  using Bounds = llvm::SmallVector<std::vector<kernels::Poly>, 2>;
  Bounds bounds(const llvm::SCEV *S);
  Bounds boundsOf(const llvm::SCEV *S);
  std::vector<kernels::Poly> computeExtent(const llvm::Loop *L);
  kernels::Poly gap(llvm::Value *A, llvm::Value *B, const llvm::Loop *L);
  std::vector<kernels::Poly> extentFromExit(const llvm::Loop *L);

  llvm::ScalarEvolution &SE;
  SymbolTable &Symbols;
  Nest N;
  llvm::LoopInfo &LI;
  Writes Here; ///< of the nest
  std::string Why;
  unsigned Budget = 20000; ///< steps of this nest
  unsigned Depth = 0;      ///< values that follow from values
  llvm::DenseMap<const llvm::Loop *, std::vector<kernels::Poly>> Extents;
  llvm::DenseMap<const llvm::PHINode *, kernels::Sym> Provisional; ///< phis being solved
  std::set<const llvm::Instruction *> Loaded;                      ///< data being looked at
  llvm::DenseMap<const llvm::SCEV *, kernels::Poly> Memo;
  llvm::DenseMap<const llvm::SCEV *, Pointer> PointerMemo;
  llvm::DenseMap<const llvm::SCEV *, Bounds> BoundsMemo;
  std::map<uint32_t, std::optional<Split>> Splits; ///< by loop number, so that runs are alike
};

} // namespace auspex::passes::extract

#endif
