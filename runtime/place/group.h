//===- runtime/place/group.h - The control groups of one job --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One interface over cgroup v1, v2 and hybrid. A job has a group named
// `auspex-<job>` in each hierarchy that serves it, below the caller's own group
// (v1) or below the nearest ancestor that may hold groups with a memory
// controller (v2: a group that has processes itself cannot, see "no internal
// process constraint" in the kernel's cgroup-v2 document). Controllers that
// nobody asked for are left alone: a group of its own changes how a job
// competes for the CPU.
//
// Groups are reached through directory descriptors only; names are validated
// and paths never leave the mount.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_GROUP_H
#define AUSPEX_RUNTIME_PLACE_GROUP_H

#include "demand/error.h"
#include "runtime/place/file.h"
#include "runtime/place/layout.h"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace auspex::place {

/// What a job may use. Zero is "not limited".
struct Limits {
  uint64_t Memory = 0;    ///< bytes reserved: v2 memory.high; v1 soft limit; raised by the guard
  uint64_t MemoryMax = 0; ///< bytes, the user's own: memory.max, limit_in_bytes; may kill
  uint64_t CpuWeight = 0; ///< 1..10000, 100 is one plain process (v1: cpu.shares / 10.24)
  double CpuQuota = 0;    ///< CPUs
  uint64_t Pids = 0;      ///< processes and threads
  uint64_t IoMax = 0;     ///< bytes a second that each disk reads for it, and as many that it writes
  uint64_t NetMax = 0;    ///< bytes a second that it sends to networks, and as many that it receives
  double CacheShare = 0, BandwidthShare = 0; ///< of the last-level cache, of memory's (resctrl.h)
  bool Movable = false;   ///< a cpuset and a freezer of its own, which narrow nothing
};

/// A group that may be created: where, and for which controllers.
struct Plan {
  struct Part {
    int Version = 1;
    std::string Mount;                    ///< mount point of the hierarchy
    std::string Parent;                   ///< existing group below Mount; "" is the root
    std::vector<std::string> Controllers; ///< of ours: memory, cpu, cpuacct, pids, blkio, io, cpuset, freezer
    std::vector<std::string> Enable;      ///< v2: to be written to Parent's cgroup.subtree_control
  };
  std::vector<Part> Parts;
  /// One sentence for each thing that was wanted and cannot be had.
  std::vector<std::string> Missing;
};

/// "auspex-" and a job's name are a directory's name: letters, digits and '-'.
bool validJob(std::string_view Job);

/// Decides where the groups of a job go. Reads only.
Plan planGroup(const Layout &L, const Limits &Wanted);

class Group {
public:
  struct Part {
    int Version = 1;
    std::vector<std::string> Controllers;
    Fd Parent, Dir;
    bool has(std::string_view Controller) const;
  };

  /// Creates what \p P planned; what fails is added to \p Missing.
  static Group create(const Plan &P, const std::string &Job, std::vector<std::string> &Missing);
  /// The existing group of a job (to clean up after it).
  static Group open(const Plan &P, const std::string &Job);

  bool empty() const { return Parts.empty(); }
  const Part *find(std::string_view Controller) const;
  const std::vector<Part> &parts() const { return Parts; }
  std::vector<std::string> controllers() const;

  /// Sets \p L, except a memory reservation, which needs a guard; what the
  /// kernel refuses is added to \p Missing.
  void apply(const Limits &L, std::vector<std::string> &Missing) const;
  /// Its share of contended CPUs, 100 being that of a group that nobody set; 0, or errno.
  int setCpuWeight(uint64_t Weight) const;
  /// Takes every limit off: the job goes on as if it had none.
  void lift() const;

  /// Process ids in the group (thread groups), as this process sees them.
  std::vector<pid_t> processes() const;
  /// SIGKILL to everything in the group; repeats until nothing new appears.
  void kill() const;
  /// Removes the directories; false where a process is still inside.
  bool remove();

  struct Measured {
    std::optional<uint64_t> MemoryPeak;  ///< bytes charged at once, page cache and kernel included
    std::optional<uint64_t> CpuMicros;   ///< user and system, everything that ran in the group
    std::optional<uint64_t> PidsPeak;
    uint64_t OomKills = 0;
  };
  Measured measure() const;

private:
  std::string Name;
  std::vector<Part> Parts;
};

} // namespace auspex::place

#endif
