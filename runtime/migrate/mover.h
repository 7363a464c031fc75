//===- runtime/migrate/mover.h - One way to move a job ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mover knows one mechanism of the kernel (or of CRIU) and nothing of when or
// why: planner.h does. Everything that can be known to fail is asked before anything
// is touched (check), and the move itself is a list of steps for the protocol. The null,
// CPU set and NUMA movers pass test/conformance/movers, faults at every step included.
// CriuMover needs a keeper, a container and root: what the suite asks of the others is
// asked of it through the command (test/migrate/containers.test, faults.test and, all of
// them, the long lane's containers-all.test and faults-all.test). null_mover.h is the
// template to begin with.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_MOVER_H

#include "runtime/migrate/protocol.h"
#include "runtime/migrate/speed.h"
#include "runtime/migrate/target.h"
#include "runtime/place/group.h"

#include <memory>

namespace auspex::migrate {

/// A job that is to be moved.
struct Subject {
  std::string Job;                      ///< name in the registry
  std::string Directory;                ///< the runtime directory
  pid_t Pid = 0;                        ///< its first program
  const place::Group *Groups = nullptr; ///< may be null: then descendants of Pid are meant

  /// Thread groups of the job at this moment.
  std::vector<pid_t> processes() const;
};

/// Says how far a long step is, in its own unit (pages, bytes).
using Progress = std::function<void(uint64_t Done, uint64_t All)>;

class Mover {
public:
  virtual ~Mover() = default;
  /// As the journal has it.
  virtual std::string_view name() const = 0;
  /// Why \p S cannot go to \p T, and what a person could change; one sentence. Nothing
  /// is touched.
  virtual demand::Expected<void> check(const Subject &S, const Target &T) = 0;
  /// The steps; notes go to \p J, which outlives the plan.
  virtual Plan plan(const Subject &S, const Target &T, Journal &J) = 0;
  /// How long the job stands still, by the bytes that it holds.
  virtual Speed speed() const = 0;
  /// What the effect was, for a person; after a move.
  virtual std::string effect() const { return {}; }
  /// Does a fault of this mover's own, for a test.
  virtual demand::Expected<void> inject(const std::string &Kind) {
    return demand::fail("no such fault: " + Kind);
  }
  Progress OnProgress;
};

/// check(), then the whole move under the journal of the job.
Outcome moveJob(Mover &M, const Subject &S, const Target &T, const Fault &F = {},
                const Inject &OnFault = {});

} // namespace auspex::migrate

#endif
