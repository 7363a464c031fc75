//===- runtime/launch/report.cpp - A run, told afterwards ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/report.h"
#include "runtime/place/size.h"

#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

namespace auspex::launch {
namespace {

using nlohmann::json;

std::string secondsText(double S) {
  if (S < 1)
    return fmt::format("{:.1f} ms", S * 1e3);
  if (S < 120)
    return fmt::format("{:.2f} s", S);
  return fmt::format("{:.0f} min {:.0f} s", std::floor(S / 60), std::fmod(S, 60));
}

std::string signalName(int N) {
  const char *Name = sigabbrev_np(N);
  return Name ? fmt::format("SIG{}", Name) : fmt::format("signal {}", N);
}

/// JSON has no infinity: an unbounded end is null.
json number(double V) { return std::isfinite(V) ? json(V) : json(nullptr); }

json range(const demand::Range &R) {
  return {{"low", number(R.Low)}, {"likely", number(R.Likely)}, {"high", number(R.High)}};
}

json forecastJson(const demand::Forecast &F) {
  if (!F.Available)
    return {{"available", false}, {"why", F.Why}};
  json Unknowns = json::array();
  for (const demand::UnknownUse &U : F.Unknowns)
    Unknowns.push_back({{"reason", U.Reason},
                        {"where", U.Where},
                        {"name", U.Name},
                        {"remedy", U.Remedy},
                        {"times", U.Times}});
  return {{"available", true},
          {"peak_resident_bytes", range(F.PeakResident)},
          {"earlier_runs", F.EarlierRuns},
          {"only_history", F.OnlyHistory},
          {"heap_peak_bytes", range(F.HeapPeak)},
          {"flops", range(F.Flops)},
          {"disk_read_bytes", range(F.DiskRead)},
          {"disk_write_bytes", range(F.DiskWrite)},
          {"parallelism", range(F.Parallelism)},
          {"steps", F.Steps},
          {"unknown_steps", F.UnknownSteps},
          {"unknown_share", F.unknownShare()},
          {"unknowns", Unknowns},
          {"evaluation_seconds", F.EvaluationSeconds}};
}

json learnedJson(const forecast::Recollection &R) {
  if (!R.Peak.known())
    return nullptr;
  auto Interval = [](const learn::Prediction &P) -> json {
    if (!P.known())
      return nullptr;
    return {{"low", number(P.low())},
            {"likely", number(P.likely())},
            {"high", number(P.high())},
            {"limit", number(P.limit())}};
  };
  return {{"peak_resident_bytes", Interval(R.Peak)}, {"wall_seconds", Interval(R.Seconds)},
          {"earlier_runs", R.Runs},                  {"from", forecast::basisText(R)},
          {"used", R.Used}};
}

json beaconsJson(const std::vector<Heard> &Beacons) {
  json All = json::array();
  for (const Heard &B : Beacons) {
    json Values = json::object();
    for (const auto &[Name, Value] : B.Values)
      Values[Name] = Value;
    All.push_back({{"probe", B.Probe},
                   {"seconds", B.Seconds},
                   {"values", std::move(Values)},
                   {"peak_resident_bytes", range(B.PeakResident)},
                   {"evaluation_seconds", B.EvaluationSeconds}});
  }
  return All;
}

template <typename T> json optional(const std::optional<T> &V) {
  return V ? json(*V) : json(nullptr);
}

json seconds(const watch::Counters::Value &V, double Unit) {
  return V ? json(double(*V) * Unit) : json(nullptr);
}

json watchJson(const RunReport &R) {
  const watch::Counters &C = R.Watched;
  return {{"source", R.WatchSource},
          {"no_programs_because", R.WatchLacks.empty() ? json(nullptr) : json(R.WatchLacks)},
          {"events_lost", R.EventsLost},
          {"cpu_seconds", seconds(C.CpuNanos, 1e-9)},
          {"run_delay_seconds", seconds(C.RunDelayNanos, 1e-9)},
          {"memory_peak_bytes", optional(C.MemoryPeakBytes)},
          {"faults", optional(C.Faults)},
          {"major_faults", optional(C.MajorFaults)},
          {"oom_kills", optional(C.OomKills)},
          {"read_bytes", optional(C.ReadBytes)},
          {"written_bytes", optional(C.WrittenBytes)},
          {"sent_bytes", optional(C.SentBytes)},
          {"received_bytes", optional(C.ReceivedBytes)},
          {"forks", optional(C.Forks)},
          {"cpu_stall_seconds", seconds(C.CpuStallMicros, 1e-6)},
          {"memory_stall_seconds", seconds(C.MemoryStallMicros, 1e-6)},
          {"io_stall_seconds", seconds(C.IoStallMicros, 1e-6)}};
}

json boundsJson(const std::vector<JobBound> &Bounds) {
  json All = json::array();
  for (const JobBound &B : Bounds)
    All.push_back({{"what", B.What}, {"value", B.Value}, {"from", B.From}});
  return All;
}

/// What the job could not grow beyond: "its bound of 512 MiB (--memory-max)".
std::string memoryBoundText(const RunReport &R) {
  for (const JobBound &B : R.Bounds)
    if (B.What == "memory_max")
      return fmt::format("its bound of {} ({})", place::sizeText(B.Value), B.From);
  return "a memory limit";
}

} // namespace

int shellStatus(int S) { return WIFSIGNALED(S) ? 128 + WTERMSIG(S) : WEXITSTATUS(S); }

std::string summaryText(const RunReport &R) {
  const Exited &End = R.Result.End;
  std::string Text = "auspex: ";
  if (R.Result.Lost)
    return Text + "the end of the job is not known: it vanished together with its keeper";
  double Peak = double(End.MaxRssBytes);
  Text += fmt::format("peak {}", place::sizeText(Peak));
  const demand::Forecast &F = R.Forecast;
  if (F.Available && F.PeakResident.Likely > 0) {
    Text += fmt::format(", forecast {} ({:+.1f}%)", place::sizeText(F.PeakResident.Likely),
                        Peak > 0 ? (F.PeakResident.Likely / Peak - 1) * 100 : 0.0);
    if (F.EarlierRuns)
      Text += fmt::format(" from {} earlier run{}", F.EarlierRuns, F.EarlierRuns == 1 ? "" : "s");
    if (!F.PeakResident.bounded())
      Text += " without upper bound";
    if (!R.Beacons.empty())
      Text += fmt::format(", {} after {} beacon{}", place::sizeText(R.Beacons.back().PeakResident.Likely),
                          R.Beacons.size(), R.Beacons.size() == 1 ? "" : "s");
  } else {
    Text += fmt::format(", no forecast{}{}{}", F.Why.empty() ? "" : " (", F.Why,
                        F.Why.empty() ? "" : ")");
  }
  double Wall = double(End.WallNanos) / 1e9;
  if (R.Result.Reserved && R.Result.Resizes && Wall > 0)
    Text += fmt::format(", reserved {} at most, {} on average (resized {} time{})",
                        place::sizeText(double(R.Result.ReservedMost)),
                        place::sizeText(R.Result.ReservedByteSeconds / Wall), R.Result.Resizes,
                        R.Result.Resizes == 1 ? "" : "s");
  else if (R.Result.Reserved)
    Text += fmt::format(", reserved {}", place::sizeText(double(R.Result.Reserved)));
  if (!R.NoLimit.empty())
    Text += fmt::format(", no limit ({})", R.NoLimit);
  if (R.Result.Raises)
    Text += fmt::format(" (raised {} time{} from {})", R.Result.Raises,
                        R.Result.Raises == 1 ? "" : "s", place::sizeText(double(R.ReservedFirst)));
  Text += "; " + secondsText(double(End.WallNanos) / 1e9);
  if (F.Available && !F.OnlyHistory)
    Text += fmt::format("; unknown {:.0f}% of steps", F.unknownShare() * 100);
  if (!R.Programs.empty())
    Text += fmt::format("; {} annotated program{} inside", R.Programs.size(),
                        R.Programs.size() == 1 ? "" : "s");
  if (WIFSIGNALED(End.Status))
    Text += "; ended by " + signalName(WTERMSIG(End.Status));
  if (R.Group.OomKills)
    Text += "; killed at " + memoryBoundText(R);
  if (R.Result.KeeperLost)
    Text += "; its keeper was killed";
  if (R.Gpu)
    Text += "; " + gpuText(*R.Gpu);
  if (!R.WatchSource.empty())
    Text += "; watched through " + R.WatchSource;
  if (R.EventsLost)
    Text += fmt::format(" ({} event{} lost)", R.EventsLost, R.EventsLost == 1 ? "" : "s");
  if (R.GroupLeft)
    Text += "; some of its processes are still running, without limits";

  if (!R.Deviation.empty())
    Text += "\nauspex:   deviation: " + R.Deviation;
  for (size_t I = 0; I < R.Programs.size() && I < 5; ++I)
    Text += fmt::format("\nauspex:   inside: {} forecast {}", fmt::join(R.Programs[I].Argv, " "),
                        place::sizeText(R.Programs[I].Forecast.PeakResident.Likely));
  // What would make the next forecast better, where this one was mostly blind.
  if (F.Available && !F.OnlyHistory && (F.unknownShare() > 0.5 || !F.PeakResident.bounded())) {
    // Those first that something can be done about.
    std::vector<const demand::UnknownUse *> Uses;
    for (bool Hopeless : {false, true})
      for (const demand::UnknownUse &U : F.Unknowns)
        if ((U.Name.empty() && U.Remedy.empty()) == Hopeless && Uses.size() < 3)
          Uses.push_back(&U);
    for (const demand::UnknownUse *Use : Uses) {
      const demand::UnknownUse &U = *Use;
      std::string Remedy = U.Remedy;
      if (!U.Name.empty())
        Remedy += fmt::format("{}--assume {}=...", Remedy.empty() ? "" : " or ", U.Name);
      Text += fmt::format("\nauspex:   unknown: {}{}{}{}{}", U.Reason, U.Where.empty() ? "" : " at ",
                          U.Where, Remedy.empty() ? "" : "; ", Remedy);
    }
    if (R.Recorded && !F.EarlierRuns && !R.BuildId.empty())
      Text += "\nauspex:   a second run with these arguments is forecast from this one";
  }
  for (const std::string &Name : F.UnusedAssumptions)
    Text += fmt::format("\nauspex:   warning: --assume {}: no unknown has that name", Name);
  return Text;
}

std::string toJson(const RunReport &R) {
  const Exited &E = R.Result.End;
  json Programs = json::array();
  for (const Inner &P : R.Programs)
    Programs.push_back({{"pid", P.Pid},
                        {"path", P.Path},
                        {"argv", P.Argv},
                        {"reserved_bytes", P.ReservedBytes},
                        {"forecast", forecastJson(P.Forecast)}});
  json Error = nullptr;
  if (R.Forecast.Available && E.MaxRssBytes)
    Error = number(R.Forecast.PeakResident.Likely / double(E.MaxRssBytes) - 1);
  bool Signalled = !R.Result.Lost && WIFSIGNALED(E.Status);
  json J = {
      {"schema", "auspex.run/1"},
      {"program", R.Path},
      {"argv", R.Argv},
      {"build_id", R.BuildId},
      {"job", R.Job},
      {"forecast", forecastJson(R.Forecast)},
      {"learned", learnedJson(R.Learned)},
      {"measured",
       {{"peak_resident_bytes", E.MaxRssBytes},
        {"peak_is_inexact", R.InexactPeak},
        {"group_peak_bytes", optional(R.Group.MemoryPeak)},
        {"group_cpu_seconds",
         R.Group.CpuMicros ? json(double(*R.Group.CpuMicros) / 1e6) : json(nullptr)},
        {"processes_peak", optional(R.Group.PidsPeak)},
        {"wall_seconds", double(E.WallNanos) / 1e9},
        {"user_seconds", double(E.UserMicros) / 1e6},
        {"system_seconds", double(E.SystemMicros) / 1e6},
        {"storage_read_bytes", E.BlocksRead * 512},
        {"storage_written_bytes", E.BlocksWritten * 512},
        {"read_call_bytes", E.CharsRead},
        {"write_call_bytes", E.CharsWritten},
        {"minor_faults", E.MinorFaults},
        {"major_faults", E.MajorFaults},
        {"voluntary_switches", E.VoluntarySwitches},
        {"involuntary_switches", E.InvoluntarySwitches},
        {"executions", R.Execs},
        {"executions_exact", R.ExecsExact}}},
      {"watch", watchJson(R)},
      {"gpu", gpuJson(R.Gpu)},
      {"beacons", beaconsJson(R.Beacons)},
      {"peak_error", Error},
      {"limits",
       {{"reserved_bytes", R.Result.Reserved ? json(R.Result.Reserved) : json(nullptr)},
        {"reserved_first_bytes", R.ReservedFirst ? json(R.ReservedFirst) : json(nullptr)},
        {"whole_run_bytes", R.Limits.Memory ? json(R.Limits.Memory) : json(nullptr)},
        {"none_because", R.NoLimit.empty() ? json(nullptr) : json(R.NoLimit)},
        {"raises", R.Result.Raises},
        {"follows_timeline", R.Followed},
        {"resizes", R.Result.Resizes},
        {"resize_seconds_most", R.Result.ResizeSeconds},
        {"reserved_most_bytes", R.Result.ReservedMost ? json(R.Result.ReservedMost) : json(nullptr)},
        {"reserved_byte_seconds", R.Result.ReservedMost ? json(R.Result.ReservedByteSeconds) : json(nullptr)},
        {"deviation", R.Deviation.empty() ? json(nullptr) : json(R.Deviation)},
        {"memory_max_bytes", R.Limits.MemoryMax ? json(R.Limits.MemoryMax) : json(nullptr)},
        {"cpu_weight", R.Limits.CpuWeight ? json(R.Limits.CpuWeight) : json(nullptr)},
        {"cpu_weight_changes", R.CpuWeightChanges},
        {"cpu_quota", R.Limits.CpuQuota > 0 ? json(R.Limits.CpuQuota) : json(nullptr)},
        {"processes", R.Limits.Pids ? json(R.Limits.Pids) : json(nullptr)},
        {"io_bytes_per_second", R.Limits.IoMax ? json(R.Limits.IoMax) : json(nullptr)},
        {"cache_share", R.Limits.CacheShare > 0 ? json(R.Limits.CacheShare) : json(nullptr)},
        {"bandwidth_share",
         R.Limits.BandwidthShare > 0 ? json(R.Limits.BandwidthShare) : json(nullptr)},
        {"network_bytes_per_second", R.Limits.NetMax ? json(R.Limits.NetMax) : json(nullptr)},
        {"bounds", boundsJson(R.Bounds)},
        {"oom_kills", R.Group.OomKills}}},
      {"controllers", R.Controllers},
      {"missing", R.Missing},
      {"programs", Programs},
      {"outcome",
       {{"status", R.Result.Lost ? json(nullptr) : json(shellStatus(E.Status))},
        {"signal", Signalled ? json(signalName(WTERMSIG(E.Status))) : json(nullptr)},
        {"lost", R.Result.Lost},
        {"keeper_lost", R.Result.KeeperLost},
        {"moves", R.Result.Moves},
        {"processes_left", R.GroupLeft}}},
      {"machine", R.Machine}};
  return J.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace auspex::launch
