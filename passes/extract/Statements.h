//===- passes/extract/Statements.h - The statements of a function -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every store in a loop, and every scalar that leaves a loop as a reduction,
// becomes a kernels::Statement. A store is looked at in the outermost loop in
// which its value and address have a normal form; a loop around that (time
// steps that exchange pointers, a loop over files) repeats the kernel.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXTRACT_STATEMENTS_H
#define AUSPEX_PASSES_EXTRACT_STATEMENTS_H

#include "kernels/scene.h"
#include "passes/extract/Body.h"
#include "passes/extract/Names.h"

#include <memory>
#include <optional>

namespace llvm {
class BasicBlock;
class DominatorTree;
class MemTransferInst;
class PostDominatorTree;
class StoreInst;
} // namespace llvm

namespace auspex::passes::extract {

class Statements {
public:
  Statements(llvm::Function &F, llvm::LoopInfo &LI, llvm::DominatorTree &DT,
             llvm::PostDominatorTree &PDT, llvm::ScalarEvolution &SE,
             const llvm::TargetLibraryInfo &TLI);

  /// Fills All. Stops with a reason where the function is too large.
  void collect();

  /// Why the factors of \p U are not what they were before, or its output is not
  /// what it alone makes of it: another write in its loops. Nothing where there is none.
  std::optional<std::string> changed(const kernels::Update &U);

  /// Of these two only one is executed, at least in one iteration of the loops
  /// around both.
  bool areAlternatives(uint32_t Tag, uint32_t Other) const;

  /// What a scalar (by number) is computed from outside of the nests that use it.
  kernels::ScalarOrigin originOf(uint32_t Scalar) const;
  /// Arrays that are copied whole, and pointers that change roles in a loop.
  std::vector<kernels::Move> moves();

  kernels::BodyDag Dag;
  SymbolTable Symbols;
  std::vector<kernels::Statement> All;          ///< Tag is the index here
  std::vector<const llvm::Instruction *> Sites; ///< by Tag
  std::vector<const llvm::Value *> Results;     ///< by Tag: a scalar; null for a store
  std::string GaveUp;                           ///< why some of the function was not looked at

private:
  struct View { ///< a nest with its analyses
    View(llvm::Function &F, llvm::ScalarEvolution &SE, SymbolTable &Symbols, Nest N,
         kernels::BodyDag &Dag, llvm::DominatorTree &DT)
        : N(N), A(F, SE, Symbols, N), B(Dag, A, Symbols, N.LI, DT, N) {}
    Nest N;
    Affine A;
    Body B;
    /// Accesses to an object in the nest; stores of constants and memset clear it.
    struct Traffic {
      llvm::SmallVector<const llvm::Instruction *, 2> Writers, Readers, Clears;
    };
    llvm::DenseMap<uint32_t, Traffic> Buffers; ///< filled when first asked for
    bool KnowsTraffic = false;
  };
  View &viewOf(const llvm::Loop *Root, bool Inclusive, bool Gathers = false);
  bool trySparse(llvm::StoreInst *S, const llvm::Loop *Root);
  bool readsItsIndices(const llvm::Instruction *S, const kernels::Statement &St, View &V,
                       const llvm::Loop *In) const;
  void addStores(llvm::BasicBlock &BB, llvm::SmallVectorImpl<llvm::StoreInst *> &Stores);
  void addStore(llvm::StoreInst *S);
  bool tryStore(llvm::StoreInst *S, const llvm::Loop *Root, bool Last);
  void addScalars(const llvm::Loop *L);
  void addScalar(llvm::PHINode *P, const llvm::Loop *L);
  void addPlace(llvm::PHINode *P, const llvm::Loop *L);
  llvm::SmallPtrSet<const llvm::Value *, 8> glueOf(llvm::ArrayRef<llvm::Instruction *> Climb,
                                                   const llvm::PHINode *P,
                                                   const llvm::Loop *L) const;
  llvm::Instruction *horizontalSum(llvm::Value *V, const llvm::Loop *L,
                                   llvm::SmallVectorImpl<llvm::Instruction *> &Through) const;
  bool isScan(const llvm::PHINode *P);
  void findGuards(kernels::Statement &S, const llvm::Instruction *At, View &V);
  void findGuard(kernels::Statement &S, llvm::Value *Test, bool WhenTrue, const llvm::BasicBlock *B,
                 const llvm::Loop *L, View &V);
  kernels::NodeRef leftBehind(const kernels::Statement &S, const llvm::BasicBlock *Top,
                              const llvm::BasicBlock *B, View &V);
  void addCopy(llvm::MemTransferInst *M);
  void findFeedback(kernels::Statement &S, const View &V, const llvm::Loop *L);
  std::vector<kernels::Dim> dimsOf(const llvm::Loop *L, View &V);
  std::vector<kernels::Dim> loopsAround(const llvm::Loop *L, View &V);
  kernels::NodeRef composite(llvm::StoreInst *S, const kernels::Statement &St, const View &V);
  bool findsItsCount(const kernels::Statement &St, const llvm::Loop *Root);
  bool repeats(const kernels::Statement &St, const llvm::Loop *Root, View &V) const;
  bool doublesAround(const llvm::StoreInst *S, const View &V) const;
  void addStates(kernels::Statement &St, View &V);
  bool isClearedBefore(const llvm::StoreInst *S, const kernels::Statement &St, View &V);
  const llvm::Loop *placeOfFinalStore(llvm::StoreInst *S, const kernels::Operand &Out, View &V);
  bool finish(kernels::Statement S, View &V, const llvm::Instruction *At,
              const llvm::Value *Result = nullptr);
  bool leavesEarly(const llvm::Loop *L) const;
  const llvm::SmallVector<const llvm::Instruction *, 0> &writersIn(const llvm::Loop *L);
  const llvm::Loop *spanOf(const kernels::Update &U, uint32_t Tag) const;
  kernels::Poly reachOf(const kernels::Poly &P, const llvm::Instruction *I,
                        const llvm::Loop *Common, View &V);
  bool meetsAcross(const llvm::Instruction *W, const llvm::Instruction *X, llvm::Value *XPtr,
                   const llvm::Loop *Span, View &V, bool Itself = true);
  bool neverMeet(const llvm::Instruction *X, const llvm::Instruction *Y,
                 const llvm::Loop *Span) const;
  const llvm::Loop *commonLoop(const llvm::Instruction *X, const llvm::Instruction *Y) const;
  bool comesBefore(const llvm::Instruction *First, const llvm::Instruction *Then) const;
  bool isUnconditional(const llvm::Instruction *I, const llvm::Loop *Around, View &V);
  View::Traffic &trafficOf(uint32_t Object, View &V);
  bool isBuffer(uint32_t Object) const;
  using Places = std::vector<std::pair<kernels::Sym, kernels::Poly>>;
  kernels::Operand addressOf(const llvm::Instruction *I, bool Read, View &V);
  std::optional<Places> placesIn(const llvm::Instruction *Copy, bool Read,
                                 const llvm::Instruction *Kernel, View &V);
  const llvm::Instruction *unpack(const llvm::LoadInst *X, kernels::Operand &O, View &V);
  const llvm::Instruction *emptiedInto(const llvm::StoreInst *S, kernels::Statement &St, View &V);
  bool comparesEnds(const llvm::ICmpInst &Cmp, const llvm::Loop *L);
  bool asksWhetherRuns(const llvm::Value *Test, const llvm::Loop *L, const llvm::Loop *At, View &V);
  bool asksForLoopWithin(llvm::Value *Test, const llvm::Loop *L, View &V);
  bool isLoopsOwn(const llvm::Value *Test, const llvm::Loop *L);
  bool feedsBack(const llvm::Instruction *W, const llvm::Instruction *X, const kernels::Update &U,
                 View &V);

  llvm::Function &F;
  llvm::LoopInfo &LI;
  llvm::DominatorTree &DT;
  llvm::PostDominatorTree &PDT;
  llvm::ScalarEvolution &SE;
  const llvm::TargetLibraryInfo &TLI;
  Names N;
  std::map<std::tuple<const llvm::Loop *, bool, bool>, std::unique_ptr<View>> Views;
  llvm::SmallPtrSet<const llvm::PHINode *, 16> Consumed; ///< accumulators of a store's statement
  struct Scalar {
    uint32_t Tag;
    llvm::SmallPtrSet<const llvm::PHINode *, 8> Accumulators;
  };
  std::vector<Scalar> Scalars;
  uint32_t rootOf(const llvm::Value *V);
  /// Pointers in structs, by where they are kept: the first that was loaded.
  std::map<std::pair<const llvm::Value *, int64_t>, const llvm::Value *> Members;
  std::vector<uint32_t> numbersAround(const llvm::Instruction *I);
  llvm::DenseMap<const llvm::Value *, uint32_t> SumTags; ///< results and accumulators
  llvm::SmallPtrSet<const llvm::Value *, 16> Tops; ///< scalars that have a statement
  struct Source {                                  ///< what a statement was made from
    View *In;
    llvm::SmallVector<const llvm::Instruction *, 4> Loads; ///< and memcpy
    const llvm::Instruction *Target; ///< empties the buffer that it accumulates in
  };
  std::vector<Source> Sources;                          ///< by Tag
  llvm::SmallPtrSet<const llvm::Instruction *, 8> Dead; ///< stores that are overwritten
  llvm::DenseMap<const llvm::Loop *, llvm::SmallVector<const llvm::Instruction *, 0>> Writers;
};

} // namespace auspex::passes::extract

#endif
