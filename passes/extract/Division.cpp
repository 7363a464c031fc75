//===- passes/extract/Division.cpp - Quotients of indices -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Division leaves the polynomials, except where it comes out even or what remains
// is known: strides of whole elements, and one loop over all elements of a matrix
// that takes its index apart again (row = index / n, column = index % n). Such a
// loop has two indices, as if it were two loops.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Affine.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;
using kernels::Sym;

/// floor((c*Q + r) / c) = Q + floor(r / c); what does not divide becomes an atom.
Poly Affine::floorDivide(const Poly &Of, const Poly &By) {
  const Poly N = inPairs(Of);
  if (N.isBad() || By.isBad() || By.isZero())
    return Poly::bad();
  const int64_t R = N.coefficient({});
  const auto C = By.constant();
  if (C && *C > 0)
    if (auto Q = (N - Poly(R)).dividedBy(*C))
      return *Q + Poly(R >= 0 ? R / *C : -((-R + *C - 1) / *C));
  if (!C) {
    if (auto Q = N.quotient(By))
      return *Q;
    if (R == -1) // every divisor is at least 1
      if (auto Q = (N + Poly(1)).quotient(By))
        return *Q - Poly(1);
  }
  // row * n + column
  for (const auto &[Number, S] : Splits) {
    if (!S)
      continue;
    for (const auto &[Size, Digit] :
         {std::pair(S->Size, std::optional(S->Column)), {S->Minors, S->Minor}})
      if (Digit && Size == By && N.coefficientOf(*Digit) == Poly(1))
        if (auto Q = (N - Poly::symbol(*Digit)).quotient(By))
          return *Q;
    // By both at once.
    if (S->Minor && By == S->Size * S->Minors && N.coefficientOf(S->Column) == Poly(1) &&
        N.coefficientOf(*S->Minor) == S->Size)
      if (auto Q = (N - Poly::symbol(S->Column) - Poly::symbol(*S->Minor) * S->Size).quotient(By))
        return *Q;
  }
  if (N.mentionsAnyIndex() || By.mentionsAnyIndex())
    return Poly::bad();
  // One spelling of (n - c)/c and n/c - 1.
  if (C && *C > 0 && R != R % *C)
    return floorDivide(N - Poly(R - R % *C), By) + Poly(R / *C);
  auto [It, New] =
      Symbols.Known.try_emplace({nullptr, keyOf({nullptr, {N, By}})}, Sym(Symbols.Atoms.size()));
  if (New) {
    Symbols.Atoms.emplace_back();
    Symbols.Atoms.back().Numerator = N;
    Symbols.Atoms.back().Denominator = By;
  }
  return Poly::symbol(It->second);
}

/// Byte strides that are divided by the element's size (array descriptors do
/// that): (stride * i) >> 3 is (stride >> 3) * i where strides are whole elements.
Poly Affine::wholeElements(const Instruction *I) {
  const auto *C = I->isShift() || I->getOpcode() == Instruction::SDiv
                      ? dyn_cast<ConstantInt>(I->getOperand(1))
                      : nullptr;
  if (!C || I->getOpcode() == Instruction::Shl || C->getValue().ugt(62) || C->isZero())
    return Poly::bad();
  const int64_t By = I->isShift() ? int64_t(1) << C->getZExtValue() : C->getSExtValue();
  const Poly P = value(I->getOperand(0), LI.getLoopFor(I->getParent()));
  if (P.isBad() || !P.mentionsAnyIndex())
    return Poly::bad();
  Poly Out;
  for (const auto &[M, K] : P.terms()) {
    Poly T(K);
    bool Divided = K % By == 0;
    if (Divided)
      T = Poly(K / By);
    for (Sym S : M) {
      const bool Here = !Divided && !kernels::isIndex(S);
      T *= Here ? floorDivide(Poly::symbol(S), Poly(By)) : Poly::symbol(S);
      Divided |= Here;
    }
    if (!Divided)
      return Poly::bad();
    Out += T;
  }
  Assumptions.insert("strides are whole elements");
  return Out;
}

/// Quotient and remainder of signed numbers; indices are not negative.
Poly Affine::divided(const Instruction *I) {
  if (I->getOpcode() != Instruction::SDiv && I->getOpcode() != Instruction::SRem)
    return Poly::bad();
  const Loop *L = LI.getLoopFor(I->getParent());
  const Poly X = value(I->getOperand(0), L), Y = value(I->getOperand(1), L);
  if (X.isBad() || Y.isBad() || !X.mentionsAnyIndex())
    return Poly::bad();
  const Poly Q = floorDivide(X, Y);
  return I->getOpcode() == Instruction::SDiv ? Q : X - Q * Y;
}

namespace {
/// A number that something is divided by, and the quotient, where there is one.
struct Division {
  Value *By;
  Instruction *Quotient;
};
} // namespace

/// What \p X, or a conversion of it, is divided by in \p L.
static SmallVector<Division, 2> divisionsOf(Instruction *X, const Loop *L) {
  SmallVector<Instruction *, 4> Work{X};
  constexpr size_t MaxCasts = 8;
  SmallVector<Division, 2> Found;
  for (size_t K = 0; K < Work.size() && K < MaxCasts; ++K)
    for (User *U : Work[K]->users()) {
      auto *I = cast<Instruction>(U);
      if (isa<TruncInst, ZExtInst, SExtInst>(I)) {
        Work.push_back(I);
      } else if (I->isIntDivRem() && I->getOperand(0) == Work[K] &&
                 L->isLoopInvariant(I->getOperand(1))) {
        const bool Divides =
            I->getOpcode() == Instruction::SDiv || I->getOpcode() == Instruction::UDiv;
        auto *It = find_if(Found, [&](const Division &D) { return D.By == I->getOperand(1); });
        if (It == Found.end()) {
          Found.push_back({I->getOperand(1), nullptr});
          It = &Found.back();
        }
        if (Divides)
          It->Quotient = I;
      }
    }
  return Found;
}

/// What the counter of \p L is divided by in the loop.
static SmallVector<Division, 2> divisorsOf(const Loop *L, ScalarEvolution &SE) {
  for (PHINode &P : L->getHeader()->phis()) {
    if (!P.getType()->isIntegerTy())
      continue;
    const auto *R = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(&P));
    if (!R || R->getLoop() != L || !R->getStart()->isZero() || !R->getStepRecurrence(SE)->isOne())
      continue;
    if (auto D = divisionsOf(&P, L); !D.empty())
      return D;
  }
  return {};
}

const Affine::Split *Affine::splitOf(const Loop *L) {
  auto [It, New] = Splits.try_emplace(Symbols.loopNumber(L));
  if (!New)
    return It->second ? &*It->second : nullptr;
  // The smallest: index / (k * k) is what index / k / k is.
  Instruction *Quotient = nullptr;
  Poly Size = Poly::bad();
  for (const Division &D : divisorsOf(L, SE))
    if (const Poly X = value(D.By, L->getParentLoop());
        Size.isBad() || (!X.isBad() && !(X == Size) && Size.quotient(X))) {
      Size = X;
      Quotient = D.Quotient;
    }
  const std::vector<Poly> &E = extent(L);
  const auto Rows = E.size() == 1 && !Size.isBad() ? E[0].quotient(Size) : std::nullopt;
  if (!Rows || Size == Poly(1))
    return nullptr;
  auto Index = [&](const char *Key) {
    auto [At, IsNew] = Symbols.Known.try_emplace({L, Key}, Sym(Symbols.Loops.size()));
    if (IsNew)
      Symbols.Loops.push_back(L);
    return kernels::indexOf(At->second);
  };
  Split S{Index("row"), Index("column"), *Rows, Size, {}};
  // index / k % k and index / k / k
  if (Quotient)
    if (const auto Again = divisionsOf(Quotient, L); !Again.empty()) {
      const Poly Minors = value(Again[0].By, L->getParentLoop());
      const auto Majors =
          Minors.isBad() || Minors == Poly(1) ? std::nullopt : Rows->quotient(Minors);
      if (Majors) {
        S.Minor = Index("minor");
        S.Major = Index("major");
        S.Majors = *Majors;
        S.Minors = Minors;
      }
    }
  return &*(Splits[Symbols.loopNumber(L)] = std::move(S));
}

std::vector<kernels::Dim> Affine::dims(const Loop *L) {
  kernels::Dim D;
  if (const Split *S = splitOf(L)) {
    kernels::Dim E;
    std::vector<kernels::Dim> Out;
    auto Add = [&](Sym Index, const Poly &Extent) {
      D.Loop = kernels::loopOf(Index);
      D.Extent = {Extent};
      Out.push_back(D);
    };
    if (S->Minor) {
      Add(S->Major, S->Majors);
      Add(*S->Minor, S->Minors);
    } else {
      Add(S->Row, S->Rows);
    }
    E.Loop = kernels::loopOf(S->Column);
    E.Extent = {S->Size};
    Out.push_back(E);
    return Out;
  }
  D.Loop = Symbols.loopNumber(L);
  D.Extent = extent(L);
  return {D};
}

bool Affine::moves(const kernels::Operand &O, const Loop *L) {
  return any_of(dims(L), [&](const kernels::Dim &D) { return O.moves(kernels::indexOf(D.Loop)); });
}
