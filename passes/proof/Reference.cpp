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
  int64_t &Own = Extents[Rs[0].Loop];
  Own = std::max(Own, Extent);
  for (int64_t I = 0; I < Extent; ++I) {
    P[Rs[0].Loop] = I;
    if (!forEachPoint(Rs.drop_front(), P, Visit))
      return false;
  }
  return true;
}

bool Reference::findDomain(uint64_t MaxPoints) {
  Points = 0;
  for (const Update &U : Updates) {
    auto Rs = rangesOf(U);
    if (!Rs)
      return fail("an extent is computed in the loops");
    Domains.push_back(std::move(*Rs));
    const uint64_t Before = Points;
    Point P;
    if (!forEachPoint(Domains.back(), P, [&](const Point &) { return ++Points <= MaxPoints; }))
      return fail("it is too large to replay");
    if (Points == Before)
      return fail("it runs over nothing with small sizes");
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

Evaluator::Value Reference::contribution(const Update &U, const Point &P, const Element &El) {
  SmallVector<Slot, 4> Reads;
  for (const kernels::Factor &F : U.Reads) {
    const bool IsOld = El.Old && F.Op.sameAddress(U.Out);
    auto V = IsOld ? El.Old : Ev.read(F.Op, P);
    if (V && F.Abs)
      V = V->K == Slot::Int ? Slot::integer(int64_t(V->V) < 0 ? 0 - V->V : V->V)
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
  if (!begin(U, P))
    return std::nullopt;
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
  // What the next iteration goes on with.
  SmallVector<Slot, 2> Next;
  for (const kernels::State &S : U.States) {
    const auto V = Ev.evaluate(S.Next, P, Reads);
    if (!V)
      return std::nullopt;
    Next.push_back(*V);
  }
  for (size_t K = 0; K < U.States.size(); ++K)
    Ev.Carried[U.States[K].Id] = Next[K];
  return X;
}

/// The states of a recurrence where it begins.
bool Reference::begin(const Update &U, const Point &P) {
  for (const kernels::State &S : U.States) {
    if (P.at(S.Loop))
      continue;
    const auto V = StartOf(S);
    if (!V)
      return fail("what a recurrence starts from is computed in the loops");
    Ev.Carried[S.Id] = *V;
  }
  return true;
}

/// Adds what one point contributes to its element.
bool Reference::visit(size_t K, ArrayRef<uint32_t> Moving, const Point &At, bool Again) {
  const Update &U = Updates[K];
  const auto Address = U.ToScalar ? std::optional<uint64_t>(K) : Ev.addressOf(U.Out, At);
  if (!Address)
    return false;
  auto [It, New] = ByAddress.try_emplace(*Address, Elements.size());
  if (New) {
    if (Again)
      return fail("an operand's place is computed in its loops");
    Element &El = Elements.emplace_back();
    El.Address = *Address;
    El.From = K;
    if (!U.ToScalar && !(El.Old = Ev.load(*Address, U.Out)))
      return false;
    for (uint32_t L : Moving)
      El.Indices.push_back(At.at(L));
  }
  Element &El = Elements[It->second];
  for (size_t M = 0; M < Moving.size() && !U.IsInit; ++M)
    Overlaps |= El.Indices.size() != Moving.size() || El.Indices[M] != At.at(Moving[M]);
  if (Exact && !U.ToScalar)
    Ev.Instead = {El.Address, El.Sum ? *El.Sum : *El.Old};
  const auto X = contribution(U, At, El);
  Ev.Instead.reset();
  auto &Into = U.IsInit ? El.Start : El.Sum;
  Into = Into && X && !Exact ? Ev.fold(U.Reduce, *Into, *X) : X;
  return Into.has_value();
}

bool Reference::compute(bool Again) {
  if (!Again) {
    Elements.clear();
    ByAddress.clear();
  }
  for (Element &El : Elements)
    El.Sum = El.Start = std::nullopt;
  for (size_t K = 0; K < Updates.size(); ++K) {
    const Update &U = Updates[K];
    for (const kernels::State &S : U.States)
      if (Domains[K].empty() || S.Loop != Domains[K].back().Loop)
        return fail("a recurrence that does not run along its innermost loop");
    SmallVector<uint32_t, 4> Moving;
    if (!U.ToScalar)
      for (const Range &R : Domains[K])
        if (U.Out.moves(kernels::indexOf(R.Loop)))
          Moving.push_back(R.Loop);
    Point P;
    if (!forEachPoint(Domains[K], P, [&](const Point &At) { return visit(K, Moving, At, Again); }))
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
const Element *Reference::sumDiffers(Old Before, ArrayRef<Slot> Starts, unsigned Bits) {
  const Element *NotOld = nullptr, *NotNumber = nullptr, *NotScaled = nullptr;
  std::optional<Slot> Number, Scale;
  if (Elements.size() == 1) { // what the statement itself says
    Number = Slot::integer(0);
    for (Slot S : Starts)
      Number = Ev.fold(Fn::Add, *Number, S);
    NotScaled = &Elements[0];
  }
  for (const Element &El : Elements) {
    Slot Rest = El.Now;
    for (const auto &Part : {El.Sum, El.Start})
      if (Part)
        Rest = minus(Rest, *Part);
    auto Is = [&](const Element *&Not, bool Holds) {
      if (!Holds && !Not)
        Not = &El;
    };
    Is(NotOld, El.Old && same(Rest, *El.Old, Bits));
    Number = Number.value_or(Rest);
    Is(NotNumber, same(Rest, *Number, Bits));
    std::optional<uint64_t> Q;
    if (El.Old && Rest.K == Slot::Number && El.Old->K == Slot::Number)
      Q = E.numbers().divide(Rest.V, El.Old->V);
    if (Q)
      Scale = Scale.value_or(Slot::number(*Q));
    Is(NotScaled, Q && same(*Scale, Slot::number(*Q), Bits));
  }
  // Loops before these may have cleared or scaled it.
  if (!NotOld || !NotNumber || !NotScaled)
    return nullptr;
  return Before == Old::Kept ? NotOld : Before == Old::Scaled ? NotScaled : NotNumber;
}

const Element *Reference::differs(ArrayRef<Slot> Starts, unsigned Bits) {
  if (Exact) {
    for (const Element &El : Elements)
      if (!same(El.Now, *El.Sum, Bits))
        return &El;
    return nullptr;
  }
  const Update *Main = nullptr;
  for (const Update &U : Updates)
    if (!U.IsInit)
      Main = Main ? Main : &U;
  if (!Main)
    Main = &Updates[0];
  if (Main->Reduce == Fn::Add)
    return sumDiffers(Main->Before, Starts, Bits);
  const Element *NotOld = nullptr, *NotNew = nullptr;
  for (const Element &El : Elements) {
    Evaluator::Value X = El.Sum;
    if (El.Start)
      X = X ? Ev.fold(Main->Reduce, *X, *El.Start) : El.Start;
    for (Slot S : Starts)
      X = X ? Ev.fold(Main->Reduce, *X, S) : S;
    if (!X)
      return &El;
    if (!same(El.Now, *X, Bits))
      NotNew = NotNew ? NotNew : &El;
    const auto WithOld = El.Old ? Ev.fold(Main->Reduce, *X, *El.Old) : std::nullopt;
    if (!WithOld || !same(El.Now, *WithOld, Bits))
      NotOld = NotOld ? NotOld : &El;
  }
  return NotNew && NotOld ? NotNew : nullptr;
}

} // namespace auspex::passes::proof
