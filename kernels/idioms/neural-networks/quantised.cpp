//===- kernels/idioms/neural-networks/quantised.cpp - Sums of scaled blocks ====//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Inner products of bytes, or of parts of bytes, with a scale for each block of elements:
// a sum of sums (Dettmers et al., 2022, arXiv:2110.02861). With one scale it is dot, gemv
// or gemm over bytes, whose role that is (kernels/roles.cpp).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

bool isByte(const Operand &O) { return demand::bytesOf(O.Elem) == 1; }

/// A summed dimension moves bytes and another factor, and not a scale that a dimension
/// around it, also summed, moves.
std::optional<Match> blockScaled(const Idiom &I, const Update &U, const BodyDag &B) {
  if (U.Reduce != Fn::Add || U.Reads.size() < 3 || !U.States.empty())
    return std::nullopt;
  // The block's own loop may be written out.
  if (U.Function != NoNode && U.Others.size() == 1 && B.isUnrolledSum(U.Others[0]) &&
      std::ranges::all_of(B.readsOf(U.Others[0]),
                          [&](uint32_t Id) { return isByte(B.operand(Id)); }) &&
      std::ranges::any_of(U.Product, [](const Factor &F) { return !isByte(F.Op); })) {
    Match M;
    M.What = &I;
    M.U = &U;
    M.FlopsPerPoint = 2 * int64_t(B[U.Others[0]].Terms.size());
    for (size_t K = 0; K < U.Reads.size(); ++K)
      M.Reads.push_back(K);
    for (const Dim &D : U.Dims)
      M.Roles.emplace_back(!U.ToScalar && U.Out.moves(indexOf(D.Loop)) ? 'i' : 'b', D.Loop);
    M.Text = I.Form;
    return M;
  }
  auto IsSummed = [&](const Dim &D) { return U.ToScalar || !U.Out.moves(indexOf(D.Loop)); };
  for (const Dim &J : U.Dims) {
    if (!IsSummed(J))
      continue;
    size_t Bytes = 0, Moved = 0;
    bool Scaled = false;
    for (const Factor &F : U.Reads) {
      const bool ByJ = F.Op.moves(indexOf(J.Loop));
      Moved += ByJ;
      Bytes += ByJ && isByte(F.Op);
      Scaled |= !ByJ && !isByte(F.Op) && std::ranges::any_of(U.Dims, [&](const Dim &X) {
        return IsSummed(X) && F.Op.moves(indexOf(X.Loop));
      });
    }
    if (!Bytes || Moved < 2 || !Scaled)
      continue;
    Match M;
    M.What = &I;
    M.U = &U;
    M.FlopsPerPoint = 2;
    for (size_t K = 0; K < U.Reads.size(); ++K)
      M.Reads.push_back(K);
    for (const Dim &D : U.Dims)
      M.Roles.emplace_back(D.Loop == J.Loop ? 'k' : IsSummed(D) ? 'b' : 'i', D.Loop);
    M.Text = I.Form;
    return M;
  }
  return std::nullopt;
}

/// Numbers become bytes by a scale that their own largest absolute value makes: where it
/// comes from elsewhere, it may be any conversion of samples.
std::optional<uint32_t> byOwnRange(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar || !isByte(S.Out) || !F.applies(Fn::Convert) || !F.applies(Fn::Abs) || !B.applies(Value, Fn::Convert))
    return std::nullopt;
  const auto IsLargest = [&](NodeRef R) {
    const Node &N = B[R];
    return N.Kind == NodeKind::Fold && N.Op == Fn::Max && std::ranges::any_of(N.Terms, [&](const Term &T) {
             return T.Factors.size() == 1 && !T.Over.empty() && F.is(T.Factors[0], Fn::Abs) &&
                    B[B[T.Factors[0]].Args[0]].Kind == NodeKind::Read;
           });
  };
  const auto ReadsLargest = [&](NodeRef R) -> std::optional<uint32_t> {
    for (NodeRef M : B.collect(R, [](const Node &N) { return N.Kind == NodeKind::Fold && N.Op == Fn::Max; }))
      if (IsLargest(M))
        return B.operand(B.readsOf(M)[0]).Object;
    return std::nullopt;
  };
  for (NodeRef R : B.collect(Value, [](const Node &N) { return N.Kind == NodeKind::Fold && N.Op == Fn::Add; }))
    for (const Term &T : B[R].Terms)
      for (size_t K = 0; K < T.Factors.size() && T.Factors.size() == 2 && T.Over.empty(); ++K) {
        const NodeRef X = T.Factors[K], Scale = T.Factors[1 - K];
        const auto Of = ReadsLargest(Scale);
        if (B[X].Kind == NodeKind::Read && Of && *Of == B.operand(B[X].Id).Object && B.applies(Scale, Fn::Recip))
          return B[X].Id;
      }
  return std::nullopt;
}

} // namespace

const Idiom Quantize = {
    .Name = "quantize",
    .Family = "neural-networks",
    .Form = "q[i] = x[i]*a/m",
    .Title = "numbers as bytes, by the largest absolute value of a block or row",
    .Shape = Domain::Any,
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "2*e*n",
    .Confused = "conversions of samples and pixels (a scale from elsewhere); normalisation (no bytes)",
    .Compose = byOwnRange,
};

const Idiom BlockScaledDot = {
    .Name = "block-scaled-dot",
    .Family = "neural-networks",
    .Form = "s += d[b]*q[b,k]*x[b,k]",
    .Title = "products of small integers, a scale for each block",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*b*k",
    .Bytes = "b*k",
    .Confused = "quantized products (one scale)",
    .Find = blockScaled,
};

} // namespace auspex::kernels
