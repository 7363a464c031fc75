//===- kernels/idioms/cryptography/curve_points.cpp - Points in memory -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/curve_points.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

using Coordinates = std::vector<Natural>;

/// Coordinates that a point is given in; \p Z is any number but zero.
struct InForm {
  size_t Count;
  Coordinates (*Of)(const Curve &C, const Natural &X, const Natural &Y, const Natural &Z);
};
Coordinates homogeneous(const Curve &C, const Natural &X, const Natural &Y, const Natural &Z) {
  return {C.F.times(X, Z), C.F.times(Y, Z), Z};
}
Coordinates affine(const Curve &, const Natural &X, const Natural &Y, const Natural &) { return {X, Y}; }
Coordinates extended(const Curve &C, const Natural &X, const Natural &Y, const Natural &Z) {
  return {C.F.times(X, Z), C.F.times(Y, Z), Z, C.F.times(X * Y % C.F.P, Z)};
}
Coordinates jacobian(const Curve &C, const Natural &X, const Natural &Y, const Natural &Z) {
  const Natural ZZ = C.F.times(Z, Z);
  return {C.F.times(X, ZZ), C.F.times(Y, ZZ * Z), Z};
}
Coordinates ofOne(const Curve &, const Natural &X, const Natural &Y, const Natural &) { return {X, Y, 1}; }
/// Y+X, Y-X, Z, 2dXY/Z: made ready for sums; with Z = 1, which is left out; the first two in
/// either order.
template <bool WithZ, bool MinusFirst>
Coordinates ready(const Curve &C, const Natural &X, const Natural &Y, const Natural &Z) {
  const Natural Scale = WithZ ? Z : Natural(1);
  Coordinates Out = {C.F.times(C.F.plus(Y, X), Scale), C.F.times(C.F.minus(Y, X), Scale)};
  if (MinusFirst)
    std::swap(Out[0], Out[1]);
  if (WithZ)
    Out.push_back(Z);
  Out.push_back(C.F.times(C.F.times(2, C.D), C.F.times(X * Y % C.F.P, Scale)));
  return Out;
}
constexpr InForm Affine = {2, affine}, Homogeneous = {3, homogeneous}, Extended = {4, extended},
                 Jacobian = {3, jacobian}, OfOne = {3, ofOne};

/// What points the coordinates \p V may be: x and y as fractions over one denominator.
std::vector<Point> pointsOf(const Curve &C, std::span<const Natural> V) {
  auto Times = [&](const Natural &X, const Natural &Y) { return C.F.times(X, Y); };
  std::vector<Point> Out;
  if (V.size() == 2)
    Out.push_back({V[0], V[1]});
  if (V.size() >= 3)
    Out.push_back({V[0], V[1], V[2]});
  if (V.size() >= 4 && C.IsEdwards) // x = X/Z, y = Y/T: a sum that is not multiplied out
    Out.push_back({Times(V[0], V[3]), Times(V[1], V[2]), Times(V[2], V[3])});
  if (V.size() == 3 && !C.IsEdwards)
    Out.push_back({Times(V[0], V[2]), V[1], Times(V[2], Times(V[2], V[2]))});
  return Out;
}

/// Elements next to each other, one by one: where each lies.
struct Elements {
  std::vector<Behaviour::Site> Sites;
  std::vector<size_t> Alone; ///< numbers of those that are runs of their own
};
std::optional<Elements> elementsOf(const Behaviour &B, const std::vector<Behaviour::Run> &Runs,
                                   size_t Size, std::optional<Behaviour::Site> Except) {
  constexpr size_t Most = 10;
  Elements Out;
  for (const Behaviour::Run &R : Runs) {
    if (Except && B.siteOf(R.At) == *Except)
      continue;
    if (R.Size % Size != 0)
      return std::nullopt;
    if (R.Size == Size)
      Out.Alone.push_back(Out.Sites.size());
    for (size_t At = 0; At < R.Size; At += Size)
      Out.Sites.push_back(B.siteOf({R.At.Extent, R.At.At + At}));
    if (Out.Sites.size() > Most)
      return std::nullopt;
  }
  return Out;
}

/// What an operation does to which points: their forms in the order of the elements.
struct Operation {
  std::vector<InForm> In;
  bool Doubles = false, Multiplies = false;
  std::optional<size_t> Constant = {}; ///< an element that is 2d
};
std::vector<Operation> operations(const Curve &C, const Elements &E, bool HasScalar) {
  std::vector<Operation> Out;
  const size_t N = E.Sites.size();
  auto Add = [&](std::vector<InForm> In, bool Multiplies = false) {
    size_t Count = 0;
    for (const InForm &F : In)
      Count += F.Count;
    if (Count == N)
      Out.push_back({In, In.size() == 1 && !Multiplies, Multiplies});
    if (Count + 1 == N && C.IsEdwards && !Multiplies)
      for (size_t K : E.Alone)
        Out.push_back({In, In.size() == 1, false, K});
  };
  const std::vector<InForm> Whole = C.IsEdwards ? std::vector{Extended, Homogeneous}
                                                : std::vector{Jacobian, Homogeneous};
  if (HasScalar) {
    if (N == 0)
      Out.push_back({{}, false, true});
    for (const InForm &F : {C.IsEdwards ? Extended : OfOne, Homogeneous, Affine})
      Add({F}, true);
    return Out;
  }
  for (const InForm &F : Whole) {
    Add({F});
    Add({F, F});
    if (!C.IsEdwards)
      Add({F, Affine});
  }
  if (C.IsEdwards)
    for (const InForm &F : {InForm{4, ready<true, false>}, InForm{4, ready<true, true>},
                            InForm{3, ready<false, false>}, InForm{3, ready<false, true>}})
      Add({Extended, F});
  return Out;
}

/// Two points that nobody chose, and their Z.
struct Examples {
  Point P[2];
  Natural Z[2];
};
Examples examplesOn(const Curve &C) {
  Examples E;
  for (unsigned K = 0; K < 2; ++K) {
    const Point P = C.times(Natural(0x9d3a1f07c52b + 0x1000000000001 * K), C.Base);
    const Natural Inverse = C.F.inverse(P.Z);
    E.P[K] = {C.F.times(P.X, Inverse), C.F.times(P.Y, Inverse)};
    E.Z[K] = C.times(Natural(77 + K), C.Base).X;
  }
  return E;
}

/// How elements are kept: in a radix, times a number (Montgomery's form).
struct Kept {
  const Radix &R;
  Natural Times;
};

std::optional<Explained> explainedAs(const Curve &C, const Behaviour &T, const Kept &K,
                                     const std::vector<Point> &Expected, const char *Form) {
  const auto Written = elementsOf(T, T.runsWritten(), K.R.size(), std::nullopt);
  if (!Written || Written->Sites.size() < 2)
    return std::nullopt;
  Coordinates Out;
  const Natural Back = C.F.inverse(K.Times);
  for (const Behaviour::Site At : Written->Sites)
    Out.push_back(C.F.times(K.R.load(T.writtenAt(At, K.R.size()), C.F.P), Back));
  for (size_t From = 0; From < Out.size(); ++From)
    for (size_t Count = 2; Count <= 4 && From + Count <= Out.size(); ++Count)
      for (const Point &P : pointsOf(C, std::span(Out).subspan(From, Count)))
        for (const Point &Want : Expected)
          if (C.equal(P, Want))
            return Explained{.Form = Form,
                             .Parameters = {{"bits", 8 * int64_t(K.R.Width)}, {"limbs", int64_t(K.R.Limbs)}},
                             .Length = {}};
  return std::nullopt;
}

/// One run on points.
std::optional<Explained> runOn(Subject &S, const Curve &C, const Examples &Of, const Kept &K,
                               const Elements &E, const Operation &Op,
                               std::optional<Behaviour::Site> Scalar) {
  Given G{.Mask = ~uint64_t(0)};
  size_t Next = 0;
  auto Give = [&](const Natural &X) {
    if (Op.Constant == Next)
      ++Next;
    G.Memory.emplace_back(E.Sites[Next++], K.R.store(C.F.times(X, K.Times)));
  };
  for (size_t I = 0; I < Op.In.size(); ++I)
    for (const Natural &X : Op.In[I].Of(C, Of.P[I].X, Of.P[I].Y, Of.Z[I]))
      Give(X);
  if (Op.Constant)
    G.Memory.emplace_back(E.Sites[*Op.Constant],
                          K.R.store(C.F.times(C.F.times(2, C.D), K.Times)));
  const Behaviour *T = S.given(G, 0);
  if (!T)
    return std::nullopt;
  const Point &P = Of.P[0], &Q = Of.P[1];
  if (Op.Doubles)
    return explainedAs(C, *T, K, {C.twice(P)}, "r = 2p");
  if (!Op.Multiplies)
    return explainedAs(C, *T, K, {C.sum(P, Q), C.sum(P, C.negated(Q)), C.sum(Q, C.negated(P))},
                       "r = p + q");
  const auto Digits = T->readAt(*Scalar, 32);
  if (Digits.empty())
    return std::nullopt;
  const Point &Multiplied = Op.In.empty() ? C.Base : P;
  std::vector<Point> Expected;
  for (Order8 O : {Order8::Little, Order8::Big})
    if (const Natural Factor = Natural::of(Digits, O); !Factor.isZero())
      Expected.push_back(C.times(Factor, Multiplied));
  return explainedAs(C, *T, K, Expected, Op.In.empty() ? "r = k * base" : "r = k * p");
}

} // namespace

std::optional<Explained> explainPoints(Subject &S, const Curve &C, std::span<const Radix> Radices) {
  const Behaviour *B = S.trial(0);
  // A handful of products of elements, of ten words' products each at least.
  if (!B || !B->executed({.Product = 6 * 10 * 64}) || B->bytesWritten() < 64 ||
      B->bytesWritten() > 1400 || B->bytesRead() < 32 || B->bytesRead() > 1400)
    return std::nullopt;
  std::optional<Examples> Of;
  for (const Radix &R : Radices) {
    // None, or thirty-two bytes of their own.
    std::vector<std::optional<Behaviour::Site>> Scalars = {std::nullopt};
    for (const Behaviour::Run &Run : B->runsRead())
      if (Run.Size == 32 && B->executed({.Product = 255 * 10 * 10 * 64}))
        Scalars.push_back(B->siteOf(Run.At));
    if (!elementsOf(*B, B->runsWritten(), R.size(), std::nullopt))
      continue;
    for (const auto &Scalar : Scalars) {
      const auto E = elementsOf(*B, B->runsRead(), R.size(), Scalar);
      if (!E)
        continue;
      std::vector<Natural> Factors = {1};
      if (!C.IsEdwards)
        Factors.push_back(Natural(1).shifted(R.position(R.Limbs)) % C.F.P);
      for (const Operation &Op : operations(C, *E, Scalar.has_value()))
        for (const Natural &Factor : Factors) {
          if (!Of)
            Of = examplesOn(C);
          if (auto X = runOn(S, C, *Of, {R, Factor}, *E, Op, Scalar))
            return X;
        }
    }
  }
  return std::nullopt;
}

} // namespace auspex::kernels
