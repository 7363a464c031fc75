//===- test/unit/learn/predictor_test.cpp - Do intervals hold? --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/predictor.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace auspex::learn {
namespace {

TEST(Distribution, QuantilesCountTheNewScore) {
  Distribution D;
  for (int I = 1; I <= 9; ++I)
    D.add(I, 1);
  D.finish(1);
  EXPECT_EQ(D.upper(0.5), 5);
  EXPECT_EQ(D.upper(0.9), 9);
  EXPECT_GT(D.upper(0.95), 9); // nine scores do not say
  EXPECT_LT(D.lower(0.95), 1);
}

TEST(Distribution, NothingSeenIsWide) {
  Distribution D;
  D.finish(1);
  EXPECT_GE(D.upper(0.95), 3);
  EXPECT_LE(D.lower(0.95), -3);
}

/// A program whose peak is a + b n with noise of its own size and shape.
struct Program {
  double A, B, Noise;
  int Shape;
  double draw(double N, std::mt19937 &G) const {
    double E = Shape == 0   ? std::normal_distribution<>()(G)
               : Shape == 1 ? std::exponential_distribution<>()(G) - 1
                            : std::uniform_real_distribution<>(-1.7, 1.7)(G);
    return (A + B * N) * std::exp(Noise * E);
  }
};

TEST(Predictor, NominalIntervalsCoverAboutAsOftenAsTheySay) {
  std::mt19937 G(20261126);
  std::uniform_real_distribution<> U(0, 1);
  Experience Shared;
  unsigned Covered = 0, Total = 0, Above = 0;
  for (int Number = 0; Number < 60; ++Number) {
    Program P{std::exp(14 + 3 * U(G)), std::exp(6 + 3 * U(G)), std::exp(-6 + 4 * U(G)), Number % 3};
    Predictor Peak;
    for (int Run = 0; Run < 25; ++Run) {
      double N = 100 * std::exp(4 * U(G));
      Features Known{{"n", N, Kind::Size}};
      Prediction Before = Peak.predict(Known, Shared);
      double Value = P.draw(N, G);
      if (Before.known() && Number >= 5) {
        ++Total;
        Covered += Before.low() <= Value && Value <= Before.high();
        Above += Value > Before.limit();
      }
      Peak.learn(Known, Before, Value, Shared);
    }
  }
  EXPECT_GE(double(Covered) / Total, 0.93);
  EXPECT_LE(double(Covered) / Total, 0.97);
  EXPECT_LE(double(Above) / Total, 0.01);
}

TEST(Predictor, AFirstRunIsAnsweredWidely) {
  Predictor Peak;
  Experience Shared;
  Features Known{{"formula", 1e8, Kind::Formula}};
  Prediction P = Peak.predict(Known, Shared);
  ASSERT_TRUE(P.known());
  EXPECT_LT(P.low(), 0.7e8);
  EXPECT_GT(P.high(), 1.4e8);
  EXPECT_FALSE(Peak.predict({{"n", 5, Kind::Size}}, Shared).known());
}

TEST(Predictor, ALimitIsAboveTheInterval) {
  Predictor Peak;
  Experience Shared;
  std::mt19937 G(1);
  for (int I = 0; I < 30; ++I)
    Peak.learn({}, Peak.predict({}, Shared), 1e8 * std::exp(0.1 * std::normal_distribution<>()(G)),
               Shared);
  Prediction P = Peak.predict({}, Shared);
  EXPECT_LT(P.low(), P.likely());
  EXPECT_LT(P.likely(), P.high());
  EXPECT_LE(P.high(), P.limit());
}

} // namespace
} // namespace auspex::learn
