//===- kernels/trace/classify.cpp - What a behaviour is ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace auspex::kernels::trace {

size_t Trace::operations() const {
  std::vector<bool> Needed(G.size());
  for (const auto &[P, R] : Final)
    Needed[R] = true;
  for (Ref R : Results)
    Needed[R] = true;
  for (const Write &W : Writes)
    Needed[W.Value] = true;
  // Or numbers that were made from sizes alone: windows, tables.
  size_t Count = 0;
  for (const auto &[P, R] : Final)
    Count += G.isConstant(R) && P.Real;
  for (Ref R = Ref(G.size()); R-- > 0;) {
    const Node &N = G[R];
    if (!Needed[R] || N.O == Op::Input || N.O == Op::Constant)
      continue;
    Count += N.O != Op::Opaque && N.O != Op::Floor && N.O != Op::Round;
    for (Ref Below : {N.A, N.B})
      if (Below != None)
        Needed[Below] = true;
  }
  return Count;
}

bool hasSignals(const Trace &T) {
  constexpr size_t MinLength = 3;
  std::map<uint32_t, uint64_t> Arrays; // elements of each object
  for (const Place &P : T.Inputs)
    ++Arrays[P.Object];
  std::vector<uint64_t> Mask;
  for (const Place &P : T.Inputs)
    Mask.push_back(Arrays[P.Object] >= MinLength);
  const std::vector<uint64_t> Below = T.G.masks(Mask);
  const auto IsSet = [&](Ref R) { return Below[R] != 0; };
  return std::ranges::any_of(T.Final, [&](const auto &F) { return IsSet(F.second); }) ||
         std::ranges::any_of(T.Results, IsSet);
}

namespace {

/// Of several views of one function the more particular: taps seen as the input of a
/// filter whose taps are the input are a filter, too.
size_t rankOf(const Verdict &V) {
  constexpr std::string_view Order[] = {"conv2d", "iir",  "moving-average", "cic",       "hilbert",
                                        "interpolator", "decimator", "polyphase", "filter-2d",
                                        "convolution",  "correlation"};
  size_t K = 0;
  while (K < std::size(Order) && Order[K] != V.Idiom)
    ++K;
  return K;
}

std::optional<Verdict> filters(const Analysis &A) {
  constexpr size_t MinOutputs = 4, MaxInputs = 288;
  std::optional<Verdict> Best;
  auto Offer = [&](std::optional<Verdict> V) {
    // The longer output is no state.
    const auto Better = [&] {
      const size_t A = rankOf(*V), B = rankOf(*Best);
      return A != B ? A < B : !V->Sizes.empty() && V->Sizes[0].second > Best->Sizes[0].second;
    };
    if (V && (!Best || Better()))
      Best = std::move(V);
  };
  for (const Response &Y : A.Responses) {
    if (Y.size() < MinOutputs)
      continue;
    for (const Signal &X : A.Signals) {
      if (X.size() < MinOutputs || X.size() > MaxInputs || (Y.First.Own && !Y.ByCall && Y.First.Object == X.First.Object))
        continue;
      // Element by element is no filter.
      if (!A.mixes(Y.Values[Y.size() / 2], X.Inputs) && !A.mixes(Y.Values[Y.size() / 2 + 1], X.Inputs))
        continue;
      const auto J = A.linear(Y.Values, X.Inputs);
      if (!J)
        continue;
      if (isMinimalFilter(A, Y, X, *J)) {
        Offer(Verdict{"conv2d", "each output is the sum of a window of an image, at fewer products than it has weights",
                      {}, {}, {"winograd"}});
        continue;
      }
      if (isImageFilter(A, Y, X, *J)) {
        Offer(Verdict{"filter-2d", "each output is the sum of a window of an image with weights that stay", {{"n", lengthOf(Y)}}});
        continue;
      }
      if (auto V = filter(A, Y, X, *J)) {
        Offer(std::move(V));
        continue;
      }
      // Two channels side by side.
      const Signal X0 = channelOf(X, 0, 2), X1 = channelOf(X, 1, 2);
      const Response Y0 = channelOf(Y, 0, 2), Y1 = channelOf(Y, 1, 2);
      if (std::min(X0.size(), Y0.size()) < MinOutputs || X1.size() < MinOutputs ||
          largest(A.derivative(Y1.Values, X0.Inputs)) > 0 ||
          largest(A.derivative(Y0.Values, X1.Inputs)) > 0 || A.isExhausted())
        continue;
      if (const auto J0 = A.linear(Y0.Values, X0.Inputs))
        if (auto V = filter(A, Y0, X0, *J0); V && (V->Idiom == "fir" || V->Idiom == "iir"))
          Offer(std::move(V));
    }
  }
  return Best;
}

} // namespace

/// The type of most that comes out.
static Place elementOf(const Trace &T) {
  std::map<std::pair<uint8_t, bool>, size_t> Count;
  for (const auto &[P, R] : T.Final)
    ++Count[{P.Bytes, P.Real}];
  Place Element;
  if (!Count.empty()) {
    const auto Most = std::ranges::max_element(Count, {}, [](const auto &C) { return C.second; });
    Element.Bytes = Most->first.first;
    Element.Real = Most->first.second;
  }
  return Element;
}

std::optional<Verdict> classify(const Trace &T, uint64_t &Work) {
  const Analysis A(T, Work);
  for (auto *Find : {routing, adaptive, cepstrum, shortTimeSpectrum, transform, goertzel, quadratic, phaseLock, product, matrixProduct, structuredProduct, filters, envelope, gainControl, vectorProduct})
    if (auto V = Find(A)) {
      V->Element = elementOf(T);
      return V;
    }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
