//===- kernels/idioms/neural-networks/dropout.cpp - Random zeros ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Elements whose uniform number lies below p become 0, the others grow by 1/(1 - p)
// (Srivastava et al., JMLR 15, 2014). That the scale belongs to the threshold is what
// tells it from other masks.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// \p R comes from a generator: a call that takes no array, or a state that is carried on
/// and mixed.
bool isRandom(NodeRef R, const Statement &S, const BodyDag &B) {
  if (!B.readsOf(R).empty())
    return false;
  if (B.opaqueReason(R) == "a call")
    return true;
  return std::ranges::any_of(B.idsBelow(R, NodeKind::Carried), [&](uint32_t Id) {
    return std::ranges::any_of(S.States, [&](const State &X) {
      constexpr double MinFactor = 1000; // of a congruence; a counter has none
      return X.Id == Id && !B.collect(X.Next, [](const Node &N) {
                               return (N.Kind == NodeKind::Apply && N.Op == Fn::Shift) ||
                                      std::ranges::any_of(N.Terms, [](const Term &T) {
                                        return T.Coef >= MinFactor && !T.Factors.empty();
                                      });
                             }).empty();
    });
  });
}

/// 0, or an element and its scale, as a random number is on one side of a threshold.
std::optional<uint32_t> generated(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  const auto Terms = B.sumTerms(Value);
  // The scale may stand behind the choice.
  if (S.ToScalar || Terms.size() != 1 || !Terms[0].Over.empty())
    return std::nullopt;
  NodeRef Choice = NoNode;
  std::optional<uint32_t> Element;
  for (NodeRef X : Terms[0].Factors) {
    if (F.is(X, Fn::Select) && Choice == NoNode)
      Choice = X;
    else if (B[X].Kind == NodeKind::Read && !Element)
      Element = B[X].Id;
    else if (B.dependsOnData(X))
      return std::nullopt;
  }
  if (Choice == NoNode)
    return std::nullopt;
  const auto &Args = B[Choice].Args;
  auto IsZero = [&](NodeRef X) { return B[X].Kind == NodeKind::Constant && B[X].Value == 0; };
  const NodeRef Kept = IsZero(Args[1]) ? Args[2] : IsZero(Args[2]) ? Args[1] : NoNode;
  if (Kept == NoNode || !F.is(Args[0], Fn::Compare))
    return std::nullopt;
  const auto &Sides = B[Args[0]].Args;
  if (!(isRandom(Sides[0], S, B) && !B.dependsOnData(Sides[1])) &&
      !(isRandom(Sides[1], S, B) && !B.dependsOnData(Sides[0])))
    return std::nullopt;
  const auto Parts = B.sumTerms(Kept);
  if (Parts.size() != 1 || !Parts[0].Over.empty())
    return std::nullopt;
  for (NodeRef X : Parts[0].Factors)
    if (B[X].Kind == NodeKind::Read && !Element)
      Element = B[X].Id;
    else if (B.dependsOnData(X))
      return std::nullopt;
  if (!Element || !std::ranges::all_of(S.Loops, [&](const Dim &D) {
        return S.Out.moves(indexOf(D.Loop)) == B.operand(*Element).moves(indexOf(D.Loop));
      }))
    return std::nullopt;
  return Element;
}

} // namespace

const Idiom Dropout = {
    .Name = "dropout",
    .Family = "neural-networks",
    .Form = "y[i] = if(u[i]>p,x[i]/(1-p),0)",
    .Title = "random elements set to 0, the others scaled",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "3*e*n",
    .Confused = "masks and thresholds (no scale that belongs to it)",
};

const Idiom DropoutGenerated = {
    .Name = "dropout",
    .Family = "neural-networks",
    .Form = "y[i] = if(u>p,a*x[i],0)",
    .Title = "random elements set to 0, the numbers made on the way",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "2*e*n",
    .Confused = "masks and thresholds (of data)",
    .Compose = generated,
    .Masked = true,
};

} // namespace auspex::kernels
