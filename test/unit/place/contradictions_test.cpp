//===- contradictions_test.cpp - What a program is told to take -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/contradictions.h"

#include <gtest/gtest.h>

using namespace auspex;

namespace {

std::vector<std::string> of(std::vector<std::string> Argv, double LikelyBytes = 0,
                            double Threads = 1, std::vector<std::string> Env = {}) {
  demand::Forecast F;
  F.Available = true;
  F.PeakResident = demand::Range::exactly(LikelyBytes);
  F.Parallelism = demand::Range::exactly(Threads);
  Argv.insert(Argv.begin(), "program");
  return place::contradictions(Argv, Env, F, {2, 1u << 30, true});
}

} // namespace

TEST(Contradictions, MemoryThatTheLimitDoesNotGive) {
  std::vector<std::string> Said = of({"--max-mem=4G", "input"});
  ASSERT_EQ(Said.size(), 1u);
  EXPECT_EQ(Said[0], "--max-mem=4G lets the program take 4 GiB, the limit in force is 1 GiB");
  EXPECT_EQ(of({"--memlimit", "2GiB"}).size(), 1u);
  EXPECT_EQ(of({"-Xmx3g"}).size(), 1u);
  EXPECT_TRUE(of({"--max-mem=512M"}).empty());
  EXPECT_TRUE(of({"--max-mem=half"}).empty());
  EXPECT_TRUE(of({"--", "--max-mem=4G"}).empty());
}

TEST(Contradictions, TheForecastAgainstBoth) {
  EXPECT_EQ(of({}, 2e9).size(), 1u);
  std::vector<std::string> Said = of({"--max-mem=100M"}, 3e8);
  ASSERT_EQ(Said.size(), 1u);
  EXPECT_NE(Said[0].find("will need at least 286 MiB"), std::string::npos) << Said[0];
}

TEST(Contradictions, Threads) {
  EXPECT_EQ(of({"-j16"}).size(), 1u);
  EXPECT_EQ(of({"-j", "16"}).size(), 1u);
  EXPECT_EQ(of({"--threads=16"}).size(), 1u);
  EXPECT_TRUE(of({"-j2"}).empty());
  EXPECT_TRUE(of({"-journal"}).empty());
  EXPECT_EQ(of({}, 0, 8).size(), 1u);
  std::vector<std::string> Said = of({}, 0, 1, {"OMP_NUM_THREADS=9"});
  ASSERT_EQ(Said.size(), 1u);
  EXPECT_EQ(Said[0], "OMP_NUM_THREADS=9 makes 9 threads, the job may use 2 CPUs");
}
