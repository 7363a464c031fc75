//===- runtime/watch/counters.h - What a job has used so far ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_COUNTERS_H
#define AUSPEX_RUNTIME_WATCH_COUNTERS_H

#include <cstdint>
#include <optional>

namespace auspex::watch {

/// Totals since the job's start and states at one moment. Empty: nobody here
/// tells.
struct Counters {
  using Value = std::optional<uint64_t>;
  Value CpuNanos;      ///< user and system time of all processes, ended ones included
  Value RunDelayNanos; ///< runnable, but waiting for a CPU
  Value MemoryBytes;   ///< charged to the group: anonymous memory, page cache, kernel
  Value MemoryPeakBytes;
  Value AnonBytes;  ///< resident anonymous memory, which only the job can give back
  Value CacheBytes; ///< page cache
  Value Faults, MajorFaults;
  Value OomKills;
  Value ReadBytes, WrittenBytes;  ///< block devices
  Value SentBytes, ReceivedBytes; ///< payload of IPv4 and IPv6 sockets
  Value Threads, Processes;       ///< alive
  Value Forks, Executions;        ///< since the source began to count
  /// Time in which some thread waited for the resource (pressure stall
  /// information, cgroup v2).
  Value CpuStallMicros, MemoryStallMicros, IoStallMicros;
};

} // namespace auspex::watch

#endif
