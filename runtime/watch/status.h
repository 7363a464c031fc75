//===- runtime/watch/status.h - What a launcher tells others of its job ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file JOB.status beside the job's record in the runtime directory, replaced as
// a whole whenever something in it changes: `auspex top` reads it. What changes
// all the time (memory, CPU time) is not in it; readers ask the control group.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_STATUS_H
#define AUSPEX_RUNTIME_WATCH_STATUS_H

#include "demand/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace auspex::watch {

struct PhaseStatus {
  std::string Name; ///< as the forecast has it
  double Start = 0; ///< seconds after the job's start, as far as is known now
  double Seconds = 0;
  double StartBytes = 0;     ///< likely to be resident when it begins
  double ResidentBytes = 0;  ///< likely peak
  uint64_t ReserveBytes = 0; ///< what it gets
  double Parallelism = 1;
};

struct Status {
  std::string Job;
  std::vector<std::string> Argv;
  int32_t Pid = 0;
  uint64_t StartedNanos = 0;  ///< CLOCK_MONOTONIC
  std::string Source, Lacks;  ///< as watch::Source tells
  uint32_t Listening = 0;     ///< beacons that are heard
  uint32_t Beacons = 0;       ///< ... and how often one told something
  double PeakBytes = 0;       ///< forecast, likely; 0: none
  uint64_t ReservedBytes = 0; ///< now; 0: no limit
  uint64_t WholeRunBytes = 0; ///< for the whole run
  uint64_t Resizes = 0;
  std::vector<PhaseStatus> Phases;
  uint32_t Phase = 0; ///< the one in progress
  std::string Gpu;               ///< UUID of the job's; empty: none was chosen
  uint64_t GpuBytes = 0;         ///< held of it, MiB by MiB
  uint64_t GpuForecastBytes = 0; ///< likely, without the context; 0: none
  std::string NotMoved; ///< the line of a policy that leaves moves out; empty: none does
};

std::string toText(const Status &S);
demand::Expected<Status> parseStatus(const std::string &Text);

/// Writes the file, or does nothing where it cannot.
void writeStatus(const std::string &Directory, const Status &S);
demand::Expected<Status> readStatus(const std::string &Directory, const std::string &Job);

} // namespace auspex::watch

#endif
