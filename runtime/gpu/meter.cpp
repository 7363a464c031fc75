//===- runtime/gpu/meter.cpp - How much of GPUs a job uses -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/meter.h"

#include <algorithm>
#include <time.h>

namespace auspex::gpu {
namespace {

// Milliseconds between two looks: a short job is looked at soon, a long one seldom.
constexpr int Soonest = 20, Latest = 250;
constexpr size_t MostLooks = 100'000;

} // namespace

uint64_t Meter::now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
}

Meter::Meter(const Nvml &N, const std::vector<std::string> &Uuids) : N(N), IntervalMs(Soonest) {
  for (const std::string &Uuid : Uuids)
    if (auto D = N.find(Uuid))
      Devices.push_back(*D);
}

int Meter::interval() const {
  if (!StartedNanos || Devices.empty())
    return -1;
  uint64_t Passed = (now() - std::max(LookedNanos, StartedNanos)) / 1'000'000;
  return Passed >= uint64_t(IntervalMs) ? 0 : IntervalMs - int(Passed);
}

void Meter::look(const std::function<std::vector<pid_t>()> &Processes) {
  if (interval() != 0)
    return;
  LookedNanos = now();
  IntervalMs = std::min(2 * IntervalMs, Latest);
  const std::vector<pid_t> Own = Processes();
  Look L;
  L.Seconds = double(LookedNanos - StartedNanos) / 1e9;
  bool Here = false;
  for (nvml::Device D : Devices) {
    for (const ProcessUse &U : N.processes(D))
      if (std::ranges::find(Own, U.Pid) != Own.end()) {
        L.Bytes += U.Bytes.value_or(0);
        Here = true;
      }
    L.Percent = std::max(L.Percent, N.utilization(D).value_or(0));
  }
  Seen |= Here;
  PeakBytes = std::max(PeakBytes, L.Bytes);
  if (Seen) {
    PercentSum += L.Percent;
    ++SeenLooks;
  }
  if (Looks.size() < MostLooks)
    Looks.push_back(L);
  else
    Looks.back() = L;
}

} // namespace auspex::gpu
