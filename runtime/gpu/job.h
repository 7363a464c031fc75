//===- runtime/gpu/job.h - The GPU of one job ------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What happens between a wish and a program that finds its GPU: survey, choice, promise, the
// environment that shows the program its GPU and has its context made early, and looks at
// what it uses. A program that does not certainly use a GPU never gets here, and whatever
// fails leaves the program as it would have been.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_JOB_H
#define AUSPEX_RUNTIME_GPU_JOB_H

#include "runtime/gpu/meter.h"
#include "runtime/gpu/promise.h"
#include "runtime/gpu/survey.h"

#include <memory>

namespace auspex::gpu {

class Job {
public:
  struct Ways {
    std::string Name;      ///< the job's
    std::string Directory; ///< the runtime directory; empty: there is none, nothing is promised
    std::string Program;   ///< what will be executed
    std::string Library;   ///< libauspex-gpu.so
    std::vector<std::string> Environment; ///< "NAME=value", the caller's
  };
  /// Never fails: report() says what was not done, and why.
  Job(const Wishes &W, const Ways &How);

  struct Report {
    Survey::State State = Survey::NoDriver;
    std::string Why;                  ///< no GPU was given; empty: one was, or the user chose
    std::vector<std::string> Refused; ///< a sentence a GPU
    std::string Uuid, Name;           ///< of the GPU that the job has; empty: not known
    unsigned Index = 0;
    bool Exposed = false; ///< through CUDA_VISIBLE_DEVICES
    std::string Beside;   ///< why it sees the other GPUs behind its own; empty: it does not
    bool Early = false;   ///< its context is started with it
    std::string NotEarly; ///< why not, where the wish allowed it
    uint64_t LikelyBytes = 0, PromisedBytes = 0;
    // When the job is over:
    bool Seen = false;      ///< NVML told of its processes
    uint64_t PeakBytes = 0; ///< contexts included
    double MeanPercent = 0;
    std::vector<Look> Looks;
  };
  const Report &report() const { return Told; }
  /// To be set for the program, "NAME=value".
  const std::vector<std::string> &environment() const { return Set; }
  /// A descriptor that keeps the promise; -1: there is none.
  int promiseLock() const { return Own.lock(); }

  void started(pid_t Pid);
  int interval() const { return Eyes ? Eyes->interval() : -1; }
  void look(const std::function<std::vector<pid_t>()> &Processes);
  uint64_t bytes() const { return Eyes ? Eyes->bytes() : 0; }
  /// The job is over; the promise goes.
  void finish();

private:
  void give(const Wishes &W, const Ways &How);

  Report Told;
  std::vector<std::string> Set;
  std::unique_ptr<Nvml> Source; ///< open as long as the job: it keeps the driver awake, too
  std::optional<Meter> Eyes;
  Promise Own;
};

} // namespace auspex::gpu

#endif
