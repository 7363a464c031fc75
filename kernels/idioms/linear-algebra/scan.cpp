//===- kernels/idioms/linear-algebra/scan.cpp - Prefix sums and the like -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y[i] = y[i-1] op f(x[i]) with an associative operation, every partial result stored:
// serial as written, n operations and log n steps in parallel (Blelloch, "Prefix Sums
// and Their Applications", CMU-CS-90-190, 1990). The running value is a register or
// read back from the output, which may be the input (in place).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"
#include "kernels/recurrence.h"

namespace auspex::kernels {
namespace {

std::optional<Match> find(const Idiom &I, const Update &U, const BodyDag &B) {
  std::vector<size_t> All;
  for (size_t K = 0; K < U.Reads.size(); ++K)
    All.push_back(K);
  std::optional<uint32_t> Loop = scanLoop(U, B);
  if (!Loop) {
    const auto R = linearRecurrence(U, B);
    if (!R || !U.States.empty() || R->Past.size() != 1 || R->Order != 1 || R->Decays ||
        R->Inputs.empty())
      return std::nullopt;
    Loop = R->Loop;
    All = R->Inputs;
  }
  if (readsTwice(U, All))
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = 1;
  M.Reads = All;
  assignLetters(M, *Loop, 'i');
  const auto [Y, X] = namesFor(U, M.operand(0), "y", "x");
  M.Text = Y + "[i] = " + Y + "[i-1] op " + X + "[i]";
  return M;
}

} // namespace

const Idiom Scan = {
    .Name = "scan",
    .Family = "linear-algebra",
    .Form = "y[i] = y[i-1] op f(x[i])",
    .Title = "prefix sum (product, minimum, maximum)",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "n",
    .Bytes = "2*e*n",
    .Confused = "reductions (only the last is kept); IIR filters (scaled); moving sums",
    .Recurs = true,
    .Find = find,
    .Sequential = "i",
};

} // namespace auspex::kernels
