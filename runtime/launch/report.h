//===- runtime/launch/report.h - A run, told afterwards --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One line for a person, one document ("auspex.run/1", docs/running.md) for
// tools, made of the same facts.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_REPORT_H
#define AUSPEX_RUNTIME_LAUNCH_REPORT_H

#include "demand/forecast.h"
#include "runtime/forecast/recall.h"
#include "runtime/gpu/job.h"
#include "runtime/launch/launch.h"
#include "runtime/launch/sample.h"
#include "runtime/watch/counters.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace auspex::launch {

/// An annotated program that the job executed.
struct Inner {
  pid_t Pid = 0;
  std::string Path;
  std::vector<std::string> Argv;
  demand::Forecast Forecast;
  uint64_t ReservedBytes = 0;
};

/// What a beacon told, and the forecast that it gave.
struct Heard {
  std::string Probe;
  double Seconds = 0;             ///< since the job's start
  std::vector<std::pair<std::string, int64_t>> Values;
  demand::Range PeakResident;
  double EvaluationSeconds = 0;
};

/// A bound on what a job may use, and who set it.
struct JobBound {
  std::string What;    ///< "memory_max", "cpus", "cpu_weight", "pids", as a policy calls it
  double Value = 0;    ///< bytes, CPUs, a weight, processes
  std::string From;    ///< "--memory-max" or "/etc/auspex/policy.toml:4"
};

struct RunReport {
  std::string Path;               ///< resolved program
  std::vector<std::string> Argv;
  std::string BuildId;
  std::string Job;                ///< name in the registry
  demand::Forecast Forecast;
  forecast::Recollection Learned; ///< what the history says
  place::Limits Limits;           ///< as asked of the kernel at the start
  std::string NoLimit;            ///< why a bounded forecast gave no memory limit; may be empty
  std::vector<std::string> Controllers;
  std::vector<JobBound> Bounds;     ///< those of a policy, and --memory-max
  std::vector<std::string> Missing; ///< what could not be done, a sentence each
  Outcome Result;
  place::Group::Measured Group;
  bool GroupLeft = false;         ///< processes of the job are still running in it
  bool InexactPeak = false;       ///< no keeper binary: small peaks are the launcher's; or the
                                  ///< job was moved: it is that since its last move
  std::vector<Inner> Programs;
  uint64_t Execs = 0;             ///< programs executed inside, annotated or not
  bool ExecsExact = false;        ///< counted by the kernel, not by looking now and then
  std::string Deviation;          ///< which phase held more than was forecast; may be empty
  std::vector<Heard> Beacons;
  uint64_t ReservedFirst = 0;     ///< bytes, when the job began
  bool Followed = false;          ///< the reservation followed the timeline
  unsigned CpuWeightChanges = 0;  ///< how often a phase's threads changed the CPU weight
  watch::Counters Watched;        ///< as read when the job was over
  std::string WatchSource;        ///< where they are from
  std::string WatchLacks;         ///< why BPF programs did not count; may be empty
  uint64_t EventsLost = 0;        ///< that a ring buffer had no room for
  std::string Machine;
  bool Recorded = false;          ///< in the history
  std::optional<gpu::Job::Report> Gpu; ///< none: the program does not certainly use one
};

/// Lines for standard error, without a trailing newline.
std::string summaryText(const RunReport &R);
std::string toJson(const RunReport &R);
/// What became of the job's GPU (member "gpu" of the document, and a part of the line).
std::string gpuText(const gpu::Job::Report &G);
nlohmann::json gpuJson(const std::optional<gpu::Job::Report> &G);
/// A trace for ui.perfetto.dev: forecast and actual tracks, phases, resizes.
std::string traceText(const RunReport &R, const std::vector<Sample> &Samples);

/// Exit status as a shell shows it: 0..255, or 128 + signal.
int shellStatus(int WaitStatus);

} // namespace auspex::launch

#endif
