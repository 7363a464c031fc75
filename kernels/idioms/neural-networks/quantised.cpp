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

} // namespace

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
