//===- runtime/agent/arrival.h - A job that comes from another host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The launcher of a job that arrives. Its keeper has no job at first: it is the parent of what
// CRIU restores, and with the word Commit of the mover on the other host it adopts it. From
// then on this process holds what a launcher holds, and the other ends of the pipes that led
// out of the job; a relay on the other host may come, be cut off, and come again.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_AGENT_ARRIVAL_H
#define AUSPEX_RUNTIME_AGENT_ARRIVAL_H

#include "runtime/agent/agent.h"
#include "runtime/migrate/host/channel.h"

namespace auspex::agent {

/// Whether the job of \p Offer can come here; why not, in one sentence.
demand::Expected<void> acceptable(const Ways &W, const nlohmann::json &Offer);

/// Takes the job of \p Offer from the mover at \p Mover and stays until it is over and a relay
/// knows; returns an exit status.
int arrive(const Ways &W, migrate::Channel Mover, const nlohmann::json &Offer);

} // namespace auspex::agent

#endif
