//===- runtime/watch/live.cpp - The jobs that run now -------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/live.h"

#include "runtime/place/registry.h"
#include "runtime/watch/files.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <time.h>

namespace auspex::watch {
namespace {

using nlohmann::json;

uint64_t now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
}

std::string bytes(double N) {
  if (N < 1024 * 1024)
    return fmt::format("{:.0f}K", N / 1024);
  if (N < 1024.0 * 1024 * 1024)
    return fmt::format("{:.1f}M", N / 1024 / 1024);
  return fmt::format("{:.2f}G", N / 1024 / 1024 / 1024);
}

std::string bytes(const Counters::Value &V) { return V ? bytes(double(*V)) : "-"; }

json optional(const Counters::Value &V) { return V ? json(*V) : json(nullptr); }

json phase(const PhaseStatus &P) {
  return {{"name", P.Name},
          {"start_seconds", P.Start},
          {"seconds", P.Seconds},
          {"resident_bytes", P.ResidentBytes},
          {"reserve_bytes", P.ReserveBytes},
          {"parallelism", P.Parallelism}};
}

/// A label's value: backslash, quote and line feed are escaped (OpenMetrics, 3.2.1).
std::string label(std::string_view Text) {
  std::string Out;
  for (char C : Text)
    if (C == '\n')
      Out += "\\n";
    else if (C == '"' || C == '\\')
      (Out += '\\') += C;
    else
      Out += C;
  return Out;
}

} // namespace

const PhaseStatus *LiveJob::current() const {
  return Status.Phase < Status.Phases.size() ? &Status.Phases[Status.Phase] : nullptr;
}

const PhaseStatus *LiveJob::next() const {
  return Status.Phase + 1 < Status.Phases.size() ? &Status.Phases[Status.Phase + 1] : nullptr;
}

std::vector<LiveJob> liveJobs(const std::string &Directory, const std::vector<LiveJob> &Before) {
  std::vector<LiveJob> Found;
  for (const place::Living &L : place::livingJobs(Directory)) {
    auto S = readStatus(Directory, L.Job);
    if (!S)
      continue; // just started, or just over
    LiveJob J;
    J.Status = std::move(*S);
    J.Now = readGroup(L.Groups);
    J.Seconds = double(now() - J.Status.StartedNanos) / 1e9;
    double Cpu = double(J.Now.CpuNanos.value_or(0)) / 1e9, Over = J.Seconds;
    for (const LiveJob &B : Before)
      if (B.Status.Job == J.Status.Job) {
        Cpu -= double(B.Now.CpuNanos.value_or(0)) / 1e9;
        Over -= B.Seconds;
      }
    J.Cpus = Over > 0 ? Cpu / Over : 0;
    Found.push_back(std::move(J));
  }
  std::ranges::sort(Found, {}, [](const LiveJob &J) { return J.Status.StartedNanos; });
  return Found;
}

std::string liveText(const std::vector<LiveJob> &Jobs) {
  std::string Text =
      fmt::format("{:>8} {:>8} {:>8} {:>8} {:>8} {:>5} {:>5}  {:<20} {:<24} {}\n", "PID", "TIME",
                  "MEMORY", "FORECAST", "RESERVED", "CPU", "OF", "PHASE", "NEXT", "COMMAND");
  for (const LiveJob &J : Jobs) {
    const PhaseStatus *P = J.current(), *N = J.next();
    double Forecast = P ? P->ResidentBytes : J.Status.PeakBytes;
    std::string Next =
        N ? fmt::format("{} in {:.1f}s", N->Name, std::max(N->Start - J.Seconds, 0.0))
          : std::string("-");
    Text += fmt::format(
        "{:>8} {:>7.1f}s {:>8} {:>8} {:>8} {:>5.2f} {:>5}  {:<20.20} {:<24.24} {}\n", J.Status.Pid,
        J.Seconds, bytes(J.Now.MemoryBytes), Forecast > 0 ? bytes(Forecast) : "-",
        J.Status.ReservedBytes ? bytes(double(J.Status.ReservedBytes)) : "-", J.Cpus,
        P ? fmt::format("{:.3g}", P->Parallelism) : "-", P ? P->Name : "-", Next,
        fmt::join(J.Status.Argv, " "));
  }
  return Text;
}

std::string liveJson(const std::vector<LiveJob> &Jobs) {
  json All = json::array();
  for (const LiveJob &J : Jobs) {
    const Status &S = J.Status;
    const PhaseStatus *P = J.current(), *N = J.next();
    json Next = nullptr;
    if (N) {
      Next = phase(*N);
      Next["in_seconds"] = std::max(N->Start - J.Seconds, 0.0);
    }
    All.push_back({{"job", S.Job},
                   {"argv", S.Argv},
                   {"pid", S.Pid},
                   {"seconds", J.Seconds},
                   {"source", S.Source},
                   {"no_programs_because", S.Lacks.empty() ? json(nullptr) : json(S.Lacks)},
                   {"listening", S.Listening},
                   {"beacons", S.Beacons},
                   {"forecast_peak_bytes", S.PeakBytes > 0 ? json(S.PeakBytes) : json(nullptr)},
                   {"reserved_bytes", S.ReservedBytes ? json(S.ReservedBytes) : json(nullptr)},
                   {"resizes", S.Resizes},
                   {"memory_bytes", optional(J.Now.MemoryBytes)},
                   {"memory_peak_bytes", optional(J.Now.MemoryPeakBytes)},
                   {"anonymous_bytes", optional(J.Now.AnonBytes)},
                   {"cpu_nanoseconds", optional(J.Now.CpuNanos)},
                   {"cpus", J.Cpus},
                   {"threads", optional(J.Now.Threads)},
                   {"faults", optional(J.Now.Faults)},
                   {"phase", P ? phase(*P) : json(nullptr)},
                   {"next_phase", std::move(Next)},
                   {"gpu", S.Gpu.empty() ? json(nullptr) : json(S.Gpu)},
                   {"gpu_bytes", S.Gpu.empty() ? json(nullptr) : json(S.GpuBytes)},
                   {"gpu_forecast_bytes",
                    S.GpuForecastBytes ? json(S.GpuForecastBytes) : json(nullptr)}});
  }
  return json({{"schema", "auspex.top/1"}, {"jobs", All}})
             .dump(2, ' ', false, json::error_handler_t::replace) +
         "\n";
}

std::string liveMetrics(const std::vector<LiveJob> &Jobs) {
  struct Metric {
    const char *Name, *Type, *Unit, *Help;
    Counters::Value (*Of)(const LiveJob &);
    double Scale;
  };
  static constexpr Metric Metrics[] = {
      {"auspex_job_memory_bytes", "gauge", "bytes", "Memory charged to the job's control group.",
       [](const LiveJob &J) { return J.Now.MemoryBytes; }, 1},
      {"auspex_job_reserved_bytes", "gauge", "bytes", "Memory reserved for the job now.",
       [](const LiveJob &J) {
         return J.Status.ReservedBytes ? Counters::Value(J.Status.ReservedBytes) : std::nullopt;
       },
       1},
      {"auspex_job_forecast_bytes", "gauge", "bytes", "Likely memory of the phase in progress.",
       [](const LiveJob &J) {
         double V = J.current() ? J.current()->ResidentBytes : J.Status.PeakBytes;
         return V > 0 ? Counters::Value(uint64_t(V)) : std::nullopt;
       },
       1},
      {"auspex_job_threads", "gauge", "", "Threads of the job that are alive.",
       [](const LiveJob &J) { return J.Now.Threads; }, 1},
      {"auspex_job_cpu_seconds", "counter", "seconds", "CPU time of the job.",
       [](const LiveJob &J) { return J.Now.CpuNanos; }, 1e-9},
      {"auspex_job_faults", "counter", "", "Page faults of the job.",
       [](const LiveJob &J) { return J.Now.Faults; }, 1},
      {"auspex_job_gpu_memory_bytes", "gauge", "bytes", "Memory of its GPU that the job holds.",
       [](const LiveJob &J) {
         return J.Status.Gpu.empty() ? std::nullopt : Counters::Value(J.Status.GpuBytes);
       },
       1},
      {"auspex_job_resizes", "counter", "", "Changes of the job's reservation.",
       [](const LiveJob &J) { return Counters::Value(J.Status.Resizes); }, 1},
  };
  std::string Text;
  for (const Metric &M : Metrics) {
    Text += fmt::format("# TYPE {} {}\n", M.Name, M.Type);
    if (*M.Unit)
      Text += fmt::format("# UNIT {} {}\n", M.Name, M.Unit);
    Text += fmt::format("# HELP {} {}\n", M.Name, M.Help);
    const char *Suffix = std::string_view(M.Type) == "counter" ? "_total" : "";
    for (const LiveJob &J : Jobs)
      if (auto V = M.Of(J))
        Text += fmt::format(
            "{}{}{{job=\"{}\",program=\"{}\"}} {}\n", M.Name, Suffix, label(J.Status.Job),
            label(J.Status.Argv.empty() ? "" : J.Status.Argv[0]), double(*V) * M.Scale);
  }
  return Text + "# EOF\n";
}

} // namespace auspex::watch
