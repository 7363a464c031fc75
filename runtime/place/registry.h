//===- runtime/place/registry.h - Jobs that have groups --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every job that gets a group first writes a record of it. The launcher and the
// keeper hold a lock on that record; the kernel drops the lock with the last of
// them, whatever ended it. A record that can be locked belongs to a dead job:
// the next auspex command lifts its limits and removes its groups. No process
// ids are compared, so none can be mistaken for a recycled one.
//
// The records lie in $AUSPEX_RUNTIME_DIR, /run/auspex (root), $XDG_RUNTIME_DIR
// /auspex or /tmp/auspex-<uid>: a directory that belongs to the user, mode 0700.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_REGISTRY_H
#define AUSPEX_RUNTIME_PLACE_REGISTRY_H

#include "runtime/place/group.h"

namespace auspex::place {

/// The directory of the records, created where needed.
demand::Expected<std::string> runtimeDirectory();

/// Where the launcher of a job tells others of it (runtime/watch/status.h);
/// removed with the record.
std::string statusPath(const std::string &Directory, const std::string &Job);

/// The socket on which the keeper of a movable job listens for movers; removed with the
/// record.
std::string controlPath(const std::string &Directory, const std::string &Job);

/// Adds to the record of \p Job that it may have the groups \p P, too, so that they are
/// cleaned up whatever happens; with \p Instead it has those and no others.
demand::Expected<void> addGroups(const std::string &Directory, const std::string &Job,
                                 const Plan &P, bool Instead);
/// The groups that the job is in now, by its record.
demand::Expected<Plan> plannedGroups(const std::string &Directory, const std::string &Job);
/// Those that it may be in, too, of the last addGroups().
Plan alsoGroups(const std::string &Directory, const std::string &Job);

class Record {
public:
  /// Writes the record of a new job and locks it.
  static demand::Expected<Record> create(const std::string &Directory, const std::string &Job,
                                         const Plan &P);
  /// Descriptor that carries the lock; the keeper gets a duplicate.
  int lock() const { return Lock.get(); }
  /// The job is over and its groups are gone.
  void remove();

private:
  Fd Lock;
  std::string Path;
};

/// A job whose Auspex processes are all gone.
struct Leftover {
  std::string Job;
  bool Removed = false; ///< false: processes are still inside; their limits were lifted
  std::string Outcome;  ///< what the keeper wrote about the end of the job; may be empty
};

/// Cleans up after dead jobs. Costs one directory listing where there are none.
std::vector<Leftover> cleanUp(const std::string &Directory);

/// A job that somebody of Auspex stays with.
struct Living {
  std::string Job;
  Group Groups;
};
std::vector<Living> livingJobs(const std::string &Directory);

/// A name for a new job: process id and random digits.
std::string newJob();

} // namespace auspex::place

#endif
