//===- runtime/migrate/preconditions.h - What CRIU cannot take along ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_PRECONDITIONS_H
#define AUSPEX_RUNTIME_MIGRATE_PRECONDITIONS_H

#include "demand/error.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace auspex::migrate {

/// The first thing that stands against dumping the processes \p Pids: which process,
/// what, and what a person could change. Reads /proc only; nothing is stopped.
demand::Expected<void> movable(const std::vector<pid_t> &Pids);

/// Bytes that a dump of \p Pids takes at most: their resident anonymous memory.
uint64_t dumpBytes(const std::vector<pid_t> &Pids);

/// Pipes, terminals of \p Pids that lead out of the job: what CRIU shall take from
/// outside instead of making anew.
struct Outside {
  std::string Path; ///< /proc/PID/fd/N
  std::string Id;   ///< as CRIU names it: "pipe:[123]"
  bool Reads = false; ///< the job reads from it
};
std::vector<Outside> leadsOut(const std::vector<pid_t> &Pids);

} // namespace auspex::migrate

#endif
