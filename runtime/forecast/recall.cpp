//===- runtime/forecast/recall.cpp - What an earlier run says -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/recall.h"

#include <algorithm>
#include <climits>
#include <cstdlib>

namespace auspex::forecast {

void recall(demand::Forecast &F, const history::History &H, const std::string &Program,
            const std::string &BuildId, const std::vector<std::string> &Argv) {
  // Without a build ID nobody knows whether it is the same program still.
  if (!F.Available || F.PeakResident.bounded() || BuildId.empty())
    return;
  auto Runs = H.alike(Program, BuildId, Argv, 10);
  if (!Runs)
    return;
  double Peak = F.PeakResident.Low;
  for (const history::Run &R : *Runs)
    if (R.InputsHash == history::inputsHash(Argv, R.Started)) {
      Peak = std::max(Peak, R.MeasuredPeak);
      ++F.EarlierRuns;
    }
  if (F.EarlierRuns)
    F.PeakResident.Likely = Peak;
}

void recall(demand::Forecast &F, const std::string &Path, const std::string &BuildId,
            const std::vector<std::string> &Argv) {
  // Opening the history costs a fraction of a millisecond: only where it can help.
  if (!F.Available || F.PeakResident.bounded())
    return;
  char Absolute[PATH_MAX];
  if (!realpath(Path.c_str(), Absolute))
    return;
  if (auto H = history::History::open(history::defaultPath(), false))
    recall(F, *H, Absolute, BuildId, Argv);
}

} // namespace auspex::forecast
