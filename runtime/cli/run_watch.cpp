//===- runtime/cli/run_watch.cpp - Staying with the job of `auspex run` ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/run.h"

#include "runtime/cli/arguments.h"
#include "runtime/launch/children.h"
#include "runtime/watch/files.h"

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
#include <utility>

namespace auspex::cli {
namespace {

uint64_t monotonicNanos() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
}

} // namespace

void Run::startMonitor() {
  launch::Monitor::Options W;
  const char *Wanted = getenv("AUSPEX_WATCH");
  W.Programs = !RuntimeDirectory.empty() && (!Wanted || strcmp(Wanted, "files") != 0) &&
               Policy.allows(policy::Mechanism::Bpf);
  W.Probes.Helper = companion(Ctx, "auspex-watchd");
  W.Probes.Directory = RuntimeDirectory;
  // Only where the forecast lacks something that they could tell.
  if (!Report.Forecast.Unknowns.empty() && !Beacons.empty() &&
      Policy.allows(policy::Mechanism::Beacons)) {
    W.Executable = place::Fd(open(Report.Path.c_str(), O_RDONLY | O_CLOEXEC));
    for (const demand::Beacon &B : Beacons)
      W.Beacons.push_back(B.Probe);
  }
  Monitor = std::make_unique<launch::Monitor>(&Group, Report.Job, std::move(W));

  launch::Steering::Options S;
  S.Follow = !O.NoResize && !O.Asked.Memory; // a number that a person gave is not changed
  S.Weigh = !O.Asked.CpuWeight && !O.Asked.NoWeight;
  S.WeightMax = O.Asked.CpuWeightMax;
  S.Record = Trace.get() >= 0;
  S.WholeRun = Report.Limits.Memory;
  S.Max = O.Asked.MemoryMax;
  S.Cpus = Machine.Cpus;
  S.Margin = O.Asked.Margin;
  Steering.emplace(Group, Report.Forecast, S);
}

/// What the launcher's loop calls.
launch::Events Run::events(const launch::Hooks &H) {
  launch::Events E;
  E.Fd = Monitor->fd();
  E.Ready = [this, &H] {
    Monitor->handle(H);
    tellStatus();
    return true;
  };
  E.Tick = [this, &H] {
    if (Monitor->interval() >= 0)
      Monitor->handle(H);
    lookAtGpu();
    int Soonest = -1;
    for (int Wait : {Monitor->interval(), Steering->interval(), Gpu ? Gpu->interval() : -1})
      if (Wait >= 0 && (Soonest < 0 || Wait < Soonest))
        Soonest = Wait;
    return Soonest;
  };
  E.Need = [this] { return needed(); };
  E.Want = [this]() -> uint64_t {
    uint64_t Own = Steering->want(std::exchange(Changed, false));
    tellStatus();
    return Own ? Own + inside() : 0;
  };
  E.Reserved = [this](uint64_t Bytes) {
    Steering->reserved(Bytes, Report.Result.ResizeSeconds);
    Status.ReservedBytes = Bytes;
    Status.Resizes = Report.Result.Resizes;
    Changed = true;
    tellStatus();
  };
  E.Moving = [this] { Monitor->detach(); };
  E.MoveOver = [this](pid_t Pid) { return moveOver(Pid); };
  E.Started = [this](pid_t Pid) {
    Control.reset(); // the keeper's alone: a mover sees when nobody listens any more
    Monitor->started(Pid);
    Steering->started(Pid);
    if (Gpu)
      Gpu->started(Pid);
    Status.Job = Report.Job;
    Status.Argv = Report.Argv;
    Status.Pid = Pid;
    Status.StartedNanos = monotonicNanos();
    Status.WholeRunBytes = Report.Limits.Memory;
    Status.NotMoved = Policy.Forbidden[unsigned(policy::Mechanism::Migrate)].value_or("");
    if (Report.Forecast.Available)
      Status.PeakBytes = Report.Forecast.PeakResident.Likely;
    if (O.NoHistory)
      return;
    std::string Path = history::defaultPath();
    if (Path.empty())
      return;
    if (auto H = history::History::open(Path, true))
      History = std::move(*H);
    else
      HistoryProblem = H.error().Message;
  };
  return E;
}

/// A value that the forecast lacked: the rest of the run is forecast anew.
void Run::beacon(const watch_event &E) {
  if (E.cookie >= Beacons.size())
    return;
  const demand::Beacon &B = Beacons[E.cookie];
  launch::Heard H{
      .Probe = B.Probe, .Seconds = Steering->seconds(), .Values = {}, .PeakResident = {}};
  for (size_t I = 0; I < B.Values.size() && I < WATCH_BEACON_VALUES; ++I) {
    H.Values.emplace_back(B.Values[I], E.values[I]);
    Forecaster->assume(B.Values[I], double(E.values[I]));
  }
  uint64_t Before = monotonicNanos();
  forecast::Result F = Forecaster->ofCommand(Report.Path, O.Command, environment());
  H.EvaluationSeconds = double(monotonicNanos() - Before) / 1e9;
  H.PeakResident = F.Forecast.PeakResident;
  place::Limits L = place::limitsFor(F.Forecast, O.Asked, room());
  if (Group.find("memory") && !O.Asked.NoReservation && !O.Asked.Memory) {
    Steering->replace(F.Forecast, L.Memory);
    Status.WholeRunBytes = L.Memory;
    Changed = true;
  }
  Status.PeakBytes = F.Forecast.PeakResident.Likely;
  ++Status.Beacons;
  constexpr size_t Most = 64; // one that comes again and again tells nothing new
  if (Report.Beacons.size() < Most)
    Report.Beacons.push_back(std::move(H));
}

/// Whether this is the moment to go where the user allowed the job to go.
void Run::considerMove() {
  if (!Trigger || Status.Phases.empty())
    return;
  Trigger->consider(
      {Report.Job, RuntimeDirectory, Status.Pid, &Group}, timelineOf(Status), Status.Phase,
      Steering->seconds(), double(watch::heldMemory(Group)),
      [](void *State) { static_cast<launch::SignalState *>(State)->restore(); }, &Signals);
}

/// Writes the status where it changed.
void Run::tellStatus() {
  if (!Record || Status.Job.empty())
    return; // not started yet
  Status.Source = Monitor->source().name();
  Status.Lacks = Monitor->source().why();
  Status.Listening = Monitor->listening();
  Steering->tell(Status);
  if (std::string Text = watch::toText(Status); Text != StatusText) {
    watch::writeStatus(RuntimeDirectory, Status);
    StatusText = std::move(Text);
  }
  considerMove();
}

void Run::executed(pid_t Pid) {
  ++Report.Execs;
  launch::Process P = launch::readProcess(Pid);
  if (P.Path.empty() || P.Argv.empty())
    return;
  forecast::Result F = Forecaster->ofProcess(Pid, P);
  if (!F.Forecast.Available)
    return;
  launch::Inner In{Pid, P.Path, P.Argv, std::move(F.Forecast), 0};
  if (In.Forecast.PeakResident.bounded())
    In.ReservedBytes =
        uint64_t(O.Asked.Margin *
                 double(place::reservationFor(In.Forecast.PeakResident.High, Machine.Cpus)));
  Report.Programs.push_back(std::move(In));
}

/// Reservations of the annotated programs that run inside the job now.
uint64_t Run::inside() const {
  uint64_t Sum = 0;
  for (const launch::Inner &P : Report.Programs)
    if (kill(P.Pid, 0) == 0)
      Sum += P.ReservedBytes;
  return Sum;
}

uint64_t Run::needed() const {
  return Report.Limits.Memory && !Steering->following() ? Report.Limits.Memory + inside() : 0;
}

} // namespace auspex::cli
