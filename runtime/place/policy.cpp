//===- runtime/place/policy.cpp - From a forecast to limits ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/policy.h"

#include <algorithm>
#include <cmath>

namespace auspex::place {

uint64_t reservationFor(double HighBytes, unsigned Cpus) {
  // A sixteenth covers page tables and the error of a good forecast; the fixed
  // part is half of what an empty process is charged, the other half being less
  // than what the pages of its libraries are not. Both together stay below a
  // quarter of the peak for every process that a C library starts.
  double Margin = HighBytes / 16 + 128.0 * 1024;
  double Ahead = std::min(double(Cpus), 8.0) * 64 * 1024;
  double Bytes = HighBytes + std::min(Margin + Ahead, std::max(HighBytes / 5, 384.0 * 1024));
  constexpr double Page = 4096;
  return uint64_t(std::ceil(Bytes / Page) * Page);
}

uint64_t weightFor(double Threads, unsigned Cpus) {
  return uint64_t(100 * std::clamp(Threads, 1.0, double(std::max(Cpus, 1u))));
}

Limits limitsFor(const demand::Forecast &F, const Asked &A, const Machine &M) {
  Limits L;
  L.Pids = A.Pids;
  L.IoMax = A.IoMax;
  L.NetMax = A.NetMax;
  L.CacheShare = A.CacheShare;
  L.BandwidthShare = A.BandwidthShare;
  L.CpuWeight = A.CpuWeight;
  L.CpuQuota = A.CpuQuota;
  L.Memory = A.Memory;
  L.MemoryMax = A.MemoryMax;
  if (!A.NoReservation && !L.Memory && F.Available && F.PeakResident.bounded() && F.PeakResident.High > 0) {
    auto Reserve = uint64_t(double(reservationFor(F.PeakResident.High, M.Cpus)) * A.Margin);
    // A limit at or above the machine's memory limits nothing.
    if (!M.MemoryBytes || Reserve < M.MemoryBytes)
      L.Memory = Reserve;
  }
  if (A.MemoryMax && L.Memory > A.MemoryMax)
    L.Memory = A.MemoryMax;
  if (!A.NoWeight && !L.CpuWeight && F.Available && F.Parallelism.bounded() &&
      F.Parallelism.Likely > 1)
    L.CpuWeight = weightFor(F.Parallelism.Likely, M.Cpus);
  if (A.CpuWeightMax && L.CpuWeight > A.CpuWeightMax)
    L.CpuWeight = A.CpuWeightMax;
  return L;
}

} // namespace auspex::place
