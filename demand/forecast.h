//===- demand/forecast.h - From a linked program and its inputs to demand -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// forecast() runs the skeleton of `main` on the real arguments. Every quantity
// is low / likely / high: where a condition is not known both arms are taken
// and the results joined. High is infinite where nothing bounds a quantity.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_FORECAST_H
#define AUSPEX_DEMAND_FORECAST_H

#include "demand/machine_model.h"
#include "demand/program.h"
#include "demand/timeline.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace auspex::demand {

/// A function without a note that the program called.
struct LibraryCall {
  std::string Symbol;
  bool Real = false; ///< with a floating-point number among the arguments
};

/// What the evaluation needs to know about the machine and the launch. The
/// defaults are a plain x86-64 glibc Linux.
struct Inputs {
  std::vector<std::string> Argv;           ///< Argv[0] is the program
  std::vector<std::string> Env;            ///< "NAME=value"
  unsigned Cpus = 1;                       ///< CPUs that the program may use
  uint64_t PageSize = 4096;                ///< bytes
  /// Transparent huge pages for anonymous memory without madvise.
  bool HugePagesAlways = false;
  /// Resident bytes of the process before main touches anything: loader,
  /// libraries, C library's own data.
  uint64_t BaselineBytes = 1500 * 1024;
  /// The same with the library code and data that the program's calls bring in.
  /// Given, it is asked at the end instead.
  std::function<uint64_t(const std::vector<LibraryCall> &)> Baseline;
  /// Size of a regular file the invoking user may read, or nothing. Never
  /// blocks. Left empty, no file is looked at. "/dev/stdin" is standard input.
  std::function<std::optional<uint64_t>(const std::string &Path)> FileSize;
  /// Whether there is nothing by that name, not even a folder or what may not be read.
  /// Left empty, that is not known of any.
  std::function<bool(const std::string &Path)> FileMissing;
  /// Whether descriptor 0, 1 or 2 is a terminal. Left empty, it is not known.
  std::function<bool(int Descriptor)> IsTerminal;
  /// One name for each file, by whichever path it is asked for (./a, a, a link to it);
  /// also of one that does not exist. Left empty, paths are compared as they are spelt.
  std::function<std::string(const std::string &Path)> FileName;
  /// Up to Count bytes of such a file from Offset on, fewer at its end; nothing where
  /// it cannot be read. Left empty, no file is opened.
  std::function<std::optional<std::string>(const std::string &Path, uint64_t Offset,
                                           uint64_t Count)>
      FileBytes;
  /// --assume name=value: overrides an unknown, by the name that its report
  /// printed.
  std::map<std::string, double> Assume;
  /// GPUs that the program may use, where that is known.
  std::optional<unsigned> Gpus;
  /// Rates for durations; null: none is computed. Must outlive the evaluation.
  const MachineModel *Model = nullptr;
};

/// Bounds on the evaluation itself.
struct Budget {
  uint64_t Steps = 80'000;    ///< executed steps
  uint64_t PartSteps = 12'000; ///< of them in one call or loop that the rest does not need
  unsigned CallDepth = 1000;
  unsigned Objects = 20'000;
};

/// Something the forecast could not derive.
struct UnknownUse {
  std::string Reason;   ///< "size depends on data read from a file"
  std::string Where;    ///< "parse.c:41 (load_config)"
  std::string Name;     ///< what --assume would call it; may be empty
  std::string Remedy;   ///< what would resolve it; may be empty
  uint64_t Times = 1;
};

/// What a function or one of its loops takes of the run, calls included.
struct CostShare {
  std::string Symbol;       ///< linkage name
  uint32_t Module = 0;      ///< of the program
  std::string UnitId;
  uint32_t Loop = NoLoop;   ///< number in the function; NoLoop: all of it
  double Share = 0;         ///< 0..1 of the forecast
};

/// What the program asks of GPUs, of all of them together where nothing else is said.
struct GpuDemand {
  /// Bytes held at once: what the program requests, without rounding. Managed memory
  /// counts in Likely and High.
  Range Peak;
  std::vector<Range> Peaks; ///< of each GPU by its number, as far as one is used
  /// Bytes that each context takes besides, where the machine file says (zero: it does not).
  double ContextBytes = 0;
  Range Flops;          ///< by kernels and by libraries
  Range Bytes;          ///< moved by them from and to the GPU's memory
  Range ToGpu, FromGpu; ///< bytes transferred from and to the host's memory
  Range Launches;       ///< of the program's own kernels
  /// Calls that need a context. Low > 0: the program certainly uses a GPU; High == 0: it
  /// uses none.
  Range Calls;
  /// Code whose calls of GPUs are not in this, "`f` carries no note": it may use others, and
  /// more. Empty: all that runs was seen.
  std::string Unseen;
  bool used() const { return Calls.High > 0; }
};

struct Forecast {
  bool Available = false;   ///< false: nothing annotated; Why says what is missing
  std::string Why;
  Range PeakResident;       ///< bytes, whole process
  /// Earlier runs that PeakResident was taken from (runtime/forecast/recall.h); 0: it is
  /// the formulas' own.
  unsigned EarlierRuns = 0;
  bool OnlyHistory = false; ///< nothing is annotated: PeakResident is all that is known
  Range HeapPeak;           ///< bytes handed out by the allocator at once (requests, not pages)
  Range Flops, IntOps, BytesAccessed, DiskRead, DiskWrite, NetRead, NetWrite;
  GpuDemand Gpu;
  Range Parallelism{1, 1, 1};
  uint32_t Need = 0;
  Range Seconds;            ///< of the whole run; zero where no rates are known
  std::vector<Phase> Timeline; ///< demand/timeline.h says what holds of it
  std::vector<CostShare> Costs; ///< the largest share first
  uint64_t Steps = 0;         ///< steps executed
  uint64_t UnknownSteps = 0;  ///< of them touched by an unknown
  std::vector<UnknownUse> Unknowns;
  std::vector<std::string> Assumptions; ///< "glibc malloc, mmap threshold 128 KiB", ...
  std::vector<std::string> UnusedAssumptions; ///< names in Inputs::Assume that no unknown has
  double EvaluationSeconds = 0;
  double unknownShare() const { return Steps ? double(UnknownSteps) / double(Steps) : 1.0; }
};

/// Evaluates `main` of the executable (module 0). Never fails: what cannot be
/// evaluated is in Unknowns.
Forecast forecast(const Program &P, const Inputs &In, const Budget &B = {});

} // namespace auspex::demand

#endif
