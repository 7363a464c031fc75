//===- runtime/migrate/cpu_mover.h - To other CPUs of this host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A job that has a cpuset of its own (`auspex run --movable`, where the controller
// is there) gets the CPUs written into it: one write, which every later thread follows. Any
// other job has the affinity of each of its threads set (sched_setaffinity(2)) until a
// look at all of them finds nothing new: a thread that is made meanwhile inherits
// from its parent, which may not have been reached yet. When the call returns, the
// thread runs on the new CPUs or not at all, so that the time until the last one is
// the time until the effect.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_CPU_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_CPU_MOVER_H

#include "runtime/migrate/mover.h"

#include <map>

namespace auspex::migrate {

class CpuMover : public Mover {
public:
  std::string_view name() const override { return "cpus"; }
  demand::Expected<void> check(const Subject &S, const Target &T) override;
  Plan plan(const Subject &S, const Target &T, Journal &J) override;
  /// A thread is away from its CPU for some microseconds.
  Speed speed() const override { return {20e-6, 0}; }
  std::string effect() const override;

  static demand::Expected<void> settle(const History &H, bool Forward);

  size_t threads() const { return Threads; }
  double seconds() const { return Seconds; }

private:
  size_t Threads = 0;
  double Seconds = 0; ///< from the decision until every thread was on the new CPUs
  bool ByCpuset = false;
};

/// Sets the affinity of every thread of \p S to \p Cpus. Returns how many there were.
demand::Expected<size_t> setAffinity(const Subject &S, const std::vector<int> &Cpus);
/// Threads of process \p Pid.
std::vector<pid_t> threadsOf(pid_t Pid);
/// The job's own group with the cpuset controller, or null.
const place::Group::Part *ownCpuset(const Subject &S);
/// What \p File of a cpuset says, for a journal: on v2 an empty one has all that its
/// parent has, which must not read like a note that was never made.
std::string cpusetNote(int Dir, const char *File);
/// Puts back what cpusetNote() noted; an errno, or 0.
int restoreCpuset(int Dir, const char *File, const std::string &Noted);

} // namespace auspex::migrate

#endif
