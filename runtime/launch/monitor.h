//===- runtime/launch/monitor.h - Everything that is heard of a job ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One descriptor and one timer for the launcher's loop, behind which stand the
// kernel's exec events or a look at the process list (children.h), and BPF
// programs (runtime/watch) from the moment when they count. Short jobs do not pay
// for programs: they are asked for once the job has lived a while, at once where
// beacons are to be heard.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_MONITOR_H
#define AUSPEX_RUNTIME_LAUNCH_MONITOR_H

#include "runtime/launch/children.h"
#include "runtime/watch/source.h"

#include <functional>
#include <set>

namespace auspex::launch {

/// What happened. Every member may be empty.
struct Hooks {
  std::function<void(pid_t)> Executed; ///< a process of the job, not its first program
  std::function<void(const watch_event &)> Beacon;
  std::function<void(pid_t)> OomMark;
};

class Monitor {
public:
  struct Options {
    bool Programs = true; ///< use BPF where it can be had
    int AfterMs = 10;     ///< age of the job when handle() is called the first time,
                          ///< and when they are asked for
    watch::ProbeOptions Probes;
    /// The executable and its beacons, or none.
    place::Fd Executable;
    std::vector<std::string> Beacons;
  };
  Monitor(const place::Group *Group, const std::string &Job, Options O);

  int fd() const { return Epoll.get(); }
  /// Milliseconds until handle() wants to be called although fd() is not ready; -1: never.
  int interval() const;
  void started(pid_t Pid);
  /// Nothing of the watch is in the job any more: it is about to be dumped.
  void detach();
  /// The job is process \p Pid from now on, in the groups that were given as Group.
  void moved(pid_t Pid);
  void handle(const Hooks &H);

  watch::Counters read() { return Source.read(); }
  const watch::Source &source() const { return Source; }
  /// Beacons are to be heard, and how many are.
  bool awaitsBeacons() const { return Source.fd() >= 0 && !O.Beacons.empty(); }
  unsigned listening() const { return Source.listening(); }
  /// No execution can have been missed.
  bool execsExact() const { return Exact && !Execs.missed() && Source.lost() == 0; }

private:
  void add(int Fd);
  void askForPrograms();
  void handOver(const Hooks &H);
  void executed(const Hooks &H, const watch_event &E);

  Options O;
  ExecWatch Execs;
  watch::Source Source;
  place::Fd Epoll, Timer;
  pid_t Job = 0;
  bool Exact = false, HandedOver = false;
  uint64_t Cut = 0;
  bool SawFirst = false; ///< the programs told of the command's own execution
  /// Executions that Execs told since programs were asked for: both tell them.
  std::multiset<pid_t> Told;
};

} // namespace auspex::launch

#endif
