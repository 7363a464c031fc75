//===- passes/device/Bounds.cpp - Which threads do anything ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/device/Bounds.h"

#include "passes/device/Threads.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/IR/ValueMap.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;
using namespace llvm::PatternMatch;
using namespace auspex;
using namespace auspex::passes;

namespace {

/// How far off the index a neighbour lies at most that a bound is about.
constexpr uint64_t MostShift = 1 << 16;

/// A member of a structure that is passed by value and not written.
bool isOfArgument(const LoadInst &L) {
  const auto *A = dyn_cast<Argument>(L.getPointerOperand()->stripInBoundsConstantOffsets());
  return A && A->hasByValAttr() && A->onlyReadsMemory() && L.isSimple();
}

/// Whether \p I says the same wherever its operands do.
bool isArithmetic(const Instruction &I) {
  if (const auto *L = dyn_cast<LoadInst>(&I))
    return isOfArgument(*L);
  return isa<BinaryOperator>(I) || isa<CastInst>(I) || isa<SelectInst>(I) || isa<CmpInst>(I) ||
         isa<MinMaxIntrinsic>(I) || isa<GetElementPtrInst>(I);
}

/// Computes \p V, which must not depend on the thread or on memory, in front of
/// \p Before; null where it does.
Value *computedBefore(Value *V, Instruction &Before, ValueToValueMapTy &Done, unsigned Fuel = 12) {
  if (isa<Constant>(V))
    return V;
  if (auto *A = dyn_cast<Argument>(V))
    return A;
  if (Value *Known = Done.lookup(V))
    return Known;
  auto *I = dyn_cast<Instruction>(V);
  if (!I || Fuel == 0 || !isArithmetic(*I))
    return nullptr;
  if (I->getParent() == Before.getParent())
    return I;
  SmallVector<Value *, 3> Operands;
  for (Value *O : I->operands()) {
    Value *Mine = isa<Function>(O) ? O : computedBefore(O, Before, Done, Fuel - 1);
    if (!Mine)
      return nullptr;
    Operands.push_back(Mine);
  }
  Instruction *Copy = I->clone();
  for (unsigned N = 0; N != Operands.size(); ++N)
    Copy->setOperand(N, Operands[N]);
  Copy->insertBefore(Before.getIterator());
  Done[V] = Copy;
  return Copy;
}

/// Whether threads that go no further than \p B leave no trace.
bool doesNothing(const BasicBlock &B) {
  return none_of(B, [](const Instruction &I) { return I.mayHaveSideEffects(); });
}

/// Blocks that do nothing but return.
bool onlyReturns(const BasicBlock &B) { return isa<ReturnInst>(B.front()); }

class Taker {
public:
  Taker(Value &Index, Instruction &Before) : Index(Index), Before(Before), Build(&Before) {}

  /// \p Condition, which must be \p Holds for the body to be run, without the bounds.
  Value *take(Value *Condition, bool Holds);
  IndexBounds Bounds;

private:
  bool takeComparison(ICmpInst &C, bool Holds);
  Value *narrow(Value *V);
  Value *notNegative(Value *V) {
    return Build.CreateBinaryIntrinsic(Intrinsic::smax, V, Build.getInt32(0));
  }

  Value &Index;
  Instruction &Before;
  IRBuilder<> Build;
  ValueToValueMapTy Done;
};

/// As 32 bits: an index is less than 2^31, so that anything above is as good as that.
Value *Taker::narrow(Value *V) {
  auto *I32 = Build.getInt32Ty();
  if (V->getType() == I32)
    return V;
  if (V->getType()->getIntegerBitWidth() < 32)
    return Build.CreateZExt(V, I32);
  Value *Most = ConstantInt::get(V->getType(), INT32_MAX);
  return Build.CreateTrunc(Build.CreateBinaryIntrinsic(Intrinsic::smin, V, Most), I32);
}

bool Taker::takeComparison(ICmpInst &C, bool Holds) {
  // Of the index, or of what lies so many places on.
  int64_t Shift = 0;
  auto IsIndex = [&](const Value *V) {
    const Value *Inner = withoutExtension(V), *Base;
    const APInt *By;
    if (Inner == &Index)
      return true;
    if (!match(Inner, m_AddLike(m_Value(Base), m_APInt(By))) || withoutExtension(Base) != &Index ||
        By->abs().ugt(MostShift))
      return false;
    Shift = By->getSExtValue();
    return true;
  };
  auto P = predicateOn(C, Holds, IsIndex);
  if (!P)
    return false;
  Value *Limit = computedBefore(C.getOperand(IsIndex(C.getOperand(0)) ? 1 : 0), Before, Done);
  if (!Limit || !Limit->getType()->isIntegerTy())
    return false;
  Build.SetInsertPoint(&Before);
  if (Shift != 0) {
    // `unsigned(i - 1) < n` is also false of what comes before 1.
    if (Shift < 0 && CmpInst::isUnsigned(*P)) {
      if (*P != CmpInst::ICMP_ULT || Bounds.Begin)
        return false;
      Bounds.Begin = Build.getInt32(uint32_t(-Shift));
    }
    Limit = Build.CreateNSWSub(Limit, ConstantInt::getSigned(Limit->getType(), Shift));
  }
  auto Plus1 = [&] {
    return Build.CreateAdd(Limit, ConstantInt::get(Limit->getType(), 1), "", false, true);
  };
  switch (*P) {
  case CmpInst::ICMP_SLT:
  case CmpInst::ICMP_ULT: // a limit past 2^31 looks like one below zero
    Bounds.Ends.push_back(narrow(Limit));
    return true;
  case CmpInst::ICMP_SLE:
  case CmpInst::ICMP_ULE:
    Bounds.Ends.push_back(narrow(Plus1()));
    return true;
  case CmpInst::ICMP_NE: // of one with zero: it is above
    if (!match(Limit, m_Zero()) || Bounds.Begin)
      return false;
    Bounds.Begin = Build.getInt32(1);
    return true;
  case CmpInst::ICMP_SGT:
  case CmpInst::ICMP_UGT:
    if (Bounds.Begin)
      return false;
    Bounds.Begin = notNegative(narrow(Plus1()));
    return true;
  case CmpInst::ICMP_SGE:
  case CmpInst::ICMP_UGE:
    if (Bounds.Begin)
      return false;
    Bounds.Begin = notNegative(narrow(Limit));
    return true;
  default:
    return false;
  }
}

Value *Taker::take(Value *Condition, bool Holds) {
  Value *A, *B;
  const bool Conjunction = Holds ? match(Condition, m_LogicalAnd(m_Value(A), m_Value(B)))
                                 : match(Condition, m_LogicalOr(m_Value(A), m_Value(B)));
  if (Conjunction) {
    Value *NewA = take(A, Holds), *NewB = take(B, Holds);
    auto *Neutral = ConstantInt::get(Condition->getType(), Holds);
    if (NewA == A && NewB == B)
      return Condition;
    if (NewA == Neutral)
      return NewB;
    if (NewB == Neutral)
      return NewA;
    auto *I = cast<Instruction>(Condition);
    IRBuilder<> Here(I);
    return Holds ? Here.CreateLogicalAnd(NewA, NewB) : Here.CreateLogicalOr(NewA, NewB);
  }
  if (auto *C = dyn_cast<ICmpInst>(Condition); C && takeComparison(*C, Holds))
    return ConstantInt::get(Condition->getType(), Holds);
  return Condition;
}

} // namespace

bool passes::isSameForAllThreads(const Value *V, unsigned Fuel) {
  if (isa<Constant>(V) || isa<Argument>(V))
    return true;
  const auto *I = dyn_cast<Instruction>(V);
  return I && Fuel != 0 && isArithmetic(*I) && all_of(I->operands(), [&](const Value *O) {
           return isSameForAllThreads(O, Fuel - 1);
         });
}

std::optional<CmpInst::Predicate> passes::predicateOn(const ICmpInst &C, bool Holds,
                                                      function_ref<bool(const Value *)> IsIndex) {
  CmpInst::Predicate P = Holds ? C.getPredicate() : C.getInversePredicate();
  if (IsIndex(C.getOperand(0)))
    return P;
  if (IsIndex(C.getOperand(1)))
    return CmpInst::getSwappedPredicate(P);
  return std::nullopt;
}

bool passes::decidesAlone(const BasicBlock &Body, bool &Holds) {
  const auto *Branch = dyn_cast<BranchInst>(Body.getTerminator());
  if (!Branch || !Branch->isConditional() || !doesNothing(Body))
    return false;
  for (bool Way : {true, false})
    if (onlyReturns(*Branch->getSuccessor(Way ? 1 : 0))) {
      Holds = Way;
      return true;
    }
  return false;
}

IndexBounds passes::takeBounds(BasicBlock &Body, Value &Index, Instruction &Before) {
  Taker T(Index, Before);
  // Tests that follow each other; who fails one has done nothing so far.
  bool Holds = false;
  for (BasicBlock *B = &Body; B && decidesAlone(*B, Holds);) {
    auto *Branch = cast<BranchInst>(B->getTerminator());
    Branch->setCondition(T.take(Branch->getCondition(), Holds));
    BasicBlock *Next = Branch->getSuccessor(Holds ? 0 : 1);
    B = Next->getSinglePredecessor() ? Next : nullptr;
  }
  return std::move(T.Bounds);
}
