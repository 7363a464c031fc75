//===- runtime/gpu/job.cpp - The GPU of one job ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/job.h"

#include "runtime/gpu/early.h"
#include "runtime/place/process.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace auspex::gpu {
namespace {

bool divided(const Gpu &G) { return G.Divided || G.Instance; }

} // namespace

Job::Job(const Wishes &W, const Ways &How) {
  Told.LikelyBytes = W.LikelyBytes;
  const char *Visible = valueOf(How.Environment, "CUDA_VISIBLE_DEVICES");
  if (Visible && (!*Visible || strcmp(Visible, "-1") == 0)) {
    Told.Why = "CUDA_VISIBLE_DEVICES hides every GPU";
    return;
  }
  auto N = Nvml::open();
  if (!N) {
    Told.Why = N.error().Message;
    Told.State = Told.Why.starts_with("no ") ? Survey::NoDriver : Survey::Broken;
    return;
  }
  Source = std::make_unique<Nvml>(std::move(*N));
  give(W, How);
  if (Told.State != Survey::Ready)
    return;
  std::vector<std::string> Watched{Told.Uuid};
  if (Told.Uuid.empty()) {
    Watched.clear();
    if (auto All = Source->gpus())
      for (const Gpu &G : *All)
        Watched.push_back(G.Uuid);
  }
  Eyes.emplace(*Source, Watched);
  bool Known = Told.Exposed || Visible;
  if (!W.Early || !Known)
    return;
  if (const char *Off = valueOf(How.Environment, "AUSPEX_GPU_EARLY");
      Off && strcmp(Off, "0") == 0) {
    Told.NotEarly = "AUSPEX_GPU_EARLY=0";
    return;
  }
  auto More = earlyStart(How.Program, How.Library, W.PoolBytes, How.Environment);
  if (!More) {
    Told.NotEarly = More.error().Message;
    return;
  }
  Told.Early = true;
  Set.insert(Set.end(), More->begin(), More->end());
}

/// Looks, chooses and promises, with the ledger held in between.
void Job::give(const Wishes &W, const Ways &How) {
  std::optional<Ledger> Book;
  if (!How.Directory.empty()) {
    if (auto L = Ledger::open(How.Directory))
      Book.emplace(std::move(*L));
    else
      Told.Why = L.error().Message;
  }
  Survey S = survey(*Source);
  Told.State = S.Is;
  if (S.Is != Survey::Ready) {
    Told.Why = S.Why;
    return;
  }
  std::vector<Outstanding> Others;
  if (Book)
    Others = outstanding(Book->promises(), S.Gpus, place::descendants);
  const Gpu *Mine = nullptr;
  if (const char *Visible = valueOf(How.Environment, "CUDA_VISIBLE_DEVICES")) {
    // The user chose. Numbers are in the driver's order, which is not NVML's.
    for (const Gpu &G : S.Gpus)
      if (G.Uuid == Visible)
        Mine = &G;
  } else if (W.Devices == 1 && !W.Unseen.empty() && std::ranges::any_of(S.Gpus, divided)) {
    // Of instances a process sees one alone.
    Told.Why = "it may use others, and instances cannot be shown beside others: " + W.Unseen;
    return;
  } else if (W.Devices == 1) {
    Choice C = choose(S.Gpus, Others, W, S.Mps);
    Told.Refused = std::move(C.Refused);
    Mine = C.Fits;
    if (!Mine) {
      Told.Why = fmt::format("no GPU fits: {}", fmt::join(Told.Refused, "; "));
      return;
    }
    std::string Visible = Mine->Uuid;
    if (!W.Unseen.empty())
      for (const Gpu &G : S.Gpus)
        if (&G != Mine && G.Unusable.empty())
          (Visible += ',') += G.Uuid;
    if (Visible != Mine->Uuid)
      Told.Beside = W.Unseen;
    Set.push_back("CUDA_VISIBLE_DEVICES=" + Visible);
    Told.Exposed = true;
  }
  if (!Mine)
    return;
  Told.Uuid = Mine->Uuid;
  Told.Name = Mine->Name;
  Told.Index = Mine->Index;
  if (!Book || !W.Bytes)
    return;
  auto P = Book->promise(How.Name, Mine->Uuid, W.Bytes + ContextBytes);
  if (!P) {
    Told.Why = P.error().Message;
    return;
  }
  Own = std::move(*P);
  Told.PromisedBytes = W.Bytes + ContextBytes;
}

void Job::started(pid_t Pid) {
  Own.started(Pid);
  if (Eyes)
    Eyes->started();
}

void Job::look(const std::function<std::vector<pid_t>()> &Processes) {
  if (Eyes)
    Eyes->look(Processes);
}

void Job::finish() {
  if (Eyes) {
    Told.Seen = Eyes->seen();
    Told.PeakBytes = Eyes->peakBytes();
    Told.MeanPercent = Eyes->meanPercent();
    Told.Looks = Eyes->looks();
  }
  Own.remove();
}

} // namespace auspex::gpu
