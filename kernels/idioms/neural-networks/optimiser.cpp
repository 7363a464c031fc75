//===- kernels/idioms/neural-networks/optimiser.cpp - Steps down a gradient ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Updates of weights by what earlier steps have left beside them:
//
//   SGD with momentum  v' = mu v + g, w' = w - lr v'     (Sutskever et al., ICML 2013)
//   Adam               m' = b1 m + (1 - b1) g, v' = b2 v + (1 - b2) g^2,
//                      w' = w - lr m' / (sqrt(v') + eps) (Kingma and Ba, ICLR 2015;
//                      with decay: Loshchilov and Hutter, ICLR 2019)
//
// A step without memory is w -= lr*g, which is an axpy: only its context tells.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// Reads \p O's array at the element that \p S writes.
bool isOld(NodeRef R, const Statement &S, const BodyDag &B) {
  return B[R].Kind == NodeKind::Read && B.operand(B[R].Id).sameAddress(S.Out);
}

/// What \p S stores is an average that decays: a part of what was there, and of \p Of
/// (1: a gradient, 2: its square).
bool isDecaying(const Statement &S, NodeRef Value, const Flow &F, size_t Of) {
  const BodyDag &B = F.B;
  bool Old = false, New = false;
  auto Look = [&](auto &Self, NodeRef R, double Coef, size_t Scalars) -> void {
    for (const Term &T : B.sumTerms(R)) {
      if (!T.Over.empty())
        continue;
      size_t Fixed = Scalars, Squares = 0;
      std::vector<NodeRef> Moving;
      for (NodeRef X : T.Factors)
        if (std::ranges::none_of(B.readsOf(X), [&](uint32_t Id) {
              return std::ranges::any_of(B.operand(Id).Levels,
                                         [](const Poly &P) { return P.mentionsAnyIndex(); });
            }))
          ++Fixed;
        else
          Moving.push_back(X);
      const bool Scaled = T.Coef * Coef != 1 || Fixed;
      if (Moving.size() == 1 && isOld(Moving[0], S, B))
        Old |= Scaled;
      else if (Moving.size() == 1 && B[Moving[0]].Kind == NodeKind::Fold && Moving[0] != R)
        Self(Self, Moving[0], T.Coef * Coef, Fixed);
      else if (std::ranges::none_of(Moving, [&](NodeRef X) { return isOld(X, S, B); }))
        Squares = Moving.size();
      New |= Squares == Of && (Of == 1 || Moving[0] == Moving[1]);
    }
  };
  Look(Look, Value, 1, 0);
  return Old && New;
}

/// \p R is such an average: read from where one is kept, or as it is stored there.
bool isAverage(NodeRef R, const Flow &F, size_t Of) {
  for (const Statement &W : F.All) {
    if (W.ToScalar || W.Value == NoNode || !isDecaying(W, W.Value, F, Of))
      continue;
    if (R == W.Value || (F.B[R].Kind == NodeKind::Read && Flow::writes(W, F.B.operand(F.B[R].Id))))
      return true;
    // Flattened into a larger sum or product.
    const auto Parts = F.B.sumTerms(W.Value);
    const auto Whole = F.B.sumTerms(R);
    if (Parts.size() > 1 && Parts.size() == Whole.size() &&
        std::ranges::equal(Parts, Whole, [](const Term &X, const Term &Y) {
          return std::ranges::includes(Y.Factors, X.Factors);
        }))
      return true;
  }
  return false;
}

bool reachesAverage(NodeRef R, const Flow &F, size_t Of) {
  return !F.B.collect(R, [&](const Node &) { return true; }).empty() &&
         std::ranges::any_of(F.B.collect(R,
                                         [](const Node &N) {
                                           return N.Kind == NodeKind::Read ||
                                                  N.Kind == NodeKind::Fold;
                                         }),
                             [&](NodeRef X) { return isAverage(X, F, Of); });
}

std::optional<uint32_t> adam(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar)
    return std::nullopt;
  bool Old = false;
  for (const Term &T : B.sumTerms(Value))
    for (NodeRef X : T.Factors)
      Old |= isOld(X, S, B);
  if (!Old)
    return std::nullopt;
  // Divided by the root of an average of squares.
  bool Root = false;
  for (NodeRef X : B.collect(
           Value, [](const Node &N) { return N.Kind == NodeKind::Apply && N.Op == Fn::Recip; }))
    for (NodeRef Y : B.collect(B[X].Args[0], [](const Node &N) {
           return N.Kind == NodeKind::Apply && N.Op == Fn::Sqrt;
         }))
      Root |= reachesAverage(B[Y].Args[0], F, 2);
  if (!Root || !reachesAverage(Value, F, 1))
    return std::nullopt;
  for (uint32_t Id : B.readsOf(Value))
    if (!B.operand(Id).sameAddress(S.Out))
      return Id;
  return std::nullopt;
}

/// w' = w + c v' where v' is kept and is what decays of v, and a gradient.
std::optional<uint32_t> momentum(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar || B.mentionsKind(Value, NodeKind::Apply))
    return std::nullopt;
  const std::vector<Term> Terms = B.sumTerms(Value);
  if (std::ranges::none_of(Terms, [&](const Term &T) {
        return T.Factors.size() == 1 && T.Coef == 1 && isOld(T.Factors[0], S, B);
      }))
    return std::nullopt;
  for (const Statement &W : F.All) {
    if (W.ToScalar || W.Value == NoNode || &W == &S || W.Out.Object == S.Out.Object ||
        W.Loops != S.Loops || !isDecaying(W, W.Value, F, 1))
      continue;
    // What drives the velocity is another array: a force that depends on the place
    // itself integrates a motion.
    if (std::ranges::all_of(B.readsOf(W.Value), [&](uint32_t Id) {
          const uint32_t O = B.operand(Id).Object;
          return O == W.Out.Object || O == S.Out.Object;
        }))
      continue;
    for (const Term &T : Terms)
      for (NodeRef X : T.Factors)
        if (B[X].Kind == NodeKind::Read &&
            (B.operand(B[X].Id).Object == W.Out.Object || X == W.Value))
          return B[X].Id;
    for (NodeRef X : B.collect(Value, [](const Node &N) { return N.Kind == NodeKind::Fold; }))
      if (X == W.Value)
        return B.readsOf(X).empty() ? std::nullopt : std::optional(B.readsOf(X)[0]);
  }
  return std::nullopt;
}

} // namespace

const Idiom Adam = {
    .Name = "adam",
    .Family = "neural-networks",
    .Form = "w[i] = w[i]-a*m[i]/(sqrt(v[i])+c)",
    .Title = "step by averages of the gradient and of its square",
    .FlopsPerPoint = 14,
    .Flops = "14*n",
    .Bytes = "e*(7*n)",
    .Confused = "RMSprop and Adagrad (no average of the gradient)",
    .Compose = adam,
};

const Idiom Sgd = {
    .Name = "sgd",
    .Family = "neural-networks",
    .Form = "w[i] = w[i]-a*(b*v[i]+g[i])",
    .Title = "gradient descent with momentum",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "e*(5*n)",
    .Confused = "axpy (a step without memory); integration of motion (a force, no decay)",
    .Compose = momentum,
};

} // namespace auspex::kernels
