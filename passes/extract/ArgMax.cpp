//===- passes/extract/ArgMax.cpp - Which element is the largest -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A place that is carried through a loop and becomes the loop's own place wherever the
// element there is larger than the largest so far: the largest is carried beside it, or
// read again from the place that is kept.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Statements.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Fn;
using kernels::NodeRef;
using kernels::NoNode;

namespace {

/// Which of two values is taken, and by what condition.
struct Choice {
  Value *Test = nullptr, *IfTrue = nullptr, *IfFalse = nullptr;
};

std::optional<Choice> choiceOf(Value *V, const DominatorTree &DT) {
  if (auto *S = dyn_cast<SelectInst>(V))
    return Choice{S->getCondition(), S->getTrueValue(), S->getFalseValue()};
  auto *P = dyn_cast<PHINode>(V);
  if (!P || P->getNumIncomingValues() != 2)
    return std::nullopt;
  const BasicBlock *D = DT.findNearestCommonDominator(P->getIncomingBlock(0), P->getIncomingBlock(1));
  const auto *Br = dyn_cast<BranchInst>(D->getTerminator());
  if (!Br || !Br->isConditional())
    return std::nullopt;
  const BasicBlock *First = P->getIncomingBlock(0);
  const bool FirstIsTrue = First == D ? Br->getSuccessor(0) == P->getParent()
                                      : DT.dominates(Br->getSuccessor(0), First);
  return Choice{Br->getCondition(), P->getIncomingValue(FirstIsTrue ? 0 : 1),
                P->getIncomingValue(FirstIsTrue ? 1 : 0)};
}

const Value *plain(const Value *V) {
  while (isa<SExtInst, ZExtInst, TruncInst, FreezeInst>(V))
    V = cast<Instruction>(V)->getOperand(0);
  return V;
}

/// \p X at the loop's place is \p Y at the place that \p P keeps.
class SameElement {
public:
  SameElement(ScalarEvolution &SE, const PHINode *P, const SCEV *Here) : SE(SE) {
    const auto *Key = cast<SCEVUnknown>(SE.getUnknown(const_cast<PHINode *>(P)));
    Map[Key->getValue()] = Here;
  }
  bool same(Value *X, Value *Y) const {
    if (X == Y)
      return true;
    const auto *A = dyn_cast<Instruction>(X), *B = dyn_cast<Instruction>(Y);
    if (!A || !B || A->getOpcode() != B->getOpcode() || A->getNumOperands() != B->getNumOperands())
      return false;
    if (isa<LoadInst>(A))
      return SE.getSCEV(A->getOperand(0)) == moved(B->getOperand(0));
    if (!isa<CallBase, BinaryOperator, UnaryOperator, CastInst, SelectInst>(A))
      return false;
    for (unsigned K = 0; K < A->getNumOperands(); ++K)
      if (!same(A->getOperand(K), B->getOperand(K)))
        return false;
    return true;
  }

private:
  const SCEV *moved(Value *V) const {
    ValueToSCEVMapTy M = Map;
    return SCEVParameterRewriter::rewrite(SE.getSCEV(V), SE, M);
  }
  ScalarEvolution &SE;
  ValueToSCEVMapTy Map;
};

} // namespace

void Statements::addPlace(PHINode *P, const Loop *L) {
  Value *Next = P->getIncomingValueForBlock(L->getLoopLatch());
  const auto C = choiceOf(Next, DT);
  const auto *Cmp = C ? dyn_cast<CmpInst>(C->Test) : nullptr;
  if (!Cmp || (C->IfTrue == P) == (C->IfFalse == P))
    return;
  Value *Taken = C->IfTrue == P ? C->IfFalse : C->IfTrue;
  // The place is the loop's own counter, one step at a time.
  const SCEV *Here = SE.getSCEV(const_cast<Value *>(plain(Taken)));
  const auto *Counter = dyn_cast<SCEVAddRecExpr>(Here);
  if (!Counter || Counter->getLoop() != L || !Counter->isAffine() ||
      !Counter->getStepRecurrence(SE)->isOne())
    return;
  const bool WhenTrue = C->IfTrue == Taken;
  CmpInst::Predicate Pred = WhenTrue ? Cmp->getPredicate() : Cmp->getInversePredicate();
  Value *X = Cmp->getOperand(0), *Largest = Cmp->getOperand(1);
  const auto IsLess = [](CmpInst::Predicate Q) {
    return Q == CmpInst::FCMP_OLT || Q == CmpInst::FCMP_ULT || Q == CmpInst::FCMP_OLE ||
           Q == CmpInst::FCMP_ULE || Q == CmpInst::ICMP_SLT || Q == CmpInst::ICMP_ULT ||
           Q == CmpInst::ICMP_SLE || Q == CmpInst::ICMP_ULE;
  };
  if (IsLess(Pred)) {
    std::swap(X, Largest);
    Pred = CmpInst::getSwappedPredicate(Pred);
  }
  if (IsLess(Pred) || CmpInst::isEquality(Pred) || Pred == CmpInst::FCMP_ORD ||
      Pred == CmpInst::FCMP_UNO || Pred == CmpInst::FCMP_UEQ || Pred == CmpInst::FCMP_ONE)
    return;
  bool Fits = false;
  if (auto *M = dyn_cast<PHINode>(Largest); M && M->getParent() == L->getHeader()) {
    // It becomes the element by the same condition, or is a maximum by itself.
    Value *NextM = M->getIncomingValueForBlock(L->getLoopLatch());
    const auto D = choiceOf(NextM, DT);
    const auto *Max = dyn_cast<IntrinsicInst>(NextM);
    Fits = (D && D->Test == C->Test && (WhenTrue ? D->IfTrue == X && D->IfFalse == M
                                                 : D->IfFalse == X && D->IfTrue == M)) ||
           (Max && is_contained(Max->args(), X) && is_contained(Max->args(), M) &&
            Max->getCalledFunction()->getName().contains("max"));
    if (!Fits && D && (D->IfTrue == M || D->IfFalse == M)) {
      // Computed again in the branch that takes it.
      const SameElement Same(SE, P, Here);
      Fits = Same.same(X, D->IfTrue == M ? D->IfFalse : D->IfTrue);
    }
  } else {
    Fits = SameElement(SE, P, SE.getTruncateOrSignExtend(Here, P->getType())).same(X, Largest);
  }
  if (!Fits)
    return;
  View &V = viewOf(L->getParentLoop(), false);
  V.B.clear();
  kernels::Statement S;
  S.ToScalar = S.IsPlace = true;
  S.Out.Elem = elementType(P->getType());
  const NodeRef Element = V.B.eval(X, L);
  const std::vector<kernels::Dim> Dims = dimsOf(L, V);
  if (Dag.mentionsKind(Element, kernels::NodeKind::Opaque) || Dims.size() != 1)
    return;
  S.Value = Dag.reduceOver(Fn::Max, Element, Dims[0].Loop, 1);
  V.B.Reduced.insert(L);
  finish(std::move(S), V, P);
}
