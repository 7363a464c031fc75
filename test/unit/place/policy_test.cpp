//===- test/unit/place/policy_test.cpp - From a forecast to limits ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/guard.h"
#include "runtime/place/policy.h"

#include <gtest/gtest.h>

using namespace auspex;
using namespace auspex::place;

namespace {

constexpr double MiB = 1 << 20;

demand::Forecast forecastOf(double High) {
  demand::Forecast F;
  F.Available = true;
  F.PeakResident = {High * 0.98, High * 0.99, High};
  return F;
}

// A forecast that is 5% high still reserves at most 1.25 times what is used, from
// the smallest dynamic program up.
TEST(Policy, ReservesLittleMoreThanTheForecast) {
  for (double Peak : {1.5 * MiB, 2 * MiB, 5 * MiB, 30 * MiB, 500 * MiB, 20000 * MiB})
    for (unsigned Cpus : {1u, 2u, 64u}) {
      double Reserved = double(reservationFor(Peak, Cpus));
      EXPECT_GE(Reserved, Peak * 1.05) << Peak;
      EXPECT_LE(Reserved, Peak * 1.26) << Peak;
      if (Peak >= 5 * MiB) {
        EXPECT_LE(double(reservationFor(Peak * 1.03, Cpus)), Peak * 1.25) << Peak;
      }
    }
}

TEST(Policy, AnUnboundedPeakIsNotLimited) {
  demand::Forecast F = forecastOf(10 * MiB);
  F.PeakResident.High = demand::Range::Unbounded;
  EXPECT_EQ(limitsFor(F, {}, {2, 1ull << 34}).Memory, 0u);
  EXPECT_EQ(limitsFor({}, {}, {2, 1ull << 34}).Memory, 0u);
}

TEST(Policy, TheUserHasTheLastWord) {
  Asked A;
  A.Memory = 123 << 20;
  EXPECT_EQ(limitsFor(forecastOf(10 * MiB), A, {}).Memory, A.Memory);
  A.MemoryMax = 100 << 20;
  EXPECT_EQ(limitsFor(forecastOf(10 * MiB), A, {}).Memory, A.MemoryMax);
  A = {};
  A.NoReservation = true;
  EXPECT_EQ(limitsFor(forecastOf(10 * MiB), A, {}).Memory, 0u);
}

TEST(Policy, NoReservationBeyondTheMachine) {
  EXPECT_EQ(limitsFor(forecastOf(20 * MiB), {}, {2, 16 << 20}).Memory, 0u);
}

TEST(Policy, AParallelJobWeighsAsItsThreads) {
  demand::Forecast F = forecastOf(10 * MiB);
  F.Parallelism = demand::Range::exactly(8);
  EXPECT_EQ(limitsFor(F, {}, {4, 0}).CpuWeight, 400u);
  F.Parallelism = demand::Range::exactly(1);
  EXPECT_EQ(limitsFor(F, {}, {4, 0}).CpuWeight, 0u);
}

TEST(Guard, RaisesByAQuarterAndStopsAtTheMaximum) {
  EXPECT_EQ(launch::raised(1 << 20, 0), uint64_t(17) << 20);
  EXPECT_EQ(launch::raised(400ull << 20, 0), 500ull << 20);
  EXPECT_EQ(launch::raised(400ull << 20, 450ull << 20), 450ull << 20);
}

TEST(Names, OfJobs) {
  EXPECT_TRUE(validJob("123-0a"));
  for (const char *Bad : {"", "..", "a/b", ".x", "A", "a b", "a\n"})
    EXPECT_FALSE(validJob(Bad)) << Bad;
  EXPECT_FALSE(validJob(std::string(65, 'a')));
}

} // namespace
