//===- test/unit/watch/follow_test.cpp --------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs are simulated: time and memory are numbers here.
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/follow.h"

#include <gtest/gtest.h>

#include <functional>

using namespace auspex::watch;

namespace {

constexpr uint64_t MiB = 1 << 20;

/// 40 MiB for a second, 200 MiB for two, 40 MiB for two.
std::vector<Leg> growShrink() {
  auto At = [](double Start, double Seconds, double Before, double Peak) {
    return Leg{Start, Seconds, Before * MiB, Peak * MiB, uint64_t(Peak + 10) * MiB};
  };
  return {At(0, 1, 1, 40), At(1, 2, 40, 200), At(3, 2, 40, 40)};
}

/// Memory of the run at a time, if it goes \p Pace times as slowly as foretold.
std::function<double(double)> slowedBy(double Pace) {
  return [Pace](double Seconds) {
    double T = Seconds / Pace;
    return (T < 0.02 ? 1 : T < 1 ? 40.0 : T < 3 ? 200.0 : 40.0) * MiB;
  };
}

struct Course {
  double ByteSeconds = 0, Over = 0; ///< MiB*s reserved; MiB*s held above the reservation
  uint64_t Last = 0;
  unsigned Changes = 0;
};

Course drive(Follower &F, double Until, const std::function<double(double)> &Held) {
  constexpr double Step = 0.02;
  Course C;
  uint64_t Reserved = F.first();
  for (double T = 0; T < Until; T += Step) {
    uint64_t Used = uint64_t(Held(T));
    if (Used > Reserved)
      C.Over += double(Used - Reserved) / MiB * Step;
    uint64_t Next = F.decide(T, Used);
    C.Changes += Next != Reserved;
    Reserved = Next;
    C.ByteSeconds += double(Reserved) / MiB * Step;
  }
  C.Last = Reserved;
  return C;
}

} // namespace

TEST(Follow, NothingToFollow) {
  EXPECT_FALSE(Follower({}, {}).worthwhile());
  std::vector<Leg> Flat = {{0, 1, 0, 50.0 * MiB, 60 * MiB}, {1, 1, 0, 52.0 * MiB, 62 * MiB}};
  EXPECT_FALSE(Follower(Flat, {}).worthwhile());
  EXPECT_TRUE(Follower(growShrink(), {}).worthwhile());
}

TEST(Follow, GrowsBeforeThePhaseAndGivesBackAfterIt) {
  Follower F(growShrink(), {});
  EXPECT_EQ(F.first(), 50 * MiB);
  EXPECT_EQ(F.decide(0.5, 40 * MiB), 50 * MiB);
  EXPECT_EQ(F.decide(0.95, 40 * MiB), 210 * MiB)
      << "lead time: 20 ms and a tenth of what has passed";
  EXPECT_EQ(F.phase(), 0u);
  EXPECT_EQ(F.decide(1.0, 200 * MiB), 210 * MiB);
  EXPECT_EQ(F.phase(), 1u);
  EXPECT_EQ(F.decide(3.0, 40 * MiB), 210 * MiB) << "not at once";
  EXPECT_EQ(F.phase(), 2u);
  EXPECT_EQ(F.decide(3.06, 40 * MiB), 50 * MiB);
}

TEST(Follow, NeverHoldsLessThanTheJobHas) {
  for (double Pace : {0.2, 0.5, 0.8, 1.0, 1.3, 2.0, 5.0}) {
    Follower F(growShrink(), {});
    Course C = drive(F, 5 * Pace, slowedBy(Pace));
    EXPECT_EQ(C.Last, 50 * MiB) << Pace;
    // One look late at most, where the job is faster than foretold.
    EXPECT_LE(C.Over, Pace < 1 ? 160 * 0.02 + 1 : 0) << Pace;
    EXPECT_LE(C.Changes, 3u) << Pace;
    EXPECT_LT(C.ByteSeconds, 210 * 5 * Pace) << Pace << ": no better than one limit";
  }
}

TEST(Follow, APaceThatWasSeenHoldsForTheRest) {
  Follower F(growShrink(), {});
  drive(F, 2.5, slowedBy(2));
  EXPECT_EQ(F.phase(), 1u);
  EXPECT_NEAR(F.pace(), 2, 0.1);
  EXPECT_NEAR(F.startOf(2), 6, 0.2);
}

TEST(Follow, ABurstThatComesAgainIsKept) {
  std::vector<Leg> Bursts;
  for (int I = 0; I < 10; ++I)
    Bursts.push_back({I * 0.05, 0.05, 40.0 * MiB, (I % 2 ? 200.0 : 40.0) * MiB,
                      uint64_t(I % 2 ? 210 : 50) * MiB});
  Follower F(Bursts, {});
  Course C =
      drive(F, 0.4, [](double T) { return (int(T / 0.05 + 1e-9) % 2 ? 200.0 : 40.0) * MiB; });
  EXPECT_LE(C.Changes, 1u);
  EXPECT_EQ(C.Over, 0);
}

TEST(Follow, WhatNothingForetoldIsADeviation) {
  Follower F(growShrink(), {});
  F.decide(0.2, 40 * MiB);
  EXPECT_EQ(F.deviation(), 0u);
  uint64_t R = F.decide(0.5, 400 * MiB);
  EXPECT_GE(R, 400 * MiB + 16 * MiB);
  EXPECT_GT(F.deviation(), 0u);
}

TEST(Follow, NotBeyondTheBound) {
  FollowOptions O;
  O.Max = 100 * MiB;
  Follower F(growShrink(), O);
  F.decide(0.5, 40 * MiB);
  EXPECT_EQ(F.decide(1.0, 99 * MiB), 100 * MiB);
}

TEST(Follow, APeakBetweenTwoLooksHidesNoPhase) {
  // Two stages: the first ends with 120 MiB for a moment that no look falls into.
  std::vector<Leg> Stages = {{0, 1, 1.0 * MiB, 80.0 * MiB, 90 * MiB},
                             {1, 1, 80.0 * MiB, 120.0 * MiB, 130 * MiB},
                             {2, 2, 20.0 * MiB, 20.0 * MiB, 25 * MiB}};
  Follower F(Stages, {});
  F.decide(0.5, 80 * MiB);
  F.decide(1.5, 92 * MiB); // has begun
  ASSERT_EQ(F.phase(), 1u);
  F.decide(2.02, 20 * MiB);
  EXPECT_EQ(F.phase(), 2u);
  EXPECT_EQ(F.decide(2.1, 20 * MiB), 25 * MiB);
}

TEST(Follow, APhaseBetweenTwoLooksIsPassed) {
  // 3 ms with 130 MiB between two long stages of 100 and 20.
  std::vector<Leg> Stages = {{0, 1, 100.0 * MiB, 100.0 * MiB, 110 * MiB},
                             {1, 0.003, 100.0 * MiB, 130.0 * MiB, 140 * MiB},
                             {1.003, 2, 20.0 * MiB, 20.0 * MiB, 25 * MiB}};
  Follower F(Stages, {});
  F.decide(0.5, 100 * MiB);
  ASSERT_EQ(F.phase(), 0u);
  F.decide(1.02, 20 * MiB);
  EXPECT_EQ(F.phase(), 2u);
  EXPECT_EQ(F.decide(1.1, 20 * MiB), 25 * MiB);
}

TEST(Follow, WhatMayBeginWithinTheLeadTime) {
  Follower F(growShrink(), {});
  F.decide(0.5, 40 * MiB);
  EXPECT_EQ(F.soon(), 0u);
  F.decide(0.95, 40 * MiB);
  EXPECT_EQ(F.soon(), 1u);
  EXPECT_EQ(F.phase(), 0u);
}
