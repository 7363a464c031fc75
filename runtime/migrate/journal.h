//===- runtime/migrate/journal.h - What a move has done so far ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A move writes down what it is about to do before it does it, so that whoever
// comes after its death knows what may have happened. The journal of a job is the
// file JOB.move of the runtime directory: lines of text, each flushed to the disk
// before the step that it announces.
//
//   auspex move 1
//   begin MOVER TARGET
//   note KEY VALUE          what undoing or finishing needs; the last one of a key counts
//   step NUMBER NAME        about to be done
//   done NUMBER
//   commit                  from here on the job is the target's
//   end forward|back REASON
//
// One process moves a job at a time: it holds a lock on the journal, which the
// kernel drops when it dies. A journal that can be locked and has no end belongs to
// a move that died; protocol.h finishes it. A last line without its end was not
// written whole, and nothing was done on its account.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_JOURNAL_H
#define AUSPEX_RUNTIME_MIGRATE_JOURNAL_H

#include "demand/error.h"
#include "runtime/place/file.h"

#include <map>
#include <string>
#include <string_view>

namespace auspex::migrate {

/// What a journal says.
struct History {
  std::string Mover, Target;
  std::map<std::string, std::string> Notes;
  int Begun = 0, Done = 0; ///< numbers of the last steps; 0: none
  std::string StepName;    ///< of Begun
  bool Committed = false, Ended = false, Forward = false;
  std::string Reason; ///< of the end

  std::string note(const std::string &Key) const;
};
/// Fails where \p Text is no journal at all.
demand::Expected<History> parseJournal(std::string_view Text);

/// Where the journal of \p Job lies in the runtime directory \p Directory.
std::string journalPath(const std::string &Directory, const std::string &Job);

class Journal {
public:
  /// A new one, locked. Fails while another move of the job is under way, or where one
  /// that died was not resolved.
  static demand::Expected<Journal> begin(const std::string &Path, std::string_view Mover,
                                         std::string_view Target);
  /// That of a move that died, locked. Fails while the move lives.
  static demand::Expected<Journal> open(const std::string &Path);

  demand::Expected<void> note(std::string_view Key, std::string_view Value);
  demand::Expected<void> step(int Number, std::string_view Name);
  demand::Expected<void> done(int Number);
  demand::Expected<void> commit();
  /// The last line; the file stays, as the record of what happened, until the next move.
  demand::Expected<void> end(bool Forward, std::string_view Reason);

  /// What it says now, lines of others (the keeper's commit) included.
  demand::Expected<History> read() const;
  const std::string &path() const { return Path; }

private:
  demand::Expected<void> line(std::string Text);
  std::string text() const;
  std::string Path;
  place::Fd File;
};

} // namespace auspex::migrate

#endif
