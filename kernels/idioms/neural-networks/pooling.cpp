//===- kernels/idioms/neural-networks/pooling.cpp - Pooling layers -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The largest value, or the mean, of each window of each channel (Scherer, Mueller,
// Behnke, ICANN 2010), in one to three axes. Windows may overlap (stride below size),
// lie side by side, be clipped at the border, or be the whole plane (global). The
// mean's division is a scalar factor or done afterwards.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"
#include "kernels/window.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// Nothing but one operand is read, and folded over dimensions that the output has not.
bool isPlainReduction(const Update &U, Fn Op) {
  return U.Reduce == Op && !U.ToScalar && U.Reads.size() == 1 && U.Function == NoNode &&
         U.States.empty() && !U.Reads[0].Abs && U.Dims.size() > 1;
}

/// Likewise, divided by how many elements the window has inside of its input.
bool isMeanOfInside(const Update &U, const BodyDag &B) {
  return U.Reduce == Fn::Add && !U.ToScalar && U.Reads.size() == 1 && U.Function != NoNode &&
         U.Product.size() == 1 && U.Others.size() == 1 && U.States.empty() && !U.Product[0].Abs &&
         U.Dims.size() > 1 && B[U.Others[0]].Kind == NodeKind::Apply &&
         B[U.Others[0]].Op == Fn::Recip && !B.dependsOnData(U.Others[0]);
}

/// The places of the dimensions that move output and input, and the input only.
bool parts(const Update &U, std::vector<size_t> &Steps, std::vector<size_t> &Taps) {
  for (size_t K = 0; K < U.Dims.size(); ++K) {
    const Sym I = indexOf(U.Dims[K].Loop);
    if (!U.Reads[0].Op.moves(I))
      return false;
    (U.Out.moves(I) ? Steps : Taps).push_back(K);
  }
  return !Steps.empty() && !Taps.empty();
}

std::optional<Match> pooling(const Idiom &I, const Update &U, Fn Op, const BodyDag &B) {
  std::vector<size_t> Steps, Taps;
  if (!(isPlainReduction(U, Op) || (Op == Fn::Add && isMeanOfInside(U, B))) ||
      !parts(U, Steps, Taps))
    return std::nullopt;
  // Added to what was there, it is the way back through a layer that repeats elements.
  if (Op == Fn::Add && U.Before != Old::Lost)
    return std::nullopt;
  const auto Axes = windowsOf(U, U.Reads[0].Op, Steps, Taps, true, false);
  // Every tap is one of a window; a window of one axis needs channels around it: without
  // it is a running mean or maximum of a signal.
  if (Axes.empty() || Axes.size() != Taps.size() ||
      (Axes.size() == 1 && Steps.size() == Axes.size()))
    return std::nullopt;
  // A window at every element is a filter of images: a box blur, a dilation.
  if (std::ranges::all_of(Axes, [&](const WindowAxis &A) {
        size_t L;
        return strideOf(U.Reads[0].Op, U.Dims[A.Step].Loop, L) ==
               strideOf(U.Reads[0].Op, U.Dims[A.Tap].Loop, L);
      }))
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.Reads = {0};
  auto F = std::make_shared<Form>();
  F->Text = I.Form;
  F->Reduce = Op;
  F->OutName = "O";
  F->Names = {"I"};
  F->Subs.resize(1);
  static constexpr std::string_view StepNames[] = {"", "i", "ij", "hij"},
                                    TapNames[] = {"", "p", "pq", "rpq"}, Others = "cbnaddefgkl";
  size_t Other = 0;
  for (size_t K : Steps)
    if (std::ranges::none_of(Axes, [&](const WindowAxis &A) { return A.Step == K; })) {
      M.Roles.emplace_back(Others[Other++ % Others.size()], U.Dims[K].Loop);
      F->OutSubs += M.Roles.back().first;
    }
  F->Subs[0] = F->OutSubs;
  std::string Tap;
  for (size_t K = 0; K < Axes.size(); ++K) {
    const char S = StepNames[Axes.size()][K], T = TapNames[Axes.size()][K];
    M.Roles.emplace_back(S, U.Dims[Axes[K].Step].Loop);
    M.Roles.emplace_back(T, U.Dims[Axes[K].Tap].Loop);
    F->OutSubs += S;
    F->Subs[0] += S;
    Tap += T;
    F->Slides.push_back({0, S, T, true});
  }
  F->Letters = F->OutSubs + Tap;
  F->Subs[0] += Tap;
  M.Own = std::move(F);
  return M;
}

/// A step of the output lies between two taps: what is summed is a tile of a plane, or one of
/// its windows with gaps between them.
bool isInterleaved(const Update &U, const std::vector<size_t> &Steps,
                   const std::vector<size_t> &Taps) {
  auto Larger = [&](size_t X, size_t Y) {
    size_t L;
    const Poly SX = strideOf(U.Reads[0].Op, U.Dims[X].Loop, L),
               SY = strideOf(U.Reads[0].Op, U.Dims[Y].Loop, L);
    const auto CX = SX.constant(), CY = SY.constant();
    return CX && CY ? std::abs(*CX) > std::abs(*CY) : !(SX == SY) && SX.quotient(SY).has_value();
  };
  return std::ranges::any_of(Steps, [&](size_t S) {
    return std::ranges::any_of(Taps, [&](size_t T) { return Larger(S, T); }) &&
           std::ranges::any_of(Taps, [&](size_t T) { return Larger(T, S); });
  });
}

/// Each channel's whole plane, of two axes, becomes one number.
std::optional<Match> globalPooling(const Idiom &I, const Update &U, const BodyDag &) {
  std::vector<size_t> Steps, Taps;
  const bool Mean = isPlainReduction(U, Fn::Add) && U.Before == Old::Lost &&
                    (U.Mapped || U.Coef != 1 || !U.Scalars.empty() || U.Averaged);
  if ((!Mean && !isPlainReduction(U, Fn::Max)) || !parts(U, Steps, Taps) ||
      !windowsOf(U, U.Reads[0].Op, Steps, Taps, true, false).empty() ||
      isInterleaved(U, Steps, Taps))
    return std::nullopt;
  // A part of the plane, cut at its borders, is a window.
  if (std::ranges::any_of(Taps, [&](size_t K) { return U.Dims[K].Extent.size() > 1; }))
    return std::nullopt;
  size_t Axes = 0;
  for (size_t K : Taps) {
    size_t Degree = 1;
    for (const Poly &E : U.Dims[K].Extent)
      Degree = std::max(Degree, E.degree());
    Axes += Degree;
  }
  if (Axes < 2)
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.Reads = {0};
  M.FlopsPerPoint = 1;
  for (size_t K : Steps)
    M.Roles.emplace_back('c', U.Dims[K].Loop);
  for (size_t K : Taps)
    M.Roles.emplace_back('i', U.Dims[K].Loop);
  const FormNames N = namesFor(U, U.Reads[0].Op, "O", "I");
  M.Text = N.Out + "[c]" + (U.Reduce == Fn::Max ? " max= " : " += ") + N.In + "[c,i,j]";
  return M;
}

std::optional<Match> maxPooling(const Idiom &I, const Update &U, const BodyDag &B) {
  return pooling(I, U, Fn::Max, B);
}
std::optional<Match> avgPooling(const Idiom &I, const Update &U, const BodyDag &B) {
  return pooling(I, U, Fn::Add, B);
}

} // namespace

const Idiom MaxPool2d = {
    .Name = "max-pooling",
    .Family = "neural-networks",
    .Form = "O[c,i,j] max= I[c,s*i+p,s*j+q]",
    .Title = "largest value of each window",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "c*i*j*p*q",
    .Bytes = "e*(c*i*j + c*i*j*s*s)",
    .Confused = "dilation of an image (the same, stride 1); running maxima; row maxima (no window)",
    .Tiles = true,
    .Find = maxPooling,
};

const Idiom AvgPool2d = {
    .Name = "avg-pooling",
    .Family = "neural-networks",
    .Form = "O[c,i,j] += I[c,s*i+p,s*j+q]",
    .Title = "mean of each window, box filter",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "c*i*j*p*q",
    .Bytes = "e*(c*i*j + c*i*j*s*s)",
    .Confused = "summed-area tables; row sums (no window)",
    .Tiles = true,
    .Find = avgPooling,
};

const Idiom GlobalPooling = {
    .Name = "global-pooling",
    .Family = "neural-networks",
    .Form = "O[c] max= I[c,i,j]",
    .Title = "largest value or mean of each channel's plane",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "c*i*j",
    .Bytes = "e*(c*i*j + c)",
    .Confused = "row sums and maxima (one axis)",
    .Find = globalPooling,
};

} // namespace auspex::kernels
