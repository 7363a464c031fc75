//===- passes/skeleton/ExprBuilder.h - LLVM values and SCEVs as formulas --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns LLVM values and scalar evolutions into expressions of a skeleton. What
// is arithmetic becomes arithmetic; what only execution tells (a load, a call's
// result, a merge of control flow, an allocation) becomes a local value of the
// skeleton and is handed to whoever builds the steps through takeNeeded(), so
// that exactly what some formula needs is kept of the program.
//
// Scope. Every question says in which loop the answer is used (null: outside of
// all loops). An affine recurrence of a loop around that place is written with
// the loop's index; one of a loop that has been left by then with its exit
// value where that has a closed form, and with the local value otherwise.
//
// A formula with an unknown part is the Unknown node itself, with its reason,
// unless something can be said all the same: a pointer into a known object, a
// minimum, a mask, a choice.
//
// Anything without a machine type is an Unknown node with the reason.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_EXPRBUILDER_H
#define AUSPEX_PASSES_SKELETON_EXPRBUILDER_H

#include "demand/skeleton.h"
#include "passes/skeleton/Arithmetic.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

#include <functional>
#include <optional>
#include <string>

namespace llvm {
class DataLayout;
class Function;
class GlobalValue;
class IntrinsicInst;
class Loop;
class GEPOperator;
class LoopInfo;
class ScalarEvolution;
class SCEV;
class SCEVAddRecExpr;
class TargetLibraryInfo;
} // namespace llvm

namespace auspex::passes {

/// The name under which notes refer to \p GV: its linkage name; a name made of
/// its place in the module where the module leaves it anonymous.
std::string symbolName(const llvm::GlobalValue &GV);

class ExprBuilder : Arithmetic {
public:
  using Arithmetic::arith;
  ExprBuilder(llvm::Function &F, demand::Function &D, llvm::ScalarEvolution &SE, llvm::LoopInfo &LI,
              const llvm::TargetLibraryInfo &TLI);

  /// \p V as used at a place whose innermost loop is \p Scope.
  demand::ExprRef value(const llvm::Value *V, const llvm::Loop *Scope = nullptr);
  demand::ExprRef scev(const llvm::SCEV *S, const llvm::Loop *Scope = nullptr);
  /// What the merge \p P takes over when control comes from \p From.
  demand::ExprRef incoming(const llvm::PHINode &P, const llvm::BasicBlock *From);
  demand::ExprRef unknown(llvm::StringRef Reason, demand::Type T);
  demand::ExprRef symbol(const llvm::GlobalValue &GV);

  /// The number of \p L in the skeleton: loops in preorder, parents first.
  uint32_t loopId(const llvm::Loop *L) const;
  const llvm::Loop *loopOf(uint32_t Id) const { return LoopOrder[Id]; }
  size_t loopCount() const { return LoopOrder.size(); }

  /// The local value that holds \p I's result; made, and \p I queued as needed,
  /// on the first request.
  uint32_t local(const llvm::Instruction *I);
  /// The same without making one.
  std::optional<uint32_t> knownLocal(const llvm::Instruction *I) const;
  /// The instruction that a local value holds the result of; null: none.
  const llvm::Instruction *instructionOf(uint32_t Local) const { return Holders.lookup(Local); }
  /// Says that \p I's result is \p E everywhere (a call that is taken to succeed).
  void bind(const llvm::Instruction *I, demand::ExprRef E) { Bound[I] = E; }
  /// The next instruction that somebody needs as a local value; null: none left.
  const llvm::Instruction *takeNeeded();

  /// Says why an instruction's result is not worth a local value at a scope
  /// (data of a loop); nothing where it is. Set by the skeleton's builder.
  std::function<std::optional<std::string>(const llvm::Instruction &, const llvm::Loop *Scope)>
      Refuse;

  /// Globals whose address some expression takes, in the order of appearance.
  llvm::ArrayRef<const llvm::GlobalValue *> globals() const { return Globals.getArrayRef(); }

  demand::Function &skeleton() { return D; }
  demand::ExprPool &pool() { return D.Exprs; }
  llvm::ScalarEvolution &scalarEvolution() { return SE; }
  llvm::LoopInfo &loopInfo() { return LI; }

private:
  /// Deeper expressions are not formulas that anybody reads; they are data.
  static constexpr unsigned MaxDepth = 160;

  using Key = std::pair<const void *, const llvm::Loop *>;
  demand::ExprRef build(const llvm::Value *V, const llvm::Loop *Scope);
  demand::ExprRef buildConstant(const llvm::Constant *C, const llvm::Loop *Scope);
  demand::ExprRef buildInstruction(const llvm::Instruction *I, const llvm::Loop *Scope);
  demand::ExprRef buildBinary(const llvm::BinaryOperator *B, const llvm::Loop *Scope);
  demand::ExprRef buildCast(const llvm::CastInst *C, const llvm::Loop *Scope);
  demand::ExprRef buildFCmp(llvm::CmpInst::Predicate P, demand::ExprRef A, demand::ExprRef B);
  demand::ExprRef buildRangeTest(const llvm::ICmpInst *C, const llvm::Loop *Scope);
  demand::ExprRef buildICmp(const llvm::ICmpInst *C, const llvm::Loop *Scope);
  demand::ExprRef buildPointer(const llvm::GEPOperator *G, const llvm::Loop *Scope);
  demand::ExprRef buildIntrinsic(const llvm::IntrinsicInst *I, const llvm::Loop *Scope);
  demand::ExprRef buildMath(const llvm::CallBase *C, const llvm::Loop *Scope);
  demand::ExprRef buildOverflow(const llvm::ExtractValueInst *E, const llvm::Loop *Scope);
  demand::ExprRef buildLeaf(const llvm::Instruction *I, const llvm::Loop *Scope);
  demand::ExprRef buildScev(const llvm::SCEV *S, const llvm::Loop *Scope);
  demand::ExprRef buildSum(const llvm::SCEV *S, const llvm::Loop *Scope);
  demand::ExprRef buildAddRec(const llvm::SCEVAddRecExpr *R, const llvm::Loop *Scope);
  const llvm::SCEV *exitValue(const llvm::Value *V, const llvm::Loop *Scope);
  static bool encloses(const llvm::Loop *L, const llvm::Loop *Scope);
  static bool isReturnedMember(const llvm::ExtractValueInst &E);
  bool closedAt(const llvm::SCEV *S, const llvm::Loop *Scope) const;

  demand::Function &D;
  llvm::ScalarEvolution &SE;
  llvm::LoopInfo &LI;
  const llvm::TargetLibraryInfo &TLI;
  const llvm::DataLayout &DL;
  llvm::DenseMap<Key, demand::ExprRef> Known;
  llvm::DenseMap<const llvm::Instruction *, uint32_t> Locals;
  llvm::DenseMap<uint32_t, const llvm::Instruction *> Holders;
  llvm::DenseMap<const llvm::Instruction *, demand::ExprRef> Bound;
  llvm::SmallVector<const llvm::Instruction *, 16> Needed;
  llvm::SmallVector<const llvm::Loop *, 8> LoopOrder;
  llvm::DenseMap<const llvm::Loop *, uint32_t> LoopIds;
  llvm::SetVector<const llvm::GlobalValue *> Globals;
  unsigned Depth = 0;
};

} // namespace auspex::passes

#endif
