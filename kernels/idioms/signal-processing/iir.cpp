//===- kernels/idioms/signal-processing/iir.cpp - Recursive filters ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y[t] = sum of b_k*x[t-k] - sum of a_k*y[t-k]: a linear recurrence with constant
// coefficients that feeds back (Oppenheim and Schafer, Discrete-Time Signal
// Processing, 6.3). Direct form I keeps past inputs and outputs, II one delay line,
// the transposed forms partial sums: all of them are states of one linear system, or
// are read back from the output. Order 1 is a one-pole filter, order 2 a biquad.
// Not: coefficients that change with the element (a tridiagonal solve), what is clipped
// or looked up on the way (ADPCM), no input (generators), a factor of 1 (scans), sums
// of integers that are only halved (canonical codes).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/signal-processing/signal_processing.h"
#include "kernels/recurrence.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// A plain sum of integers that is shifted or divided: how codes of growing length are
/// counted (Huffman's canonical codes), with no coefficient that tells it from a filter.
bool isScaledCount(const BodyDag &B, NodeRef Next) {
  const Node &N = B[Next];
  if (N.Kind != NodeKind::Apply)
    return false;
  if (N.Op == Fn::Convert)
    return isScaledCount(B, N.Args[0]);
  if (N.Op != Fn::Shift && N.Op != Fn::Div)
    return false;
  return std::ranges::all_of(B.sumTerms(N.Args[0]), [](const Term &T) {
    return T.Coef == 1 && T.Factors.size() == 1;
  });
}

std::optional<Match> find(const Idiom &I, const Update &U, const BodyDag &B) {
  const auto R = linearRecurrence(U, B);
  if (!R || !R->FeedsBack || !R->Decays || R->Inputs.empty())
    return std::nullopt;
  // Bytes are predicted and unpacked that way, modulo 256, not filtered.
  if (demand::bytesOf(U.Out.Elem) == 1)
    return std::nullopt;
  for (const State &S : U.States)
    if (isScaledCount(B, S.Next))
      return std::nullopt;
  // One signal comes in, at this element or some before; not the output in place
  // while it is also read back, which solves a system.
  const Operand &In = U.Reads[R->Inputs[0]].Op;
  for (size_t K : R->Inputs)
    if (U.Reads[K].Op.Object != In.Object || !U.Reads[K].Op.moves(indexOf(R->Loop)) ||
        (!R->Past.empty() && U.Reads[K].Op.Object == U.Out.Object))
      return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = R->Flops;
  M.Reads = {R->Inputs[0]};
  assignLetters(M, R->Loop);
  M.Params.push_back({"order", Poly(R->Order)});
  if (R->Poles == 1)
    M.Serves.push_back("one-pole");
  else if (R->Poles == 2)
    M.Serves.push_back("biquad");
  const auto [Y, X] = namesFor(U, In, "y", "x");
  M.Text = Y + "[t] = b*" + X + "[t-k] - a*" + Y + "[t-k]";
  return M;
}

} // namespace

const Idiom Iir = {
    .Name = "iir",
    .Family = "signal-processing",
    .Form = "y[t] = b*x[t-k] - a*y[t-k]",
    .Title = "recursive filter (one-pole, biquad, direct forms)",
    .Shape = Domain::Any,
    .FlopsPerPoint = 9,
    .Flops = "about (2*order + 1)*2*n",
    .Bytes = "2*e*n",
    .Confused = "scans (a factor of 1); ADPCM (clipped); tridiagonal solves (coefficients change)",
    .Recurs = true,
    .Find = find,
    .Sequential = "t",
    .Need = demand::NeedFma,
};

} // namespace auspex::kernels
