//===- passes/extract/Packed.cpp - Rows of triangles that are stored packed --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rows of a packed triangle start at i*(i+1)/2, or at i*n - i*(i+1)/2 for the upper
// one: no polynomial with integer coefficients, but one in i and in i over 2, which is a
// symbol of its own while addresses are computed. An address that has it is taken for
// two steps, the row and the place in it, as if the rows were found by pointers:
// whatever is linear in i beside the start of the row belongs to the place.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Affine.h"

#include "llvm/Analysis/LoopInfo.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;
using kernels::Sym;

bool extract::hasPairs(const Poly &P) {
  return any_of(P.terms(), [](const auto &T) { return any_of(T.first, kernels::isPairs); });
}

/// i*i = 2*(i over 2) + i
Poly extract::inPairs(const Poly &P) {
  if (P.isBad())
    return P;
  Poly Out;
  for (const auto &[M, C] : P.terms()) {
    const bool Square = M.size() == 2 && M[0] == M[1] && kernels::isIndex(M[0]) &&
                        kernels::loopOf(M[0]) < kernels::FirstPairs;
    if (Square) {
      Out += Poly::symbol(kernels::pairsOf(kernels::loopOf(M[0]))) * Poly(2 * C) +
             Poly::symbol(M[0]) * Poly(C);
      continue;
    }
    Poly T(C);
    for (Sym S : M)
      T *= Poly::symbol(S);
    Out += T;
  }
  return Out;
}

/// The sum of \p Step over the iterations of the loop with \p Index so far.
Poly extract::sumOfSteps(const Poly &Step, Sym Index) {
  const Poly Slope = Step.coefficientOf(Index);
  if (Slope.isBad() || Slope.mentionsAnyIndex())
    return Poly::bad();
  return Step.substitute(Index, Poly(0)) * Poly::symbol(Index) +
         Slope * Poly::symbol(kernels::pairsOf(kernels::loopOf(Index)));
}

std::vector<Poly> extract::rowAndPlace(const Poly &Address) {
  const Poly P = inPairs(Address);
  if (!hasPairs(P))
    return {Address};
  std::optional<int64_t> Slope;
  std::vector<Sym> Indices;
  for (const auto &[M, C] : P.terms()) {
    if (none_of(M, kernels::isPairs))
      continue;
    if (M.size() != 1 || (Slope && *Slope != C))
      return {};
    Slope = C;
    Indices.push_back(kernels::indexOf(kernels::loopOf(M[0]) - kernels::FirstPairs));
  }
  constexpr size_t MaxIndices = 2;
  if (Indices.size() > MaxIndices)
    return {};
  Poly Row, Place;
  for (Sym I : Indices)
    Row += Poly::symbol(I);
  bool Crossed = Indices.size() < 2;
  for (const auto &[M, C] : P.terms()) {
    if (any_of(M, kernels::isPairs))
      continue;
    const bool Own = any_of(M, [&](Sym S) { return is_contained(Indices, S); });
    // (i + j over 2) = (i over 2) + (j over 2) + i*j
    if (M.size() == 2 && is_contained(Indices, M[0]) && is_contained(Indices, M[1])) {
      Crossed |= C == *Slope;
      continue;
    }
    if (Own && M.size() > 1)
      continue; // i*n: where the row starts
    Poly T(C);
    for (Sym S : M)
      T *= Poly::symbol(S);
    Place += T;
  }
  if (!Crossed)
    return {};
  constexpr int64_t PointerSize = 8;
  return {Row * Poly(PointerSize), Place - Row * Poly(*Slope)};
}
