//===- runtime/report/inspection.h - What a binary says, ready to be shown ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collected once, shown twice: as text for a terminal and as the document
// "auspex.inspect/1" (docs/json-schema.md).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_REPORT_INSPECTION_H
#define AUSPEX_RUNTIME_REPORT_INSPECTION_H

#include "demand/forecast.h"
#include "demand/summary.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace auspex::report {

struct KernelReport {
  std::string Idiom, Family, Verdict, Evidence, Form, Type, Flops, Bytes, Accesses;
  struct DimReport {
    std::string Name, Extent, Kind;
  };
  std::vector<DimReport> Dims;
  std::string Function, File;                            ///< where it was written
  uint32_t Line = 0;
  std::vector<std::string> Roles, Needs;
  std::vector<std::pair<std::string, std::string>> Params; ///< name, formula or word
  std::string Better, Measure, Ratio; ///< an algorithm that takes less, of what, how much less
};

struct RejectionReport {
  std::string Idiom, Reason, Function, File;
  uint32_t Line = 0;
};

/// For --why.
struct LoopReport {
  std::string Name, Trip;
  uint32_t Line = 0, Depth = 0;
  bool TripIsBound = false;
};
struct StepReport {
  std::string Kind, Text; ///< "alloc" "8*n*n", "call" "fopen: built-in knowledge", "unknown" why
  uint32_t Line = 0;
};

struct FunctionReport {
  std::string Name, Symbol, Unit, File;
  uint32_t Line = 0;
  bool Internal = false;
  std::string Complexity;
  /// Quantity ("heap", "flops", ...), formula; in a fixed order.
  std::vector<std::pair<std::string, std::string>> Formulas;
  bool AtMost = false;
  /// What the formulas' names stand for: "n", "atoi(argv[1])".
  std::vector<std::pair<std::string, std::string>> Where;
  std::vector<std::pair<std::string, std::string>> Params; ///< name, type
  std::vector<std::string> Omitted;
  std::string Reason;           ///< why the function was not analysed
  std::vector<KernelReport> Kernels;
  std::vector<RejectionReport> Rejected;
  std::vector<LoopReport> Loops;
  std::vector<StepReport> Steps;
};

struct Inspection {
  std::string Path, Kind, BuildId;
  struct UnitReport {
    std::string Source, Producer, Triple;
  };
  std::vector<UnitReport> Units;
  /// Libraries of the process image, with how many annotated functions.
  std::vector<std::pair<std::string, size_t>> Libraries;
  std::vector<FunctionReport> Functions;
  std::vector<std::string> Warnings;
};

/// Describes the functions of module 0 of \p P. Steps are filled in for
/// functions that \p Detailed names (source or linkage name).
Inspection inspect(const demand::Program &P, const std::string &Detailed = {});

/// Whether \p Name means this function: its linkage name, its source name, or
/// that without parameters.
bool isNamed(const FunctionReport &F, const std::string &Name);

/// A forecast with the command line that it is for.
struct ForecastReport {
  demand::Forecast Forecast;
  std::vector<std::string> Argv;
  /// A run of it would be known again: the executable has a build ID.
  bool Remembered = false;
};

/// \p F may be null.
std::string inspectionJson(const Inspection &I, const ForecastReport *F);
/// \p All: also functions that neither compute something known nor allocate nor
/// transfer.
std::string inspectionText(const Inspection &I, bool All);
/// One function with everything that is known.
std::string detailText(const FunctionReport &F);
std::string forecastText(const ForecastReport &F);

} // namespace auspex::report

#endif
