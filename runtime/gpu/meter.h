//===- runtime/gpu/meter.h - How much of GPUs a job uses -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_METER_H
#define AUSPEX_RUNTIME_GPU_METER_H

#include "runtime/gpu/nvml.h"

#include <functional>
#include <span>

namespace auspex::gpu {

/// A look at a job.
struct Look {
  double Seconds = 0;   ///< since the job's start
  uint64_t Bytes = 0;   ///< held by its processes on all GPUs that are looked at, contexts included
  unsigned Percent = 0; ///< utilisation of the busiest of them, by whomever
};

/// Asks NVML now and then, when its owner's loop comes round. Peaks between two looks are not
/// seen.
class Meter {
public:
  /// \p Uuids: what to look at; none: every GPU. \p N must outlive this.
  Meter(const Nvml &N, const std::vector<std::string> &Uuids);

  void started() { StartedNanos = now(); }
  /// Milliseconds until look() wants to be called; -1: never.
  int interval() const;
  /// Looks where it is time to. \p Processes of the job, asked then.
  void look(const std::function<std::vector<pid_t>()> &Processes);

  bool seen() const { return Seen; } ///< a process of the job on a GPU
  uint64_t peakBytes() const { return PeakBytes; }
  uint64_t bytes() const { return Looks.empty() ? 0 : Looks.back().Bytes; }
  /// Mean over the looks since the job was first seen on a GPU.
  double meanPercent() const { return SeenLooks ? PercentSum / double(SeenLooks) : 0; }
  const std::vector<Look> &looks() const { return Looks; }

private:
  static uint64_t now();

  const Nvml &N;
  std::vector<nvml::Device> Devices;
  std::vector<Look> Looks;
  uint64_t StartedNanos = 0, LookedNanos = 0, PeakBytes = 0, SeenLooks = 0;
  double PercentSum = 0;
  int IntervalMs;
  bool Seen = false;
};

} // namespace auspex::gpu

#endif
