//===- mlir-dialects/extract/Inline.cpp - What a chain of ops computes ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A layer is often several ops: sums along rows, then a function of them for each
// element. Statement::Composite is the last one's value with the results of those before
// in it. A read is replaced where one statement alone has written the array, in places
// that the read's own indices name.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Extractor.h"

#include <algorithm>

using namespace auspex;
using namespace auspex::dialect;
using kernels::NodeKind;
using kernels::NodeRef;
using kernels::NoNode;
using kernels::Poly;
using kernels::Statement;

static constexpr unsigned MaxInlined = 4; ///< ops that hand on to one another

static bool reduces(const kernels::BodyDag &Dag, NodeRef R) {
  return !Dag.collect(R,
                      [](const kernels::Node &N) {
                        return std::ranges::any_of(
                            N.Terms, [](const kernels::Term &T) { return !T.Over.empty(); });
                      })
              .empty();
}

/// The value of \p W where \p O reads it; NoNode where the places do not fit.
NodeRef Extractor::valueAt(const Statement &W, const kernels::Operand &O) {
  if (W.Out.Levels.size() != 1 || O.Levels.size() != 1)
    return NoNode;
  Poly Place = W.Out.Levels[0];
  std::vector<std::pair<kernels::Sym, Poly>> By;
  for (const kernels::Dim &D : W.Loops) {
    const kernels::Sym I = kernels::indexOf(D.Loop);
    const Poly Stride = Place.coefficientOf(I);
    if (D.Extent.size() == 1 && D.Extent[0] == Poly(1)) {
      By.emplace_back(I, Poly(0));
      continue;
    }
    if (Stride.isZero() || Stride.isBad())
      return NoNode;
    bool Found = false;
    for (const auto &[M, C] : O.Levels[0].terms())
      for (kernels::Sym S : M)
        if (!Found && kernels::isIndex(S) && !kernels::isData(S) &&
            O.Levels[0].coefficientOf(S) == Stride &&
            std::ranges::none_of(By, [&](const auto &X) { return X.second == Poly::symbol(S); })) {
          By.emplace_back(I, Poly::symbol(S));
          Found = true;
        }
    if (!Found)
      return NoNode;
  }
  NodeRef R = W.Value;
  for (const auto &[I, To] : By) {
    Place = Place.substitute(I, To);
    R = Dag.substitute(R, I, To);
  }
  return Place == O.Levels[0] ? R : NoNode;
}

/// Nothing has changed what \p W read since it was executed, \p W itself included: its
/// value is still what it was.
bool Extractor::keepsOperands(const Statement &W) const {
  const auto Reads = Dag.readsOf(W.Value);
  return std::ranges::none_of(All, [&](const Statement &Later) {
    return !Later.ToScalar && Later.Tag >= W.Tag && std::ranges::any_of(Reads, [&](uint32_t Id) {
      return Dag.operand(Id).Object == Later.Out.Object;
    });
  });
}

/// \p R with what was stored in the place of what is read, where the stores are known.
NodeRef Extractor::inlined(NodeRef R, unsigned Fuel) {
  const kernels::Node N = Dag[R];
  if (N.Kind == NodeKind::Read && Fuel) {
    const Statement *Writer = nullptr;
    for (const Statement &W : All)
      if (!W.ToScalar && W.Out.Object == Dag.operand(N.Id).Object) {
        if (Writer)
          return R;
        Writer = &W;
      }
    if (!Writer || !Writer->Around.empty() || !keepsOperands(*Writer) ||
        Dag.mentionsKind(Writer->Value, NodeKind::Opaque) ||
        Dag.mentionsKind(Writer->Value, NodeKind::Carried))
      return R;
    const kernels::Operand From = Dag.operand(N.Id); // the table grows
    const NodeRef V = valueAt(*Writer, From);
    return V == NoNode ? R : inlined(V, Fuel - 1);
  }
  if (N.Kind == NodeKind::Apply) {
    std::vector<NodeRef> Args;
    for (NodeRef A : N.Args)
      Args.push_back(inlined(A, Fuel));
    return Args == N.Args ? R : Dag.apply(N.Op, std::move(Args), N.Id);
  }
  if (N.Kind == NodeKind::Fold && N.Op == kernels::Fn::Add) {
    // A sum that takes the place of a read is multiplied term by term, as one that was
    // written there.
    std::vector<kernels::Term> Terms;
    NodeRef Sums = Dag.constant(0);
    bool Changed = false;
    for (kernels::Term T : N.Terms) {
      const std::vector<NodeRef> Before = T.Factors;
      for (NodeRef &F : T.Factors)
        F = inlined(F, Fuel);
      Changed |= T.Factors != Before;
      if (T.Factors != Before && T.Factors.size() == 1 && T.Over.empty()) {
        Sums = Dag.add(Sums, Dag.multiply(Dag.constant(T.Coef), T.Factors[0]));
        continue;
      }
      std::ranges::sort(T.Factors);
      Terms.push_back(std::move(T));
    }
    if (!Changed)
      return R;
    return Terms.empty() ? Sums : Dag.add(Dag.sum(std::move(Terms)), Sums);
  }
  return R;
}

/// What \p St and the ops before it compute together, where they sum something.
NodeRef Extractor::compositeOf(const Statement &St) {
  if (St.ToScalar || !St.Around.empty() || Dag.mentionsKind(St.Value, NodeKind::Opaque) ||
      Dag.mentionsKind(St.Value, NodeKind::Carried) || Dag.size() > kernels::BodyDag::MaxNodes / 2)
    return NoNode;
  const NodeRef R = inlined(St.Value, MaxInlined);
  return R != St.Value && reduces(Dag, R) ? R : NoNode;
}
