//===- test/unit/policy/bounds_test.cpp - A job within its policy ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/bounds.h"

#include <gtest/gtest.h>

using namespace auspex;
using launch::keepWithin;

namespace {

constexpr uint64_t MiB = 1 << 20;

TEST(Bounds, HoldWhereNothingWasAskedFor) {
  policy::Settings S;
  S.MemoryMax = {512 * MiB, "f:3"};
  S.Pids = {10, "f:4"};
  place::Asked A;
  launch::Bounded B = keepWithin(S, 4, A);
  EXPECT_EQ(A.MemoryMax, 512 * MiB);
  EXPECT_EQ(A.Pids, 10u);
  ASSERT_EQ(B.Bounds.size(), 2u);
  EXPECT_EQ(B.Bounds[0].From, "f:3");
  EXPECT_TRUE(B.Notes.empty());
}

TEST(Bounds, ALargerRequestIsCutAndItIsSaid) {
  policy::Settings S;
  S.MemoryMax = {512 * MiB, "f:3"};
  S.Cpus = {1.5, "f:5"};
  place::Asked A;
  A.MemoryMax = 1024 * MiB;
  A.Memory = 600 * MiB;
  A.CpuQuota = 2;
  launch::Bounded B = keepWithin(S, 4, A);
  EXPECT_EQ(A.MemoryMax, 512 * MiB);
  EXPECT_EQ(A.CpuQuota, 1.5);
  ASSERT_EQ(B.Notes.size(), 3u);
  EXPECT_EQ(B.Notes[0], "--memory-max 1 GiB: f:3 allows 512 MiB");
  EXPECT_EQ(B.Notes[1], "--memory 600 MiB: f:3 allows 512 MiB");
  EXPECT_EQ(B.Notes[2], "--cpus 2: f:5 allows 1.5");
}

TEST(Bounds, ASmallerRequestStays) {
  policy::Settings S;
  S.MemoryMax = {512 * MiB, "f:3"};
  place::Asked A;
  A.MemoryMax = 100 * MiB;
  launch::Bounded B = keepWithin(S, 4, A);
  EXPECT_EQ(A.MemoryMax, 100 * MiB);
  ASSERT_EQ(B.Bounds.size(), 1u);
  EXPECT_EQ(B.Bounds[0].From, "--memory-max");
}

TEST(Bounds, AsManyCpusAsThereAreNeedNoQuota) {
  policy::Settings S;
  S.Cpus = {8, "f:1"};
  place::Asked A;
  EXPECT_TRUE(keepWithin(S, 4, A).Bounds.empty());
  EXPECT_EQ(A.CpuQuota, 0);
}

TEST(Bounds, TheForecastStaysWithinThem) {
  policy::Settings S;
  S.MemoryMax = {64 * MiB, "f:1"};
  S.CpuWeight = {150, "f:2"};
  place::Asked A;
  keepWithin(S, 4, A);
  demand::Forecast F;
  F.Available = true;
  F.PeakResident = demand::Range::exactly(100.0 * double(MiB));
  F.Parallelism = demand::Range::exactly(4);
  place::Limits L = place::limitsFor(F, A, {4, 1024 * MiB});
  EXPECT_EQ(L.Memory, 64 * MiB);
  EXPECT_EQ(L.CpuWeight, 150u);
}

TEST(Bounds, AMarginWidensTheReservation) {
  policy::Settings S;
  place::Asked Plain, Wide;
  S.Margin = {2, "f:1"};
  keepWithin(S, 4, Wide);
  demand::Forecast F;
  F.Available = true;
  F.PeakResident = demand::Range::exactly(100.0 * double(MiB));
  EXPECT_EQ(place::limitsFor(F, Wide, {4, 0}).Memory,
            2 * place::limitsFor(F, Plain, {4, 0}).Memory);
}

TEST(Bounds, WhatIsLeftOutIsNotUsed) {
  policy::Settings S;
  S.Forbidden.fill("f:1");
  place::Asked A;
  keepWithin(S, 4, A);
  demand::Forecast F;
  F.Available = true;
  F.PeakResident = demand::Range::exactly(100.0 * double(MiB));
  F.Parallelism = demand::Range::exactly(4);
  place::Limits L = place::limitsFor(F, A, {4, 0});
  EXPECT_EQ(L.Memory, 0u);
  EXPECT_EQ(L.CpuWeight, 0u);
}

} // namespace
