//===- test/unit/migrate/speed_test.cpp - How long moves have taken here ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/speed.h"

#include <gtest/gtest.h>

namespace auspex::migrate {
namespace {

constexpr Speed Assumed = {1, 1e-9};

TEST(Speed, TooLittleIsNotFitted) {
  EXPECT_EQ(fitSpeed({}, Assumed).seconds(1e9), 2);
  EXPECT_EQ(fitSpeed({{1e9, 9}, {2e9, 9}}, Assumed).seconds(1e9), 2);
}

TEST(Speed, FixedAndProportionalParts) {
  Speed S = fitSpeed({{0, 0.5}, {1e9, 2.5}, {2e9, 4.5}}, Assumed);
  EXPECT_NEAR(S.Fixed, 0.5, 1e-9);
  EXPECT_NEAR(S.PerByte, 2e-9, 1e-15);
}

TEST(Speed, OneSizeScalesWhatIsAssumed) {
  Speed S = fitSpeed({{1e9, 4}, {1e9, 4}, {1.001e9, 4}}, Assumed);
  EXPECT_NEAR(S.seconds(1e9), 4, 0.01);
  EXPECT_NEAR(S.Fixed, 2, 0.01);
}

TEST(Speed, NothingBecomesNegative) {
  Speed Falling = fitSpeed({{1e9, 3}, {2e9, 2}, {3e9, 1}}, Assumed);
  EXPECT_GE(Falling.PerByte, 0);
  EXPECT_GE(Falling.Fixed, 0);
  Speed Steep = fitSpeed({{1e9, 1}, {2e9, 4}, {3e9, 7}}, Assumed);
  EXPECT_GE(Steep.Fixed, 0);
  EXPECT_GT(Steep.seconds(2e9), 0);
}

} // namespace
} // namespace auspex::migrate
