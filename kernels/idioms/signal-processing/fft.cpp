//===- kernels/idioms/signal-processing/fft.cpp - Butterflies ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// a' = a + w*b, b' = a - w*b in place, in stages whose distance doubles (Cooley and
// Tukey, 1965): log2(n) stages of n/2 butterflies. Seen as two stores whose values are
// the sum and the difference of one element and one product, at places that lie apart
// by what an outer loop doubles or halves (or a function that calls itself twice
// halves). Without factors it is a fast Walsh-Hadamard transform.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/signal-processing/signal_processing.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// \p S and \p O store E + T and E - T with one element E: that, and the terms T.
struct Butterfly {
  uint32_t Element;
  std::vector<Term> Added;
};
std::optional<Butterfly> butterflyOf(const Statement &S, const Statement &O, const BodyDag &B) {
  const std::vector<Term> X = B.sumTerms(S.Composite), Y = B.sumTerms(O.Composite);
  constexpr size_t MaxTerms = 8;
  if (X.size() != Y.size() || X.size() > MaxTerms)
    return std::nullopt;
  std::optional<uint32_t> Element;
  Butterfly R{};
  for (const Term &T : X) {
    if (std::ranges::find(Y, T) != Y.end()) {
      if (Element || T.Coef != 1 || T.Factors.size() != 1 || !T.Over.empty() ||
          B[T.Factors[0]].Kind != NodeKind::Read)
        return std::nullopt;
      Element = B[T.Factors[0]].Id;
      continue;
    }
    Term Minus = T;
    Minus.Coef = -T.Coef;
    if (std::ranges::find(Y, Minus) == Y.end())
      return std::nullopt;
    R.Added.push_back(T);
  }
  if (!Element || R.Added.empty())
    return std::nullopt;
  R.Element = *Element;
  return R;
}

/// The element that both stores start from, where \p S and another are a butterfly;
/// Twiddled: what is added is multiplied by something.
std::optional<uint32_t> butterfly(const Statement &S, const std::vector<Statement> &All,
                                  const BodyDag &B, bool Twiddled) {
  if (!S.Doubles)
    return std::nullopt;
  for (const Statement &O : All) {
    if (&O == &S || O.ToScalar || O.Composite == NoNode || O.Out.Object != S.Out.Object ||
        O.Out.sameAddress(S.Out))
      continue;
    const auto R = butterflyOf(S, O, B);
    if (!R)
      continue;
    const bool InPlace = B.operand(R->Element).sameAddress(S.Out);
    const bool IsProduct = std::ranges::all_of(
        R->Added, [](const Term &T) { return T.Factors.size() == 2 && T.Over.empty(); });
    const bool IsPlain = R->Added.size() == 1 && R->Added[0].Factors.size() == 1 &&
                         R->Added[0].Coef == 1 &&
                         B[R->Added[0].Factors[0]].Kind == NodeKind::Read &&
                         B.operand(B[R->Added[0].Factors[0]].Id).sameAddress(O.Out);
    // Of both stores the one that adds, so that each is named once.
    if (Twiddled ? IsProduct && (InPlace || R->Added[0].Coef > 0) : IsPlain && InPlace)
      return R->Element;
  }
  return std::nullopt;
}

std::optional<uint32_t> fft(const Statement &S, NodeRef Value, const Flow &F) {
  if (Value != S.Composite)
    return std::nullopt;
  return butterfly(S, F.All, F.B, true);
}
/// Not where the array is written otherwise, too: another stage has factors.
std::optional<uint32_t> fwht(const Statement &S, NodeRef Value, const Flow &F) {
  if (Value != S.Composite)
    return std::nullopt;
  const std::vector<Statement> &All = F.All;
  const auto Stores = std::ranges::count_if(All, [&](const Statement &O) {
    return !O.ToScalar && !O.Sparse && O.Out.Object == S.Out.Object;
  });
  return Stores == 2 ? butterfly(S, All, F.B, false) : std::nullopt;
}

} // namespace

const Idiom Fft = {
    .Name = "fft",
    .Family = "signal-processing",
    .Form = "a' = a + w*b, b' = a - w*b, distances doubling",
    .Title = "a stage of a radix-2 fast Fourier transform; log2(n) of them",
    .Shape = Domain::Any,
    .FlopsPerPoint = 5, // real and imaginary part have a store each
    .Flops = "5*n*log2(n)",
    .Bytes = "2*e*n for each stage",
    .Confused = "Walsh-Hadamard transforms (no factors); number-theoretic transforms (modulo q)",
    .Compose = fft,
    .Params = "radix=2",
    .Need = demand::NeedFma,
};

const Idiom Fwht = {
    .Name = "fwht",
    .Family = "signal-processing",
    .Form = "a' = a + b, b' = a - b, distances doubling",
    .Title = "a stage of a fast Walsh-Hadamard transform",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "n*log2(n)",
    .Bytes = "2*e*n for each stage",
    .Confused = "FFT (factors); Haar wavelets (two outputs)",
    .Compose = fwht,
    .Params = "radix=2",
};

} // namespace auspex::kernels
