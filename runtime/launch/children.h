//===- runtime/launch/children.h - What a job executes ---------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A script, make or mpirun has no demand of its own to tell; what it executes
// may. Two sources:
//  - the kernel's process connector (netlink, first PID namespace, on most
//    kernels root): one message an exec anywhere, filtered in the kernel to
//    execs; AUSPEX_EXEC_EVENTS=0 does without;
//  - otherwise a look at the group's process list, every 1 to 50 ms, more often
//    while something changes. A program that lives shorter than the interval
//    is missed; it is too short to matter for memory, and it is not counted.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_CHILDREN_H
#define AUSPEX_RUNTIME_LAUNCH_CHILDREN_H

#include "runtime/place/group.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace auspex::launch {

class ExecWatch {
public:
  enum class Source { Connector, Polling };

  /// \p Group may be null: descendants of the job are then found by their
  /// parents. \p JobName is the registry's name of the job.
  ExecWatch(const place::Group *Group, std::string JobName);

  Source source() const { return Netlink ? Source::Connector : Source::Polling; }
  int fd() const { return Netlink.get(); }
  void setJob(pid_t Pid) { Job = Pid; }

  /// Milliseconds until next() wants to be called; -1 with the connector.
  int interval() const { return Netlink || Stopped ? -1 : Interval; }

  /// Processes of the job that executed something since the last call. The
  /// job's own first program is not among them.
  std::vector<pid_t> next();
  /// Those that a look at the process list finds.
  std::vector<pid_t> look();
  /// Somebody else tells from now on (BPF programs); look() still works.
  void stop();
  /// ... no longer.
  void resume();
  /// Events were lost: what was found by looking instead may not be all.
  bool missed() const { return Missed; }
  /// Whether the job's own first program was executed.
  bool sawFirst() const { return SawFirst; }

private:
  bool openConnector();
  bool inJob(pid_t Pid) const;
  std::vector<pid_t> drainConnector();
  std::vector<pid_t> poll();
  std::vector<pid_t> members() const;

  const place::Group *Group;
  std::string Name;
  pid_t Job = 0;
  place::Fd Netlink;
  bool SawFirst = false, Overrun = false, Missed = false, Stopped = false;
  int Interval = 1;
  uint64_t LastPoll = 0;
  /// Device and inode of what each process runs.
  std::map<pid_t, std::pair<uint64_t, uint64_t>> Known;
  /// Processes whose executions the connector told.
  std::set<pid_t> Told;
};

/// A process as /proc shows it; empty Path where it is gone or not readable.
struct Process {
  std::string Path; ///< what it executes
  std::vector<std::string> Argv, Env;
  std::string Directory; ///< its current directory
};
Process readProcess(pid_t Pid);

} // namespace auspex::launch

#endif
