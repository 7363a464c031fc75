//===- runtime/watch/follow.h - What to reserve now, by a timeline ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Follows a run along its forecast and says how much memory to reserve at each
// moment: for the phase in progress and for those that may begin within the lead
// time. Pure computation: it is told the time and what the job holds.
//
// Where the run is. A change of memory that the timeline foretells is what is seen
// of a phase's beginning. Seen earlier or later than foretold, it corrects the pace
// of the rest. Phases that differ too little to be told apart by memory pass by
// time.
//
//   grow        before the phase: lead time plus a share of the time since the last
//               change that was seen, which is how far the pace may be off
//   give back   after the change was seen and held for a while, if the next phase that
//               needs as much is further away than that
//
// A job that holds more than its phase should is in a later phase that explains it, or
// deviates: then the reservation is what it holds and a margin, and deviation() says
// by how much it exceeds the forecast.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_FOLLOW_H
#define AUSPEX_RUNTIME_WATCH_FOLLOW_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace auspex::watch {

/// A phase as far as following it needs.
struct Leg {
  double Start = 0, Seconds = 0; ///< as foretold
  double Before = 0;             ///< resident bytes when it begins
  double Peak = 0;               ///< likely resident bytes at most
  uint64_t Reserve = 0;          ///< bytes to reserve for it: its high end and a margin
};

struct FollowOptions {
  double LeadSeconds = 0.02; ///< from a decision until the limit holds
  double LeadShare = 0.1;    ///< of the time since the last change that was seen
  double HoldSeconds = 0.05; ///< before memory is given back, and not for less than that
  uint64_t Step = 8 << 20;   ///< smaller changes are not worth one, bytes
  uint64_t Max = 0;          ///< never more than this; 0: no bound
};

class Follower {
public:
  Follower(std::vector<Leg> Legs, FollowOptions O);

  /// Whether the timeline gives reason to resize at all.
  bool worthwhile() const;
  /// The reservation that is right from now on. \p Seconds since the job's start, \p Used
  /// bytes that the job holds, page cache left out.
  uint64_t decide(double Seconds, uint64_t Used);
  /// ... where nothing is known of the job yet.
  uint64_t first() const;

  size_t phase() const { return Now; }
  /// The last phase that may begin within the lead time, as of the last decision.
  size_t soon() const { return Soon; }
  /// When phase \p I begins or began, seconds since the start, as far as is known.
  double startOf(size_t I) const;
  /// Seconds that pass for one that was foretold.
  double pace() const { return Pace; }
  /// What the job held at most beyond what any phase was given, bytes; 0: nothing.
  uint64_t deviation() const { return Deviation; }
  size_t deviatingPhase() const { return DeviatingPhase; }
  void setLead(double Seconds) { O.LeadSeconds = Seconds; }
  /// What is foretold has changed: the legs of the whole run, the phase in progress being
  /// the one in which \p Seconds lie.
  void replace(std::vector<Leg> Legs, double Seconds);

private:
  bool differs(double A, double B) const;
  void advance(double Seconds, uint64_t Used);
  void seen(size_t I, double Seconds);
  uint64_t bounded(uint64_t Bytes) const { return O.Max && Bytes > O.Max ? O.Max : Bytes; }

  std::vector<Leg> Legs;
  FollowOptions O;
  size_t Now = 0;                       ///< phase in progress
  size_t Soon = 0;                      ///< the last one that may begin within the lead time
  bool Reached = false;                 ///< its peak was seen
  double AnchorAt = 0, AnchorStart = 0; ///< last change seen: when, and when it was foretold
  double Pace = 1;
  uint64_t Held = 0;      ///< the reservation that was decided last
  double LowerSince = -1; ///< since when a smaller one would do; -1: it would not
  uint64_t Deviation = 0;
  size_t DeviatingPhase = 0;
};

} // namespace auspex::watch

#endif
