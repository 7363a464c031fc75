//===- runtime/watch/source.h - A job's counters, from the best that there is ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One interface, two sources behind it:
//  - the job's control groups and /proc: always there, asked when a figure is
//    wanted;
//  - BPF programs (probes.h): count what files do not tell and wake whoever waits
//    when the job executes a program, is marked by the OOM killer or passes a
//    beacon.
// What a control group counts itself is taken from there in either case.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_SOURCE_H
#define AUSPEX_RUNTIME_WATCH_SOURCE_H

#include "runtime/place/group.h"
#include "runtime/watch/probes.h"

#include <optional>

namespace auspex::watch {

class Source {
public:
  /// \p Group may be null or empty: then the processes below \p Pid (setJob) are
  /// looked at.
  explicit Source(const place::Group *Group) : Group(Group && !Group->empty() ? Group : nullptr) {}

  void setJob(pid_t Pid) { Job = Pid; }
  /// Asks for BPF programs; without them, why() says why.
  void openProbes(const ProbeOptions &O);
  /// Lets go of the job, which is about to be dumped: no counters of its group, no
  /// breakpoints in its code until release().
  void closeProbes();
  void release() { Silent.reset(); }
  /// -1: nothing to wait for.
  int fd() const { return Bpf ? Bpf->fd() : -1; }
  /// To be called when fd() is ready.
  void handle(const Probes::Handler &Each);
  Probes *probes() { return Bpf ? &*Bpf : nullptr; }

  unsigned listening() const { return Bpf ? Bpf->listening() : 0; }
  Counters read();

  /// "BPF and cgroup v1", "cgroup v1 and /proc", "/proc"
  std::string name() const;
  /// Why BPF programs do not count, or no longer; empty where they do or were not
  /// asked for.
  const std::string &why() const { return Why; }
  /// Events that the ring buffer had no room for.
  uint64_t lost() const { return Lost; }

private:
  const place::Group *Group;
  pid_t Job = 0;
  std::optional<Probes> Bpf, Silent;
  std::string Why;
  bool Counted = false; ///< by BPF, at some time of the run
  uint64_t Lost = 0;
};

} // namespace auspex::watch

#endif
