//===- runtime/migrate/keeper_link.h - A mover's connection to the keeper of a job ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_KEEPER_LINK_H
#define AUSPEX_RUNTIME_MIGRATE_KEEPER_LINK_H

#include "demand/error.h"
#include "runtime/place/file.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace auspex::migrate {

/// Speaks runtime/launch/control.h. Every call waits for the keeper's answer; all of
/// them fail once the keeper is gone.
class KeeperLink {
public:
  static demand::Expected<KeeperLink> connect(const std::string &Path);

  /// The root of the job's process tree.
  demand::Expected<pid_t> hold(int Freezer, int Version, int Journal);
  /// Has the keeper execute \p Argv. \p Target: freezer group of what it makes; -1: none.
  demand::Expected<pid_t> spawn(const std::vector<std::string> &Argv, bool MayKill, int Target,
                                int Version);
  /// Waits for the end of what was spawned; its wait status.
  demand::Expected<int> await(pid_t Pid);
  demand::Expected<void> commit(pid_t Root);
  /// The job stays frozen from now on, whoever dies, until commit() or abort().
  demand::Expected<void> pledge();
  /// Back to the source; returns when that is done.
  demand::Expected<void> abort();
  /// The move is over.
  void over();

private:
  place::Fd Socket;
};

} // namespace auspex::migrate

#endif
