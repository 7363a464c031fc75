//===- runtime/migrate/criu_mover.h - To another container of this host, by CRIU ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   prepare   groups below the container's, limits as they were, a place for images
//   hold      the keeper knows, the launcher has let go of the job
//   dump      CRIU writes the job down and leaves it frozen
//   restore   CRIU makes it anew inside the container's groups and namespaces, frozen
//   verify    as many processes, all of them frozen
//   commit    the keeper's word: it kills the old copy and thaws the new one
//
// CRIU runs as the keeper's child both times. What it restores is made with
// CLONE_PARENT, so that the keeper is its parent and holds its exit status as it held the
// first one's. Both copies are held by a freezer, which no program can see, and not by
// SIGSTOP, which parents can.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_CRIU_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_CRIU_MOVER_H

#include "runtime/migrate/criu.h"
#include "runtime/migrate/keeper_link.h"
#include "runtime/migrate/mover.h"

namespace auspex::migrate {

struct CriuOptions {
  std::string Self;   ///< this executable: finds CRIU and auspex-criu
  std::string Helper; ///< auspex-criu
  std::string
      Images; ///< where images go; empty: /dev/shm where there is room, the runtime directory
};

class CriuMover : public Mover {
public:
  explicit CriuMover(CriuOptions O) : O(std::move(O)) {}
  std::string_view name() const override { return "criu"; }
  demand::Expected<void> check(const Subject &S, const Target &T) override;
  Plan plan(const Subject &S, const Target &T, Journal &J) override;
  Speed speed() const override;
  std::string effect() const override;
  static demand::Expected<void> settle(const History &H, bool Forward);

  /// Faults of tests: kill-keeper, kill-launcher, kill-both, kill-criu, fill-disk.
  demand::Expected<void> inject(const std::string &Kind);

private:
  struct Work;
  CriuOptions O;
  std::shared_ptr<Work> Now;
};

} // namespace auspex::migrate

#endif
