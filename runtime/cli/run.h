//===- runtime/cli/run.h - The job of one `auspex run` --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// run.cpp starts the job and reports it, run_groups.cpp prepares where it runs (policy,
// limits, control groups, what movers need), run_watch.cpp stays with it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_CLI_RUN_H
#define AUSPEX_RUNTIME_CLI_RUN_H

#include "runtime/cli/commands.h"
#include "runtime/gpu/job.h"
#include "runtime/history/history.h"
#include "runtime/launch/forecaster.h"
#include "runtime/launch/keep.h"
#include "runtime/launch/monitor.h"
#include "runtime/launch/report.h"
#include "runtime/launch/steer.h"
#include "runtime/machine/machine.h"
#include "runtime/migrate/trigger.h"
#include "runtime/place/ambient.h"
#include "runtime/place/layout.h"
#include "runtime/place/policy.h"
#include "runtime/place/registry.h"
#include "runtime/place/resctrl.h"
#include "runtime/policy/policy.h"
#include "runtime/watch/network_limit.h"
#include "runtime/watch/status.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace auspex::cli {

/// What `auspex run` was asked for.
struct RunOptions {
  std::vector<std::string> Command, Assume, Knowledge;
  std::string Json, Tag, Class, MoveTo;
  std::string Trace;
  uint64_t GpuMemory = 0; ///< bytes; 0: as the forecast says
  bool GpuEarly = false, NoGpu = false;
  bool Quiet = false, NoLimits = false, KillWithLauncher = false, NoHistory = false,
       NoResize = false, Movable = false;
  place::Asked Asked;
};

/// The job of one `auspex run`.
class Run {
public:
  Run(const Context &Ctx, RunOptions &O) : Ctx(Ctx), O(O), Machine(machine::detectMachine()) {
    Report.Argv = O.Command;
    Report.Machine = Machine.summary();
  }
  /// Runs the job and does not return, or returns the exit status where it
  /// could not be started.
  int operator()();

private:
  bool applyPolicy();
  void planGroups(const place::Layout &Own);
  void prepareGroups();
  void boundNetwork();
  void shareCaches();
  void openControl();
  bool gpuAllowed() const;
  void forecastGpus();
  void prepareGpu();
  void lookAtGpu();
  pid_t moveOver(pid_t Pid);
  void noteLeftovers(const std::string &Directory);
  void startMonitor();
  launch::Events events(const launch::Hooks &H);
  void executed(pid_t Pid);
  void beacon(const watch_event &E);
  void tellStatus();
  void considerMove();
  uint64_t inside() const;
  uint64_t needed() const;
  place::Machine room() const;
  void noteContradictions() const;
  void record();
  void finish();

  const Context &Ctx;
  RunOptions &O;
  machine::Machine Machine;
  launch::SignalState Signals;
  launch::Keeper Keeper;
  launch::RunReport Report;
  policy::Settings Policy;
  place::Ambient Ambient; ///< limits that hold for this process and all it starts
  place::Plan Plan;
  bool InScope = false;
  place::Group Group;
  std::optional<place::Record> Record;
  std::string RuntimeDirectory; ///< empty: none
  std::unique_ptr<launch::Monitor> Monitor;
  std::optional<launch::Steering> Steering;
  std::optional<migrate::Trigger> Trigger;
  std::optional<gpu::Job> Gpu; ///< none: the program does not certainly use one
  std::vector<demand::Beacon> Beacons; ///< of the command
  bool Changed = false;                ///< the reservation, since the job was last looked at
  watch::Status Status;
  std::string StatusText; ///< as written last
  std::unique_ptr<launch::Forecaster> Forecaster;
  std::optional<history::History> History;
  std::string HistoryProblem;
  place::Fd Json, Trace, Control;
  watch::NetworkLimit Network;
  std::optional<place::CacheGroup> Caches;
  double Started = 0;
};

/// What a job tells of its phases, as far as planning a move needs it (migrate.cpp).
std::vector<migrate::Stretch> timelineOf(const watch::Status &S);

/// This process's, "NAME=value".
std::vector<std::string> environment();

} // namespace auspex::cli

#endif
