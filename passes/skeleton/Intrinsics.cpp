//===- passes/skeleton/Intrinsics.cpp - Calls with a formula of their own ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the compiler itself knows how to compute: intrinsics, functions of the
// mathematical library, arithmetic that tells its overflow.
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/ExprBuilder.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::Op;

ExprRef ExprBuilder::buildIntrinsic(const IntrinsicInst *I, const Loop *Scope) {
  demand::Type T = typeOf(I->getType());
  unsigned Bits = bitsOf(I->getType());
  auto Arg = [&](unsigned N) { return value(I->getArgOperand(N), Scope); };
  auto Float = [&](Op O) { return D.Exprs.unary(O, Arg(0), T); };
  switch (I->getIntrinsicID()) {
  case Intrinsic::umin:
    return arith(Op::UMin, Arg(0), Arg(1), Bits);
  case Intrinsic::umax:
    return arith(Op::UMax, Arg(0), Arg(1), Bits);
  case Intrinsic::smin:
    return arith(Op::SMin, Arg(0), Arg(1), Bits);
  case Intrinsic::smax:
    return arith(Op::SMax, Arg(0), Arg(1), Bits);
  case Intrinsic::abs: {
    ExprRef A = Arg(0), Zero = D.Exprs.integer(0, T);
    return arith(Op::SMax, A, arith(Op::Sub, Zero, A, Bits), Bits);
  }
  case Intrinsic::usub_sat: {
    ExprRef A = Arg(0), B = Arg(1);
    return arith(Op::Sub, arith(Op::UMax, A, B, Bits), B, Bits);
  }
  case Intrinsic::ctpop:
    return D.Exprs.unary(Op::CtPop, Arg(0), T);
  case Intrinsic::ctlz:
    return Bits == demand::bitsOf(T) ? D.Exprs.unary(Op::Ctlz, Arg(0), T)
                                     : unknown("an integer of unusual width", T);
  case Intrinsic::cttz:
    return Bits == demand::bitsOf(T) ? D.Exprs.unary(Op::Cttz, Arg(0), T)
                                     : unknown("an integer of unusual width", T);
  case Intrinsic::bswap:
    return D.Exprs.unary(Op::Bswap, Arg(0), T);
  case Intrinsic::is_constant: // decided when the optimiser is done
    return D.Exprs.integer(isa<Constant>(I->getArgOperand(0)), T);
  case Intrinsic::expect:
  case Intrinsic::expect_with_probability:
  case Intrinsic::ssa_copy:
  case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group:
    return Arg(0);
  case Intrinsic::fshl:
  case Intrinsic::fshr: { // a rotation where both operands are the same
    ExprRef A = Arg(0), B = Arg(1), By = Arg(2);
    if (A != B || Bits < 8 || Bits != demand::bitsOf(T))
      break;
    ExprRef Mask = D.Exprs.integer(Bits - 1, T);
    By = D.Exprs.binary(Op::And, By, Mask);
    ExprRef Back =
        D.Exprs.binary(Op::And, D.Exprs.binary(Op::Sub, D.Exprs.integer(0, T), By), Mask);
    if (I->getIntrinsicID() == Intrinsic::fshr)
      std::swap(By, Back);
    return D.Exprs.binary(Op::Or, D.Exprs.binary(Op::Shl, A, By),
                          D.Exprs.binary(Op::LShr, A, Back));
  }
  case Intrinsic::sqrt:
    return Float(Op::Sqrt);
  case Intrinsic::log2:
    return Float(Op::Log2);
  case Intrinsic::log:
    return Float(Op::Log);
  case Intrinsic::log10:
    return Float(Op::Log10);
  case Intrinsic::exp:
    return Float(Op::Exp);
  case Intrinsic::exp2:
    return Float(Op::Exp2);
  case Intrinsic::floor:
    return Float(Op::Floor);
  case Intrinsic::ceil:
    return Float(Op::Ceil);
  case Intrinsic::round:
    return Float(Op::Round);
  case Intrinsic::fabs:
    return Float(Op::FAbs);
  case Intrinsic::sin:
    return Float(Op::Sin);
  case Intrinsic::cos:
    return Float(Op::Cos);
  case Intrinsic::pow:
    return D.Exprs.binary(Op::Pow, Arg(0), Arg(1));
  case Intrinsic::minnum:
    return D.Exprs.binary(Op::FMin, Arg(0), Arg(1));
  case Intrinsic::maxnum:
    return D.Exprs.binary(Op::FMax, Arg(0), Arg(1));
  case Intrinsic::fma:
  case Intrinsic::fmuladd:
    return D.Exprs.binary(Op::FAdd, D.Exprs.binary(Op::FMul, Arg(0), Arg(1)), Arg(2));
  default:
    break;
  }
  return unknown("result of " + I->getCalledFunction()->getName().str(), T);
}

ExprRef ExprBuilder::buildMath(const CallBase *C, const Loop *Scope) {
  static const std::pair<LibFunc, Op> Unary[] = {
      {LibFunc_sqrt, Op::Sqrt},   {LibFunc_log2, Op::Log2}, {LibFunc_log, Op::Log},
      {LibFunc_log10, Op::Log10}, {LibFunc_exp, Op::Exp},   {LibFunc_exp2, Op::Exp2},
      {LibFunc_floor, Op::Floor}, {LibFunc_ceil, Op::Ceil}, {LibFunc_round, Op::Round},
      {LibFunc_sin, Op::Sin},     {LibFunc_cos, Op::Cos},   {LibFunc_fabs, Op::FAbs}};
  demand::Type T = typeOf(C->getType());
  LibFunc F;
  if (T == demand::Type::F64 && TLI.getLibFunc(*C, F) && TLI.has(F)) {
    for (auto [Lib, O] : Unary)
      if (Lib == F)
        return D.Exprs.unary(O, value(C->getArgOperand(0), Scope), T);
    if (F == LibFunc_pow)
      return D.Exprs.binary(Op::Pow, value(C->getArgOperand(0), Scope),
                            value(C->getArgOperand(1), Scope));
  }
  return buildLeaf(C, Scope);
}

ExprRef ExprBuilder::buildOverflow(const ExtractValueInst *E, const Loop *Scope) {
  demand::Type T = typeOf(E->getType());
  const auto *W = dyn_cast<WithOverflowInst>(E->getAggregateOperand());
  if (isReturnedMember(*E))
    return buildLeaf(E, Scope);
  if (!W || E->getNumIndices() != 1 || bitsOf(W->getLHS()->getType()) == 0)
    return unknown("a member of a structure that a call returns", T);
  unsigned Bits = bitsOf(W->getLHS()->getType());
  ExprRef A = value(W->getLHS(), Scope), B = value(W->getRHS(), Scope);
  demand::Type Of = D.Exprs[A].Ty;
  Op O = W->getBinaryOp() == Instruction::Add   ? Op::Add
         : W->getBinaryOp() == Instruction::Sub ? Op::Sub
                                                : Op::Mul;
  ExprRef R = arith(O, A, B, Bits);
  if (E->getIndices()[0] == 0)
    return R;
  ExprRef Zero = D.Exprs.integer(0, Of);
  if (!W->isSigned()) {
    if (O == Op::Add)
      return D.Exprs.binary(Op::ULt, R, A);
    if (O == Op::Sub)
      return D.Exprs.binary(Op::ULt, A, B);
    if (Bits != demand::bitsOf(Of))
      return unknown("an overflow check", T);
    // a * b overflows iff b != 0 and a > max / b.
    ExprRef Max = D.Exprs.integer(-1, Of);
    ExprRef SafeB = D.Exprs.binary(Op::UMax, B, D.Exprs.integer(1, Of));
    return D.Exprs.binary(Op::ULt, D.Exprs.binary(Op::UDiv, Max, SafeB), A);
  }
  if (O == Op::Mul || Bits != demand::bitsOf(Of)) {
    if (Bits > 32)
      return unknown("an overflow check", T);
    ExprRef Wide = D.Exprs.binary(O, resize(A, Bits, 64, true), resize(B, Bits, 64, true));
    return D.Exprs.binary(Op::Ne, Wide, resize(R, Bits, 64, true));
  }
  // Signed: the result's sign differs from what both operands allow.
  ExprRef X = D.Exprs.binary(Op::Xor, A, R);
  ExprRef Y = D.Exprs.binary(Op::Xor, O == Op::Add ? B : A, O == Op::Add ? R : B);
  return D.Exprs.binary(Op::SLt, D.Exprs.binary(Op::And, X, Y), Zero);
}
