//===- passes/skeleton/Evolutions.cpp - Scalar evolutions as formulas ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/ExprBuilder.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::Op;

/// Whether every recurrence in \p S runs in a loop around \p Scope.
bool ExprBuilder::closedAt(const SCEV *S, const Loop *Scope) const {
  return !SCEVExprContains(S, [&](const SCEV *E) {
    const auto *R = dyn_cast<SCEVAddRecExpr>(E);
    return R && !encloses(R->getLoop(), Scope);
  });
}

ExprRef ExprBuilder::scev(const SCEV *S, const Loop *Scope) {
  if (isa<SCEVCouldNotCompute>(S))
    return unknown("scalar evolution gave up", demand::Type::I64);
  auto It = Known.find({S, Scope});
  if (It != Known.end())
    return It->second;
  demand::Type T = typeOf(S->getType());
  if (T == demand::Type::Void)
    return unknown("a formula wider than 64 bits", demand::Type::I64);
  if (Depth >= MaxDepth)
    return unknown("expression too deep", T);
  ++Depth;
  ExprRef E = absorb(buildScev(S, Scope));
  --Depth;
  Known[{S, Scope}] = E;
  return E;
}

ExprRef ExprBuilder::buildScev(const SCEV *S, const Loop *Scope) {
  demand::Type T = typeOf(S->getType());
  unsigned Bits = bitsOf(S->getType());
  auto Fold = [&](const SCEVNAryExpr *N, Op O) {
    ExprRef E = scev(N->getOperand(0), Scope);
    for (const SCEV *Operand : drop_begin(N->operands()))
      E = arith(O, E, scev(Operand, Scope), Bits);
    return E;
  };
  switch (S->getSCEVType()) {
  case scConstant:
    return value(cast<SCEVConstant>(S)->getValue(), Scope);
  case scUnknown:
    return value(cast<SCEVUnknown>(S)->getValue(), Scope);
  case scTruncate:
  case scZeroExtend:
  case scSignExtend: {
    const SCEV *From = cast<SCEVCastExpr>(S)->getOperand();
    if (bitsOf(From->getType()) == 0)
      return unknown("a formula wider than 64 bits", T);
    return resize(scev(From, Scope), bitsOf(From->getType()), Bits,
                  S->getSCEVType() == scSignExtend);
  }
  case scPtrToInt:
    return resize(D.Exprs.unary(Op::Cast, scev(cast<SCEVCastExpr>(S)->getOperand(), Scope),
                                demand::Type::I64),
                  64, Bits, false);
  case scAddExpr:
    return buildSum(S, Scope);
  case scMulExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::Mul);
  case scUDivExpr: {
    const auto *Div = cast<SCEVUDivExpr>(S);
    return arith(Op::UDiv, scev(Div->getLHS(), Scope), scev(Div->getRHS(), Scope), Bits);
  }
  case scUMaxExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::UMax);
  case scSMaxExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::SMax);
  case scUMinExpr:
  case scSequentialUMinExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::UMin);
  case scSMinExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::SMin);
  case scAddRecExpr:
    return buildAddRec(cast<SCEVAddRecExpr>(S), Scope);
  default:
    return unknown("a formula over machine-dependent sizes", T);
  }
}

/// Sums are written the way people write them: positive terms first, then the
/// subtracted ones, then the constant.
ExprRef ExprBuilder::buildSum(const SCEV *S, const Loop *Scope) {
  unsigned Bits = bitsOf(S->getType());
  bool Pointer = S->getType()->isPointerTy();
  demand::Type T = Pointer ? demand::Type::I64 : typeOf(S->getType());
  ExprRef Base = demand::NoExpr, Sum = demand::NoExpr, Fixed = demand::NoExpr;
  SmallVector<ExprRef, 4> Minus;
  for (const SCEV *Term : cast<SCEVAddExpr>(S)->operands()) {
    if (Term->getType()->isPointerTy()) {
      Base = scev(Term, Scope);
      continue;
    }
    if (isa<SCEVConstant>(Term)) {
      Fixed = scev(Term, Scope);
      continue;
    }
    const auto *Product = dyn_cast<SCEVMulExpr>(Term);
    const auto *Factor = Product ? dyn_cast<SCEVConstant>(Product->getOperand(0)) : nullptr;
    if (Factor && Factor->getAPInt().isNegative() && !Factor->getAPInt().isMinSignedValue()) {
      Minus.push_back(scev(SE.getNegativeSCEV(Term), Scope));
      continue;
    }
    ExprRef E = scev(Term, Scope);
    Sum = Sum == demand::NoExpr ? E : arith(Op::Add, Sum, E, Bits);
  }
  if (Sum == demand::NoExpr)
    Sum = Minus.empty() || Fixed == demand::NoExpr ? D.Exprs.integer(0, T)
                                                   : std::exchange(Fixed, demand::NoExpr);
  for (ExprRef E : Minus)
    Sum = arith(Op::Sub, Sum, E, Bits);
  if (Fixed != demand::NoExpr)
    Sum = arith(Op::Add, Sum, Fixed, Bits);
  return Pointer && Base != demand::NoExpr ? D.Exprs.ptrAdd(Base, Sum) : Sum;
}

ExprRef ExprBuilder::buildAddRec(const SCEVAddRecExpr *R, const Loop *Scope) {
  demand::Type T = typeOf(R->getType());
  const Loop *L = R->getLoop();
  if (!encloses(L, Scope)) {
    const SCEV *Exit = SE.getSCEVAtScope(R, Scope);
    if (Exit != R && !isa<SCEVCouldNotCompute>(Exit) && closedAt(Exit, Scope))
      return scev(Exit, Scope);
    for (const PHINode &P : L->getHeader()->phis())
      if (SE.isSCEVable(P.getType()) && SE.getSCEV(const_cast<PHINode *>(&P)) == R)
        return buildLeaf(&P, Scope);
    return unknown("the value when a loop ends that has no closed form", T);
  }
  // {a,+,b,+,c} at iteration i is a + b*i + c*i*(i-1)/2, modulo 2^width.
  if (R->getNumOperands() > 3)
    return unknown("a recurrence of high order", T);
  unsigned Bits = bitsOf(R->getType());
  ExprRef Round = D.Exprs.index(loopId(L));
  const SCEV *Step = R->getOperand(1);
  unsigned StepBits = bitsOf(Step->getType());
  ExprRef Offset = arith(Op::Mul, resize(Round, 64, StepBits, false), scev(Step, Scope), StepBits);
  if (R->getNumOperands() == 3) {
    ExprRef Pairs = D.Exprs.binary(
        Op::UDiv,
        D.Exprs.binary(Op::Mul, Round,
                       D.Exprs.binary(Op::Sub, Round, D.Exprs.integer(1))),
        D.Exprs.integer(2));
    Offset = arith(Op::Add, Offset,
                   arith(Op::Mul, resize(Pairs, 64, StepBits, false),
                         scev(R->getOperand(2), Scope), StepBits),
                   StepBits);
  }
  ExprRef Start = scev(R->getStart(), Scope);
  if (R->getType()->isPointerTy())
    return D.Exprs.ptrAdd(Start, resize(Offset, StepBits, 64, true));
  return arith(Op::Add, Start, Offset, Bits);
}
