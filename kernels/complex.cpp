//===- kernels/complex.cpp - Real and imaginary parts as one kernel ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/complex.h"

#include <algorithm>
#include <cmath>

namespace auspex::kernels {
namespace {

/// Statements between the two parts of an element.
constexpr size_t Near = 8;

/// \p B lies \p Elements elements behind \p A.
bool isBehind(const Operand &A, const Operand &B, int64_t Elements) {
  if (A.Object != B.Object || A.Elem != B.Elem || A.Levels.size() != B.Levels.size())
    return false;
  for (size_t L = 0; L + 1 < A.Levels.size(); ++L)
    if (!(A.Levels[L] == B.Levels[L]))
      return false;
  return B.Levels.back() - A.Levels.back() == Poly(Elements * int64_t(demand::bytesOf(A.Elem)));
}

/// \p B is the imaginary part to \p A: one element behind, or at the same place of an
/// array of its own.
bool isImaginary(const Operand &A, const Operand &B) {
  if (A.Object == B.Object)
    return isBehind(A, B, 1);
  if (A.Elem != B.Elem || A.Levels.size() != B.Levels.size())
    return false;
  return std::ranges::equal(A.Levels, B.Levels, [](const Poly &X, const Poly &Y) {
    return !(X - Y).isBad() && !(X - Y).mentionsAnyIndex();
  });
}

/// The terms that count, as pointers.
std::vector<const Update *> mainTerms(const Contraction &C) {
  std::vector<const Update *> Out;
  for (const Update &U : C.Updates)
    if (!U.IsInit && !U.Whole)
      Out.push_back(&U);
  return Out;
}

bool isCandidate(const Update &U) {
  return U.Reduce == Fn::Add && U.Combine == Fn::Mul && U.Others.empty() && !U.Sparse &&
         (U.Reads.size() == 2 || (U.Reads.size() == 1 && U.Scalars.size() == 1));
}

/// Of the two factors of a product: which part of which operand. The first term
/// of the real part gives the operands; the others must be built from them.
struct Parts {
  const Update *U;

  /// The shifts (0: real, 1: imaginary) of the factors of \p V against U's, or
  /// nothing where they are other operands.
  bool shifts(const Update &V, int &First, int &Second) const {
    return shifts(V, First, Second, isBehindOne) || shifts(V, First, Second, isImaginary);
  }

private:
  static bool isBehindOne(const Operand &A, const Operand &B) { return isBehind(A, B, 1); }

  bool shifts(const Update &V, int &First, int &Second,
              bool (*Follows)(const Operand &, const Operand &)) const {
    auto Shift = [&](const Operand &A, const Operand &B) {
      return isBehind(A, B, 0) ? 0 : Follows(A, B) ? 1 : -1;
    };
    if (V.Reads.size() != U->Reads.size())
      return false;
    if (U->Reads.size() == 1) {
      First = V.Scalars == U->Scalars ? 0 : 1;
      Second = Shift(U->Reads[0].Op, V.Reads[0].Op);
      return Second >= 0;
    }
    if (V.Scalars != U->Scalars)
      return false;
    // A product does not say which factor stands first.
    for (int Swap : {0, 1}) {
      First = Shift(U->Reads[0].Op, V.Reads[Swap].Op);
      Second = Shift(U->Reads[1].Op, V.Reads[1 - Swap].Op);
      if (First >= 0 && Second >= 0)
        return true;
    }
    return false;
  }
};

/// \p Re and \p Im are the parts of one complex contraction. Gives the term of the
/// real part that multiplies the real parts of both factors.
const Update *complexTerm(const Contraction &Re, const Contraction &Im) {
  const auto R = mainTerms(Re), I = mainTerms(Im);
  if (R.size() != 2 || I.size() != 2)
    return nullptr;
  for (const Update *U : {R[0], R[1]}) {
    const Update *V = U == R[0] ? R[1] : R[0];
    bool Fits = !U->ToScalar ? !I[0]->ToScalar && isImaginary(U->Out, I[0]->Out) : I[0]->ToScalar;
    int Negative = 0;
    for (const Update *X : {R[0], R[1], I[0], I[1]}) {
      Fits = Fits && isCandidate(*X) && X->Dims == U->Dims && X->Before == U->Before &&
             std::abs(X->Coef) == std::abs(U->Coef);
      Negative += X->Coef < 0;
    }
    if (!Fits || Negative % 2 == 0)
      continue;
    int A, B;
    const Parts P{U};
    if (!P.shifts(*V, A, B) || A != 1 || B != 1)
      continue;
    bool Seen[2] = {};
    for (const Update *X : I)
      if (P.shifts(*X, A, B) && A + B == 1)
        Seen[A] = true;
    // With a scalar factor, its imaginary part is the same in both parts.
    if (U->Reads.size() == 1)
      for (const Update *X : I)
        if (P.shifts(*X, A, B) && A == 1)
          Seen[1] &= X->Scalars == V->Scalars;
    if (Seen[0] && Seen[1])
      return U;
  }
  return nullptr;
}

} // namespace

void joinComplex(std::vector<Update> &Updates) {
  std::vector<Contraction> All; // by statement
  for (Update &U : Updates) {
    if (All.empty() || All.back().Updates[0].Tags != U.Tags)
      All.emplace_back();
    All.back().Updates.push_back(std::move(U));
  }
  for (size_t I = 0; I < All.size(); ++I)
    // The parts of one element are computed together.
    for (size_t J = I < Near ? 0 : I - Near; J < std::min(All.size(), I + Near + 1); ++J) {
      const Update *U = I == J ? nullptr : complexTerm(All[I], All[J]);
      if (!U)
        continue;
      Update Joined = *U;
      Joined.Complex = true;
      for (const Contraction *C : {&All[I], &All[J]})
        for (const Update &X : C->Updates) {
          Joined.Tags.insert(Joined.Tags.end(), X.Tags.begin(), X.Tags.end());
          for (const Obstacle &O : X.Obstacles)
            Joined.Obstacles.push_back(O);
        }
      std::ranges::sort(Joined.Tags);
      Joined.Tags.erase(std::unique(Joined.Tags.begin(), Joined.Tags.end()), Joined.Tags.end());
      Joined.Assumptions.push_back("real and imaginary parts belong together");
      All[I].Updates = {std::move(Joined)};
      All.erase(All.begin() + long(J));
      if (J < I)
        --I;
      break;
    }
  Updates.clear();
  for (Contraction &C : All)
    for (Update &U : C.Updates)
      Updates.push_back(std::move(U));
}

} // namespace auspex::kernels
