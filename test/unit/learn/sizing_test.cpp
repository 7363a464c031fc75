//===- test/unit/learn/sizing_test.cpp - How much to reserve ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/workload.h"

#include <cmath>
#include <gtest/gtest.h>

namespace auspex::learn {
namespace {

TEST(Cost, OfWhatIsNotUsed) {
  Cost C = costOf(100, 80, 10);
  EXPECT_DOUBLE_EQ(C.Wasted, 200);
  EXPECT_EQ(C.Failures, 0u);
}

TEST(Cost, OfAttemptsThatFail) {
  Cost C = costOf(30, 100, 10); // 30 and 60 fail, 120 fits
  EXPECT_DOUBLE_EQ(C.Wasted, 10 * (30 + 60 + 20));
  EXPECT_EQ(C.Failures, 2u);
}

TEST(Cost, OfNothingEndsToo) { EXPECT_GT(costOf(0, 1e9, 1).Failures, 5u); }

TEST(Market, ManyFailuresRaiseTheirPrice) {
  Market M;
  double Before = M.price();
  M.Failures = 10;
  EXPECT_GT(M.price(), Before);
  M.SimplestFailures = 30;
  EXPECT_EQ(M.price(), Before);
}

/// Runs \p Count tasks of one program, one after the other; byte seconds wasted.
template <typename Peak> double waste(int Count, double Requested, Peak Of) {
  Workload W;
  double Wasted = 0;
  for (int I = 0; I < Count; ++I) {
    auto B = W.begin("tool", std::to_string(I), Requested);
    Wasted += costOf(B.Bytes, Of(I), 10).Wasted;
    W.finish(B, Of(I), 10);
  }
  return Wasted;
}

TEST(Workload, BeforeAnythingIsKnownTheRequestStands) {
  Workload W;
  EXPECT_EQ(W.begin("tool", "a", 1e9).Bytes, 1e9);
}

TEST(Workload, AProgramThatAlwaysTakesTheSameGetsLittleMore) {
  double Wasted = waste(100, 10e9, [](int) { return 1e9; });
  EXPECT_LT(Wasted, 10 * (9e9 + 99 * 0.1e9)); // 1.1 x the maximum seen
}

TEST(Workload, ARequestIsNotExceededBeforeARunDid) {
  Workload W;
  for (int I = 0; I < 50; ++I) {
    double Peak = 1e9 * (1 + 0.01 * I);
    auto B = W.begin("tool", std::to_string(I), 2e9);
    EXPECT_LE(B.Bytes, 2e9);
    W.finish(B, Peak, 5);
  }
}

TEST(Workload, WhatOneProgramToldOfASampleServesTheNext) {
  Workload W;
  auto Size = [](int Sample) { return 1e9 * (1 + (Sample * 7) % 10); };
  double Wasted = 0, Simple = 0, Largest = 0;
  for (int S = 0; S < 60; ++S) {
    std::string Tag = "sample" + std::to_string(S);
    auto First = W.begin("count", Tag, 20e9);
    W.finish(First, Size(S) / 50, 5 * (1 + (S * 7) % 10));
    auto Second = W.begin("sort", Tag, 20e9);
    if (S >= 20) {
      Wasted += costOf(Second.Bytes, Size(S), 10).Wasted;
      Simple += costOf(1.1 * Largest, Size(S), 10).Wasted;
    }
    W.finish(Second, Size(S), 10);
    Largest = std::max(Largest, Size(S));
  }
  EXPECT_LT(Wasted, 0.2 * Simple);
}

} // namespace
} // namespace auspex::learn
