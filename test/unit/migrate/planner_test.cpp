//===- test/unit/migrate/planner_test.cpp - When moving is worth it, and when it is cheapest ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/planner.h"

#include <gtest/gtest.h>

namespace auspex::migrate {
namespace {

constexpr double MiB = 1048576;
constexpr Speed Mover = {0.1, 1 / (100 * MiB)}; // 0.1 s and 100 MiB/s

/// Small, large, small, then large and parallel.
std::vector<Stretch> timeline() {
  return {{"load", 0, 10, 1 * MiB, 50 * MiB, 1},
          {"sort", 10, 10, 50 * MiB, 800 * MiB, 1},
          {"reduce", 20, 10, 20 * MiB, 20 * MiB, 1},
          {"solve", 30, 40, 20 * MiB, 2000 * MiB, 8}};
}
const Place Small = {"two CPUs", 2};
const Place Large = {"eight CPUs", 8};

TEST(Planner, APhaseTakesWhatThePlaceLacks) {
  Stretch S{"s", 0, 10, 0, 400e6, 8};
  EXPECT_EQ(secondsAt(S, {"any"}), 10);
  EXPECT_EQ(secondsAt(S, {"cpus", 2}), 40);
  EXPECT_EQ(secondsAt(S, {"more cpus", 64}), 10);
  EXPECT_EQ(secondsAt(S, {"memory", 0, 200e6}), 12) << "200 MB out and in again";
}

TEST(Planner, MovesBeforeTheGrowthWhereLittleIsLive) {
  Decision D = decide(timeline(), 0, 5, 50 * MiB, Small, Large, Mover);
  ASSERT_TRUE(D.Move) << D.Why;
  EXPECT_EQ(D.Best.Before, 2u)
      << "after the free before reduce; as good as before solve, and earlier";
  EXPECT_DOUBLE_EQ(D.Best.Downtime, 0.3);
  EXPECT_EQ(D.All.size(), 4u);
  EXPECT_DOUBLE_EQ(D.Stay, 5 + 10 + 10 + 160);
  EXPECT_DOUBLE_EQ(D.Best.Rest, 5 + 10 + 10 + 40 + 0.3);
}

TEST(Planner, OfTwoThatHoldTheSameTheOneThatGrowsLater) {
  std::vector<Stretch> T = {{"load", 0, 5, 1 * MiB, 900 * MiB, 1},
                            {"burst", 5, 5, 1 * MiB, 900 * MiB, 8},
                            {"rest", 10, 5, 1 * MiB, 30 * MiB, 8}};
  EXPECT_EQ(decide(T, 0, 4, 900 * MiB, Large, Large, Mover).Best.Before, 2u);
}

TEST(Planner, WaitsInTheMiddleOfMuchMemory) {
  Decision D = decide(timeline(), 1, 15, 800 * MiB, Small, Large, Mover);
  ASSERT_TRUE(D.Move);
  EXPECT_EQ(D.Best.Before, 2u);
  EXPECT_DOUBLE_EQ(D.Best.At, 20);
  EXPECT_GT(D.All.front().Downtime, 20 * D.Best.Downtime);
}

TEST(Planner, GoesAtOnceWhereThatIsBest) {
  Decision D = decide(timeline(), 3, 31, 200 * MiB, Small, Large, Mover);
  ASSERT_TRUE(D.Move);
  EXPECT_EQ(D.Best.Before, 3u);
  EXPECT_DOUBLE_EQ(D.Best.At, 31);
  EXPECT_DOUBLE_EQ(D.Best.Live, 200 * MiB);
}

TEST(Planner, StaysWhereNothingIsWon) {
  Decision Same = decide(timeline(), 0, 0, MiB, Large, Large, Mover);
  EXPECT_FALSE(Same.Move);
  EXPECT_FALSE(Same.Why.empty());
  Decision Worse = decide(timeline(), 0, 0, MiB, Large, Small, Mover);
  EXPECT_FALSE(Worse.Move);
}

TEST(Planner, NoPingPong) {
  // Two places that are almost the same: whichever the job is at, it stays.
  Place A{"a", 7.9}, B{"b", 8};
  EXPECT_FALSE(decide(timeline(), 0, 0, MiB, A, B, Mover).Move);
  EXPECT_FALSE(decide(timeline(), 0, 0, MiB, B, A, Mover).Move);
  // Having gone to the better one, it does not come back at any later moment.
  for (double T = 0; T < 70; T += 1)
    EXPECT_FALSE(decide(timeline(),
                        size_t(T < 10   ? 0
                               : T < 20 ? 1
                               : T < 30 ? 2
                                        : 3),
                        T, 20 * MiB, Large, Small, Mover)
                     .Move)
        << T;
}

TEST(Planner, ADowntimeThatEatsTheGain) {
  std::vector<Stretch> Short = {{"end", 0, 1, 500 * MiB, 500 * MiB, 4}};
  Decision D =
      decide(Short, 0, 0, 500 * MiB, {"two", 2}, {"four", 4}, Mover); // wins 1 s, costs 5.1
  EXPECT_FALSE(D.Move);
  Bounds Strict;
  Strict.LeastGain = 1e6;
  EXPECT_FALSE(decide(timeline(), 0, 0, MiB, Small, Large, Mover, Strict).Move);
}

TEST(Planner, ABudget) {
  Bounds B;
  B.Budget = 1e-6;
  Decision D = decide(timeline(), 0, 0, MiB, Small, Large, Mover, B);
  EXPECT_FALSE(D.Move);
  EXPECT_NE(D.Why.find("of the run"), std::string::npos) << D.Why;
}

TEST(Planner, NothingForetold) {
  Decision D = decide({}, 0, 0, 0, Small, Large, Mover);
  EXPECT_FALSE(D.Move);
  EXPECT_FALSE(D.Why.empty());
  EXPECT_NE(explain({}, D, Small, Large).find("stay: "), std::string::npos);
}

TEST(Planner, TheChosenOneIsTheCheapestOfAll) {
  for (double Now = 0; Now < 69; Now += 0.7) {
    size_t Current = size_t(Now < 10 ? 0 : Now < 20 ? 1 : Now < 30 ? 2 : 3);
    Decision D = decide(timeline(), Current, Now, 100 * MiB, Small, Large, Mover);
    for (const Choice &C : D.All) {
      EXPECT_GE(C.Rest, D.Best.Rest);
      EXPECT_GE(C.At, Now);
    }
  }
}

TEST(Planner, TheTableSaysWhy) {
  Decision D = decide(timeline(), 0, 5, 50 * MiB, Small, Large, Mover);
  std::string Text = explain(timeline(), D, Small, Large);
  EXPECT_NE(Text.find("reduce"), std::string::npos);
  EXPECT_NE(Text.find("<- move"), std::string::npos);
  EXPECT_NE(Text.find("\nmove: before reduce with 20 MiB live"), std::string::npos) << Text;
}

} // namespace
} // namespace auspex::migrate
