//===- kernels/scene.cpp - The statements of a function together ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/scene.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// Splits a value into the elements that move along a loop and their coefficients.
class Splitter {
public:
  Splitter(const BodyDag &B, uint32_t Loop) : B(B), Loop(Loop) {}

  bool run(NodeRef R, const Coefficient::Product &By, Combined &Out) {
    constexpr unsigned MaxSteps = 256;
    if (++Steps > MaxSteps)
      return false;
    const Node &N = B[R];
    if (!moves(R)) {
      Out.Constant = true;
      return true;
    }
    if (N.Kind == NodeKind::Read) {
      Out.Reads[N.Id].Terms.push_back(By);
      return true;
    }
    if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
      return false;
    for (const Term &T : N.Terms) {
      NodeRef Moving = NoNode;
      Coefficient::Product P = By;
      P.Number *= T.Coef;
      for (NodeRef F : T.Factors) {
        if (!moves(F)) {
          (std::ranges::any_of(T.Over, [&](uint32_t L) { return movesWith(F, L); }) ? P.Summed
                                                                                   : P.Factors)
              .push_back(F);
          continue;
        }
        // What is summed is one with the rest where the sum does not move it.
        if (Moving != NoNode ||
            std::ranges::any_of(T.Over, [&](uint32_t L) { return movesWith(F, L); }))
          return false;
        Moving = F;
      }
      if (Moving == NoNode)
        Out.Constant = true;
      else if (!run(Moving, P, Out))
        return false;
    }
    return true;
  }

private:
  bool moves(NodeRef R) const {
    // What is divided by nothing where a loop does not run moves with none.
    const auto Why = B.opaqueReason(R);
    return movesWith(R, Loop) || (!Why.empty() && Why != "not a number");
  }
  bool movesWith(NodeRef R, uint32_t L) const {
    return B.mentionsIndex(R, L) || std::ranges::any_of(B.readsOf(R), [&](uint32_t Id) {
             return B.operand(Id).moves(indexOf(L));
           });
  }

  const BodyDag &B;
  uint32_t Loop;
  unsigned Steps = 0;
};

} // namespace

std::optional<Combined> Scene::combined(const Statement &S) const {
  if (S.ToScalar || S.Value == NoNode || S.Loops.empty())
    return std::nullopt;
  Combined Out;
  // One loop may have two indices: the last moves along memory.
  if (!Splitter(B, S.Loops.back().Loop).run(S.Value, {}, Out) || Out.Reads.empty())
    return std::nullopt;
  return Out;
}

std::set<uint32_t> Scene::rootsBelow(NodeRef R) const {
  std::set<uint32_t> Out;
  for (uint32_t Id : B.readsOf(R))
    Out.insert(B.operand(Id).Root);
  return Out;
}

Source Scene::sourceOf(const Coefficient &C) const {
  Source S;
  std::set<NodeRef> Seen;
  std::set<uint32_t> Tags;
  for (const Coefficient::Product &P : C.Terms) {
    if (!P.Summed.empty())
      S.Sums.push_back(P.Summed);
    for (NodeRef F : P.Factors)
      add(F, S, Seen, Tags);
    for (NodeRef F : P.Summed)
      if (B[F].Kind != NodeKind::Read)
        add(F, S, Seen, Tags);
  }
  return S;
}

Source Scene::sourceOf(NodeRef R) const {
  Source S;
  std::set<NodeRef> Seen;
  std::set<uint32_t> Tags;
  if (R != NoNode)
    add(R, S, Seen, Tags);
  return S;
}

void Scene::add(NodeRef R, Source &S, std::set<NodeRef> &Seen, std::set<uint32_t> &Tags) const {
  constexpr size_t MaxNodes = 512;
  if (Seen.size() > MaxNodes || !Seen.insert(R).second)
    return;
  const Node &N = B[R];
  auto Follow = [&](const Statement &Of) {
    if (Of.Value != NoNode && Tags.insert(Of.Tag).second) {
      S.Unknown |= Of.ToScalar && B.mentionsKind(Of.Value, NodeKind::Opaque);
      add(Of.Value, S, Seen, Tags);
    }
  };
  switch (N.Kind) {
  case NodeKind::Read: {
    const Operand &O = B.operand(N.Id);
    S.Elements.insert(O.Root);
    // Kept in memory since it was computed.
    for (const Statement &Of : All)
      if (!Of.ToScalar && !Of.Sparse && Of.Out.sameAddress(O))
        Follow(Of);
    return;
  }
  case NodeKind::Scalar: {
    if (!Around.OriginOf)
      return;
    const ScalarOrigin O = Around.OriginOf(N.Id);
    S.Root |= O.Root;
    S.Turn |= O.Turn;
    S.Divided |= O.Divided;
    S.Elements.insert(O.Elements.begin(), O.Elements.end());
    for (const Statement &Of : All)
      if (std::ranges::find(O.Sums, Of.Tag) != O.Sums.end())
        Follow(Of);
    return;
  }
  case NodeKind::Fold:
    for (const Term &T : N.Terms)
      if (!T.Over.empty())
        S.Sums.push_back(T.Factors);
    for (const Term &T : N.Terms)
      for (NodeRef F : T.Factors)
        if (T.Over.empty() || B[F].Kind != NodeKind::Read)
          add(F, S, Seen, Tags);
    return;
  case NodeKind::Apply:
    S.Root |= N.Op == Fn::Sqrt;
    S.Turn |= N.Op == Fn::Sin || N.Op == Fn::Cos;
    S.Divided |= N.Op == Fn::Recip || N.Op == Fn::Div;
    // hypot and the like have two arguments and no name here.
    S.Root |= N.Op == Fn::Call && N.Args.size() == 2;
    // Which of two is taken is no part of either.
    for (size_t K = N.Op == Fn::Select; K < N.Args.size(); ++K)
      add(N.Args[K], S, Seen, Tags);
    return;
  default:
    return;
  }
}

bool Scene::sumsProduct(const Source &S, uint32_t X, uint32_t Y) const {
  return std::ranges::any_of(S.Sums, [&](const std::vector<NodeRef> &Factors) {
    for (size_t I = 0; I < Factors.size(); ++I)
      for (size_t J = 0; J < Factors.size(); ++J)
        if (I != J && rootsBelow(Factors[I]).contains(X) && rootsBelow(Factors[J]).contains(Y))
          return true;
    return false;
  });
}

bool Scene::sumsOver(const Source &S, uint32_t X) const {
  return std::ranges::any_of(S.Sums, [&](const std::vector<NodeRef> &Factors) {
    return std::ranges::any_of(Factors, [&](NodeRef F) { return rootsBelow(F).contains(X); });
  });
}

std::optional<uint32_t> Scene::commonLoop(const Statement &X, const Statement &Y) {
  std::optional<uint32_t> Last;
  for (size_t K = 0; K < X.Around.size() && K < Y.Around.size(); ++K)
    if (X.Around[K] == Y.Around[K])
      Last = X.Around[K];
  return Last;
}

bool Scene::isIn(const std::vector<uint32_t> &Around, uint32_t Loop) {
  return std::ranges::find(Around, Loop) != Around.end();
}

bool Scene::movesBack(uint32_t To, uint32_t From, uint32_t Loop) const {
  for (const Move &M : Around.Moves)
    if (M.To == To && M.From == From && isIn(M.Around, Loop))
      return true;
  for (const Statement &S : All) {
    if (S.ToScalar || S.Out.Root != To || !isIn(S.Around, Loop))
      continue;
    const auto C = combined(S);
    if (!C || C->Constant)
      continue;
    // A copy, or the same step back.
    if (std::ranges::all_of(C->Reads, [&](const auto &R) {
          return operand(R.first).Root == From && R.second.isNumber();
        }))
      return true;
  }
  return false;
}

} // namespace auspex::kernels
