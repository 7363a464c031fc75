//===- runtime/report/forecast_report.h - `auspex forecast`, ready to be shown --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A forecast with where its time goes: as text, as the document
// "auspex.forecast/1" (docs/json-schema.md), and as a trace that ui.perfetto.dev
// opens (Chrome's JSON trace event format).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_REPORT_FORECAST_REPORT_H
#define AUSPEX_RUNTIME_REPORT_FORECAST_REPORT_H

#include "runtime/report/inspection.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace auspex::report {

/// A function or loop: how its cost grows, and what it takes of this run.
struct Bottleneck {
  std::string Name;       ///< "solve", "loop over j in solve"
  std::string File;
  uint32_t Line = 0;
  bool Loop = false;
  std::string Complexity; ///< "O(n^3)", with calls
  std::vector<std::pair<std::string, std::string>> Where; ///< "n", "atoi(argv[1])"
  double Share = 0;       ///< 0..1 of the run, calls included
};
/// Of the functions and loops of \p P that \p F met, the largest share first.
std::vector<Bottleneck> bottlenecks(const demand::Program &P, const demand::Forecast &F);

/// The members that a forecast has wherever it is shown as JSON.
nlohmann::ordered_json forecastMembers(const ForecastReport &R);

std::string forecastDocument(const ForecastReport &R, const std::vector<Bottleneck> &B,
                             const demand::MachineModel &M,
                             const std::vector<std::string> &Warnings);
/// The timeline with bars, for a terminal; then the bottlenecks.
std::string timelineText(const demand::Forecast &F);
std::string bottlenecksText(const std::vector<Bottleneck> &B);
std::string traceDocument(const ForecastReport &R);

} // namespace auspex::report

#endif
