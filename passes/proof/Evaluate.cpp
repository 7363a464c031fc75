//===- passes/proof/Evaluate.cpp - The normal form's expressions over numbers ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Evaluate.h"

#include "passes/extract/Affine.h"

#include "llvm/IR/InstrTypes.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace llvm;

namespace auspex::passes::proof {

using execute::Slot;
using kernels::Fn;
using kernels::NodeKind;
using kernels::NodeRef;

std::optional<Affine> Affine::of(const kernels::Poly &P, Inputs &In) {
  if (P.isBad())
    return std::nullopt;
  Affine A;
  for (const auto &[M, K] : P.terms()) {
    Term T{uint64_t(K), {}};
    for (kernels::Sym S : M) {
      if (kernels::isIndex(S)) {
        T.Loops.push_back(kernels::loopOf(S));
        continue;
      }
      const auto V = In.atom(S);
      if (!V)
        return std::nullopt;
      T.Coef *= uint64_t(*V);
    }
    A.Terms.push_back(std::move(T));
  }
  return A;
}

int64_t &Point::operator[](uint32_t Loop) {
  for (auto &[L, I] : Indices)
    if (L == Loop)
      return I;
  return Indices.emplace_back(Loop, 0).second;
}

int64_t Point::at(uint32_t Loop) const {
  for (const auto &[L, I] : Indices)
    if (L == Loop)
      return I;
  return 0;
}

int64_t Point::valueOf(const Affine &A) const {
  uint64_t Sum = 0;
  for (const Affine::Term &T : A.Terms) {
    uint64_t V = T.Coef;
    for (uint32_t L : T.Loops)
      V *= uint64_t(at(L));
    Sum += V;
  }
  return int64_t(Sum);
}

const Evaluator::Place *Evaluator::placeOf(const kernels::Operand &O) {
  if (const Place *P = Found.lookup(&O))
    return P;
  auto [It, New] = Places.try_emplace({O.Object, O.Levels});
  Place &P = It->second;
  if (New) {
    const auto Base = In.value(Symbols.Objects[O.Object]);
    if (Base && Base->K == Slot::Int && O.Via.empty())
      P.Base = Base->V;
    for (const kernels::Poly &L : O.Levels) {
      auto A = Affine::of(L, In);
      if (!A)
        P.Base.reset();
      else
        P.Levels.push_back(std::move(*A));
    }
  }
  return Found[&O] = &P;
}

std::optional<uint64_t> Evaluator::addressOf(const kernels::Operand &O, const Point &P) {
  const Place *At = placeOf(O);
  if (!At->Base || At->Levels.empty()) {
    fail("where an operand lies is computed in the loops");
    return std::nullopt;
  }
  uint64_t A = *At->Base + uint64_t(P.valueOf(At->Levels[0]));
  for (size_t K = 1; K < At->Levels.size(); ++K) {
    const auto Next = E.memory().loadPointer(A);
    if (!Next || Next->K != Slot::Int) {
      fail("where an operand lies is computed in the loops");
      return std::nullopt;
    }
    A = Next->V + uint64_t(P.valueOf(At->Levels[K]));
  }
  return A;
}

Evaluator::Value Evaluator::load(uint64_t Address, const kernels::Operand &O) {
  const unsigned Bytes = demand::bytesOf(O.Elem);
  if (demand::isFloat(O.Elem)) {
    const auto S = E.memory().loadNumber(Address, Bytes);
    return S ? S : fail("an operand's contents are no numbers");
  }
  if (!demand::isInteger(O.Elem) || !Bytes)
    return fail("elements of a type that is not modelled");
  const auto S = E.memory().load(Address, Bytes);
  if (!S || S->K != Slot::Int)
    return fail("an operand's contents are no integers");
  if (Bytes == 8 && Unsigned.contains(O.Object))
    return Slot::number(E.numbers().ofUnsigned(S->V));
  return Slot::integer(Unsigned.contains(O.Object) ? S->V
                                                   : uint64_t(SignExtend64(S->V, 8 * Bytes)));
}

Evaluator::Value Evaluator::read(const kernels::Operand &O, const Point &P) {
  const auto A = addressOf(O, P);
  if (!A)
    return std::nullopt;
  if (Instead && Instead->first == *A)
    return Instead->second;
  ObjectsRead.insert(execute::Memory::objectOf(*A));
  return load(*A, O);
}

Slot Evaluator::toNumber(Slot S) const {
  return S.K == Slot::Number ? S : Slot::number(E.numbers().ofSigned(int64_t(S.V)));
}

Evaluator::Value Evaluator::number(double V) {
  constexpr double Exact = 9007199254740992.0; // 2^53
  if (std::fabs(V) <= Exact && V == std::floor(V))
    return Slot::integer(uint64_t(int64_t(V)));
  return Slot::number(E.numbers().of(V));
}

Evaluator::Value Evaluator::fold(Fn Op, Slot A, Slot B) {
  const execute::Numbers &N = E.numbers();
  if (A.K == Slot::Int && B.K == Slot::Int) {
    switch (Op) {
    case Fn::Add:
      return Slot::integer(A.V + B.V);
    case Fn::Mul:
      return Slot::integer(A.V * B.V);
    case Fn::Min:
      return Slot::integer(uint64_t(std::min(int64_t(A.V), int64_t(B.V))));
    case Fn::Max:
      return Slot::integer(uint64_t(std::max(int64_t(A.V), int64_t(B.V))));
    case Fn::And:
      return Slot::integer(A.V & B.V);
    case Fn::Or:
      return Slot::integer(A.V | B.V);
    case Fn::Xor:
      return Slot::integer(A.V ^ B.V);
    default:
      return fail("a fold that is not modelled");
    }
  }
  const uint64_t X = toNumber(A).V, Y = toNumber(B).V;
  switch (Op) {
  case Fn::Add:
    return Slot::number(N.add(X, Y));
  case Fn::Mul:
    return Slot::number(N.multiply(X, Y));
  case Fn::Min:
  case Fn::Max:
    if (auto R = N.apply(Op == Fn::Min ? execute::Real::Min : execute::Real::Max, X, Y))
      return Slot::number(*R);
    return fail("the field has no order");
  default:
    return fail("bits of numbers");
  }
}

Evaluator::Value Evaluator::function(execute::Real F, Slot A, Slot B) {
  const auto R = E.numbers().apply(F, toNumber(A).V, B.K == Slot::Unset ? 0 : toNumber(B).V);
  return R ? Value(Slot::number(*R)) : fail("the field has no order");
}

Evaluator::Value Evaluator::compare(uint32_t Predicate, Slot A, Slot B) {
  const auto P = CmpInst::Predicate(Predicate);
  if (A.K == Slot::Int && B.K == Slot::Int) {
    const bool Unsigned = CmpInst::isUnsigned(P);
    const bool Less = Unsigned ? A.V < B.V : int64_t(A.V) < int64_t(B.V), Same = A.V == B.V;
    switch (CmpInst::isFPPredicate(P) ? CmpInst::ICMP_EQ : P) {
    case CmpInst::ICMP_EQ:
      return Slot::integer(Same);
    case CmpInst::ICMP_NE:
      return Slot::integer(!Same);
    case CmpInst::ICMP_SLT:
    case CmpInst::ICMP_ULT:
      return Slot::integer(Less);
    case CmpInst::ICMP_SLE:
    case CmpInst::ICMP_ULE:
      return Slot::integer(Less || Same);
    case CmpInst::ICMP_SGT:
    case CmpInst::ICMP_UGT:
      return Slot::integer(!Less && !Same);
    default:
      return Slot::integer(!Less);
    }
  }
  const uint64_t X = toNumber(A).V, Y = toNumber(B).V;
  const auto Less = E.numbers().less(X, Y), More = E.numbers().less(Y, X);
  if (!Less || !More)
    return fail("the field has no order");
  // Bits 0 to 2 of a predicate: true where equal, greater, less.
  if (!CmpInst::isFPPredicate(P))
    return fail("a comparison of bits");
  const unsigned Bit = *Less ? 4 : *More ? 2 : 1;
  return Slot::integer((unsigned(P) & Bit) != 0);
}

Evaluator::Value Evaluator::apply(const kernels::Node &N, const Point &P,
                                  ArrayRef<Slot> Arguments) {
  if (N.Op == Fn::Select && N.Args.size() == 3) {
    const auto Test = evaluate(N.Args[0], P, Arguments);
    if (!Test || Test->K != Slot::Int)
      return fail("a condition that is not modelled");
    return evaluate(N.Args[Test->V & 1 ? 1 : 2], P, Arguments);
  }
  SmallVector<Slot, 3> A;
  for (NodeRef X : N.Args) {
    const auto V = evaluate(X, P, Arguments);
    if (!V)
      return std::nullopt;
    A.push_back(*V);
  }
  const execute::Numbers &Ns = E.numbers();
  using execute::Real;
  switch (N.Op) {
  case Fn::Recip:
    if (auto Q = Ns.divide(Ns.of(1), toNumber(A[0]).V))
      return Slot::number(*Q);
    return fail("a division by zero");
  case Fn::Abs:
    if (A[0].K == Slot::Int)
      return Slot::integer(int64_t(A[0].V) < 0 ? 0 - A[0].V : A[0].V);
    return function(Real::Abs, A[0]);
  case Fn::Sqrt:
    return function(Real::Sqrt, A[0]);
  case Fn::Exp:
    return function(Real::Exp, A[0]);
  case Fn::Log:
    return function(Real::Log, A[0]);
  case Fn::Sin:
    return function(Real::Sin, A[0]);
  case Fn::Cos:
    return function(Real::Cos, A[0]);
  case Fn::Tanh:
    return function(Real::Tanh, A[0]);
  case Fn::Erf:
    return function(Real::Erf, A[0]);
  case Fn::Compare:
    return A.size() == 2 ? compare(N.Id, A[0], A[1]) : fail("a comparison of more than two");
  case Fn::Convert:
    if (A[0].K == Slot::Number)
      if (auto I = Ns.toInteger(A[0].V))
        return Slot::integer(uint64_t(*I));
    return A[0].K == Slot::Int ? Value(A[0]) : fail("a rounding conversion");
  case Fn::Call:
    if (N.Id == ~0u && A.size() == 2) // a power
      return function(Real::Pow, A[0], A[1]);
    return fail("a call in what is computed");
  default:
    return fail("bits or remainders in what is computed");
  }
}

Evaluator::Value Evaluator::product(const kernels::Term &T, const Point &P,
                                    ArrayRef<Slot> Arguments) {
  Value X;
  if (T.Coef != 1 || T.Factors.empty())
    X = number(T.Coef);
  for (NodeRef F : T.Factors) {
    const Value Y = evaluate(F, P, Arguments);
    X = X && Y ? fold(Fn::Mul, *X, *Y) : Y;
    if (!X)
      return std::nullopt;
  }
  return X ? X : fail("an empty term");
}

const std::vector<Affine> *Evaluator::extentsOf(uint32_t Loop) {
  auto [It, New] = Extents.try_emplace(Loop);
  const kernels::Dim *D = New && DimOf ? DimOf(Loop) : nullptr;
  if (D)
    for (const kernels::Poly &E : D->Extent)
      if (auto A = Affine::of(E, In))
        It->second.push_back(std::move(*A));
  if (D && It->second.size() != D->Extent.size())
    It->second.clear();
  return It->second.empty() ? nullptr : &It->second;
}

/// \p T folded over the loops \p Over, the outer ones first. Nothing and no reason: none
/// of them ran.
Evaluator::Value Evaluator::reduce(const kernels::Node &N, const kernels::Term &T,
                                   ArrayRef<uint32_t> Over, Point &P, ArrayRef<Slot> Arguments) {
  if (Over.empty())
    return product(T, P, Arguments);
  // The loop whose extent depends on none that is left.
  SmallVector<uint32_t, 4> Left(Over);
  const std::vector<Affine> *Bounds = nullptr;
  uint32_t Loop = 0;
  for (uint32_t L : Over) {
    const std::vector<Affine> *E = extentsOf(L);
    if (!E)
      return fail("an extent is computed in the loops");
    const bool Free = none_of(*E, [&](const Affine &A) {
      return any_of(A.Terms, [&](const Affine::Term &X) {
        return any_of(X.Loops, [&](uint32_t O) { return is_contained(Over, O); });
      });
    });
    if (Free && !Bounds) {
      Bounds = E;
      Loop = L;
    }
  }
  if (!Bounds)
    return fail("an extent is computed in the loops");
  erase(Left, Loop);
  int64_t Extent = INT64_MAX;
  for (const Affine &A : *Bounds)
    Extent = std::min(Extent, P.valueOf(A));
  Value Sum;
  for (int64_t I = 0; I < Extent; ++I) {
    P[Loop] = I;
    const Value X = reduce(N, T, Left, P, Arguments);
    if (!X && !Why.empty())
      return std::nullopt;
    if (X)
      Sum = Sum ? fold(N.Op, *Sum, *X) : X;
    if (X && !Sum)
      return std::nullopt;
  }
  return Sum;
}

Evaluator::Value Evaluator::evaluate(NodeRef R, const Point &P, ArrayRef<Slot> Arguments) {
  if (++Work > MaxWork)
    return fail("it is too large to replay");
  const kernels::Node &N = Dag[R];
  switch (N.Kind) {
  case NodeKind::Constant:
    return number(N.Value);
  case NodeKind::Scalar: {
    const Value V = In.value(Symbols.Scalars[N.Id]);
    if (!V)
      return fail("a scalar is computed in the loops");
    const auto *T = Symbols.Scalars[N.Id]->getType();
    return V->K == Slot::Int && T->isIntegerTy()
               ? Slot::integer(uint64_t(SignExtend64(V->V, T->getIntegerBitWidth())))
               : V;
  }
  case NodeKind::Index: {
    auto It = Indices.find(R);
    if (It == Indices.end()) {
      auto A = Affine::of(N.Affine, In);
      if (!A)
        return fail("an index is computed in the loops");
      It = Indices.emplace(R, std::move(*A)).first;
    }
    return Slot::integer(uint64_t(P.valueOf(It->second)));
  }
  case NodeKind::Read:
    return read(Dag.operand(N.Id), P);
  case NodeKind::Argument:
    return N.Id < Arguments.size() ? Value(Arguments[N.Id]) : fail("an unknown argument");
  case NodeKind::Fold: {
    Value Sum;
    for (const kernels::Term &T : N.Terms) {
      Value X;
      if (T.Over.empty()) {
        X = product(T, P, Arguments);
      } else {
        Point Inner = P;
        X = reduce(N, T, T.Over, Inner, Arguments);
        if (!X && Why.empty()) // a loop that does not run
          continue;
      }
      if (!X)
        return std::nullopt;
      Sum = Sum ? fold(N.Op, *Sum, *X) : X;
      if (!Sum)
        return std::nullopt;
    }
    if (!Sum && N.Op == Fn::Add)
      return Slot::integer(0);
    return Sum ? Sum : fail("an empty fold");
  }
  case NodeKind::Apply:
    return apply(N, P, Arguments);
  case NodeKind::Carried:
    if (auto It = Carried.find(N.Id); It != Carried.end())
      return It->second;
    return fail("a value carried from one iteration to the next");
  case NodeKind::Opaque:
    break;
  }
  return fail(std::string(Dag.opaqueReason(R)));
}

} // namespace auspex::passes::proof
