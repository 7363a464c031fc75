//===- kernels/idioms/linear-algebra/stencil.cpp - Neighbours at constant offsets ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// B[i,j] = a*A[i,j] + b*(A[i-1,j] + A[i+1,j] + ...): each element is a linear
// combination of its neighbours at constant offsets in another array: a step of
// Jacobi's iteration, of an explicit scheme for a differential equation, of a fixed
// filter (Datta et al., "Stencil computation optimization and auto-tuning", SC 2008).
// Coefficients are numbers, scalars or arrays of their own; other arrays may be added.
// Not: in place (Gauss-Seidel, dynamic programming: the output is an input), several
// parts of one element side by side (colour channels: no multiple of the stride), equal
// weights over a full box (a moving sum, which has loops where these are one form).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace auspex::kernels {
namespace {

constexpr size_t MaxRank = 3;
constexpr int64_t MaxRadius = 4;
constexpr size_t MinPoints = 3;
using Offset = std::array<int64_t, MaxRank>;

/// Both factors read one array: a product of neighbours.
bool readOneArray(const BodyDag &B, const Update &U, NodeRef X, NodeRef Y) {
  for (uint32_t I : B.idsBelow(X, NodeKind::Argument))
    for (uint32_t J : B.idsBelow(Y, NodeKind::Argument))
      if (U.Reads[I].Op.Object == U.Reads[J].Op.Object)
        return true;
  return false;
}

/// \p R is linear in the arguments, or in their products with coefficient arrays.
bool isLinear(const BodyDag &B, const Update &U, NodeRef R, unsigned &Flops) {
  const Node &N = B[R];
  if (N.Kind == NodeKind::Argument)
    return true;
  if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
    return false;
  for (const Term &T : N.Terms) {
    unsigned Data = 0;
    NodeRef First = NoNode;
    if (!T.Over.empty())
      return false;
    for (NodeRef F : T.Factors) {
      if (!B.mentionsKind(F, NodeKind::Argument)) {
        if (B.mentionsKind(F, NodeKind::Index) || B.mentionsKind(F, NodeKind::Opaque))
          return false;
        continue;
      }
      if (!isLinear(B, U, F, Flops) || (First != NoNode && readOneArray(B, U, First, F)))
        return false;
      First = F;
      ++Data;
    }
    constexpr unsigned MaxData = 2; // a coefficient array and a neighbour
    if (Data > MaxData)
      return false;
    Flops += unsigned(T.Factors.size() - 1) + (T.Coef != 1 && T.Coef != -1);
  }
  Flops += unsigned(N.Terms.size() - 1);
  return true;
}

/// \p O lies a whole number of steps from \p From along \p Dims.
bool isNeighbour(const Operand &O, const Operand &From, const std::vector<const Dim *> &Dims,
                 Offset &Out) {
  std::vector<Poly> Gap;
  for (size_t L = 0; L < O.Levels.size(); ++L)
    Gap.push_back(O.Levels[L] - From.Levels[L]);
  auto Solve = [&](auto &Self, size_t K, const std::vector<Poly> &Left) -> bool {
    if (std::ranges::all_of(Left, &Poly::isZero))
      return true;
    if (K == Dims.size())
      return false;
    const Sym I = indexOf(Dims[K]->Loop);
    size_t At = 0;
    while (At < Left.size() && From.Levels[At].coefficientOf(I).isZero())
      ++At;
    // How often the leading term of the stride goes into the gap, give or take one for
    // what the smaller strides take back.
    int64_t Near = 0;
    if (At < Left.size() && !From.Levels[At].coefficientOf(I).isBad()) {
      const Poly Stride = From.Levels[At].coefficientOf(I);
      const auto &[Leading, C] = *Stride.terms().rbegin();
      Near = Left[At].coefficient(Leading) / C;
    }
    for (int64_t Steps : {Near, Near - 1, Near + 1}) {
      if (Steps > 2 * MaxRadius || Steps < -2 * MaxRadius)
        continue;
      std::vector<Poly> Rest = Left;
      for (size_t L = 0; L < Rest.size(); ++L)
        Rest[L] = Rest[L] - From.Levels[L].coefficientOf(I) * Poly(Steps);
      Out[K] = Steps;
      if (Self(Self, K + 1, Rest))
        return true;
      Out[K] = 0;
    }
    return false;
  };
  return Solve(Solve, 0, Gap);
}

/// All weights are one, and the points are all of a box: a sum over a window.
bool isBox(const BodyDag &B, const Update &U, const std::set<Offset> &Points) {
  const Node &N = B[U.Function];
  for (const Term &T : N.Terms)
    if (T.Coef != N.Terms[0].Coef || T.Factors.size() != N.Terms[0].Factors.size())
      return false;
  size_t Size = 1;
  for (size_t K = 0; K < MaxRank; ++K) {
    std::set<int64_t> Along;
    for (const Offset &P : Points)
      Along.insert(P[K]);
    Size *= Along.size();
  }
  return Size == Points.size() && N.Terms.size() == Size && Size > MinPoints;
}

/// Coefficients from one table: a filter whose loop was written out.
bool hasTable(const BodyDag &B, const Update &U) {
  std::map<uint32_t, size_t> Tables;
  for (const Term &T : B[U.Function].Terms)
    for (NodeRef F : T.Factors)
      if (B[F].Kind == NodeKind::Read)
        if (++Tables[B.operand(B[F].Id).Object] > MinPoints)
          return true;
  return false;
}

std::optional<Match> find(const Idiom &I, const Update &U, const BodyDag &B) {
  if (!U.Whole || U.Function == NoNode || U.Dims.empty() || U.Dims.size() > MaxRank)
    return std::nullopt;
  unsigned Flops = 0;
  if (!isLinear(B, U, U.Function, Flops) || hasTable(B, U))
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = Flops;
  std::vector<const Dim *> Dims; // outermost in memory first
  for (const Dim &D : U.Dims) {
    auto Inner =
        std::ranges::find_if(Dims, [&](const Dim *X) { return isMajor(U.Out, D.Loop, X->Loop); });
    Dims.insert(Inner, &D);
  }
  for (size_t K = 0; K < Dims.size(); ++K)
    M.Roles.emplace_back("ijk"[K], Dims[K]->Loop);
  std::set<Offset> Points;
  std::string Name;
  size_t Centre = 0;
  for (size_t K = 0; K < U.Reads.size(); ++K) {
    const Operand &O = U.Reads[K].Op;
    for (const Dim *D : Dims)
      if (!U.Out.moves(indexOf(D->Loop)))
        return std::nullopt;
    size_t First = 0;
    while (U.Reads[First].Op.Object != O.Object)
      ++First;
    const Operand &From = U.Reads[First].Op;
    Offset At{};
    if (From.Levels.size() != O.Levels.size() || !isNeighbour(O, From, Dims, At))
      return std::nullopt;
    if (First == K)
      M.Reads.push_back(K);
    const bool Moves =
        std::ranges::all_of(Dims, [&](const Dim *D) { return O.moves(indexOf(D->Loop)); });
    if (First == K && Points.size() < MinPoints && Moves)
      Points.clear(), Centre = K;
    if (First == Centre && Moves)
      Points.insert(At);
  }
  if (Points.size() < MinPoints || isBox(B, U, Points))
    return std::nullopt;
  auto Reach = [&](size_t K) {
    const auto [Lo, Hi] = std::ranges::minmax(Points, {}, [&](const Offset &P) { return P[K]; });
    return Hi[K] - Lo[K];
  };
  for (size_t K = 0; K < Dims.size(); ++K)
    if (Reach(K) > 2 * MaxRadius)
      return std::nullopt;
  const Operand &In = U.Reads[Centre].Op;
  std::string Subs;
  for (const auto &[Letter, Loop] : M.Roles)
    Subs += (Subs.empty() ? "[" : ",") + std::string(1, Letter);
  const auto [To, From] = namesFor(U, In, "B", "A");
  M.Text = To + Subs + "] = " + std::to_string(Points.size()) + " points around " + From + Subs +
           "]";
  M.Params.push_back({"points", Poly(int64_t(Points.size()))});
  // Weights that are numbers make a filter whose table was written out.
  if (M.Reads.size() == 1 && Dims.size() < MaxRank)
    M.Serves.push_back(Dims.size() == 1 ? "fir" : "filter-2d");
  return M;
}

} // namespace

const Idiom Stencil = {
    .Name = "stencil",
    .Family = "linear-algebra",
    .Form = "B[i,j] = a*A[i,j] + b*A[i+o,j+o] + ...",
    .Title = "linear combination of neighbours at constant offsets (a Jacobi step)",
    .Shape = Domain::Any,
    .FlopsPerPoint = 5,
    .Flops = "about 2*points*n",
    .Bytes = "2*e*n",
    .Confused = "Gauss-Seidel and dynamic programming (in place); image filters (a table of "
                "weights); moving sums (equal weights over a full window)",
    .Proposes = true,
    .Find = find,
    .Need = demand::NeedFma,
};

} // namespace auspex::kernels
