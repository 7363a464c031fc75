//===- runtime/migrate/planner.h - When moving is worth it, and when it is cheapest ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compares, over the rest of a timeline, staying with moving at each boundary between
// two phases (and at once). Staying costs what the place lacks: CPUs that threads
// wait for, memory that is swapped. (All places are of one machine: its processors'
// instructions and speed are the same in each.) Moving costs
// the downtime, which grows with what is live soon after the boundary, as one is met a little
// late. The cheapest boundary is typically after a free, before a phase that does not grow
// at once.
//
//   rest(here)      = sum over i of seconds(i, here)
//   move before k   = sum i<k of seconds(i, here) + downtime(live at k) + sum i>=k of seconds(i,
//   there)
//
// Against ping-pong: a move must win a share of the rest and several times its own
// downtime, and takes a small share of the run at most. Pure computation; times in
// seconds, memory in bytes.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_PLANNER_H
#define AUSPEX_RUNTIME_MIGRATE_PLANNER_H

#include "runtime/migrate/speed.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace auspex::migrate {

/// A phase as far as planning needs it.
struct Stretch {
  std::string Name;
  double Start = 0, Seconds = 0; ///< on an undisturbed machine, since the job's start
  double LiveAtStart = 0;        ///< bytes that are resident when it begins
  double Peak = 0;               ///< ... at most
  double Parallelism = 1;        ///< threads that can run at once
};

/// What a place has. Zero memory or CPUs: not bounded.
struct Place {
  std::string Name;
  double Cpus = 0;
  double MemoryBytes = 0;
};

/// Seconds that \p S takes at \p P. Assumed: swapped memory comes and goes at 200 MB/s once
/// a phase.
double secondsAt(const Stretch &S, const Place &P);

struct Bounds {
  double LeastShare = 0.05; ///< of the rest that a move must win
  double LeastGain = 2;     ///< times its own downtime that it must win
  double Budget = 0.1;      ///< share of the whole run that the downtime may take
};

struct Choice {
  size_t Before = 0;   ///< the stretch that it would come before; the one in progress: at once
  double At = 0;       ///< seconds since the job's start
  double Live = 0;     ///< bytes to be moved
  double Downtime = 0; ///< seconds
  double Rest = 0;     ///< seconds from now until the job's end
};

struct Decision {
  bool Move = false;
  Choice Best;             ///< the cheapest, whether or not it is worth it
  double Stay = 0;         ///< seconds from now until the end without a move
  std::vector<Choice> All; ///< at once first, then in time
  std::string Why;         ///< one sentence
};

/// \p Now: seconds since the start; \p Current: the stretch in progress; \p Held: what the
/// job holds now.
Decision decide(const std::vector<Stretch> &Timeline, size_t Current, double Now, double Held,
                const Place &Here, const Place &There, const Speed &Mover, const Bounds &B = {});

/// The table and the sentence, for a person.
std::string explain(const std::vector<Stretch> &Timeline, const Decision &D, const Place &Here,
                    const Place &There);
/// Members of the document auspex.migrate/1 (docs/migration.md).
std::string decisionJson(const std::vector<Stretch> &Timeline, const Decision &D, const Place &Here,
                         const Place &There);

} // namespace auspex::migrate

#endif
