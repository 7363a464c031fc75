//===- kernels/idioms/signal-processing/dft.cpp - Trigonometric sums -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// X[k] = sum over n of x[n]*e^(-2*pi*i*k*n/N): for each k a sum of samples times a
// cosine or sine of an angle that is k*n times a constant (Oppenheim and Schafer,
// Discrete-Time Signal Processing, 8.5): 8*N^2 operations where an FFT takes
// 5*N*log2(N). With half a step added to n it is a cosine transform (Ahmed, Natarajan,
// Rao, 1974). Real and imaginary parts are sums of their own, or of two such terms.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/signal-processing/signal_processing.h"

#include <algorithm>
#include <map>

namespace auspex::kernels {
namespace {

/// Indices that are multiplied, sorted: as many as an angle has.
using Indices = std::vector<Sym>;

/// Indices as they are multiplied in an angle, scalars left out; false where it is more.
bool expand(const BodyDag &B, NodeRef R, std::map<Indices, double> &Out) {
  const Node &N = B[R];
  if (N.Kind == NodeKind::Index) {
    for (const auto &[M, C] : N.Affine.terms()) {
      Indices Of;
      std::ranges::copy_if(M, std::back_inserter(Of), isIndex);
      Out[Of] += double(C);
    }
    return true;
  }
  if (!B.mentionsKind(R, NodeKind::Index)) {
    Out[{}] += N.Kind == NodeKind::Constant ? N.Value : 1;
    return !B.dependsOnData(R) && !B.mentionsKind(R, NodeKind::Argument);
  }
  if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
    return false;
  for (const Term &T : N.Terms) {
    std::map<Indices, double> Product{{{}, T.Coef}};
    if (!T.Over.empty())
      return false;
    for (NodeRef F : T.Factors) {
      std::map<Indices, double> Factor, Next;
      if (!expand(B, F, Factor))
        return false;
      for (const auto &[X, C] : Product)
        for (const auto &[Y, D] : Factor) {
          Indices Both;
          std::ranges::merge(X, Y, std::back_inserter(Both));
          Next[Both] += C * D;
        }
      Product = std::move(Next);
    }
    for (const auto &[M, C] : Product)
      Out[M] += C;
  }
  return true;
}

std::optional<Match> find(const Idiom &I, const Update &U, const BodyDag &B, bool Cosine) {
  if (U.Function == NoNode || U.Reduce != Fn::Add || U.ToScalar || U.Whole || U.Reads.size() != 1 ||
      U.Dims.size() != 2)
    return std::nullopt;
  const std::vector<Term> Terms = B.sumTerms(U.Function);
  if (Terms.size() != 1 || Terms[0].Factors.size() != 2)
    return std::nullopt;
  const Dim *K = nullptr, *N = nullptr;
  for (const Dim &D : U.Dims) {
    const Sym S = indexOf(D.Loop);
    (U.Out.moves(S) ? K : N) = &D;
    if (U.Out.moves(S) == U.Reads[0].Op.moves(S))
      return std::nullopt;
  }
  if (!K || !N)
    return std::nullopt;
  std::map<Indices, double> Angle;
  bool Sample = false, Wave = false;
  for (NodeRef F : Terms[0].Factors) {
    const Node &X = B[F];
    Sample |= X.Kind == NodeKind::Argument;
    if (X.Kind == NodeKind::Apply && (X.Op == Fn::Cos || (X.Op == Fn::Sin && !Cosine)))
      Wave = expand(B, X.Args[0], Angle);
  }
  std::erase_if(Angle, [](const auto &X) { return X.second == 0; });
  Indices Both{indexOf(K->Loop), indexOf(N->Loop)};
  std::ranges::sort(Both);
  if (!Sample || !Wave || !Angle.contains(Both))
    return std::nullopt;
  // A cosine transform counts n, and may count k, from the middle of a sample.
  const bool HalfStep = Angle.contains({indexOf(K->Loop)});
  const bool Half = HalfStep && Angle.size() <= 4;
  if (Cosine ? !Half : Angle.size() != 1)
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.Reads = {0};
  M.FlopsPerPoint = I.FlopsPerPoint;
  M.Roles = {{'k', K->Loop}, {'n', N->Loop}};
  const auto [Out, In] = namesFor(U, U.Reads[0].Op, "X", "x");
  M.Text = Out + "[k] += " + In + "[n]*" +
           (Cosine ? "cos(a*(n+1/2)*k)" : "e^(a*k*n)");
  return M;
}

std::optional<Match> dft(const Idiom &I, const Update &U, const BodyDag &B) {
  return find(I, U, B, false);
}
std::optional<Match> dct(const Idiom &I, const Update &U, const BodyDag &B) {
  return find(I, U, B, true);
}

} // namespace

const Idiom Dft = {
    .Name = "dft",
    .Family = "signal-processing",
    .Form = "X[k] += x[n]*e^(a*k*n)",
    .Title = "discrete Fourier transform as its definition (an FFT takes 5*n*log2(n))",
    .FlopsPerPoint = 4,
    .Flops = "8*n*n",
    .Bytes = "4*e*n",
    .Confused = "cosine transforms (half a step); sums of sines of one frequency",
    .Parts = true,
    .Find = dft,
    .Need = demand::NeedFma,
    .Better = {{"fft", "8*real(n)/(5*log2(n))"}},
};

const Idiom Dct = {
    .Name = "dct",
    .Family = "signal-processing",
    .Form = "X[k] += x[n]*cos(a*(n+1/2)*k)",
    .Title = "discrete cosine transform as its definition",
    .FlopsPerPoint = 2,
    .Flops = "2*n*n",
    .Bytes = "2*e*n",
    .Confused = "dft (no half step)",
    .Find = dct,
    .Need = demand::NeedFma,
    // Makhoul, "A fast cosine transform in one and two dimensions", 1980: an FFT of half
    // the size and a rotation, about 2*n*log2(n).
    .Better = {{"fft", "real(n)/log2(n)"}},
};

} // namespace auspex::kernels
