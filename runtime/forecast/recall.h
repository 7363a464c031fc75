//===- runtime/forecast/recall.h - What an earlier run says ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the formulas give no upper bound, a run of the same executable with the
// same arguments on the same files is the better guess at the peak. It stays a
// guess: it moves the likely value and bounds nothing, so that no limit comes
// from it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_FORECAST_RECALL_H
#define AUSPEX_RUNTIME_FORECAST_RECALL_H

#include "demand/forecast.h"
#include "runtime/history/history.h"

namespace auspex::forecast {

/// Sets the likely peak of \p F, where it is available and open, to the largest of
/// the last ten such runs. \p Program is the executable's absolute path.
void recall(demand::Forecast &F, const history::History &H, const std::string &Program,
            const std::string &BuildId, const std::vector<std::string> &Argv);

/// The same from the default history, silently nothing where there is none.
void recall(demand::Forecast &F, const std::string &Path, const std::string &BuildId,
            const std::vector<std::string> &Argv);

} // namespace auspex::forecast

#endif
