//===- runtime/place/policy.h - From a forecast to limits ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The reservation is the high end of the forecast and a margin for what the
// kernel charges to a group beyond resident memory: page tables, kernel stacks
// and task structures, page cache that the job reads first, and the charge that
// each CPU takes ahead (64 pages). Measured on Linux 6.18, x86-64, cgroup v1: a
// program that touches 1 to 1024 MiB of heap is charged its private pages and
// 0.2% of them, and an empty one 256 KiB. Pages of libraries that are in the
// page cache already are charged to nobody new, so that a small job's group
// stays about 1 MiB below its resident memory.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_POLICY_H
#define AUSPEX_RUNTIME_PLACE_POLICY_H

#include "demand/forecast.h"
#include "runtime/place/group.h"

namespace auspex::place {

struct Machine {
  unsigned Cpus = 1;
  uint64_t MemoryBytes = 0;
};

/// What the user fixed on the command line, within what a policy allows; zero is
/// "not said".
struct Asked {
  uint64_t Memory = 0, MemoryMax = 0, Pids = 0, CpuWeight = 0, IoMax = 0, NetMax = 0;
  double CpuQuota = 0;
  double CacheShare = 0, BandwidthShare = 0; ///< 0..1
  uint64_t CpuWeightMax = 0;  ///< the forecast's weight is never above it
  double Margin = 1;          ///< times what the forecast's high end asks for
  bool NoReservation = false; ///< no memory limit from the forecast
  bool NoWeight = false;      ///< no CPU weight from the forecast
};

/// Bytes to reserve for a peak of \p High resident bytes.
uint64_t reservationFor(double HighBytes, unsigned Cpus);

/// The CPU weight of a job that can run \p Threads at once on so many \p Cpus: a group
/// competes as one, and sizing a job must not slow it down beside ungrouped ones.
uint64_t weightFor(double Threads, unsigned Cpus);

/// Limits for one job. An unbounded peak gets no memory limit: a limit that
/// nothing is known about can only hurt.
Limits limitsFor(const demand::Forecast &F, const Asked &A, const Machine &M);

} // namespace auspex::place

#endif
