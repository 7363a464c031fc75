//===- passes/proof/Reference.cpp - What a normal form says, element by element ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Reference.h"

#include <algorithm>
#include <bit>
#include <cmath>

using namespace llvm;

namespace auspex::passes::proof {

using execute::Slot;
using kernels::Fn;
using kernels::Old;
using kernels::Update;

//===--- The domain ---------------------------------------------------------===//

/// The dimensions in an order in which each extent mentions earlier ones only.
std::optional<std::vector<Reference::Range>> Reference::rangesOf(const Update &U) {
  std::vector<Range> Out;
  std::vector<const kernels::Dim *> Left;
  for (const kernels::Dim &D : U.Dims)
    Left.push_back(&D);
  while (!Left.empty()) {
    auto Free = std::ranges::find_if(Left, [&](const kernels::Dim *D) {
      return std::ranges::none_of(D->Extent, [&](const kernels::Poly &E) {
        return std::ranges::any_of(
            Left, [&](const kernels::Dim *O) { return E.mentions(kernels::indexOf(O->Loop)); });
      });
    });
    if (Free == Left.end())
      return std::nullopt;
    Range R{(*Free)->Loop, {}};
    for (const kernels::Poly &E : (*Free)->Extent) {
      auto A = Affine::of(E, In);
      if (!A)
        return std::nullopt;
      R.Extents.push_back(std::move(*A));
    }
    if (R.Extents.empty())
      return std::nullopt;
    Out.push_back(std::move(R));
    Left.erase(Free);
  }
  return Out;
}

template <typename Visitor>
bool Reference::forEachPoint(ArrayRef<Range> Rs, Point &P, Visitor Visit) {
  if (Rs.empty())
    return Visit(P);
  int64_t Extent = INT64_MAX;
  for (const Affine &A : Rs[0].Extents)
    Extent = std::min(Extent, P.valueOf(A));
  Largest = std::max(Largest, Extent);
  if (Extent > int64_t(MaxPoints))
    return false;
  for (int64_t I = 0; I < Extent; ++I) {
    P[Rs[0].Loop] = I;
    if (!forEachPoint(Rs.drop_front(), P, Visit))
      return false;
  }
  return true;
}

bool Reference::findDomain() {
  Points = 0;
  for (const Update &U : Updates) {
    auto Rs = rangesOf(U);
    if (!Rs)
      return fail("an extent is computed in the loops");
    Domains.push_back(std::move(*Rs));
    uint64_t These = 0;
    Point P;
    if (!forEachPoint(Domains.back(), P, [&](const Point &) { return ++These <= MaxPoints; }))
      return fail("its constant extents are too large to replay");
    if (!These)
      return fail("an empty domain");
    Points += These;
    if (!Shape.empty())
      continue;
    Point First;
    for (const Range &R : Domains.back()) {
      int64_t Extent = INT64_MAX;
      bool Depends = false;
      for (const Affine &A : R.Extents) {
        Extent = std::min(Extent, First.valueOf(A));
        Depends |= std::ranges::any_of(A.Terms, [](const auto &T) { return !T.Loops.empty(); });
      }
      Shape += (Shape.empty() ? "" : " x ") + (Depends ? "..." : std::to_string(Extent));
    }
  }
  return true;
}

//===--- Contributions ------------------------------------------------------===//

Evaluator::Value Reference::contribution(const Update &U, const Point &P) {
  SmallVector<Slot, 4> Reads;
  for (const kernels::Factor &F : U.Reads) {
    auto V = Ev.read(F.Op, P);
    if (V && F.Abs)
      V = V->K == Slot::Int
              ? Slot::integer(int64_t(V->V) < 0 ? 0 - V->V : V->V)
              : Evaluator::Value(Slot::number(
                    E.numbers().apply(execute::Real::Abs, V->V).value_or(0)));
    if (!V)
      return std::nullopt;
    Reads.push_back(*V);
  }
  Evaluator::Value X;
  auto Join = [&](Evaluator::Value Y, Fn How) {
    if (!Y)
      return false;
    X = X ? Ev.fold(How, *X, *Y) : Y;
    return X.has_value();
  };
  if (U.Function != kernels::NoNode) {
    if (!Join(Ev.evaluate(U.Function, P, Reads), Fn::Mul))
      return std::nullopt;
  } else {
    for (Slot S : Reads)
      if (!Join(S, U.Combine))
        return std::nullopt;
  }
  const Fn How = U.Function != kernels::NoNode ? Fn::Mul : U.Combine;
  for (kernels::NodeRef R : U.Scalars)
    if (!Join(Ev.evaluate(R, P), How))
      return std::nullopt;
  if (U.Coef != 1 || !X)
    if (!Join(Ev.number(U.Coef), Fn::Mul))
      return std::nullopt;
  return X;
}

bool Reference::compute() {
  Elements.clear();
  ByAddress.clear();
  for (size_t K = 0; K < Updates.size(); ++K) {
    const Update &U = Updates[K];
    std::vector<uint32_t> Moving;
    if (!U.ToScalar)
      for (const Range &R : Domains[K])
        if (U.Out.moves(kernels::indexOf(R.Loop)))
          Moving.push_back(R.Loop);
    Point P;
    const bool Done = forEachPoint(Domains[K], P, [&](const Point &At) {
      const auto Address = U.ToScalar ? std::optional<uint64_t>(0) : Ev.addressOf(U.Out, At);
      const auto X = Address ? contribution(U, At) : std::nullopt;
      if (!X)
        return false;
      auto [It, New] = ByAddress.try_emplace(*Address, Elements.size());
      if (New) {
        Element &El = Elements.emplace_back();
        El.Address = *Address;
        if (!U.ToScalar && !(El.Old = Ev.load(*Address, U.Out.Elem)))
          return false;
        for (uint32_t L : Moving)
          El.Indices.push_back(At.at(L));
      }
      Element &El = Elements[It->second];
      for (size_t M = 0; M < Moving.size() && !U.IsInit; ++M)
        Overlaps |= El.Indices.size() != Moving.size() || El.Indices[M] != At.at(Moving[M]);
      auto &Into = U.IsInit ? El.Start : El.Sum;
      Into = Into ? Ev.fold(U.Reduce, *Into, *X) : X;
      return Into.has_value();
    });
    if (!Done)
      return false;
  }
  return true;
}

//===--- Comparing ----------------------------------------------------------===//

bool Reference::same(Slot A, Slot B, unsigned Bits) const {
  if (A.K == Slot::Int && B.K == Slot::Int) {
    const uint64_t Mask = Bits >= 64 ? ~uint64_t(0) : (uint64_t(1) << Bits) - 1;
    return ((A.V ^ B.V) & Mask) == 0;
  }
  return E.numbers().equal(Ev.toNumber(A).V, Ev.toNumber(B).V);
}

Slot Reference::minus(Slot A, Slot B) const {
  if (A.K == Slot::Int && B.K == Slot::Int)
    return Slot::integer(A.V - B.V);
  return Slot::number(E.numbers().subtract(Ev.toNumber(A).V, Ev.toNumber(B).V));
}

/// What is left of an element without its contributions is its old value, a multiple of
/// it, or a number: for all elements the same.
const Element *Reference::sumDiffers(Old Before, ArrayRef<double> Constants, unsigned Bits) {
  const Element *NotOld = nullptr, *NotNumber = nullptr, *NotScaled = nullptr;
  std::optional<Slot> Number, Scale;
  if (Elements.size() == 1) { // what the statement itself says
    double Sum = 0;
    for (double C : Constants)
      Sum += C;
    Number = Ev.number(Sum);
  }
  for (const Element &El : Elements) {
    Slot Rest = El.Now;
    for (const auto &Part : {El.Sum, El.Start})
      if (Part)
        Rest = minus(Rest, *Part);
    if (!El.Old || !same(Rest, *El.Old, Bits))
      NotOld = NotOld ? NotOld : &El;
    if (!Number)
      Number = Rest;
    if (!same(Rest, *Number, Bits))
      NotNumber = NotNumber ? NotNumber : &El;
    if (!El.Old || Rest.K != Slot::Number || El.Old->K != Slot::Number) {
      NotScaled = &El;
      continue;
    }
    const auto Q = E.numbers().divide(Rest.V, El.Old->V);
    if (Q && !Scale)
      Scale = Slot::number(*Q);
    if (!Q || !same(*Scale, Slot::number(*Q), Bits))
      NotScaled = NotScaled ? NotScaled : &El;
  }
  switch (Before) {
  case Old::Kept:
    return NotOld;
  case Old::Scaled:
    return NotScaled;
  case Old::Lost:
    break;
  }
  // Where the loops before this one cleared it, the code itself goes on.
  return NotNumber && NotOld ? NotNumber : nullptr;
}

const Element *Reference::differs(ArrayRef<double> Constants, unsigned Bits) {
  const Update *Main = nullptr;
  for (const Update &U : Updates)
    if (!U.IsInit)
      Main = Main ? Main : &U;
  if (!Main)
    Main = &Updates[0];
  if (Main->Reduce == Fn::Add)
    return sumDiffers(Main->Before, Constants, Bits);
  const Element *NotOld = nullptr, *NotNew = nullptr;
  for (const Element &El : Elements) {
    Evaluator::Value X = El.Sum;
    if (El.Start)
      X = X ? Ev.fold(Main->Reduce, *X, *El.Start) : El.Start;
    for (double C : Constants)
      X = X ? Ev.fold(Main->Reduce, *X, *Ev.number(C)) : Ev.number(C);
    if (!X)
      return &El;
    if (!same(El.Now, *X, Bits))
      NotNew = NotNew ? NotNew : &El;
    const auto WithOld = El.Old ? Ev.fold(Main->Reduce, *X, *El.Old) : std::nullopt;
    if (!WithOld || !same(El.Now, *WithOld, Bits))
      NotOld = NotOld ? NotOld : &El;
  }
  return Main->Before == Old::Kept ? NotOld : NotNew && NotOld ? NotNew : nullptr;
}

} // namespace auspex::passes::proof
