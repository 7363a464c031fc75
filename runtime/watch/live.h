//===- runtime/watch/live.h - The jobs that run now ---------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_LIVE_H
#define AUSPEX_RUNTIME_WATCH_LIVE_H

#include "runtime/watch/counters.h"
#include "runtime/watch/status.h"

namespace auspex::watch {

struct LiveJob {
  watch::Status Status;
  watch::Counters Now;
  double Seconds = 0; ///< since the job's start
  double Cpus = 0;    ///< used on average between two looks, or since the start

  /// The phase that follows the one in progress, or null.
  const PhaseStatus *next() const;
  const PhaseStatus *current() const;
};

/// Jobs of the runtime directory \p Directory, oldest first. \p Before: the last
/// look, for what is a rate.
std::vector<LiveJob> liveJobs(const std::string &Directory,
                              const std::vector<LiveJob> &Before = {});

/// One line a job, with a head.
std::string liveText(const std::vector<LiveJob> &Jobs);
/// Document auspex.top/1 (docs/watching.md).
std::string liveJson(const std::vector<LiveJob> &Jobs);
/// OpenMetrics 1.0 text.
std::string liveMetrics(const std::vector<LiveJob> &Jobs);

} // namespace auspex::watch

#endif
