//===- kernels/idioms/neural-networks/im2col.cpp - Windows as columns ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A copy in which each window of a picture becomes a column or row of a matrix, so that
// a convolution is a matrix product (Chellapilla, Puri, Simard, 2006). Steps and taps
// move the input along one axis in two dimensions or three, and the output apart.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"
#include "kernels/window.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// How many taps \p Step moves \p O by.
std::optional<Poly> tapsOf(const Operand &O, const Dim &Step, const Dim &Tap) {
  size_t LS, LT;
  const Poly SS = strideOf(O, Step.Loop, LS), ST = strideOf(O, Tap.Loop, LT);
  return LS == LT && !SS.isBad() && !ST.isBad() && !ST.isZero() ? SS.quotient(ST) : std::nullopt;
}

/// A step and a tap of which no extent tells that they share an axis: the windows move by the
/// same number of taps along the one that is known, whose taps may have channels between them.
bool hasSameStride(const Update &U, const Dim &Step, const Dim &Tap, const Dim &KnownStep,
                   const Dim &KnownTap) {
  const Operand &O = U.Reads[0].Op;
  const auto Known = tapsOf(O, KnownStep, KnownTap), Other = tapsOf(O, Step, Tap);
  const auto Channels = Known && Other ? Known->quotient(*Other) : std::nullopt;
  // A number as stride is shared by whatever lies in rows.
  return Channels && !Other->constant() &&
         (*Channels == Poly(1) || (KnownTap.Extent.size() == 1 &&
                                   KnownTap.Extent[0].quotient(*Channels).has_value()));
}

std::optional<Match> im2col(const Idiom &I, const Update &U, const BodyDag &) {
  if (U.Reduce != Fn::Add || U.Before != Old::Lost || U.ToScalar || U.Reads.size() != 1 ||
      U.Function != NoNode || !U.States.empty() || U.Dims.size() < 4 ||
      U.Reads[0].Op.Object == U.Out.Object)
    return std::nullopt;
  for (const Dim &D : U.Dims)
    if (!U.Out.moves(indexOf(D.Loop)) || !U.Reads[0].Op.moves(indexOf(D.Loop)))
      return std::nullopt;
  std::vector<bool> Used(U.Dims.size());
  std::vector<std::pair<size_t, size_t>> Axes;
  std::vector<std::pair<size_t, size_t>> Slides;
  for (size_t K = 0; K < U.Dims.size(); ++K)
    for (size_t L = 0; L < U.Dims.size(); ++L)
      if (K != L && slidesTogether(U, U.Reads[0].Op, U.Dims[K], U.Dims[L]))
        Slides.emplace_back(K, L);
  // Whole rows slide over the columns below them, too: the shorter step is the axis's own.
  std::ranges::sort(Slides, {}, [&](const auto &P) {
    const auto Taps = tapsOf(U.Reads[0].Op, U.Dims[P.first], U.Dims[P.second]);
    return std::pair(Taps ? Taps->degree() : 0, P);
  });
  for (const auto &[K, L] : Slides)
    if (!Used[K] && !Used[L]) {
      Used[K] = Used[L] = true;
      Axes.emplace_back(K, L);
    }
  if (Axes.size() == 1)
    for (size_t K = 0; K < U.Dims.size(); ++K)
      for (size_t L = 0; L < U.Dims.size(); ++L)
        if (K != L && !Used[K] && !Used[L] &&
            hasSameStride(U, U.Dims[K], U.Dims[L], U.Dims[Axes[0].first], U.Dims[Axes[0].second])) {
          Used[K] = Used[L] = true;
          Axes.emplace_back(K, L);
        }
  if (Axes.size() < 2)
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.Reads = {0};
  auto F = std::make_shared<Form>();
  F->Text = I.Form;
  F->Assigns = true;
  F->OutName = "B";
  F->Names = {"I"};
  static constexpr std::string_view Pairs[] = {"ip", "jq", "hr", "kt"}, Others = "cbnaedfglmuvw";
  size_t Other = 0;
  for (size_t K = 0; K < U.Dims.size(); ++K)
    if (!Used[K]) {
      M.Roles.emplace_back(Others[Other++ % Others.size()], U.Dims[K].Loop);
      F->Letters += M.Roles.back().first;
    }
  for (size_t A = 0; A < Axes.size() && A < std::size(Pairs); ++A) {
    M.Roles.emplace_back(Pairs[A][0], U.Dims[Axes[A].first].Loop);
    M.Roles.emplace_back(Pairs[A][1], U.Dims[Axes[A].second].Loop);
    F->Letters += Pairs[A];
    F->Slides.push_back({0, Pairs[A][0], Pairs[A][1], true});
  }
  F->OutSubs = F->Letters;
  F->Subs = {F->Letters};
  M.Own = std::move(F);
  return M;
}

} // namespace

const Idiom Im2col = {
    .Name = "im2col",
    .Family = "neural-networks",
    .Form = "B[c,p,q,i,j] = I[c,s*i+p,s*j+q]",
    .Title = "windows of a picture as the columns of a matrix",
    .Shape = Domain::Any,
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "e*(c*p*q*i*j + c*i*j)",
    .Confused = "copies and transposes (no window); frames of a signal (one axis)",
    .Find = im2col,
};

} // namespace auspex::kernels
