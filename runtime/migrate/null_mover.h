//===- runtime/migrate/null_mover.h - Moves nothing: the template, and a fake for tests ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The job is a directory with the files `source` and `target`, each of which says
// what that copy does: `running`, `frozen`, or is not there. What the protocol
// promises can be read from them: at every moment at most one runs, and in the end
// exactly one.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_NULL_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_NULL_MOVER_H

#include "runtime/migrate/mover.h"

namespace auspex::migrate {

class NullMover : public Mover {
public:
  /// \p Folder is the job.
  explicit NullMover(std::string Folder) : Folder(std::move(Folder)) {}
  /// Makes a job that runs at its source.
  demand::Expected<void> start() const;

  std::string_view name() const override { return "null"; }
  demand::Expected<void> check(const Subject &S, const Target &T) override;
  Plan plan(const Subject &S, const Target &T, Journal &J) override;
  Speed speed() const override { return {}; }

  /// Settles from the journal alone; the folder is in its notes.
  static demand::Expected<void> settle(const History &H, bool Forward);

  struct State {
    std::string Source, Target; ///< "running", "frozen", ""
    int running() const { return (Source == "running") + (Target == "running"); }
  };
  State state() const;

private:
  std::string Folder;
};

} // namespace auspex::migrate

#endif
