//===- test/unit/learn/regression_test.cpp - Functions of what is known ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/kinship.h"
#include "runtime/learn/regression.h"

#include <cmath>
#include <gtest/gtest.h>

namespace auspex::learn {
namespace {

constexpr double Typical = 0.2;

Features size(double V) { return {{"n", V, Kind::Size}}; }
Features formula(double V) { return {{"formula", V, Kind::Formula}}; }

double value(const Estimate &E) { return std::exp(E.Log); }

TEST(Regression, KnowsNothingWithoutSamplesAndFormula) {
  EXPECT_FALSE(Regression().estimate(size(5), Typical).Known);
}

TEST(Regression, BelievesTheFormulaBeforeTheFirstRun) {
  Estimate E = Regression().estimate(formula(1e6), Typical);
  ASSERT_TRUE(E.Known);
  EXPECT_DOUBLE_EQ(value(E), 1e6);
  EXPECT_GE(E.Spread, Typical);
}

TEST(Regression, CorrectsASystematicErrorOfTheFormula) {
  Regression R;
  for (double F : {1e6, 5e6, 2e6, 8e6})
    R.add(formula(F), 1.3 * F);
  EXPECT_NEAR(value(R.estimate(formula(4e6), Typical)) / (1.3 * 4e6), 1, 0.02);
}

TEST(Regression, FindsAnOffsetAndASlope) {
  Regression R;
  for (double N : {100, 200, 400, 800})
    R.add(size(N), 4e6 + 1000 * N);
  EXPECT_NEAR(value(R.estimate(size(3000), Typical)) / 7e6, 1, 0.01);
}

TEST(Regression, FindsASquare) {
  Regression R;
  for (double N : {100, 200, 400, 800})
    R.add(size(N), 4e6 + 24 * N * N);
  EXPECT_NEAR(value(R.estimate(size(3000), Typical)) / (4e6 + 24 * 9e6), 1, 0.02);
}

TEST(Regression, OneOutlierDoesNotTurnTheLine) {
  Regression R;
  for (int I = 1; I <= 12; ++I)
    R.add(size(100 * I), (I == 5 ? 3 : 1) * (4e6 + 1e4 * 100 * I));
  EXPECT_NEAR(value(R.estimate(size(2000), Typical)) / 24e6, 1, 0.1);
}

TEST(Regression, WhatDoesNotMatterIsLeftAlone) {
  Regression R;
  for (double N : {100, 900, 300, 500, 700})
    R.add(size(N), 5e6 * (1 + 0.001 * std::fmod(N, 7)));
  EXPECT_NEAR(value(R.estimate(size(1e6), Typical)) / 5e6, 1, 0.05);
}

TEST(Regression, AKillIsALowerBound) {
  Regression R;
  for (int I = 0; I < 3; ++I)
    R.add({}, 1e8);
  double Before = value(R.estimate({}, Typical));
  R.addLowerBound({}, 5e7); // less than the others took: says nothing
  EXPECT_DOUBLE_EQ(value(R.estimate({}, Typical)), Before);
  R.addLowerBound({}, 4e8);
  EXPECT_GT(value(R.estimate({}, Typical)), Before * 1.2);
  EXPECT_EQ(R.size(), 3u); // no measurement
}

TEST(Regression, OnlyKillsAreKnown) {
  Regression R;
  R.addLowerBound({}, 4e8);
  Estimate E = R.estimate({}, Typical);
  ASSERT_TRUE(E.Known);
  EXPECT_GT(value(E), 4e8);
}

TEST(Regression, IgnoresValuesThatAreNoSizes) {
  Regression R;
  for (double V : {-1.0, 0.0, double(NAN), double(INFINITY)}) {
    R.add(size(V), 1e6);
    EXPECT_TRUE(std::isfinite(R.estimate(size(V), Typical).Log));
  }
}

double of(const Features &F, const std::string &Name) {
  for (const Feature &X : F)
    if (X.Name == Name)
      return X.Value;
  return 0;
}

TEST(Kinship, TagsThatContainEachOtherAreKin) {
  Kinship K;
  K.add("align", "sampleA_REP1_T1", 100, 9.5);
  K.add("align", "sampleB_REP1_T1", 700, 9.5);
  K.add("pack", "sampleA_REP1", 30, 1);
  EXPECT_NEAR(of(K.of("sampleA_REP1"), "peak of align"), 100, 1e-6);
  EXPECT_NEAR(of(K.of("tool-sampleA-REP1.5.fa"), "peak of pack"), 30, 1e-6);
  EXPECT_TRUE(K.of("sampleC_REP1").empty());
  EXPECT_TRUE(K.of("").empty());
  EXPECT_TRUE(K.of("-").empty());
}

TEST(Kinship, TheClosestCounts) {
  Kinship K;
  K.add("align", "ERR1", 100, 1);
  K.add("align", "megahit ERR1", 400, 1);
  EXPECT_NEAR(of(K.of("megahit-ERR1.3"), "peak of align"), 400, 1e-6);
  EXPECT_NEAR(of(K.of("ERR1"), "peak of align"), 100, 1e-6);
}

} // namespace
} // namespace auspex::learn
