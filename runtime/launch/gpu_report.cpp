//===- runtime/launch/gpu_report.cpp - The GPU of a run, told afterwards ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/report.h"

#include "runtime/place/size.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace auspex::launch {
namespace {

const char *nameOf(gpu::Survey::State S) {
  switch (S) {
  case gpu::Survey::Ready:
    return "ready";
  case gpu::Survey::NoDriver:
    return "no driver";
  case gpu::Survey::NoGpu:
    return "no GPU";
  case gpu::Survey::Broken:
    return "broken";
  }
  return "";
}

} // namespace

std::string gpuText(const gpu::Job::Report &G) {
  if (G.State != gpu::Survey::Ready || (G.Uuid.empty() && !G.Why.empty()))
    return "no GPU";
  std::string Text = G.Uuid.empty() ? "GPU" : fmt::format("GPU {} ({})", G.Index, G.Name);
  Text +=
      G.Seen ? fmt::format(" peak {}", place::sizeText(double(G.PeakBytes))) : " not seen in use";
  if (G.LikelyBytes)
    Text += fmt::format(", forecast {} and its context", place::sizeText(double(G.LikelyBytes)));
  if (G.Early)
    Text += ", context started early";
  return Text;
}

nlohmann::json gpuJson(const std::optional<gpu::Job::Report> &G) {
  using nlohmann::json;
  if (!G)
    return nullptr;
  auto Text = [](const std::string &S) { return S.empty() ? json(nullptr) : json(S); };
  auto Bytes = [](uint64_t N) { return N ? json(N) : json(nullptr); };
  return {{"state", nameOf(G->State)},
          {"why", Text(G->Why)},
          {"refused", G->Refused},
          {"uuid", Text(G->Uuid)},
          {"name", Text(G->Name)},
          {"index", G->Uuid.empty() ? json(nullptr) : json(G->Index)},
          {"exposed", G->Exposed},
          {"others_visible_because", Text(G->Beside)},
          {"early_context", G->Early},
          {"not_early_because", Text(G->NotEarly)},
          {"forecast_bytes", Bytes(G->LikelyBytes)},
          {"promised_bytes", Bytes(G->PromisedBytes)},
          {"peak_bytes", G->Seen ? json(G->PeakBytes) : json(nullptr)},
          {"mean_utilization_percent", G->Seen ? json(G->MeanPercent) : json(nullptr)},
          {"looks", G->Looks.size()}};
}

} // namespace auspex::launch
