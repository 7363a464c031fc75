//===- kernels/match.cpp - Forms against updates ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/match.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <numeric>
#include <set>

namespace auspex::kernels {

//===--- Parsing a form -----------------------------------------------------===//

Form parseForm(std::string_view Text) {
  Form F;
  size_t P = 0;
  auto Skip = [&] {
    while (P < Text.size() && Text[P] == ' ')
      ++P;
  };
  auto Reference = [&](std::string &Name, std::string &Subs) {
    Skip();
    if (P < Text.size() && Text[P] == '|') {
      F.AbsoluteValue = true;
      ++P;
    }
    while (P < Text.size() && isalpha(static_cast<unsigned char>(Text[P])))
      Name += Text[P++];
    if (P < Text.size() && Text[P] == '[')
      for (++P; P < Text.size() && Text[P] != ']'; ++P)
        if (Text[P] != ',')
          Subs += Text[P];
    if (!Subs.empty())
      ++P; // ']'
    if (P < Text.size() && Text[P] == '|')
      ++P;
    for (char C : Subs)
      if (F.Letters.find(C) == std::string::npos)
        F.Letters += C;
    Skip();
  };
  Reference(F.OutName, F.OutSubs);
  F.ToScalar = F.OutSubs.empty();
  const size_t Eq = Text.find('=', P);
  const std::string_view How = Text.substr(P, Eq - P);
  P = Eq + 1;
  F.Assigns = How.empty();
  F.Reduce = How == "min"   ? Fn::Min
             : How == "max" ? Fn::Max
             : How == "or"  ? Fn::Or
             : How == "xor" ? Fn::Xor
             : How == "*"   ? Fn::Mul
                            : Fn::Add;
  while (P < Text.size()) {
    Reference(F.Names.emplace_back(), F.Subs.emplace_back());
    if (P < Text.size()) {
      F.Combine = Text[P] == '+' ? Fn::Add : Text[P] == '&' ? Fn::And : Fn::Mul;
      ++P;
    }
  }
  return F;
}

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

/// Rows of a matrix do not overlap: stride(i) >= extent(j) * stride(j). Answers
/// with the reason where they are seen to do so; symbolic strides get the
/// benefit of the doubt, as a leading dimension does.
static std::optional<std::string> overlap(const Operand &O, const Update &U) {
  for (const Dim &I : U.Dims)
    for (const Dim &J : U.Dims) {
      if (I.Loop == J.Loop)
        continue;
      const Poly SI = O.Levels.back().coefficientOf(indexOf(I.Loop)),
                 SJ = O.Levels.back().coefficientOf(indexOf(J.Loop));
      if (SI.isZero() || SJ.isZero() || SI.isBad() || SJ.isBad())
        continue;
      const std::string Name = O.Name.empty() ? "an operand" : O.Name;
      if (SI == SJ || SI == Poly(0) - SJ)
        return "two dimensions move " + Name +
               " by the same stride: a sliding window (convolution, correlation, Toeplitz), no "
               "matrix";
      auto CI = SI.constant(), CJ = SJ.constant();
      if (!CI || !CJ || std::abs(*CI) < std::abs(*CJ))
        continue;
      // The smallest constant bound of J decides; without one, small ratios
      // are windows that hop (a decimating filter), large ones rows.
      std::optional<int64_t> Bound;
      for (const Poly &E : J.Extent)
        if (auto C = E.constant())
          Bound = std::min(Bound.value_or(*C), *C);
      const int64_t Ratio = std::abs(*CI / *CJ);
      constexpr int64_t SmallestRow = 8;
      if (*CI % *CJ || (Bound ? Ratio < *Bound : Ratio < SmallestRow))
        return "rows of " + Name + " overlap: a sliding window, no matrix";
    }
  return std::nullopt;
}

//===--- Matching -----------------------------------------------------------===//

/// Bit 0: the output; bit K + 1: the factor K.
static unsigned rolesOf(const Update &U, uint32_t Loop) {
  unsigned Mask = !U.ToScalar && U.Out.moves(indexOf(Loop));
  for (size_t K = 0; K < U.Reads.size(); ++K)
    Mask |= unsigned(U.Reads[K].Op.moves(indexOf(Loop))) << (K + 1);
  return Mask;
}

std::optional<Match> matchForm(const Idiom &I, const Form &F, const Update &U) {
  // A scalar may stay in memory all the while: nothing moves the output.
  const bool ToScalar = std::ranges::none_of(
      U.Dims, [&](const Dim &D) { return !U.ToScalar && U.Out.moves(indexOf(D.Loop)); });
  if (F.Reduce != U.Reduce || F.ToScalar != ToScalar || U.Reads.size() != F.Names.size() ||
      U.Dims.size() != F.Letters.size() || U.Reads.empty())
    return std::nullopt;
  if (F.Names.size() > 1 && F.Combine != U.Combine)
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

  std::vector<size_t> Order(U.Reads.size());
  std::iota(Order.begin(), Order.end(), 0);
  std::optional<Match> Best;
  do {
    Match M;
    M.What = &I;
    M.U = &U;
    M.Reads = Order;
    std::set<uint32_t> Used;
    for (char L : F.Letters) {
      unsigned Want = F.OutSubs.find(L) != std::string::npos;
      for (size_t K = 0; K < F.Subs.size(); ++K)
        Want |= unsigned(F.Subs[K].find(L) != std::string::npos) << (Order[K] + 1);
      for (const Dim &D : U.Dims)
        if (!Used.contains(D.Loop) && rolesOf(U, D.Loop) == Want) {
          Used.insert(D.Loop);
          M.Roles.emplace_back(L, D.Loop);
          break;
        }
    }
    if (M.Roles.size() != F.Letters.size())
      continue;
    // The first subscript of the output is its row.
    auto Badness = [&](const Match &X) {
      if (F.OutSubs.size() < 2)
        return false;
      const size_t S = F.OutSubs.size();
      return isMajor(U.Out, X.dim(F.OutSubs[S - 1]).Loop, X.dim(F.OutSubs[S - 2]).Loop);
    };
    // Equal parts are listed in the program's order.
    auto Ranks = [](const Match &X) {
      std::vector<uint32_t> R;
      for (size_t K = 0; K < X.Reads.size(); ++K)
        R.push_back(X.operand(K).Rank);
      return R;
    };
    const bool Worse = Best && Badness(*Best), Bad = Badness(M);
    if (!Best || Worse > Bad || (Worse == Bad && Ranks(M) < Ranks(*Best)))
      Best = M;
  } while (std::ranges::next_permutation(Order).found);
  return Best;
}

std::optional<std::string> objection(const Match &M, const Form &F) {
  const Update &U = *M.U;
  // What makes it another algorithm comes before what makes it conditional.
  constexpr ObstacleKind Order[] = {ObstacleKind::Volatile,   ObstacleKind::Body,
                                    ObstacleKind::Indirect,   ObstacleKind::SelfDependence,
                                    ObstacleKind::Recurrence, ObstacleKind::Overwritten,
                                    ObstacleKind::DataGuard,  ObstacleKind::IndexGuard};
  for (ObstacleKind K : Order)
    for (const Obstacle &O : U.Obstacles)
      if (O.Kind == K)
        return O.Text;
  for (const Dim &D : U.Dims)
    if (D.MayLeave)
      return "a loop may be left before its count (break or return)";
  for (const Dim &D : U.Dims)
    if (D.Extent.empty())
      return "it is not known how often a loop runs";
  for (const Factor &R : U.Reads)
    if (auto Why = overlap(R.Op, U))
      return Why;
  if (!U.ToScalar)
    if (auto Why = overlap(U.Out, U))
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

//===--- Writing ------------------------------------------------------------===//

std::string writeForm(const Match &M, const Form &F) {
  const Update &U = *M.U;
  std::vector<std::string> Names;
  const std::string Out = U.ToScalar || U.Out.Name.empty() ? F.OutName : U.Out.Name;
  for (size_t K = 0; K < F.Names.size(); ++K)
    Names.push_back(M.operand(K).Name.empty() ? F.Names[K] : M.operand(K).Name);
  // A source name that stands for two different things (parts of one workspace)
  // helps nobody.
  bool Clash = false;
  for (size_t K = 0; K < Names.size(); ++K) {
    Clash |= !U.ToScalar && Names[K] == Out && !isSameArray(M.operand(K), U.Out);
    for (size_t L = 0; L < K; ++L)
      Clash |= Names[K] == Names[L] && !isSameArray(M.operand(K), M.operand(L));
  }
  auto Write = [&](const std::string &Name, const std::string &Subs, const Operand &O) {
    std::string Sorted = Subs;
    // Insertion: strides that do not compare stay in the form's order.
    for (size_t I = 1; I < Sorted.size(); ++I)
      for (size_t J = I; J && isMajor(O, M.dim(Sorted[J]).Loop, M.dim(Sorted[J - 1]).Loop); --J)
        std::swap(Sorted[J], Sorted[J - 1]);
    std::string Text = Name;
    for (size_t K = 0; K < Sorted.size(); ++K)
      Text += (K ? "," : "[") + std::string(1, Sorted[K]);
    return Sorted.empty() ? Text : Text + "]";
  };
  std::string Text = F.ToScalar ? F.OutName : Write(Clash ? F.OutName : Out, F.OutSubs, U.Out);
  const bool Minus = U.Reduce == Fn::Add && U.Coef == -1 && !F.Assigns;
  switch (U.Reduce) {
  case Fn::Min:
    Text += " min= ";
    break;
  case Fn::Max:
    Text += " max= ";
    break;
  case Fn::Or:
    Text += " or= ";
    break;
  case Fn::Xor:
    Text += " xor= ";
    break;
  case Fn::Mul:
    Text += " *= ";
    break;
  default:
    Text += F.Assigns ? " = " : Minus ? " -= " : " += ";
  }
  const bool Scaled = !U.Scalars.empty() || (U.Coef != 1 && !Minus);
  if (Scaled && F.Combine == Fn::Mul)
    Text += "alpha*";
  for (size_t K = 0; K < Names.size(); ++K) {
    if (K)
      Text += F.Combine == Fn::Add ? "+" : F.Combine == Fn::And ? "&" : "*";
    std::string Ref = Write(Clash ? F.Names[K] : Names[K], F.Subs[K], M.operand(K));
    Text += U.Reads[M.Reads[K]].Abs ? "|" + Ref + "|" : Ref;
  }
  return Text;
}

} // namespace auspex::kernels
