//===- runtime/watch/follow.cpp - What to reserve now, by a timeline ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/follow.h"

#include <algorithm>
#include <cmath>

namespace auspex::watch {
namespace {

/// Shares of a change of memory that tell that it has begun, or that it is over.
constexpr double Begun = 0.25, Over = 0.75;
/// How far the pace may be corrected.
constexpr double Slowest = 50, Fastest = 0.02;

} // namespace

Follower::Follower(std::vector<Leg> Given, FollowOptions O) : Legs(std::move(Given)), O(O) {
  if (!Legs.empty())
    Held = first();
}

bool Follower::differs(double A, double B) const { return std::abs(A - B) >= double(O.Step); }

bool Follower::worthwhile() const {
  uint64_t Least = ~0ull, Most = 0;
  for (const Leg &L : Legs) {
    Least = std::min(Least, L.Reserve);
    Most = std::max(Most, L.Reserve);
  }
  return !Legs.empty() && Most > Least && Most - Least >= O.Step;
}

double Follower::startOf(size_t I) const { return AnchorAt + (Legs[I].Start - AnchorStart) * Pace; }

uint64_t Follower::first() const {
  uint64_t Most = Legs[0].Reserve;
  for (size_t I = 1; I < Legs.size() && Legs[I].Start <= 2 * O.LeadSeconds + O.HoldSeconds; ++I)
    Most = std::max(Most, Legs[I].Reserve);
  return bounded(Most);
}

/// Phase \p I was seen to begin.
void Follower::seen(size_t I, double Seconds) {
  double Foretold = Legs[I].Start - AnchorStart, Passed = Seconds - AnchorAt;
  // A stretch of a few milliseconds tells nothing about the pace.
  constexpr double Least = 0.005;
  if (Foretold > Least && Passed > 0)
    Pace = std::clamp(Passed / Foretold, Fastest, Slowest);
  AnchorAt = Seconds;
  AnchorStart = Legs[I].Start;
  Now = I;
  Reached = false;
}

void Follower::advance(double Seconds, uint64_t Used) {
  double Memory = double(Used);
  while (Now + 1 < Legs.size()) {
    const Leg &L = Legs[Now], &N = Legs[Now + 1];
    // Phases end where memory is freed. Less than a phase begins with and leaves behind: it came
    // and went between two looks; less than it begins with: so did its peak.
    if (Memory + double(O.Step) <= std::min(L.Before, N.Before)) {
      seen(Now + 1, Seconds);
      continue;
    }
    Reached |= Memory >= L.Before + Over * (L.Peak - L.Before) || L.Peak <= L.Before ||
               Memory + double(O.Step) <= L.Before;
    if (differs(N.Peak, L.Peak)) {
      bool Grows = N.Peak > L.Peak;
      // What the phase in progress explains is no sign of the next one; neither is
      // what it has not reached yet.
      if (Grows ? Memory < L.Peak + Begun * (N.Peak - L.Peak)
                : !Reached || Memory > L.Peak + Over * (N.Peak - L.Peak))
        return;
      seen(Now + 1, Seconds);
    } else {
      // Not to be told apart: by time, unless a later phase shows.
      bool Later = false;
      for (size_t I = Now + 2; I < Legs.size() && !Later && Reached; ++I)
        if (Legs[I].Peak > L.Peak && differs(Legs[I].Peak, L.Peak))
          Later = Memory >= L.Peak + Begun * (Legs[I].Peak - L.Peak);
      if (!Later && Seconds < startOf(Now + 1))
        return;
      ++Now;
      Reached = false;
    }
  }
}

uint64_t Follower::decide(double Seconds, uint64_t Used) {
  advance(Seconds, Used);
  const double Lead = O.LeadSeconds + O.LeadShare * std::max(Seconds - AnchorAt, 0.0);
  uint64_t Want = Legs[Now].Reserve;
  for (Soon = Now; Soon + 1 < Legs.size() && startOf(Soon + 1) <= Seconds + Lead; ++Soon)
    Want = std::max(Want, Legs[Soon + 1].Reserve);
  // Memory that it has is never taken from it.
  uint64_t Floor = Used + std::max<uint64_t>(Used / 16, 1 << 20);
  uint64_t Most = std::ranges::max(Legs, {}, &Leg::Reserve).Reserve;
  if (Used > Most && Used - Most > Deviation) { // no phase explains it
    Deviation = Used - Most;
    DeviatingPhase = Now;
  }
  Want = bounded(std::max(Want, Floor));

  if (Want >= Held) {
    LowerSince = -1;
    if (Want - Held >= O.Step || Used + (1 << 20) > Held)
      Held = Want;
    return Held;
  }
  if (Held - Want < O.Step)
    return Held;
  if (LowerSince < 0)
    LowerSince = Seconds;
  // Not for a moment: what will be needed again soon stays.
  for (size_t I = Now + 1; I < Legs.size() && startOf(I) <= Seconds + Lead + O.HoldSeconds; ++I)
    if (bounded(Legs[I].Reserve) > Want + O.Step)
      return Held;
  if (Seconds - LowerSince >= O.HoldSeconds) {
    Held = Want;
    LowerSince = -1;
  }
  return Held;
}

void Follower::replace(std::vector<Leg> Given, double Seconds) {
  if (Given.empty())
    return;
  Legs = std::move(Given);
  double Foretold = AnchorStart + (Seconds - AnchorAt) / Pace;
  size_t At = 0;
  while (At + 1 < Legs.size() && Legs[At + 1].Start <= Foretold)
    ++At;
  Now = At;
  Reached = false;
}

} // namespace auspex::watch
