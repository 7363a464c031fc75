//===- runtime/agent/agent.h - Jobs from other hosts, and to them ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `auspex agent` cleans up after arrivals that died and becomes `auspex-tunnel listen`, which
// executes `auspex agent --serve` for each connection of somebody who has the key: serve().
// Its first frame says what it is about. Without a connection (a descriptor 0 that is no socket)
// it settles what a process that was killed left. A job that arrives makes its connection's process
// its launcher (arrival.h), which outlives connections; a later one for the same job is handed
// over to it through the socket JOB.relay in the runtime directory.
//
// In the runtime directory JOB.arrival is the journal of an arrival. It stays until the
// relay has taken leave, whatever becomes of the job's record: by it an agent knows what it
// has committed.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_AGENT_AGENT_H
#define AUSPEX_RUNTIME_AGENT_AGENT_H

#include "demand/error.h"

#include <string>

namespace auspex::agent {

/// Where things are.
struct Ways {
  std::string Self;   ///< the executable auspex
  std::string Helper; ///< auspex-criu
  std::string Keeper; ///< auspex-keeper
  std::string Directory; ///< of the runtime
};

/// Settles arrivals whose process died, and cleans up after dead jobs.
void settleArrivals(const std::string &Directory);

/// One connection, descriptor 0, or what is left of others. Returns an exit status.
int serve(const Ways &W);

/// The relay of the job whose move's journal is \p Journal (a path). Tells in \p Images its
/// process, or why there is none; returns an exit status, in the relay itself with the job's
/// end.
int relay(const std::string &Journal, const std::string &Images);

std::string arrivalPath(const std::string &Directory, const std::string &Job);
std::string relayPath(const std::string &Directory, const std::string &Job);

} // namespace auspex::agent

#endif
