//===- runtime/migrate/trigger.h - Have a job moved when the time has come ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Forecast, deviation, planner, mover: whoever follows a job along its timeline says where
// it is and what it holds; the planner says whether this is the moment; `auspex migrate`
// does it, in a process of its own.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_TRIGGER_H
#define AUSPEX_RUNTIME_MIGRATE_TRIGGER_H

#include "runtime/migrate/mover.h"
#include "runtime/migrate/planner.h"

#include <optional>

namespace auspex::migrate {

class Trigger {
public:
  /// \p Self: this executable. \p Quiet: the mover says nothing of a move that succeeded.
  Trigger(std::unique_ptr<Mover> M, Target T, std::string Self, bool Quiet)
      : By(std::move(M)), Goal(std::move(T)), Self(std::move(Self)), Quiet(Quiet) {}

  /// The job \p S is in phase \p Current of \p Timeline, \p Now seconds after its start,
  /// and holds \p Held bytes. Returns the mover's process where one was started.
  pid_t consider(const Subject &S, const std::vector<Stretch> &Timeline, size_t Current, double Now,
                 double Held, void (*InChild)(void *), void *Argument);

private:
  std::unique_ptr<Mover> By;
  Target Goal;
  std::string Self;
  bool Quiet;
  std::optional<Place> There;
  double Looked = -1;
  bool Done = false; ///< there, or it was tried
};

} // namespace auspex::migrate

#endif
