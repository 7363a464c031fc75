//===- runtime/migrate/host/host_mover.h - To another host, by CRIU ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   prepare   the agent there makes groups and a place for images
//   hold      the keeper knows, the launcher has let go of the job
//   dump      CRIU writes the job down and leaves it frozen
//   send      the images go to the other host's memory
//   restore   CRIU makes the copy there, frozen
//   relay     a relay is made here, the keeper's child: it takes the job's place, passes on
//             what the job writes, reads and gets as signals, and ends as the job ends
//   pledge    the keeper: the job here stays frozen from now on, whoever dies
//   ask       the other host's keeper writes its `commit` and thaws the copy
//   commit    this host's keeper writes its own, and kills the old copy
//
// The other host decides: before it is asked (note `asked`) this host may go back at any
// time, and the agent drops the copy when the connection ends. Once it has been asked, only its
// answer says which way the move goes: until it can be had, the job here stays frozen. The
// agent is never in doubt: it has committed, or it never will.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_HOST_HOST_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_HOST_HOST_MOVER_H

#include "runtime/migrate/criu_steps.h"
#include "runtime/migrate/host/hosts.h"

namespace auspex::migrate {

class HostMover : public Mover {
public:
  explicit HostMover(CriuOptions O) : O(std::move(O)) {}
  std::string_view name() const override { return "host"; }
  demand::Expected<void> check(const Subject &S, const Target &T) override;
  Plan plan(const Subject &S, const Target &T, Journal &J) override;
  Speed speed() const override;
  std::string effect() const override;
  static demand::Expected<void> settle(const History &H, bool Forward);
  static demand::Expected<bool> decide(const History &H, Journal &J);

  /// Beside those of injectFault(): cut, kill-relay.
  demand::Expected<void> inject(const std::string &Kind) override;

private:
  struct Work;
  CriuOptions O;
  std::shared_ptr<Work> Now;
};

/// Where a job of \p Directory has gone, by its journal: the name of the host and of the job
/// there; an empty host where it is here.
struct Whereabouts {
  std::string Host, Job;
};
Whereabouts whereabouts(const std::string &Directory, const std::string &Job);

/// Ends the relay of a job that was on a host which will not come back, as by SIGKILL. False
/// where the job is no such.
bool giveUpLost(const std::string &Directory, const std::string &Job);

/// The agent that a journal's notes name.
Peer peerOf(const History &H);

} // namespace auspex::migrate

#endif
