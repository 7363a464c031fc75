//===- kernels/window.cpp - Dimensions that slide along one axis -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/window.h"

#include "kernels/match.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <tuple>

namespace auspex::kernels {

Poly strideOf(const Operand &O, uint32_t Loop, size_t &Level) {
  for (Level = 0; Level < O.Levels.size(); ++Level)
    if (O.Levels[Level].mentions(indexOf(Loop)))
      return O.Levels[Level].coefficientOf(indexOf(Loop));
  return Poly(0);
}

std::optional<bool> inOneSubscript(const Operand &O, const Dim &A, const Dim &B) {
  auto LoopsOf = [](const Dim &D) {
    std::vector<uint32_t> Loops = D.Joined;
    Loops.push_back(D.Loop);
    return Loops;
  };
  std::optional<bool> Known;
  if (!O.Subscripts.empty())
    for (uint32_t LA : LoopsOf(A))
      for (uint32_t LB : LoopsOf(B))
        if (const auto One = O.inOneSubscript(LA, LB))
          Known = Known.value_or(false) || *One;
  return Known;
}

Sharing sharingOf(const Operand &O, const Dim &I, const Dim &J) {
  if (!O.moves(indexOf(I.Loop)) || !O.moves(indexOf(J.Loop)))
    return Sharing::None;
  size_t LI, LJ;
  const Poly SI = strideOf(O, I.Loop, LI), SJ = strideOf(O, J.Loop, LJ);
  if (LI != LJ || SI.isZero() || SJ.isZero() || SI.isBad() || SJ.isBad())
    return Sharing::None;
  if (SI == SJ || SI == Poly(0) - SJ)
    return Sharing::Same;
  auto CI = SI.constant(), CJ = SJ.constant();
  // Symbols that both have do not matter.
  const auto Ratio = CI && CJ ? std::nullopt : SI.quotient(SJ);
  if (Ratio && !CI && Ratio->constant()) {
    CI = Ratio->constant();
    CJ = 1;
  }
  if (!CI || !CJ) {
    // All of J is several steps of I: it reaches into the next ones.
    const bool Reaches = Ratio && std::ranges::any_of(J.Extent, [&](const Poly &E) {
                           if (E.mentionsAnyIndex())
                             return false;
                           const auto Q = (E * SJ).quotient(SI);
                           const auto C = Q ? Q->constant() : std::nullopt;
                           return Q && (C ? std::abs(*C) > 1 : Q->isNonNegative());
                         });
    return Reaches ? Sharing::Hops : Sharing::None;
  }
  if (std::abs(*CI) < std::abs(*CJ))
    return Sharing::None;
  // The smallest constant bound of J decides; without one, small ratios
  // are windows that hop (a decimating filter), large ones rows.
  std::optional<int64_t> Bound;
  for (const Poly &E : J.Extent)
    if (auto C = E.constant())
      Bound = std::min(Bound.value_or(*C), *C);
  const int64_t Times = std::abs(*CI / *CJ);
  constexpr int64_t SmallestRow = 8;
  // All of J lies in one step of I, whether or not that is a number of steps of J: every other
  // column beside the rows of an odd image.
  int64_t Last;
  if (Bound && !__builtin_mul_overflow(*Bound - 1, std::abs(*CJ), &Last) && Last < std::abs(*CI))
    return Sharing::None;
  return *CI % *CJ || (Bound ? Times < *Bound : Times < SmallestRow) ? Sharing::Hops
                                                                     : Sharing::None;
}

namespace {

/// What is known of a step and a tap.
enum class Evidence : uint8_t {
  None,   ///< not along one axis
  Apart,  ///< the taps end before the step does
  Filled, ///< the taps fill the step: blocks
  Open,   ///< symbolic strides
  Certain,
};

/// What both have as a factor, where both are one product; 1 otherwise.
Poly commonFactor(const Poly &A, const Poly &B) {
  if (A.terms().size() != 1 || B.terms().size() != 1)
    return Poly(1);
  const auto &[MA, CA] = *A.terms().begin();
  const auto &[MB, CB] = *B.terms().begin();
  Poly Common(std::gcd(CA, CB));
  Poly::Monomial Both;
  std::ranges::set_intersection(MA, MB, std::back_inserter(Both));
  for (Sym S : Both)
    Common *= Poly::symbol(S);
  return Common;
}

class Finder {
public:
  Finder(const Update &U, const Operand &O, bool Tiles, bool Channels)
      : U(U), O(O), Tiles(Tiles), Channels(Channels) {}

  Evidence evidence(const Dim &Step, const Dim &Tap) const {
    size_t LS, LT;
    const Poly SS = strideOf(O, Step.Loop, LS), ST = strideOf(O, Tap.Loop, LT);
    if (LS != LT || SS.isZero() || ST.isZero() || SS.isBad() || ST.isBad())
      return Evidence::None;
    if (isGuarded(Step, SS, Tap, ST))
      return Evidence::Certain;
    if (std::ranges::any_of(Tap.Extent, [&](const Poly &E) {
          return !(ST * E == ST) && (SS == ST * E || SS == Poly(0) - ST * E);
        }))
      return Evidence::Filled;
    if (sharingOf(O, Step, Tap) != Sharing::None || sharingOf(O, Tap, Step) != Sharing::None)
      return Evidence::Certain;
    if (const auto S = SS.constant(), T = ST.constant(); S && T)
      return std::abs(*S) > std::abs(*T) ? Evidence::Apart : Evidence::None;
    // Channels stored last are merged with the taps: extent K*C, a step of s*C.
    const auto Ratio = SS.quotient(ST);
    if (Ratio && Tap.Extent.size() == 1) {
      const Poly Common = commonFactor(*Ratio, Tap.Extent[0]);
      if (Common.degree() && !(Common == Tap.Extent[0]) && !(Common == *Ratio))
        return Evidence::Certain;
    }
    // A step over whole rows of taps is one over blocks.
    auto AreRows = [](const Poly &Outer, const Poly &Inner, const Dim &D) {
      return std::ranges::any_of(
          D.Extent, [&](const Poly &E) { return Outer.quotient(Inner * E).has_value(); });
    };
    if (AreRows(SS, ST, Tap) || AreRows(ST, SS, Step))
      return Evidence::None;
    return Evidence::Open;
  }

  /// One ratio of step to tap on all axes whose strides are symbols.
  bool sameRatio(const WindowAxis &A, const WindowAxis &B) const {
    size_t L;
    return strideOf(O, U.Dims[A.Step].Loop, L) * strideOf(O, U.Dims[B.Tap].Loop, L) ==
           strideOf(O, U.Dims[B.Step].Loop, L) * strideOf(O, U.Dims[A.Tap].Loop, L);
  }

  /// Windows that do not overlap along \p A are windows where they do along \p First: the
  /// source has one subscript for its step and its tap, or it has the same stride.
  bool belongsTo(const WindowAxis &First, const WindowAxis &A) const {
    const Dim &Step = U.Dims[A.Step], &Tap = U.Dims[A.Tap];
    if (const auto One = inOneSubscript(O, Step, Tap))
      return *One;
    if (sameRatio(First, A))
      return true;
    // Channels behind the taps are one dimension with them: as many as the step is longer than
    // that stride. Where they fill the step they are as well the channels of a sequence.
    size_t L;
    const auto Channels =
        (strideOf(O, Step.Loop, L) * strideOf(O, U.Dims[First.Tap].Loop, L))
            .quotient(strideOf(O, U.Dims[First.Step].Loop, L) * strideOf(O, Tap.Loop, L));
    const auto C = Channels ? Channels->constant() : std::nullopt;
    const auto E = Tap.Extent.size() == 1 ? Tap.Extent[0].constant() : std::nullopt;
    return C && E && *C > 1 && *E > *C && *E % *C == 0 && evidence(Step, Tap) == Evidence::Apart;
  }

  /// Each step is a number of taps that the program has a name for, and that is no extent: a
  /// layer with a stride for each axis.
  bool areSteps(const WindowAxis &A, const WindowAxis &B) const {
    auto StepOf = [&](const WindowAxis &X) -> std::optional<Poly> {
      size_t L;
      const auto Q =
          strideOf(O, U.Dims[X.Step].Loop, L).quotient(strideOf(O, U.Dims[X.Tap].Loop, L));
      const bool Named = Q && Q->terms().size() == 1 && Q->degree() == 1 &&
                         Q->terms().begin()->second == 1 && !Q->mentionsAnyIndex();
      const bool IsExtent = Named && std::ranges::any_of(U.Dims, [&](const Dim &D) {
                              return std::ranges::find(D.Extent, *Q) != D.Extent.end();
                            });
      return Named && !IsExtent ? Q : std::nullopt;
    };
    const auto X = StepOf(A), Y = StepOf(B);
    return X && Y && !(*X == *Y);
  }

  /// Both are a tile of one dimension, cut the same way.
  bool areTiles(const WindowAxis &A, const WindowAxis &B) const {
    auto IsTile = [&](size_t Outer, size_t Inner) {
      size_t L;
      const Poly SO = strideOf(O, U.Dims[Outer].Loop, L), SI = strideOf(O, U.Dims[Inner].Loop, L);
      return std::ranges::any_of(U.Dims[Inner].Extent, [&](const Poly &E) { return SO == SI * E; });
    };
    return (IsTile(A.Step, B.Step) && IsTile(A.Tap, B.Tap)) ||
           (IsTile(B.Step, A.Step) && IsTile(B.Tap, A.Tap));
  }

  bool accept(const std::vector<WindowAxis> &Axes) const {
    std::vector<size_t> Open;
    size_t Filled = 0, Certain = 0;
    const auto Overlaps = [&](const WindowAxis &A) {
      return evidence(U.Dims[A.Step], U.Dims[A.Tap]) == Evidence::Certain;
    };
    const auto First = std::ranges::find_if(Axes, Overlaps);
    for (size_t K = 0; K < Axes.size(); ++K)
      switch (evidence(U.Dims[Axes[K].Step], U.Dims[Axes[K].Tap])) {
      case Evidence::None:
        return false;
      case Evidence::Apart:
        if (First == Axes.end() || !belongsTo(*First, Axes[K]))
          return false;
        break;
      case Evidence::Filled:
        if (First == Axes.end() || !belongsTo(*First, Axes[K]))
          ++Filled;
        break;
      case Evidence::Open:
        Open.push_back(K);
        break;
      case Evidence::Certain:
        ++Certain;
      }
    // Who keeps two axes inside keeps a third: what is left beside them are a batch and channels.
    if (!Open.empty() && std::ranges::count_if(Axes, [&](const WindowAxis &A) {
                           size_t L;
                           const Dim &Step = U.Dims[A.Step], &Tap = U.Dims[A.Tap];
                           return isGuarded(Step, strideOf(O, Step.Loop, L), Tap,
                                            strideOf(O, Tap.Loop, L));
                         }) > 1)
      return false;
    if (Filled && !(Tiles && (Filled > 1 || Certain) && Filled + Certain == Axes.size()))
      return false;
    for (size_t K = 1; K < Open.size(); ++K)
      if ((!sameRatio(Axes[Open[0]], Axes[Open[K]]) && !areSteps(Axes[Open[0]], Axes[Open[K]])) ||
          areTiles(Axes[Open[0]], Axes[Open[K]]))
        return false;
    return Open.empty() || Certain || Open.size() > 1 || Channels;
  }

private:
  /// A condition on the subscript itself: it moves as step and tap move the operand.
  bool isGuarded(const Dim &Step, const Poly &SS, const Dim &Tap, const Poly &ST) const {
    return std::ranges::any_of(U.Obstacles, [&](const Obstacle &X) {
      if (X.Kind != ObstacleKind::IndexGuard || X.On.isBad())
        return false;
      for (const Dim &D : U.Dims)
        if (D.Loop != Step.Loop && D.Loop != Tap.Loop && X.On.mentions(indexOf(D.Loop)))
          return false;
      const Poly GS = X.On.coefficientOf(indexOf(Step.Loop)),
                 GT = X.On.coefficientOf(indexOf(Tap.Loop));
      return !GS.isZero() && !GT.isZero() && GS * ST == GT * SS;
    });
  }

  const Update &U;
  const Operand &O;
  bool Tiles, Channels;
};

} // namespace

bool slidesTogether(const Update &U, const Operand &O, const Dim &I, const Dim &J) {
  return Finder(U, O, false, false).evidence(I, J) == Evidence::Certain;
}

std::vector<WindowAxis> windowsOf(const Update &U, const Operand &O,
                                  const std::vector<size_t> &Steps, const std::vector<size_t> &Taps,
                                  bool Tiles, bool Channels) {
  constexpr size_t MaxAxes = 3, MaxDims = 6;
  if (Steps.size() > MaxDims || Taps.size() > MaxDims)
    return {};
  const Finder F(U, O, Tiles, Channels);
  std::vector<WindowAxis> Best, Now;
  auto Score = [&](const std::vector<WindowAxis> &Axes) {
    size_t Certain = 0;
    for (const WindowAxis &A : Axes)
      Certain += F.evidence(U.Dims[A.Step], U.Dims[A.Tap]) == Evidence::Certain;
    // A stride for each axis is what is left where no one stride explains both.
    const bool OneRatio =
        std::ranges::all_of(Axes, [&](const WindowAxis &A) { return F.sameRatio(Axes[0], A); });
    return std::tuple(Axes.size(), Certain, OneRatio);
  };
  auto From = [&](auto &Self, size_t K) -> void {
    if (K == Steps.size()) {
      const size_t Left = Taps.size() - Now.size();
      if (!Now.empty() && Now.size() <= MaxAxes && F.accept(Now) &&
          (Best.empty() || Score(Now) > Score(Best)))
        // One axis of symbolic strides beside channels: which of them is the tap
        // does not matter, but there must be one of each.
        if (Now.size() > 1 || !Channels || Left ||
            F.evidence(U.Dims[Now[0].Step], U.Dims[Now[0].Tap]) == Evidence::Certain)
          Best = Now;
      return;
    }
    for (size_t T : Taps) {
      if (std::ranges::any_of(Now, [&](const WindowAxis &A) { return A.Tap == T; }) ||
          F.evidence(U.Dims[Steps[K]], U.Dims[T]) == Evidence::None)
        continue;
      Now.push_back({Steps[K], T});
      Self(Self, K + 1);
      Now.pop_back();
    }
    Self(Self, K + 1);
  };
  From(From, 0);
  std::ranges::sort(Best, [&](const WindowAxis &A, const WindowAxis &B) {
    return isMajor(O, U.Dims[A.Step].Loop, U.Dims[B.Step].Loop);
  });
  return Best;
}

} // namespace auspex::kernels
