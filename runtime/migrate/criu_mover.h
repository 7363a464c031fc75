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
// How the copies are made and held: criu_steps.h.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_CRIU_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_CRIU_MOVER_H

#include "runtime/migrate/criu_steps.h"

namespace auspex::migrate {

class CriuMover : public Mover {
public:
  explicit CriuMover(CriuOptions O) : O(std::move(O)) {}
  std::string_view name() const override { return "criu"; }
  demand::Expected<void> check(const Subject &S, const Target &T) override;
  Plan plan(const Subject &S, const Target &T, Journal &J) override;
  Speed speed() const override;
  std::string effect() const override;
  static demand::Expected<void> settle(const History &H, bool Forward);

  demand::Expected<void> inject(const std::string &Kind) override;

private:
  struct Work;
  CriuOptions O;
  std::shared_ptr<Work> Now;
};

} // namespace auspex::migrate

#endif
