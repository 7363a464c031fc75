//===- runtime/launch/steer.h - Keep a job's limits ahead of its phases ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Samples what the job holds, asks the follower (runtime/watch/follow.h) what to reserve,
// and keeps what was seen for a trace. The keeper sets limits and guards them; if
// this process dies it goes back to those of the whole run.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_STEER_H
#define AUSPEX_RUNTIME_LAUNCH_STEER_H

#include "demand/forecast.h"
#include "runtime/launch/sample.h"
#include "runtime/place/group.h"
#include "runtime/watch/follow.h"
#include "runtime/watch/status.h"

#include <optional>

namespace auspex::launch {

class Steering {
public:
  struct Options {
    bool Follow = true;    ///< resize along the timeline
    bool Weigh = false;    ///< the CPU weight follows, too: it is the forecast's own
    bool Record = false;   ///< keep samples for a trace
    uint64_t WholeRun = 0; ///< bytes reserved for the whole run; 0: none
    uint64_t Max = 0;      ///< never more; 0: no bound
    uint64_t WeightMax = 0; ///< of the CPU, never more; 0: no bound
    unsigned Cpus = 1;
    double Margin = 1; ///< times what the forecast's high end asks for
  };
  Steering(const place::Group &G, const demand::Forecast &F, const Options &O);

  /// The limit follows the timeline.
  bool following() const { return Follow; }
  /// Bytes to begin with.
  uint64_t first() const;
  void started(pid_t Job);
  void moved(pid_t To) { Job = To; }
  /// Bytes to reserve from now on; 0: as it is. Looks at the job where it is time to,
  /// or \p Now.
  uint64_t want(bool AtOnce);
  /// Milliseconds until want() wants to be asked; -1: never.
  int interval() const;
  /// What is reserved now, and how long setting it took at most, in seconds.
  void reserved(uint64_t Bytes, double SetSeconds);
  /// A beacon told what the forecast lacked: the run is \p F from now on, with so many
  /// bytes for all of it (0: still nobody knows).
  void replace(const demand::Forecast &F, uint64_t WholeRun);

  /// How often the CPU weight was set to what a phase's threads ask for.
  unsigned weightChanges() const { return WeightChanges; }

  void tell(watch::Status &S) const;
  const std::vector<Sample> &samples() const { return Samples; }
  /// A sentence about a job that held more than was forecast; may be empty.
  std::string deviation() const;
  double seconds() const;
  /// The same without the time that the job's main thread waited for a CPU: a
  /// forecast's durations are those of an undisturbed run.
  double undisturbed() const;

private:
  uint64_t reservation(double HighBytes) const;
  std::vector<watch::Leg> legsOf(const demand::Forecast &F) const;
  void look();
  void setCourse(const demand::Forecast &F);
  uint64_t weightOf(const demand::Phase &P) const;
  bool weightsDiffer() const;
  void weigh();

  const place::Group &Group;
  std::vector<demand::Phase> Timeline;
  Options O;
  std::optional<watch::Follower> Course;
  bool Follow = false, Weigh = false;
  uint64_t Weight = 0; ///< that was set last
  unsigned WeightChanges = 0;
  int IntervalMs = 20;
  pid_t Job = 0;
  uint64_t StartedNanos = 0, LookedNanos = 0;
  uint64_t Wanted = 0, Reserved = 0;
  std::vector<Sample> Samples;
};

} // namespace auspex::launch

#endif
