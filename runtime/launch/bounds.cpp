//===- runtime/launch/bounds.cpp - A job within its policy -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/bounds.h"
#include "runtime/place/size.h"

#include <fmt/format.h>

namespace auspex::launch {
namespace {

std::string number(double V) { return fmt::format("{:g}", V); }

/// One bound on one request: \p Said becomes at most \p B, which holds even where
/// nothing was asked for.
template <typename T>
void cut(T &Said, const std::optional<policy::Bound<T>> &B, const char *Option, const char *What,
         std::string (*Print)(double), Bounded &To) {
  if (!B)
    return;
  if (Said > B->Value)
    To.Notes.push_back(fmt::format("{} {}: {} allows {}", Option, Print(double(Said)), B->From,
                                   Print(double(B->Value))));
  if (Said == 0 || Said > B->Value) {
    Said = B->Value;
    To.Bounds.push_back({What, double(B->Value), B->From});
  }
}

} // namespace

Bounded keepWithin(const policy::Settings &S, unsigned Cpus, place::Asked &A) {
  using policy::Mechanism;
  Bounded Result;
  cut(A.MemoryMax, S.MemoryMax, "--memory-max", "memory_max", place::sizeText, Result);
  if (A.MemoryMax && Result.Bounds.empty())
    Result.Bounds.push_back({"memory_max", double(A.MemoryMax), "--memory-max"});
  if (A.MemoryMax && A.Memory > A.MemoryMax)
    Result.Notes.push_back(fmt::format("--memory {}: {} allows {}", place::sizeText(double(A.Memory)),
                                       Result.Bounds[0].From, place::sizeText(double(A.MemoryMax))));
  // A quota of all processors would only cost accounting.
  if (S.Cpus && (S.Cpus->Value < Cpus || A.CpuQuota > S.Cpus->Value))
    cut(A.CpuQuota, S.Cpus, "--cpus", "cpus", number, Result);
  cut(A.Pids, S.Pids, "--pids", "pids", number, Result);
  cut(A.IoMax, S.IoMax, "--io-max", "io_max", place::rateText, Result);
  cut(A.NetMax, S.NetMax, "--net-max", "net_max", place::rateText, Result);
  cut(A.CacheShare, S.CacheShare, "--cache-share", "cache_share", number, Result);
  cut(A.BandwidthShare, S.BandwidthShare, "--bandwidth-share", "bandwidth_share", number, Result);
  if (S.CpuWeight) {
    A.CpuWeightMax = S.CpuWeight->Value;
    Result.Bounds.push_back({"cpu_weight", double(A.CpuWeightMax), S.CpuWeight->From});
    if (A.CpuWeight > A.CpuWeightMax)
      Result.Notes.push_back(fmt::format("--cpu-weight {}: {} allows {}", A.CpuWeight,
                                         S.CpuWeight->From, A.CpuWeightMax));
  }
  if (S.Margin)
    A.Margin = S.Margin->Value;
  A.NoReservation |= !S.allows(Mechanism::Memory);
  A.NoWeight |= !S.allows(Mechanism::Cpu);
  return Result;
}

} // namespace auspex::launch
