//===- runtime/forecast/recall.h - What earlier runs say --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A prediction of the next run from the history: by runs with the same arguments on the same
// files where there are some, otherwise by the formulas' value and by the sizes and numbers
// that the command line names. Programs without a note are predicted, too.
//
// The formulas stay what the forecast is made of unless they leave the peak open, there
// are none, or runs showed that they err (docs/history.md).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_FORECAST_RECALL_H
#define AUSPEX_RUNTIME_FORECAST_RECALL_H

#include "demand/forecast.h"
#include "runtime/history/history.h"
#include "runtime/learn/predictor.h"

namespace auspex::forecast {

/// A command, as the history knows it.
struct Command {
  std::string Program; ///< absolute path
  std::string BuildId; ///< may be empty
  std::vector<std::string> Argv;
  std::string Machine;
  std::string Tag; ///< the user's name for what it works on; may be empty
};

/// Which runs a prediction stands on.
enum class Basis {
  Nothing,
  Formula,    ///< no run of this program
  SameInputs, ///< the same arguments on the same files, the same build
  SameBuild,
  OtherBuild, ///< no run of this build: intervals are twice as wide
};

struct Recollection {
  learn::Features Inputs; ///< what is known of this run
  std::string Tag;
  learn::Prediction Peak;    ///< resident bytes; may not be known()
  learn::Prediction Seconds; ///< wall time on this machine; may not be known()
  Basis From = Basis::Nothing;
  unsigned Runs = 0;            ///< of this program
  double FormulaError = 0;      ///< median of its logarithm in those runs
  bool FormulaExceeded = false; ///< one of the last three took more than the formulas' high end
  bool Used = false;            ///< the forecast was changed
};

/// \p H is null where there is no history yet.
Recollection recollect(const demand::Forecast &F, const history::History *H, const Command &C);

/// Changes \p F where the runs know better than the formulas.
void apply(Recollection &R, demand::Forecast &F);

/// Both, from the default history; which may not exist. \p Path is resolved.
Recollection recall(demand::Forecast &F, const std::string &Path, const std::string &BuildId,
                    const std::vector<std::string> &Argv, const std::string &Machine,
                    const std::string &Tag = {});

/// Leaves in \p R what was known and how well it was predicted.
void remember(history::Run &R, const Recollection &Of);

/// One line: "1.2 x formula, from 5 runs of this build".
std::string basisText(const Recollection &R);

} // namespace auspex::forecast

#endif
