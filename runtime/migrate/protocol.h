//===- runtime/migrate/protocol.h - The steps of a move, and what follows from its death ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two phases. Until `commit` stands in the journal the job is the source's: any
// failure puts everything back. From then on it is the target's: any failure is
// carried forward. Which of the two holds is read from the journal, and from
// nothing else, by whoever is alive: the mover itself, the job's keeper or launcher,
// the next auspex command, or a person with `auspex migrate --resolve`.
//
// A mover gives numbered steps and one function that settles a move in either
// direction from the journal's notes. That function is used after a failure, after a
// death and at the end of a move that went well, and must be able to run twice.
//
// Faults. Every step has two numbered points, before and after it. A test names one
// (AUSPEX_MOVE_FAULT=STEP:before|after:KIND) and what shall happen there.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_PROTOCOL_H
#define AUSPEX_RUNTIME_MIGRATE_PROTOCOL_H

#include "runtime/migrate/journal.h"

#include <functional>
#include <string>
#include <vector>

namespace auspex::migrate {

struct Step {
  std::string Name;
  std::function<demand::Expected<void>()> Do;
  /// When it is done the job is the target's: `commit` is written behind it. (A step
  /// may have somebody else write it instead, who is nearer to the job.)
  bool Commits = false;
  /// Once it was begun the move can perhaps not be taken back: another host may have
  /// committed (Plan::Decide).
  bool Decides = false;
};

/// Finishes a move (\p Forward) or takes it back.
using Settler = std::function<demand::Expected<void>(const History &, bool Forward)>;
/// Where another host may have committed (the journal has the note `asked` and no commit):
/// asks it whether it has, and sees to it that it will not any more where it has not. Fails
/// where it does not answer; the job stays frozen then.
using Decider = std::function<demand::Expected<bool>(const History &, Journal &)>;

struct Plan {
  std::vector<Step> Steps;
  Settler Settle;
  Decider Decide;
};

/// Something that shall happen at one point of a move.
struct Fault {
  std::string Step; ///< name or number; empty: none
  bool After = false;
  std::string Kind; ///< fail, kill, or a name that the caller knows
};
/// Reads "STEP:before|after:KIND".
demand::Expected<Fault> parseFault(std::string_view Text);
using Inject = std::function<demand::Expected<void>(const std::string &Kind)>;

struct Outcome {
  bool Moved = false;
  std::string Reason;    ///< why not, one sentence; empty where it moved
  std::string Unsettled; ///< what putting things right could not do; empty: nothing
};

/// Does \p P. \p OnFault is asked to do the kinds that this file does not know.
Outcome move(const Plan &P, Journal &J, const Fault &F = {}, const Inject &OnFault = {});

/// Settles the move of the journal \p J, whose mover is dead. Does nothing where it
/// has ended.
Outcome resolve(Journal &J, const Settler &Settle, const Decider &Decide = {});

} // namespace auspex::migrate

#endif
