//===- passes/proof/Inputs.cpp - What a replayed kernel starts from ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Inputs.h"

#include "passes/extract/Affine.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace auspex::passes::proof {

using execute::Slot;
using execute::truncated;

/// Sizes of one level: different from each other, so that what is mixed up shows, few of
/// them multiples of four, so that unrolled loops leave remainders. A level is beyond the
/// unrolling and blocking constants that the one before is too small for; the first is for
/// kernels of many dimensions.
static constexpr unsigned SizesOfLevel = 6;
static constexpr uint8_t SizeTable[Choice::Levels][SizesOfLevel] = {
    {3, 4, 2, 5, 3, 2},       {5, 7, 3, 6, 9, 10},      {11, 13, 9, 10, 14, 15},
    {19, 21, 18, 17, 22, 23}, {35, 37, 34, 33, 38, 39}, {67, 69, 66, 65, 70, 71},
};
static constexpr unsigned MaxDepth = 64;
/// The iteration that loops around the region stand in.
static constexpr int64_t Iteration = 2;

static unsigned bitsOf(const Type *T) {
  return T->isPointerTy() ? 64 : T->isIntegerTy() ? T->getIntegerBitWidth() : 0;
}

uint64_t Inputs::choose(unsigned Bits) {
  if (Bits == 1)
    return C.Turn & 1;
  if (Largest) {
    // A distance between planes is larger than all of a plane.
    const uint64_t Plane =
        C.Turn & 1 ? uint64_t(*Largest) * uint64_t(*Largest) : uint64_t(*Largest);
    return truncated(Plane + 3 + 2 * Others++, Bits);
  }
  const unsigned K = Sizes++ + C.Turn;
  if (C.Whole)
    return 8 + 8 * (K % 3);
  return SizeTable[C.Level][K % SizesOfLevel];
}

/// Two integers in one register: a struct that is passed by value.
static bool isPair(const Value *V) {
  return V->getType()->isIntegerTy(64) && any_of(V->users(), [](const User *U) {
           const auto *I = dyn_cast<BinaryOperator>(U);
           const auto *By = I ? dyn_cast<ConstantInt>(I->getOperand(1)) : nullptr;
           return By && I->getOpcode() == Instruction::LShr && By->equalsInt(32);
         });
}

std::optional<Slot> Inputs::leaf(const Value *V) {
  Type *T = V->getType();
  if (const unsigned Bits = bitsOf(T); T->isIntegerTy() && Bits <= 64)
    return Slot::integer(isPair(V) ? choose(32) | choose(32) << 32 : choose(Bits));
  if (T->isPointerTy())
    return Slot::integer(E.memory().allocate());
  if (T->isFloatingPointTy())
    return Slot::number(E.numbers().arbitrary(0x5ca1a5 + Numbers++));
  return std::nullopt;
}

std::optional<Slot> Inputs::value(const Value *V) {
  if (auto It = Known.find(V); It != Known.end())
    return It->second;
  if (Depth >= MaxDepth)
    return std::nullopt;
  ++Depth;
  const auto S = compute(V);
  --Depth;
  if (S)
    Known[V] = *S;
  return S;
}

std::optional<Slot> Inputs::compute(const Value *V) {
  Type *T = V->getType();
  if (auto *I = dyn_cast<ConstantInt>(V))
    return I->getBitWidth() <= 64 ? std::optional(Slot::integer(I->getZExtValue())) : std::nullopt;
  if (auto *F = dyn_cast<ConstantFP>(V)) {
    APFloat X = F->getValueAPF();
    bool Lossy;
    X.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &Lossy);
    return Slot::number(E.numbers().of(X.convertToDouble()));
  }
  if (auto *G = dyn_cast<GlobalValue>(V)) {
    const auto A = E.addressOf(*G);
    return A ? std::optional(Slot::integer(*A)) : std::nullopt;
  }
  if (isa<ConstantPointerNull>(V) || (isa<UndefValue>(V) && bitsOf(T)))
    return Slot::integer(0);
  if (auto *X = dyn_cast<ConstantExpr>(V)) {
    APInt Offset(64, 0);
    if (!T->isPointerTy())
      return std::nullopt;
    const Value *Base = X->stripAndAccumulateConstantOffsets(DL, Offset, /*AllowNonInbounds=*/true);
    const auto A = Base == V ? std::nullopt : value(Base);
    return A ? std::optional(Slot::integer(A->V + Offset.getZExtValue())) : std::nullopt;
  }
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return isa<Argument>(V) ? leaf(V) : std::nullopt;
  if (isa<LoadInst>(I))
    return load(I);
  if (SE.isSCEVable(T) && bitsOf(T) <= 64) {
    const SCEV *S = SE.getSCEV(const_cast<Instruction *>(I));
    if (!isa<SCEVUnknown, SCEVCouldNotCompute>(S))
      if (auto X = evaluate(S))
        return Slot::integer(truncated(uint64_t(*X), bitsOf(T)));
  }
  if (auto X = arithmetic(I))
    return X;
  if (R.contains(I))
    return std::nullopt;
  ChoseResult |= isa<PHINode>(I) && T->isIntegerTy();
  return leaf(V);
}

std::optional<Slot> Inputs::load(const Instruction *I) {
  const auto *L = cast<LoadInst>(I);
  Type *T = L->getType();
  const auto At = value(L->getPointerOperand());
  if (!At || L->isVolatile())
    return std::nullopt;
  execute::Memory &Mem = E.memory();
  if (T->isPointerTy())
    return Mem.loadPointer(At->V);
  const unsigned Bytes = unsigned(DL.getTypeStoreSize(T).getFixedValue());
  if (T->isFloatingPointTy())
    return Mem.loadNumber(At->V, Bytes);
  if (!T->isIntegerTy() || Bytes > 8)
    return std::nullopt;
  if (!Mem.isKnown(At->V)) {
    const uint64_t X = choose(bitsOf(T));
    uint8_t Raw[8];
    for (unsigned K = 0; K < 8; ++K)
      Raw[K] = uint8_t(X >> (8 * K));
    if (!Mem.initialise(At->V, Raw, Bytes))
      return std::nullopt;
  }
  return Mem.load(At->V, Bytes);
}

/// What ScalarEvolution has no expression for.
std::optional<Slot> Inputs::arithmetic(const Instruction *I) {
  if (auto *P = dyn_cast<PHINode>(I)) {
    const Value *Same = P->getNumIncomingValues() == 1 ? P->getIncomingValue(0) : nullptr;
    return Same ? value(Same) : std::nullopt;
  }
  if (auto *S = dyn_cast<SelectInst>(I)) {
    const auto Test = value(S->getCondition());
    if (!Test || Test->K != Slot::Int)
      return std::nullopt;
    return value(Test->V & 1 ? S->getTrueValue() : S->getFalseValue());
  }
  const auto *Cmp = dyn_cast<ICmpInst>(I);
  if (!isa<BinaryOperator, CastInst, FreezeInst, UnaryOperator>(I) && !Cmp)
    return std::nullopt;
  const auto X = value(I->getOperand(0));
  if (!X)
    return std::nullopt;
  if (isa<FreezeInst, FPExtInst, FPTruncInst>(I))
    return X;
  const execute::Numbers &N = E.numbers();
  Type *From = I->getOperand(0)->getType();
  if (I->getOpcode() == Instruction::FNeg)
    return Slot::number(N.negate(X->V));
  if (isa<SIToFPInst>(I))
    return Slot::number(N.ofSigned(SignExtend64(X->V, bitsOf(From))));
  if (isa<UIToFPInst>(I))
    return Slot::number(N.ofUnsigned(X->V));
  if (isa<CastInst>(I) || I->getNumOperands() != 2)
    return std::nullopt;
  const auto Y = value(I->getOperand(1));
  if (!Y || Y->K != X->K)
    return std::nullopt;
  if (X->K == Slot::Number)
    switch (I->getOpcode()) {
    case Instruction::FAdd:
      return Slot::number(N.add(X->V, Y->V));
    case Instruction::FSub:
      return Slot::number(N.subtract(X->V, Y->V));
    case Instruction::FMul:
      return Slot::number(N.multiply(X->V, Y->V));
    case Instruction::FDiv:
      if (auto Q = N.divide(X->V, Y->V))
        return Slot::number(*Q);
      return std::nullopt;
    default:
      return std::nullopt;
    }
  const unsigned Bits = bitsOf(From);
  if (!Bits || Bits > 64)
    return std::nullopt;
  const APInt A(Bits, X->V), B(Bits, Y->V);
  if (Cmp)
    return Slot::integer(ICmpInst::compare(A, B, Cmp->getPredicate()));
  const bool Divides = !B.isZero(), Shifts = B.ult(Bits);
  switch (I->getOpcode()) {
  case Instruction::And:
    return Slot::integer((A & B).getZExtValue());
  case Instruction::Or:
    return Slot::integer((A | B).getZExtValue());
  case Instruction::Xor:
    return Slot::integer((A ^ B).getZExtValue());
  case Instruction::SDiv:
    return Divides ? std::optional(Slot::integer(A.sdiv(B).getZExtValue())) : std::nullopt;
  case Instruction::SRem:
    return Divides ? std::optional(Slot::integer(A.srem(B).getZExtValue())) : std::nullopt;
  case Instruction::URem:
    return Divides ? std::optional(Slot::integer(A.urem(B).getZExtValue())) : std::nullopt;
  case Instruction::Shl:
    return Shifts ? std::optional(Slot::integer(A.shl(B).getZExtValue())) : std::nullopt;
  case Instruction::LShr:
    return Shifts ? std::optional(Slot::integer(A.lshr(B).getZExtValue())) : std::nullopt;
  case Instruction::AShr:
    return Shifts ? std::optional(Slot::integer(A.ashr(B).getZExtValue())) : std::nullopt;
  default:
    return std::nullopt;
  }
}

std::optional<int64_t> Inputs::evaluate(const SCEV *S) {
  // Parts are shared: written out, a chain of minima and maxima doubles at every link.
  if (auto It = Evaluated.find(S); It != Evaluated.end())
    return It->second;
  const auto V = compute(S);
  if (V)
    Evaluated[S] = *V;
  return V;
}

std::optional<int64_t> Inputs::compute(const SCEV *S) {
  const unsigned Bits = bitsOf(S->getType());
  if (!Bits || Bits > 64)
    return std::nullopt;
  auto Signed = [&](uint64_t V) { return SignExtend64(V, Bits); };
  SmallVector<int64_t, 4> Ops;
  if (const auto *U = dyn_cast<SCEVUnknown>(S)) {
    const auto V = value(U->getValue());
    return V && V->K == Slot::Int ? std::optional(Signed(V->V)) : std::nullopt;
  }
  if (const auto *K = dyn_cast<SCEVConstant>(S))
    return K->getAPInt().getSExtValue();
  for (const SCEV *Op : S->operands()) {
    const auto X = evaluate(Op);
    if (!X)
      return std::nullopt;
    Ops.push_back(*X);
  }
  auto Fold = [&](auto Do) {
    uint64_t V = uint64_t(Ops[0]);
    for (int64_t X : drop_begin(Ops))
      V = truncated(Do(V, uint64_t(X)), Bits);
    return Signed(V);
  };
  auto Unsigned = [&](uint64_t V) { return truncated(V, Bits); };
  switch (S->getSCEVType()) {
  case scAddExpr:
    return Fold([](uint64_t A, uint64_t B) { return A + B; });
  case scMulExpr:
    return Fold([](uint64_t A, uint64_t B) { return A * B; });
  case scSMaxExpr:
    return *llvm::max_element(Ops);
  case scSMinExpr:
    return *llvm::min_element(Ops);
  case scUMaxExpr:
    return Fold([&](uint64_t A, uint64_t B) { return std::max(Unsigned(A), Unsigned(B)); });
  case scUMinExpr:
  case scSequentialUMinExpr:
    return Fold([&](uint64_t A, uint64_t B) { return std::min(Unsigned(A), Unsigned(B)); });
  case scUDivExpr:
    if (!Unsigned(uint64_t(Ops[1])))
      return std::nullopt;
    return Signed(Unsigned(uint64_t(Ops[0])) / Unsigned(uint64_t(Ops[1])));
  case scZeroExtend:
    return int64_t(truncated(uint64_t(Ops[0]), bitsOf(S->operands()[0]->getType())));
  case scSignExtend:
  case scPtrToInt:
    return Ops[0];
  case scTruncate:
    return Signed(uint64_t(Ops[0]));
  case scAddRecExpr: {
    const auto *A = cast<SCEVAddRecExpr>(S);
    if (!A->isAffine() || R.contains(A->getLoop()->getHeader()))
      return std::nullopt;
    return Signed(uint64_t(Ops[0]) + uint64_t(Iteration) * uint64_t(Ops[1]));
  }
  default:
    return std::nullopt;
  }
}

std::optional<int64_t> Inputs::atom(kernels::Sym S) {
  if (S >= Symbols.Atoms.size())
    return std::nullopt;
  const extract::Atom &A = Symbols.Atoms[S];
  if (A.IndexOf)
    return R.contains(A.IndexOf->getHeader()) ? std::nullopt : std::optional(Iteration);
  if (A.Expr) {
    const auto V = evaluate(A.Expr);
    const unsigned Bits = bitsOf(A.Expr->getType());
    return V && A.Unsigned ? std::optional(int64_t(truncated(uint64_t(*V), Bits))) : V;
  }
  const auto N = evaluate(A.Numerator), D = evaluate(A.Denominator);
  if (!N || !D || *D <= 0)
    return std::nullopt;
  return *N >= 0 ? *N / *D : -((-*N + *D - 1) / *D);
}

std::optional<int64_t> Inputs::evaluate(const kernels::Poly &P) {
  if (P.isBad())
    return std::nullopt;
  uint64_t Sum = 0;
  for (const auto &[M, K] : P.terms()) {
    uint64_t T = uint64_t(K);
    for (kernels::Sym S : M) {
      const auto V = kernels::isIndex(S) ? std::nullopt : atom(S);
      if (!V)
        return std::nullopt;
      T *= uint64_t(*V);
    }
    Sum += T;
  }
  return int64_t(Sum);
}

} // namespace auspex::passes::proof
