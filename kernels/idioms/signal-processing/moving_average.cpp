//===- kernels/idioms/signal-processing/moving_average.cpp - Sums over a window that moves on ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y[t] = y[t-1] + x[t] - x[t-w]: what enters the window is added, what leaves it is
// taken back (Smith, The Scientist and Engineer's Guide to Digital Signal Processing,
// chapter 15). A factor of 1/w may stand anywhere.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/signal-processing/signal_processing.h"
#include "kernels/recurrence.h"

namespace auspex::kernels {

namespace {
std::optional<Match> find(const Idiom &I, const Update &U, const BodyDag &B) {
  const auto R = linearRecurrence(U, B);
  if (!R || R->Decays || !R->FeedsBack || R->Inputs.size() != 2 ||
      U.States.size() + R->Past.size() != 1 || !readsTwice(U, R->Inputs))
    return std::nullopt;
  // One enters with the weight with which the other leaves.
  const Combination &Next = U.States.empty() ? R->Value : R->Next.begin()->second;
  const auto A = Next.Reads.find(R->Inputs[0]), C = Next.Reads.find(R->Inputs[1]);
  if (A == Next.Reads.end() || C == Next.Reads.end() ||
      (A->second == C->second && A->second != Weight::Other))
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = R->Flops;
  M.Reads = {R->Inputs[0]};
  assignLetters(M, R->Loop);
  M.Text = "y[t] = y[t-1] + x[t] - x[t-w]";
  return M;
}

} // namespace

const Idiom MovingAverage = {
    .Name = "moving-average",
    .Family = "signal-processing",
    .Form = "y[t] = y[t-1] + x[t] - x[t-w]",
    .Title = "sum over a window that moves on, recursively",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "2*e*n",
    .Confused = "FIR filters (weights); prefix sums (nothing leaves)",
    .Recurs = true,
    .Find = find,
    .Sequential = "t",
};

} // namespace auspex::kernels
