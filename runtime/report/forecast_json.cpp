//===- runtime/report/forecast_json.cpp - The document auspex.forecast/1 --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/knowledge_kernel.h"
#include "runtime/report/forecast_report.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace auspex::report {
namespace {

using json = nlohmann::ordered_json;

/// An unbounded end is null: JSON has no infinity.
json number(double V) { return std::isfinite(V) ? json(V) : json(nullptr); }

json range(const demand::Range &R) {
  return {{"low", number(R.Low)}, {"likely", number(R.Likely)}, {"high", number(R.High)}};
}

json profile(const demand::Range &R) {
  return {
      {"minimum", number(R.Low)}, {"recommended", number(R.Likely)}, {"maximum", number(R.High)}};
}

/// Text, or null where there is none.
json optional(const std::string &S) { return S.empty() ? json(nullptr) : json(S); }

json kernelUse(const demand::KernelUse &K) {
  return {{"idiom", K.Idiom},
          {"where", optional(K.Where)},
          {"runs", number(K.Runs)},
          {"flops", number(K.Flops)},
          {"bytes", number(K.Bytes)},
          {"accesses", number(K.Accesses)},
          {"needs", demand::needNames(K.Need)}};
}

json phase(const demand::Phase &P) {
  json Kernels = json::array();
  for (const demand::KernelUse &K : P.Kernels)
    Kernels.push_back(kernelUse(K));
  return {{"name", P.Name},
          {"where", optional(P.Where)},
          {"start", range(P.Start)},
          {"seconds", range(P.Seconds)},
          {"resident_start_bytes", range(P.ResidentStart)},
          {"resident_bytes", range(P.Resident)},
          {"resident_end_bytes", range(P.ResidentEnd)},
          {"parallelism", range(P.Parallelism)},
          {"flops", range(P.Flops)},
          {"single_flops", range(P.SingleFlops)},
          {"int_ops", range(P.IntOps)},
          {"bytes_accessed", range(P.bytesAccessed())},
          {"bytes_read", range(P.BytesRead)},
          {"bytes_written", range(P.BytesWritten)},
          {"traffic_bytes", range(P.Traffic)},
          {"bandwidth", range(P.Bandwidth)},
          {"disk_read_bytes", range(P.DiskRead)},
          {"disk_write_bytes", range(P.DiskWrite)},
          {"net_read_bytes", range(P.NetRead)},
          {"net_write_bytes", range(P.NetWrite)},
          {"gpu_memory_bytes", range(P.GpuMemory)},
          {"gpu_flops", range(P.GpuFlops)},
          {"gpu_traffic_bytes", range(P.GpuBytes)},
          {"to_gpu_bytes", range(P.ToGpu)},
          {"from_gpu_bytes", range(P.FromGpu)},
          {"needs", demand::needNames(P.Need)},
          {"kernels", std::move(Kernels)}};
}

json gpu(const demand::GpuDemand &G) {
  if (!G.used())
    return nullptr;
  json Peaks = json::array();
  for (const demand::Range &R : G.Peaks)
    Peaks.push_back(range(R));
  return {{"peak_bytes", range(G.Peak)},
          {"peak_bytes_by_gpu", std::move(Peaks)},
          {"context_bytes", G.ContextBytes > 0 ? json(G.ContextBytes) : json(nullptr)},
          {"flops", range(G.Flops)},
          {"traffic_bytes", range(G.Bytes)},
          {"to_gpu_bytes", range(G.ToGpu)},
          {"from_gpu_bytes", range(G.FromGpu)},
          {"launches", range(G.Launches)},
          {"calls", range(G.Calls)}};
}

} // namespace

json forecastMembers(const ForecastReport &R) {
  const demand::Forecast &F = R.Forecast;
  json J = {{"argv", R.Argv}, {"available", F.Available}, {"why", optional(F.Why)}};
  if (!F.Available)
    return J;
  J["profile"] = {
      {"memory_bytes", profile(F.PeakResident)}, {"cpus", profile(F.Parallelism)},
      {"disk_read_bytes", profile(F.DiskRead)},  {"disk_write_bytes", profile(F.DiskWrite)},
      {"net_read_bytes", profile(F.NetRead)},    {"net_write_bytes", profile(F.NetWrite)},
                  {"needs", demand::needNames(F.Need)}};
  J["peak_resident_bytes"] = range(F.PeakResident);
  J["earlier_runs"] = F.EarlierRuns;
  J["heap_peak_bytes"] = range(F.HeapPeak);
  J["flops"] = range(F.Flops);
  J["int_ops"] = range(F.IntOps);
  J["bytes_accessed"] = range(F.BytesAccessed);
  J["gpu"] = gpu(F.Gpu);
  json Timeline = json::array(), Unknowns = json::array();
  for (const demand::Phase &P : F.Timeline)
    Timeline.push_back(phase(P));
  for (const demand::UnknownUse &U : F.Unknowns)
    Unknowns.push_back({{"reason", U.Reason},
                        {"where", optional(U.Where)},
                        {"name", optional(U.Name)},
                        {"remedy", optional(U.Remedy)},
                        {"times", U.Times}});
  J["seconds"] = range(F.Seconds);
  J["timeline"] = std::move(Timeline);
  J["steps"] = F.Steps;
  J["unknown_steps"] = F.UnknownSteps;
  J["unknown_share"] = F.unknownShare();
  J["unknowns"] = std::move(Unknowns);
  J["assumptions"] = F.Assumptions;
  J["evaluation_seconds"] = F.EvaluationSeconds;
  return J;
}

std::string forecastDocument(const ForecastReport &R, const std::vector<Bottleneck> &All,
                             const demand::MachineModel &M,
                             const std::vector<std::string> &Warnings) {
  json Costs = json::array();
  for (const Bottleneck &B : All) {
    json Where = json::object();
    for (const auto &[Name, What] : B.Where)
      Where[Name] = What;
    Costs.push_back({{"name", B.Name},
                     {"kind", B.Loop ? "loop" : "function"},
                     {"file", optional(B.File)},
                     {"line", B.Line ? json(B.Line) : json(nullptr)},
                     {"complexity", B.Complexity},
                     {"where", std::move(Where)},
                     {"share", B.Share}});
  }
  json J = {{"schema", "auspex.forecast/1"},
            {"machine",
             {{"measured", M.Measured},
              {"processor", optional(M.Processor)},
              {"cpus", M.Cpus},
              {"memory_bytes", M.MemoryBytes},
              {"file", optional(M.Source)}}},
            {"forecast", forecastMembers(R)},
            {"bottlenecks", std::move(Costs)},
            {"warnings", Warnings}};
  return J.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace auspex::report
