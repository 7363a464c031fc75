//===- runtime/cli/run_gpu.cpp - The GPU of `auspex run`'s job -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/run.h"

#include "runtime/gpu/early.h"
#include "runtime/gpu/survey.h"
#include "runtime/gpu/wishes.h"
#include "runtime/place/process.h"
#include "runtime/place/size.h"

#include <fmt/core.h>

#include <cmath>
#include <cstring>

namespace auspex::cli {
namespace {

/// What the user said of the program, and where nothing was said, the forecast. \p Open: the
/// forecast bounds no device memory; what is certain of it counts.
gpu::Wishes wishesOf(const RunOptions &O, const demand::Forecast &F, bool &Open) {
  gpu::Wishes W;
  Open = false;
  const bool Told = O.GpuMemory || O.GpuEarly;
  W.Certain = Told || (F.Available && F.Gpu.Calls.Low > 0);
  if (!W.Certain)
    return W;
  W.Early = O.GpuEarly;
  const std::vector<demand::Range> &Peaks = F.Gpu.Peaks;
  const bool Several = F.Available && Peaks.size() > 1;
  W.Devices = Told || !Several ? 1 : unsigned(Peaks.size());
  if (!Told)
    W.Unseen = F.Gpu.Unseen;
  if (O.GpuMemory) {
    W.LikelyBytes = W.Bytes = O.GpuMemory;
  } else if (F.Available && F.Gpu.used() && !Several) {
    const demand::Range &Peak = F.Gpu.Peak;
    Open = !Peak.bounded();
    W.LikelyBytes = uint64_t(std::ceil(Peak.Likely));
    W.Bytes = uint64_t(std::ceil(Open ? Peak.Low : Peak.High));
  } else if (Several) {
    W.LikelyBytes = uint64_t(std::ceil(F.Gpu.Peak.Likely));
  }
  return W;
}

/// How many of \p Gpus the program will see.
std::optional<unsigned> visible(const std::vector<gpu::Gpu> &Gpus) {
  if (getenv("CUDA_VISIBLE_DEVICES"))
    return std::nullopt; // numbers, UUIDs and their beginnings; up to the first that is none
  unsigned Count = 0;
  for (const gpu::Gpu &G : Gpus) {
    if (G.Divided || G.Instance)
      return std::nullopt; // of instances a process sees one, and which is not told
    Count += G.Unusable.empty();
  }
  return Count;
}

} // namespace

bool Run::gpuAllowed() const {
  const char *Off = getenv("AUSPEX_GPU");
  return !O.NoGpu && !(Off && strcmp(Off, "0") == 0);
}

/// Looks which GPUs there are where the program may use one, and forecasts it for those.
void Run::forecastGpus() {
  if (!Report.Forecast.Available || !Report.Forecast.Gpu.used() || !gpuAllowed() ||
      Policy.Forbidden[unsigned(policy::Mechanism::Gpu)])
    return;
  gpu::Survey S = gpu::survey();
  std::optional<unsigned> Count;
  if (S.Is == gpu::Survey::Ready)
    Count = visible(S.Gpus);
  else if (S.Is != gpu::Survey::Broken)
    Count = 0;
  if (!Count)
    return;
  Forecaster->gpus(*Count);
  Report.Forecast = Forecaster->ofCommand(Report.Path, O.Command, environment()).Forecast;
  if (!*Count && !Report.Forecast.Gpu.used() && !O.GpuMemory && !O.GpuEarly)
    Report.Missing.push_back("no GPU chosen: " + S.Why);
}

/// Chooses a GPU where the program certainly uses one.
void Run::prepareGpu() {
  bool Open;
  gpu::Wishes W = wishesOf(O, Report.Forecast, Open);
  if (!W.Certain || !gpuAllowed())
    return;
  if (const auto &From = Policy.Forbidden[unsigned(policy::Mechanism::Gpu)]) {
    Report.Missing.push_back(fmt::format("no GPU chosen: {} leaves it out", *From));
    return;
  }
  if (Open)
    Report.Missing.push_back(fmt::format(
        "nothing bounds its memory of the GPU: {} are certain (--gpu-memory says how much)",
        place::sizeText(double(W.Bytes))));
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
  else if (W.Devices > 1)
    Report.Missing.push_back(
        fmt::format("no GPU chosen: the program may address {} of them", W.Devices));
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
