//===- kernels/idioms/neural-networks/attention.cpp - Softmax of products ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A sum of values weighted by exponentials of inner products: softmax(Q K^T) V (Vaswani
// et al., NeurIPS 2017). The scores may lie in a matrix, in a row that each query fills
// anew, or nowhere (the online recurrence: Milakov and Gimelshein, 2018,
// arXiv:1805.02867; Dao et al., NeurIPS 2022); heads and groups of queries are further
// loops, a causal mask a condition or a shorter loop. What is divided by comes before or
// after.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/laws.h"
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// An inner product, in a register or added up in memory.
bool isScore(NodeRef R, const Flow &F) {
  return F.reaches(R, [&](NodeRef X) {
    if (F.isDot(X))
      return true;
    if (F.B[X].Kind != NodeKind::Fold || F.B[X].Op != Fn::Add || F.B[X].Terms.size() < 2)
      return false;
    bool Old = false, Product = false;
    for (const Term &T : F.B[X].Terms) {
      const auto Reads = std::ranges::count_if(
          T.Factors, [&](NodeRef Y) { return F.B[Y].Kind == NodeKind::Read; });
      Product |= Reads >= 2;
      Old |= T.Factors.size() == 1 && F.B[T.Factors[0]].Kind != NodeKind::Scalar;
    }
    return Old && Product;
  });
}

/// \p R has a term that is not summed: e to an inner product, possibly less a maximum,
/// scaled, divided by a sum.
bool hasWeight(NodeRef R, const Flow &F) {
  auto IsExp = [&](NodeRef X) {
    return F.stands(
        X, [&](NodeRef Y) { return F.is(Y, Fn::Exp) && isScore(F.B[Y].Args[0], F); });
  };
  return std::ranges::any_of(F.B.sumTerms(R), [&](const Term &T) {
    return T.Over.empty() && std::ranges::any_of(T.Factors, [&](NodeRef X) {
             return F.is(X, Fn::Select) ? std::ranges::any_of(F.B[X].Args, IsExp) : IsExp(X);
           });
  });
}

/// It adds to what was there.
bool accumulates(const Statement &S, NodeRef Value, const BodyDag &B) {
  return std::ranges::any_of(B.sumTerms(Value), [&](const Term &T) {
    return T.Factors.size() == 1 &&
           (B[T.Factors[0]].Kind == NodeKind::Carried ||
            (B[T.Factors[0]].Kind == NodeKind::Read &&
             B.operand(B[T.Factors[0]].Id).sameAddress(S.Out)));
  });
}

/// \p R is a weight, or reads one; each step to it may have an array of its own. What was
/// summed with weights is none: a layer behind an attention is no other.
bool isWeight(NodeRef R, const Flow &F) {
  if (hasWeight(R, F))
    return true;
  if (F.B[R].Kind != NodeKind::Read)
    return false;
  for (const Statement *W : F.writersOf(F.B.operand(F.B[R].Id)))
    for (NodeRef V : Flow::valuesOf(*W))
      if (!accumulates(*W, V, F.B) && hasWeight(V, F))
        return true;
  return false;
}

std::optional<uint32_t> attention(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar || !F.applies(Fn::Exp))
    return std::nullopt;
  // A sum over something, or added to what was there.
  for (NodeRef N : B.collect(
           Value, [](const Node &X) { return X.Kind == NodeKind::Fold && X.Op == Fn::Add; })) {
    bool Old = false;
    for (const Term &T : B[N].Terms)
      Old |= std::ranges::any_of(T.Factors, [&](NodeRef X) {
        return B[X].Kind == NodeKind::Carried ||
               (B[X].Kind == NodeKind::Read && B.operand(B[X].Id).sameAddress(S.Out));
      });
    for (const Term &T : B[N].Terms) {
      if ((T.Over.empty() && !Old) || T.Factors.size() < 2)
        continue;
      for (NodeRef V : T.Factors) {
        if (B[V].Kind != NodeKind::Read || B.operand(B[V].Id).sameAddress(S.Out))
          continue;
        // The values move with an index of the output that the weight has not.
        const auto Weight = [&](NodeRef W) {
          if (W == V || !isWeight(W, F))
            return false;
          const auto Reads = B.readsOf(W);
          return std::ranges::any_of(S.Loops, [&](const Dim &D) {
            const Sym I = indexOf(D.Loop);
            return S.Out.moves(I) && B.operand(B[V].Id).moves(I) &&
                   std::ranges::none_of(Reads, [&](uint32_t Id) { return B.operand(Id).moves(I); });
          });
        };
        if (std::ranges::any_of(T.Factors, Weight))
          return weightsDiffer(S, Value, F, B.operand(B[V].Id).Object) ? std::nullopt
                                                                      : std::optional(B[V].Id);
      }
    }
  }
  return std::nullopt;
}

} // namespace

const Idiom Attention = {
    .Name = "attention",
    .Family = "neural-networks",
    .Form = "O[i,d] = sum(softmax(Q[i,k]*K[j,k])*x[j,d])",
    .Title = "values weighted by the softmax of inner products",
    .FlopsPerPoint = 4,
    .Flops = "4*i*j*d",
    .Bytes = "e*(2*i*d + 2*j*d)",
    .Confused = "softmax and gemm apart; kernel regression (distances, no inner products)",
    .Compose = attention,
    .Masked = true,
};

} // namespace auspex::kernels
