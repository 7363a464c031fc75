//===- runtime/migrate/criu_steps.h - Dump and restore through a keeper ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What movers by CRIU share, on this host and to another. CRIU runs as the child of a
// job's keeper both times; what it restores is made with CLONE_PARENT, so that the keeper is
// its parent. Both copies are held by a freezer, which no program can see, and not by
// SIGSTOP, which parents can.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_CRIU_STEPS_H
#define AUSPEX_RUNTIME_MIGRATE_CRIU_STEPS_H

#include "runtime/migrate/criu.h"
#include "runtime/migrate/journal.h"
#include "runtime/migrate/keeper_link.h"
#include "runtime/migrate/mover.h"
#include "runtime/migrate/preconditions.h"

namespace auspex::migrate {

struct CriuOptions {
  std::string Self;   ///< this executable: finds CRIU and auspex-criu
  std::string Helper; ///< auspex-criu
  std::string
      Images; ///< where images go; empty: /dev/shm where there is room, the runtime directory
};

double monotonicNow(); ///< seconds
uint64_t freeBytes(const std::string &Dir);
bool writeFile(const std::string &Path, std::string_view Text, unsigned Mode);

/// How CRIU is started here, or why it cannot work for this user.
demand::Expected<std::vector<std::string>> readyCriu(const CriuOptions &O);
/// Whether job \p S can be dumped at all: it is movable, its groups can be frozen, it has
/// nothing that CRIU cannot take along. Nothing is touched.
demand::Expected<void> dumpable(const Subject &S);

/// Makes the directory \p Images, mode 0700, empty.
demand::Expected<void> makeImages(const std::string &Images);

/// A job that is being written down.
struct Dump {
  std::vector<std::string> Criu;  ///< how it is started here
  std::string Helper;             ///< auspex-criu
  std::string Images;
  place::Group Source;
  KeeperLink Link;
  std::vector<std::string> Begin; ///< auspex-criu's arguments for the job's own namespaces
  std::vector<Outside> Pipes;
  pid_t Root = 0;
  size_t Count = 0; ///< processes
  uint64_t Bytes = 0;
  double StoppedAt = 0;

  /// Asks the keeper of \p S to hold the job; the launcher lets go of its counters.
  demand::Expected<void> hold(const Subject &S, Journal &J);
  /// Writes the job into Images; it is frozen from then on.
  demand::Expected<void> dump(Journal &J);
};

/// A copy that is being made of images.
struct Restore {
  std::vector<std::string> Criu;
  std::string Helper, Images;
  std::vector<std::string> Namespaces; ///< to enter (/proc/PID/ns/NAME)
  /// /proc/PID/fd/N of what takes the place of the pipe with the name Id in the images.
  std::vector<Outside> Pipes;
};
/// The root of the copy, which is frozen in \p Target before its first instruction.
demand::Expected<pid_t> restore(const Restore &R, const place::Group &Target, KeeperLink &Link,
                                Journal &J);
/// Whether \p Target is frozen with \p Count processes in it.
demand::Expected<void> verify(const place::Group &Target, size_t Count);

/// Ends the side of a move that must not go on and thaws the other one, by the notes
/// `source` and `target` ("VERSION DIRECTORY" of a freezer group; either may be missing);
/// removes the images.
demand::Expected<void> settleCopies(const History &H, bool Forward);

/// Settles what arrived here from another host (the mover `arrival` of a journal).
demand::Expected<void> settleArrival(const History &H, bool Forward);

/// Faults of tests: kill-keeper, kill-launcher, kill-both, kill-all (the mover, too),
/// kill-criu, fill-disk. \p New: what takes the place of the dumped root; 0: nothing yet.
demand::Expected<void> injectFault(const std::string &Kind, const Dump &D, pid_t New);

/// Removes the groups that a copy is gone from. They are busy until its parent has reaped
/// it (v1), which is the keeper's next work.
demand::Expected<void> removeGroups(place::Group G);

} // namespace auspex::migrate

#endif
