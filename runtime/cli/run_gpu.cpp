//===- runtime/cli/run_gpu.cpp - The GPU of `auspex run`'s job -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/run.h"

#include "runtime/gpu/early.h"
#include "runtime/gpu/wishes.h"
#include "runtime/place/process.h"

#include <fmt/core.h>

#include <cmath>
#include <cstring>

namespace auspex::cli {
namespace {

/// What the user said of the program.
gpu::Wishes wishesOf(const RunOptions &O) {
  gpu::Wishes W;
  if (!O.GpuMemory && !O.GpuEarly)
    return W;
  W.Certain = true;
  W.Devices = 1;
  W.LikelyBytes = W.Bytes = O.GpuMemory;
  W.Early = O.GpuEarly;
  return W;
}

} // namespace

/// Chooses a GPU where the program certainly uses one.
void Run::prepareGpu() {
  gpu::Wishes W = wishesOf(O);
  const char *Off = getenv("AUSPEX_GPU");
  if (!W.Certain || O.NoGpu || (Off && strcmp(Off, "0") == 0))
    return;
  if (const auto &From = Policy.Forbidden[unsigned(policy::Mechanism::Gpu)]) {
    Report.Missing.push_back(fmt::format("no GPU chosen: {} leaves it out", *From));
    return;
  }
  auto Library = gpuLibrary(Ctx);
  gpu::Job::Ways How{.Name = Report.Job,
                     .Directory = RuntimeDirectory,
                     .Program = Report.Path,
                     .Library = Library ? *Library : "",
                     .Environment = environment()};
  Gpu.emplace(W, How);
  const gpu::Job::Report &Told = Gpu->report();
  if (launch::environmentBytes(Gpu->environment()) > launch::MostEnvironment) {
    Gpu.reset();
    Report.Missing.push_back("no GPU chosen: LD_PRELOAD is too long");
    return;
  }
  if (!Told.Why.empty())
    Report.Missing.push_back("no GPU chosen: " + Told.Why);
  else if (W.Early && !Told.NotEarly.empty())
    Report.Missing.push_back("no early GPU context: " + Told.NotEarly);
}

void Run::lookAtGpu() {
  if (!Gpu)
    return;
  Gpu->look([this] {
    std::vector<pid_t> Own = Group.empty() ? std::vector<pid_t>() : Group.processes();
    return Own.empty() ? place::descendants(Status.Pid) : Own;
  });
  // Rounded, so that not every look makes a new status.
  constexpr uint64_t Step = 1 << 20;
  Status.Gpu = Gpu->report().Uuid;
  Status.GpuBytes = Gpu->bytes() / Step * Step;
  Status.GpuForecastBytes = Gpu->report().LikelyBytes;
}

} // namespace auspex::cli
