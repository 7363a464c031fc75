//===- runtime/launch/trace.cpp - A run for ui.perfetto.dev ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Chrome's JSON trace event format, as `auspex forecast --trace` writes it: a
// process for the forecast, one for what happened. Microseconds since the start.
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/report.h"
#include "runtime/place/size.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace auspex::launch {
namespace {

using json = nlohmann::ordered_json;

enum Process { Foretold = 1, Actual = 2 };

json counter(Process P, const char *Name, double Seconds, json Values) {
  return {
      {"name", Name}, {"ph", "C"}, {"pid", P}, {"ts", Seconds * 1e6}, {"args", std::move(Values)}};
}

json span(Process P, const std::string &Name, double Start, double Seconds, json Details) {
  return {{"name", Name},
          {"cat", "phase"},
          {"ph", "X"},
          {"pid", P},
          {"tid", 1},
          {"ts", Start * 1e6},
          {"dur", Seconds * 1e6},
          {"args", std::move(Details)}};
}

void addForecast(json &Events, const demand::Forecast &F) {
  for (const demand::Phase &P : F.Timeline) {
    double Start = P.Start.Likely, End = Start + P.Seconds.Likely;
    Events.push_back(span(Foretold, P.Name, Start, P.Seconds.Likely, {{"where", P.Where}}));
    for (auto [At, M] : {std::pair(Start, &P.Resident), std::pair(End, &P.ResidentEnd)})
      Events.push_back(
          counter(Foretold, "memory (bytes)", At,
                  {{"likely", M->Likely}, {"high", M->bounded() ? M->High : M->Likely}}));
    Events.push_back(counter(Foretold, "cpu (threads)", Start, {{"likely", P.Parallelism.Likely}}));
  }
}

void addActual(json &Events, const RunReport &R, const std::vector<Sample> &Samples) {
  const auto &Timeline = R.Forecast.Timeline;
  uint64_t Reserved = 0;
  size_t Began = 0;
  for (size_t I = 0; I < Samples.size(); ++I) {
    const Sample &S = Samples[I];
    Events.push_back(counter(Actual, "memory (bytes)", S.Seconds, {{"held", S.Held}}));
    if (I) {
      double Over = S.Seconds - Samples[I - 1].Seconds;
      if (Over > 0)
        Events.push_back(
            counter(Actual, "cpu (threads)", Samples[I - 1].Seconds,
                    {{"used", double(S.CpuNanos - Samples[I - 1].CpuNanos) / 1e9 / Over}}));
    }
    if (S.Reserved != Reserved || I == 0) {
      Events.push_back(counter(Actual, "reserved (bytes)", S.Seconds, {{"reserved", S.Reserved}}));
      if (I)
        Events.push_back({{"name", fmt::format("resize to {}", place::sizeText(double(S.Reserved)))},
                          {"ph", "i"},
                          {"s", "p"},
                          {"pid", Actual},
                          {"tid", 1},
                          {"ts", S.Seconds * 1e6}});
      Reserved = S.Reserved;
    }
    bool Last = I + 1 == Samples.size();
    if (Last || Samples[I + 1].Phase != S.Phase) {
      if (S.Phase < Timeline.size()) {
        double End = Last ? S.Seconds : Samples[I + 1].Seconds, Start = Samples[Began].Seconds;
        Events.push_back(span(Actual, Timeline[S.Phase].Name, Start, End - Start,
                              {{"where", Timeline[S.Phase].Where}}));
      }
      Began = I + 1;
    }
  }
}

void addGpu(json &Events, const RunReport &R) {
  if (!R.Gpu)
    return;
  if (R.Gpu->LikelyBytes)
    Events.push_back(counter(Foretold, "GPU memory (bytes)", 0, {{"likely", R.Gpu->LikelyBytes}}));
  for (const gpu::Look &L : R.Gpu->Looks) {
    Events.push_back(counter(Actual, "GPU memory (bytes)", L.Seconds, {{"held", L.Bytes}}));
    Events.push_back(counter(Actual, "GPU in use (percent)", L.Seconds, {{"kernels", L.Percent}}));
  }
}

} // namespace

std::string traceText(const RunReport &R, const std::vector<Sample> &Samples) {
  json Events = json::array();
  std::string Command = fmt::format("{}", fmt::join(R.Argv, " "));
  for (auto [P, What] : {std::pair(Foretold, "forecast: "), std::pair(Actual, "run: ")})
    Events.push_back({{"name", "process_name"},
                      {"ph", "M"},
                      {"pid", P},
                      {"tid", 0},
                      {"args", {{"name", What + Command}}}});
  addForecast(Events, R.Forecast);
  addActual(Events, R, Samples);
  addGpu(Events, R);
  json J = {{"traceEvents", std::move(Events)},
            {"displayTimeUnit", "ms"},
            {"otherData", {{"producer", "auspex run"}, {"source", R.WatchSource}}}};
  return J.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace auspex::launch
