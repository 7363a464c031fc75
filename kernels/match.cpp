//===- kernels/match.cpp - Forms against updates ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/match.h"

#include "kernels/window.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>

namespace auspex::kernels {

const Dim &Match::dim(char Letter) const {
  for (const auto &[L, Loop] : Roles)
    if (L == Letter)
      return *U->dim(Loop);
  return U->Dims.front(); // forms name only letters that they have
}

bool Match::extentDependsOn(char Letter, char On) const {
  const Sym I = indexOf(dim(On).Loop);
  return std::ranges::any_of(dim(Letter).Extent, [&](const Poly &E) { return E.mentions(I); });
}

bool isSameArray(const Operand &A, const Operand &B) {
  auto Start = [](const Operand &O) {
    Poly P = O.Levels.back();
    for (const auto &[M, C] : O.Levels.back().terms())
      if (!M.empty() && isIndex(M.back()))
        P = P.substitute(M.back(), Poly(0));
    return P;
  };
  return A.Object == B.Object && A.Levels.size() == B.Levels.size() && Start(A) == Start(B);
}

//===--- Strides ------------------------------------------------------------===//

bool isMajor(const Operand &O, uint32_t Loop, uint32_t Other) {
  // The level of pointers at which an index enters decides first.
  auto LevelOf = [&](uint32_t L) {
    for (size_t K = 0; K < O.Levels.size(); ++K)
      if (O.Levels[K].mentions(indexOf(L)))
        return K;
    return O.Levels.size();
  };
  const size_t A = LevelOf(Loop), B = LevelOf(Other);
  if (A != B)
    return A < B;
  if (A == O.Levels.size())
    return false;
  const Poly SA = O.Levels[A].coefficientOf(indexOf(Loop)),
             SB = O.Levels[A].coefficientOf(indexOf(Other));
  if (SA.isBad() || SB.isBad())
    return false;
  auto CA = SA.constant(), CB = SB.constant();
  if (CA && CB)
    return std::abs(*CA) > std::abs(*CB);
  if (CA || CB || SA.degree() != SB.degree())
    return SA.degree() > SB.degree();
  // Two strides that the caller chooses say nothing about the storage.
  const Poly More = SA - SB;
  return More.isNonNegative() && !More.isZero();
}

std::optional<int64_t> stepInTaps(const Operand &O, const Dim &Step, const Dim &Tap) {
  size_t LI, LJ;
  const Poly I = strideOf(O, Step.Loop, LI), J = strideOf(O, Tap.Loop, LJ);
  if (LI != LJ || I.isBad() || J.isBad() || I.isZero() || J.isZero())
    return std::nullopt;
  const auto Q = I.quotient(J);
  return Q ? Q->constant() : std::nullopt;
}

/// The reason why \p O, factor \p Factor of \p F, is no array of its rank: dimensions
/// that overlap although the form does not say so.
static std::optional<std::string> overlap(const Operand &O, const Match &M, const Form &F,
                                          size_t Factor) {
  auto LetterOf = [&](const Dim &D) {
    for (const auto &[Letter, Loop] : M.Roles)
      if (Loop == D.Loop)
        return Letter;
    return ' ';
  };
  for (const Dim &I : M.U->Dims)
    for (const Dim &J : M.U->Dims) {
      if (I.Loop == J.Loop || F.slides(Factor, LetterOf(I), LetterOf(J)))
        continue;
      const std::string Name = O.Name.empty() ? "an operand" : O.Name;
      switch (sharingOf(O, I, J)) {
      case Sharing::None:
        break;
      case Sharing::Same:
        return "two dimensions move " + Name +
               " by the same stride: a sliding window (convolution, correlation, Toeplitz), no "
               "matrix";
      case Sharing::Hops:
        return "rows of " + Name + " overlap: a sliding window, no matrix";
      }
    }
  return std::nullopt;
}

const Operand &operandOf(const Match &M, size_t Factor) {
  return Factor == Slide::Output ? M.U->Out : M.operand(Factor);
}

/// The dimensions that \p F lets slide do so. Strides that are symbols cannot be told
/// from rows by one axis, but two axes with one ratio of steps to taps are no rows.
static bool slidesAsWritten(const Match &M, const Form &F) {
  struct Ratio {
    Poly Step, Tap;
  };
  std::vector<Ratio> Open;
  bool Known = false;
  size_t Filled = 0;
  for (const Slide &S : F.Slides) {
    const Operand &O = operandOf(M, S.Factor);
    const Dim &I = M.dim(S.Step), &J = M.dim(S.Tap);
    if (sharingOf(O, I, J) != Sharing::None || sharingOf(O, J, I) != Sharing::None) {
      Known = true;
      continue;
    }
    size_t LI, LJ;
    const Poly SI = strideOf(O, I.Loop, LI), SJ = strideOf(O, J.Loop, LJ);
    if (LI != LJ || SI.isBad() || SJ.isBad() || SI.isZero() || SJ.isZero())
      return false;
    // Taps that fill the step exactly are blocks.
    if (std::ranges::any_of(
            J.Extent, [&](const Poly &E) { return SI == SJ * E || SI == Poly(0) - SJ * E; })) {
      ++Filled;
      continue;
    }
    Open.push_back({SI, SJ});
  }
  if (Filled && !(M.What->Tiles && Filled > 1 && Filled == F.Slides.size()))
    return false;
  if (Open.empty())
    return true;
  if (!Known && Open.size() < 2)
    return false;
  for (size_t K = 1; K < Open.size(); ++K)
    if (!(Open[0].Step * Open[K].Tap == Open[K].Step * Open[0].Tap))
      return false;
  return true;
}

//===--- Matching -----------------------------------------------------------===//

/// Bit 0: the output; bit K + 1: the factor K.
static unsigned rolesOf(const Update &U, uint32_t Loop) {
  unsigned Mask = !U.ToScalar && U.Out.moves(indexOf(Loop));
  for (size_t K = 0; K < U.Reads.size(); ++K)
    Mask |= unsigned(U.Reads[K].Op.moves(indexOf(Loop))) << (K + 1);
  return Mask;
}

/// \p F is a matrix times a vector, and \p L what it sums over: several dimensions may be
/// one (the channels and the places of a padded input).
static bool maySumSeveral(const Form &F, char L) {
  return !F.Body && F.Names.size() == 2 && F.Letters.size() == 2 && F.Slides.empty() &&
         !F.ToScalar && F.OutSubs.size() == 1 && F.OutSubs.find(L) == F.OutSubs.npos;
}

/// Gives every letter the dimensions that play its part: one, or any number where
/// the form is a function.
static bool assign(Match &M, const Form &F, const Update &U) {
  std::set<uint32_t> Used;
  for (char L : F.Letters) {
    unsigned Want = F.OutSubs.find(L) != std::string::npos;
    for (size_t K = 0; K < F.Subs.size(); ++K)
      Want |= unsigned(F.Subs[K].find(L) != std::string::npos) << (M.Reads[K] + 1);
    bool Found = false;
    for (const Dim &D : U.Dims)
      if (!Used.contains(D.Loop) && rolesOf(U, D.Loop) == Want &&
          (!Found || F.Body || maySumSeveral(F, L))) {
        Used.insert(D.Loop);
        M.Roles.emplace_back(L, D.Loop);
        Found = true;
      }
    if (!Found)
      return false;
  }
  return Used.size() == U.Dims.size();
}

/// Letters that play the same parts are told apart by which of them slide together.
static bool assignSliding(Match &M, const Form &F, const Update &U) {
  if (!assign(M, F, U))
    return false;
  if (F.Slides.empty())
    return true;
  auto Same = [&](uint32_t X, uint32_t Y) { return rolesOf(U, X) == rolesOf(U, Y); };
  // All permutations within equal parts; forms have few letters.
  auto From = [&](auto &Self, size_t K) -> bool {
    if (K == M.Roles.size())
      return slidesAsWritten(M, F);
    for (size_t L = K; L < M.Roles.size(); ++L) {
      if (!Same(M.Roles[K].second, M.Roles[L].second))
        continue;
      std::swap(M.Roles[K].second, M.Roles[L].second);
      if (Self(Self, K + 1))
        return true;
      std::swap(M.Roles[K].second, M.Roles[L].second);
    }
    return false;
  };
  return From(From, 0);
}

std::optional<Match> matchForm(const Idiom &I, const Form &F, const Update &U, const BodyDag &B) {
  if (I.Compose || I.Assemble || I.Gathers != U.Sparse)
    return std::nullopt;
  if (I.Find)
    return U.States.empty() || I.Recurs ? I.Find(I, U, B) : std::nullopt;
  if (!U.States.empty())
    return std::nullopt;
  // A scalar may stay in memory all the while: nothing moves the output.
  const bool ToScalar = std::ranges::none_of(
      U.Dims, [&](const Dim &D) { return !U.ToScalar && U.Out.moves(indexOf(D.Loop)); });
  if (F.Reduce != U.Reduce || F.IsPlace != U.IsPlace || F.ToScalar != ToScalar ||
      U.Reads.size() != F.Names.size() || U.Dims.size() < F.Letters.size() ||
      (!F.Body && U.Dims.size() > F.Letters.size() &&
       std::ranges::none_of(F.Letters, [&](char L) { return maySumSeveral(F, L); })) ||
      U.Reads.empty() || !F.Body != (U.Function == NoNode))
    return std::nullopt;
  if (!F.Body && F.Names.size() > 1 && F.Combine != U.Combine)
    return std::nullopt;
  for (const Factor &R : U.Reads)
    if (R.Abs != F.AbsoluteValue)
      return std::nullopt;

  const bool Reduces = std::ranges::any_of(
      U.Dims, [&](const Dim &D) { return U.ToScalar || !U.Out.moves(indexOf(D.Loop)); });
  // Element-wise forms differ in what they do with the old value; a reduction
  // starts from it, from zero or from beta times it.
  if (!Reduces && F.Assigns != (U.Before == Old::Lost))
    return std::nullopt;
  if (Reduces && F.Assigns)
    return std::nullopt;

  if (F.Body) {
    if (!U.Scalars.empty() || !match(*F.Body, B, U.Function))
      return std::nullopt;
    // Factors of a product can stand for each other: the dimensions tell.
    constexpr size_t MaxReads = 5;
    std::vector<size_t> Order(U.Reads.size());
    std::iota(Order.begin(), Order.end(), 0);
    do {
      Match M;
      M.What = &I;
      M.U = &U;
      const auto Args = U.Reads.size() <= MaxReads ? match(*F.Body, B, U.Function, Order)
                                                   : match(*F.Body, B, U.Function);
      if (Args) {
        M.Reads = *Args;
        if (assignSliding(M, F, U))
          return M;
      }
    } while (U.Reads.size() <= MaxReads && std::ranges::next_permutation(Order).found);
    return std::nullopt;
  }
  std::vector<size_t> Order(U.Reads.size());
  std::iota(Order.begin(), Order.end(), 0);
  std::optional<Match> Best;
  do {
    Match M;
    M.What = &I;
    M.U = &U;
    M.Reads = Order;
    if (!assignSliding(M, F, U))
      continue;
    // The first subscript of the output is its row.
    auto Badness = [&](const Match &X) {
      // In place it is the idiom that says which factor is which.
      if (I.InPlace && I.Also && I.Also(X))
        return 2;
      if (F.OutSubs.size() < 2)
        return 0;
      const size_t S = F.OutSubs.size();
      return int(isMajor(U.Out, X.dim(F.OutSubs[S - 1]).Loop, X.dim(F.OutSubs[S - 2]).Loop));
    };
    // Equal parts are listed in the program's order.
    auto Ranks = [](const Match &X) {
      std::vector<uint32_t> R;
      for (size_t K = 0; K < X.Reads.size(); ++K)
        R.push_back(X.operand(K).Rank);
      return R;
    };
    const int Worse = Best ? Badness(*Best) : 0, Bad = Badness(M);
    if (!Best || Worse > Bad || (Worse == Bad && Ranks(M) < Ranks(*Best)))
      Best = M;
  } while (std::ranges::next_permutation(Order).found);
  return Best;
}

/// A condition that keeps a window within its input: what is compared moves as the
/// window's subscript does.
static bool isPadding(const Obstacle &O, const Match &M, const Form &F) {
  if (O.Kind != ObstacleKind::IndexGuard || O.On.isBad() || (M.What->Find && !M.Own)) // finds its own parts
    return false;
  return std::ranges::any_of(F.Slides, [&](const Slide &S) {
    const Operand &X = operandOf(M, S.Factor);
    const uint32_t Step = M.dim(S.Step).Loop, Tap = M.dim(S.Tap).Loop;
    size_t Level;
    const Poly GI = O.On.coefficientOf(indexOf(Step)), GJ = O.On.coefficientOf(indexOf(Tap));
    for (const Dim &D : M.U->Dims)
      if (D.Loop != Step && D.Loop != Tap && O.On.mentions(indexOf(D.Loop)))
        return false;
    return !GI.isZero() && !GJ.isZero() &&
           GI * strideOf(X, Tap, Level) == GJ * strideOf(X, Step, Level);
  });
}

std::optional<std::string> objection(const Match &M, const Form &F, bool Half) {
  const Update &U = *M.U;
  // What makes it another algorithm comes before what makes it conditional.
  constexpr ObstacleKind Order[] = {ObstacleKind::Volatile,   ObstacleKind::Body,
                                    ObstacleKind::Indirect,   ObstacleKind::Pattern,
                                    ObstacleKind::SelfDependence,
                                    ObstacleKind::Recurrence, ObstacleKind::Overwritten,
                                    ObstacleKind::DataGuard,  ObstacleKind::IndexGuard};
  for (ObstacleKind K : Order)
    for (const Obstacle &O : U.Obstacles)
      if (O.Kind == K && !isPadding(O, M, F) &&
          !(M.What->Recurs &&
            (K == ObstacleKind::SelfDependence || K == ObstacleKind::Recurrence)) &&
          !(M.What->Masked && (K == ObstacleKind::DataGuard || K == ObstacleKind::Pattern ||
                               K == ObstacleKind::Indirect)) &&
          !(Half && K == ObstacleKind::DataGuard) &&
          !((M.What->InPlace || Half) && K == ObstacleKind::IndexGuard))
        return O.Text;
  // A factorisation gives up where a pivot is 0.
  for (const Dim &D : U.Dims)
    if (D.MayLeave && !M.What->InPlace && !M.What->Masked)
      return "a loop may be left before its count (break or return)";
  for (const Dim &D : U.Dims)
    if (D.Extent.empty() && !M.What->Masked)
      return "it is not known how often a loop runs";
  for (size_t K = 0; K < M.Reads.size(); ++K)
    if (auto Why = overlap(M.operand(K), M, F, K))
      return Why;
  if (!U.ToScalar)
    if (auto Why = overlap(U.Out, M, F, Slide::Output))
      return Why;
  bool Triangle = false;
  for (const Dim &D : U.Dims)
    for (const Poly &E : D.Extent)
      Triangle |= E.mentionsAnyIndex();
  if (Triangle && M.What->Shape == Domain::Box)
    return "the domain is no box: a loop's extent depends on another's index (triangular)";
  if (!Triangle && M.What->Shape == Domain::Triangle)
    return "the domain is a box, not a triangle";
  return M.What->Also ? M.What->Also(M) : std::nullopt;
}

} // namespace auspex::kernels
