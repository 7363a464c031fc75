//===- kernels/flow.cpp - What reaches a value through arrays --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/flow.h"

#include "kernels/evaluate.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <set>

namespace auspex::kernels {

Flow::Flow(const std::vector<Statement> &All, const BodyDag &B, const std::vector<Move> &Moves)
    : All(All), B(B), Moves(Moves) {
  for (const Statement &S : All)
    for (NodeRef R : valuesOf(S))
      Applied |= B.appliedBelow(R);
}

std::vector<NodeRef> Flow::valuesOf(const Statement &S) {
  std::vector<NodeRef> Out;
  for (NodeRef R : {S.Composite, S.Value})
    if (R != NoNode && std::ranges::find(Out, R) == Out.end())
      Out.push_back(R);
  return Out;
}

bool Flow::writes(const Statement &S, const Operand &O) {
  auto Is = [&](const Operand &X) { return X.Object == O.Object || X.Root == O.Root; };
  return !S.ToScalar && S.Value != NoNode && (Is(S.Out) || (S.EmptiedTo && Is(*S.EmptiedTo)));
}

bool Flow::reachesArray(const Statement &S, const Operand &O) const {
  if (writes(S, O))
    return true;
  if (S.ToScalar)
    return false;
  auto Copies = [&](const Statement &T) {
    return T.Value != NoNode && B[T.Value].Kind == NodeKind::Read && writes(T, O) &&
           writes(S, B.operand(B[T.Value].Id));
  };
  return std::ranges::any_of(Moves,
                             [&](const Move &M) {
                               return M.From == S.Out.Root && M.To == O.Root;
                             }) ||
         std::ranges::any_of(All, Copies);
}

std::vector<const Statement *> Flow::writersOf(const Operand &O) const {
  std::vector<const Statement *> Out;
  for (const Statement &S : All)
    if (writes(S, O))
      Out.push_back(&S);
  return Out;
}

bool Flow::stands(NodeRef R, const Test &P) const {
  if (P(R))
    return true;
  if (B[R].Kind != NodeKind::Read)
    return false;
  for (const Statement *W : writersOf(B.operand(B[R].Id)))
    for (NodeRef V : valuesOf(*W))
      if (P(V))
        return true;
  return false;
}

bool Flow::reaches(NodeRef R, const Test &P) const {
  constexpr size_t MaxNodes = 4000;
  std::bitset<BodyDag::MaxNodes + 1> Seen;
  size_t Count = 0;
  std::vector<NodeRef> Work{R};
  while (!Work.empty() && Count < MaxNodes) {
    const NodeRef X = Work.back();
    Work.pop_back();
    if (Seen[X])
      continue;
    Seen[X] = true;
    ++Count;
    if (P(X))
      return true;
    const Node &N = B[X];
    Work.insert(Work.end(), N.Args.begin(), N.Args.end());
    for (const Term &T : N.Terms)
      Work.insert(Work.end(), T.Factors.begin(), T.Factors.end());
    if (N.Kind == NodeKind::Read)
      for (const Statement &S : All)
        if (writes(S, B.operand(N.Id)))
          for (NodeRef V : {S.Composite, S.Value})
            if (V != NoNode)
              Work.push_back(V);
  }
  return false;
}

/// \p R has the values of \p F for one of the nodes below it in the place of x.
static bool isFunction(const BodyDag &B, NodeRef R, double (*F)(double)) {
  if (!B.applies(R, Fn::Exp) && !B.applies(R, Fn::Tanh))
    return false;
  // What goes into an exponential or hyperbolic tangent is x, times a number.
  for (NodeRef E : B.collect(R, [](const Node &N) {
         return N.Kind == NodeKind::Apply && (N.Op == Fn::Exp || N.Op == Fn::Tanh);
       })) {
    const NodeRef X = B[E].Args[0];
    for (double Scale : {1.0, -1.0, 2.0, -2.0, 0.5, -0.5}) {
      bool All = true;
      for (double V : {-2.3, -0.7, 0.4, 1.9}) {
        const auto Y = evaluateAt(B, R, X, V * Scale);
        All &= Y && std::abs(*Y - F(V)) < 1e-4;
      }
      if (All)
        return true;
    }
  }
  return false;
}

bool Flow::isSigmoid(NodeRef R) const {
  return (applies(Fn::Exp) || applies(Fn::Tanh)) && stands(R, [&](NodeRef X) {
           return isFunction(B, X, [](double V) { return 1 / (1 + std::exp(-V)); });
         });
}
bool Flow::isTanh(NodeRef R) const {
  return (applies(Fn::Exp) || applies(Fn::Tanh)) && stands(R, [&](NodeRef X) {
           return isFunction(B, X, [](double V) { return std::tanh(V); });
         });
}

bool Flow::isDot(NodeRef R) const {
  const Node &N = B[R];
  if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
    return false;
  return B.isUnrolledSum(R) || std::ranges::any_of(N.Terms, [&](const Term &T) {
           std::set<uint32_t> Reads;
           for (NodeRef F : T.Factors)
             if (B[F].Kind == NodeKind::Read)
               Reads.insert(B[F].Id);
           return !T.Over.empty() && Reads.size() >= 2;
         });
}

} // namespace auspex::kernels
