//===- runtime/report/trace.cpp - A timeline for ui.perfetto.dev ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The JSON trace event format ("Trace Event Format", the Chromium project):
// a complete event (ph X) for each phase, counters (ph C) that change at its
// borders. Times are microseconds. Without rates a phase lasts as long as its
// share of the work, one second in all, and the trace says so.
//
//===----------------------------------------------------------------------===//
#include "demand/knowledge_kernel.h"
#include "runtime/report/forecast_report.h"
#include "runtime/report/text.h"
#include "runtime/place/size.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <cmath>

namespace auspex::report {
namespace {

using json = nlohmann::ordered_json;

constexpr int Process = 1, PhaseTrack = 1;

json counter(const char *Name, double Microseconds, json Values) {
  return {{"name", Name}, {"ph", "C"}, {"pid", Process}, {"ts", Microseconds}, {"args", std::move(Values)}};
}

json named(const char *What, int Track, const std::string &Name) {
  return {{"name", What}, {"ph", "M"}, {"pid", Process}, {"tid", Track}, {"args", {{"name", Name}}}};
}

double finite(double V, double Otherwise) { return std::isfinite(V) ? V : Otherwise; }

json details(const demand::Phase &P) {
  json Kernels = json::array();
  for (const demand::KernelUse &K : P.Kernels)
    Kernels.push_back(K.Where.empty() ? K.Idiom : K.Idiom + " " + K.Where);
  return {{"where", P.Where},
          {"memory", rangeText(P.Resident, place::sizeText)},
          {"flops", countText(P.Flops.Likely)},
          {"integer operations", countText(P.IntOps.Likely)},
          {"accessed", place::sizeText(P.bytesAccessed().Likely)},
          {"from and to memory", place::sizeText(P.Traffic.Likely)},
          {"disk", place::sizeText(P.DiskRead.Likely + P.DiskWrite.Likely)},
          {"threads", P.Parallelism.Likely},
          {"seconds", rangeText(P.Seconds, secondsText)},
          {"needs", demand::needNames(P.Need)},
          {"kernels", std::move(Kernels)}};
}

} // namespace

std::string traceDocument(const ForecastReport &R) {
  const demand::Forecast &F = R.Forecast;
  json Events = json::array();
  std::string Command;
  for (const std::string &A : R.Argv)
    Command += (Command.empty() ? "" : " ") + A;
  Events.push_back(named("process_name", 0, "forecast: " + printable(Command, 200)));
  Events.push_back(named("thread_name", PhaseTrack, "phases"));
  double Whole = 0;
  auto Weight = [](const demand::Phase &P) {
    return P.Flops.Likely + P.IntOps.Likely + P.bytesAccessed().Likely;
  };
  for (const demand::Phase &P : F.Timeline)
    Whole += Weight(P);
  const bool Timed = F.Seconds.Likely > 0;
  double Now = 0;
  for (const demand::Phase &P : F.Timeline) {
    double Length = 1e6 * (Timed ? P.Seconds.Likely : Whole > 0 ? Weight(P) / Whole : 0);
    Events.push_back({{"name", P.Name},
                      {"cat", "phase"},
                      {"ph", "X"},
                      {"pid", Process},
                      {"tid", PhaseTrack},
                      {"ts", Now},
                      {"dur", Length},
                      {"args", details(P)}});
    auto Memory = [&](double At, const demand::Range &M) {
      Events.push_back(counter("memory (bytes)", At,
                               {{"likely", M.Likely}, {"high", finite(M.High, M.Likely)}}));
    };
    Memory(Now, P.ResidentStart);
    // It grows at the beginning, as a rule: what is allocated is filled first.
    Memory(Now + Length * 0.01, P.Resident);
    Memory(Now + Length * 0.99, P.Resident);
    Memory(Now + Length, P.ResidentEnd);
    double Seconds = Length / 1e6;
    auto Rate = [&](double Amount) { return Seconds > 0 ? Amount / Seconds : 0; };
    Events.push_back(counter("cpu (threads)", Now, {{"likely", P.Parallelism.Likely}}));
    Events.push_back(counter("memory bandwidth (bytes/s)", Now, {{"likely", P.Bandwidth.Likely}}));
    Events.push_back(counter("disk (bytes/s)", Now,
                             {{"read", Rate(P.DiskRead.Likely)}, {"write", Rate(P.DiskWrite.Likely)}}));
    Events.push_back(counter("network (bytes/s)", Now,
                             {{"read", Rate(P.NetRead.Likely)}, {"write", Rate(P.NetWrite.Likely)}}));
    Now += Length;
  }
  for (const char *Ends : {"cpu (threads)", "memory bandwidth (bytes/s)"})
    Events.push_back(counter(Ends, Now, {{"likely", 0}}));
  for (const char *Ends : {"disk (bytes/s)", "network (bytes/s)"})
    Events.push_back(counter(Ends, Now, {{"read", 0}, {"write", 0}}));
  json J = {{"traceEvents", std::move(Events)},
            {"displayTimeUnit", "ms"},
            {"otherData",
             {{"producer", "auspex forecast"},
              {"times", Timed ? "seconds" : "shares of the work: no rates are known"}}}};
  return J.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace auspex::report
