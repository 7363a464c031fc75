//===- kernels/idioms/neural-networks/quantised.cpp - Products of small integers ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Inner products of bytes with sums in more bits, from zero points or not (Jacob et al.,
// CVPR 2018): the sums are those of dot, gemv and gemm, but the instructions are others
// (VNNI, dot product extensions). With a scale for each block of elements a sum of sums
// (Dettmers et al., 2022, arXiv:2110.02861); the integers may be parts of a byte.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

bool isByte(const Operand &O) { return demand::bytesOf(O.Elem) == 1; }

std::optional<std::string> areBytes(const Match &M) {
  for (size_t K = 0; K < M.Reads.size(); ++K)
    if (!isByte(M.operand(K)))
      return "the factors are no bytes";
  if (demand::bytesOf(M.U->Out.Elem) < 4 && !M.U->Mapped)
    return "the sums have no more bits than the factors";
  return std::nullopt;
}

/// A summed dimension moves bytes and another factor, and not a scale that a dimension
/// around it, also summed, moves.
std::optional<Match> blockScaled(const Idiom &I, const Update &U, const BodyDag &) {
  if (U.Reduce != Fn::Add || U.Reads.size() < 3 || !U.States.empty())
    return std::nullopt;
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
      Scaled |= !ByJ && !isByte(F.Op) && std::ranges::any_of(U.Dims, [&](const Dim &B) {
        return IsSummed(B) && F.Op.moves(indexOf(B.Loop));
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

const Idiom QuantisedDot = {
    .Name = "quantized-gemm",
    .Family = "neural-networks",
    .Form = "s += x[i]*y[i]",
    .Title = "inner product of bytes",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "2*n",
    .Confused = "dot (the same on wider elements)",
    .Also = areBytes,
};

const Idiom QuantisedGemv = {
    .Name = "quantized-gemm",
    .Family = "neural-networks",
    .Form = "y[i] += A[i,k]*x[k]",
    .Title = "matrix of bytes times vector",
    .FlopsPerPoint = 2,
    .Flops = "2*m*k",
    .Bytes = "m*k + k + 4*m",
    .Confused = "gemv (the same on wider elements)",
    .Also = areBytes,
};

const Idiom QuantisedGemm = {
    .Name = "quantized-gemm",
    .Family = "neural-networks",
    .Form = "C[i,j] += A[i,k]*B[k,j]",
    .Title = "product of matrices of bytes",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n*k",
    .Bytes = "m*k + k*n + 4*m*n",
    .Confused = "gemm (the same on wider elements)",
    .Also = areBytes,
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
