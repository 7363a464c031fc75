//===- runtime/history/history.h - What was run, and how it went -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One row a run in an SQLite database, by default
// $XDG_STATE_HOME/auspex/history.db (~/.local/state where that is not set),
// $AUSPEX_HISTORY elsewhere, nowhere where AUSPEX_HISTORY is empty. WAL with
// synchronous=NORMAL: a row survives kill -9 of its writer, a power failure may
// lose the last rows but not the database. A run never fails because of its
// history: callers report the error and go on.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_HISTORY_HISTORY_H
#define AUSPEX_RUNTIME_HISTORY_HISTORY_H

#include "demand/error.h"
#include "runtime/learn/features.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace auspex::history {

/// Negative numbers mean "not known".
struct Run {
  int64_t Id = 0;
  double Started = 0;  ///< seconds since 1970
  std::string Program; ///< absolute path
  std::string BuildId; ///< of the ELF file, hexadecimal; may be empty
  std::vector<std::string> Argv;
  std::string InputsHash;                                          ///< inputsHash() of Argv
  double ForecastLow = -1, ForecastLikely = -1, ForecastHigh = -1; ///< peak resident bytes
  double UnknownShare = -1;                                        ///< of evaluated steps
  double MeasuredPeak = -1;  ///< peak resident bytes of the largest process
  double GroupPeak = -1;     ///< peak bytes charged to the group
  double Reserved = -1;      ///< bytes at the end
  double ReservedFirst = -1; ///< bytes at the start
  int Raises = 0;
  double WallSeconds = 0, UserSeconds = 0, SystemSeconds = 0;
  int Status = 0;         ///< exit status, or 128 + signal
  std::string Outcome;    ///< "exited", "signalled", "not started", "lost"
  std::string Machine;    ///< CPUs, memory, kernel
  std::string Tag; ///< the user's name for what it worked on; may be empty
  learn::Features Inputs; ///< what was known before the run
  int OomKills = 0;       ///< processes killed for memory: the peak is a lower bound
  int EarlierRuns = 0;    ///< that a prediction was made from
  double PeakScore = NAN, SecondsScore = NAN; ///< learn::Prediction::score; NAN: no prediction
};

/// How predictions went: what intervals are made of.
struct Score {
  int EarlierRuns = 0;
  double Peak = NAN, Seconds = NAN; ///< NAN: not predicted
  double LogError = NAN;            ///< log(measured peak / likely one)
};

std::string defaultPath();

class History {
public:
  /// Opens, or with \p Create creates, the database. An error for a file that
  /// is no database, damaged, or written by a newer Auspex.
  static demand::Expected<History> open(const std::string &Path, bool Create);

  demand::Expected<void> add(const Run &R);
  /// Adds all or none; a run that is there already (same start, program and arguments)
  /// is left out. Returns how many were added.
  demand::Expected<int64_t> addAll(const std::vector<Run> &Runs);
  /// The last \p Last runs, newest first; of \p Program (a path or the last
  /// component of one) where it is not empty.
  demand::Expected<std::vector<Run>> list(const std::string &Program, unsigned Last) const;
  /// The same, oldest first, one at a time; \p Each returns whether to go on.
  demand::Expected<void> each(const std::string &Program,
                              const std::function<bool(const Run &)> &Each) const;
  /// Runs of this executable (an absolute path) that were measured, newest first.
  demand::Expected<std::vector<Run>> ofProgram(const std::string &Path, unsigned Last) const;
  /// The last runs of any program that have a tag and were measured, newest first.
  demand::Expected<std::vector<Run>> tagged(unsigned Last) const;
  /// The last scores of any program, newest first.
  demand::Expected<std::vector<Score>> scores(unsigned Last) const;
  /// Deletes the runs of \p Program, or all; returns how many.
  demand::Expected<int64_t> forget(const std::string &Program);

private:
  demand::Expected<void> select(const std::string &From, const std::string &Bound,
                                const std::function<bool(const Run &)> &Each) const;
  demand::Expected<std::vector<Run>> selectAll(const std::string &From,
                                               const std::string &Bound) const;
  demand::Error error() const;
  void shortenLog();
  std::string Path;
  struct Close {
    void operator()(sqlite3 *) const;
  };
  std::unique_ptr<sqlite3, Close> Db;
};

/// FNV-1a, 16 hexadecimal digits, of the arguments and of the size and time of the
/// regular files that they name. Files changed at \p Started (seconds since 1970) or
/// later are what a run that started then may have written: left out.
std::string inputsHash(const std::vector<std::string> &Argv, double Started);

} // namespace auspex::history

#endif
