//===- test/unit/evaluate/timeline_test.cpp - What holds of a timeline ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/timeline.h"
#include "test/unit/evaluate/skeleton_maker.h"

#include <gtest/gtest.h>

#include <random>

using namespace auspex::demand;
using namespace auspex::demand::test;

namespace {

Range sumOf(const std::vector<Phase> &T, Range Phase::*M) {
  Range Sum;
  for (const Phase &P : T)
    Sum = Sum + P.*M;
  return Sum;
}

/// demand/timeline.h says what holds of a forecast's timeline.
void expectConserved(const Forecast &F) {
  ASSERT_FALSE(F.Timeline.empty());
  auto Same = [](const Range &A, const Range &B) {
    EXPECT_DOUBLE_EQ(A.Low, B.Low);
    EXPECT_DOUBLE_EQ(A.Likely, B.Likely);
    EXPECT_DOUBLE_EQ(A.High, B.High);
  };
  Same(sumOf(F.Timeline, &Phase::Flops), F.Flops);
  Same(sumOf(F.Timeline, &Phase::IntOps), F.IntOps);
  Same(sumOf(F.Timeline, &Phase::BytesRead) + sumOf(F.Timeline, &Phase::BytesWritten),
       F.BytesAccessed);
  Same(sumOf(F.Timeline, &Phase::DiskRead), F.DiskRead);
  Same(sumOf(F.Timeline, &Phase::DiskWrite), F.DiskWrite);
  Same(sumOf(F.Timeline, &Phase::Seconds), F.Seconds);
  Same(peakFrom(F.Timeline, 0), F.PeakResident);
  const Phase *Before = nullptr;
  for (const Phase &P : F.Timeline) {
    for (Range Phase::*M : AdditiveQuantities)
      EXPECT_GE((P.*M).Low, 0) << P.Name;
    EXPECT_LE(P.ResidentStart.Likely, P.Resident.Likely) << P.Name;
    EXPECT_LE(P.ResidentEnd.Likely, P.Resident.Likely) << P.Name;
    EXPECT_LE(P.Resident.Low, P.Resident.Likely) << P.Name;
    EXPECT_LE(P.Resident.Likely, P.Resident.High) << P.Name;
    EXPECT_DOUBLE_EQ(P.Start.Likely,
                     Before ? Before->Start.Likely + Before->Seconds.Likely : 0);
    Before = &P;
  }
}

/// `work(n)`: n bytes for a while, n operations.
Function worker(const char *Name) {
  Maker W(Name, false);
  W.F.Params = {{"n", Type::I64}};
  W.F.Result = Type::Void;
  ExprRef N = W.x().param(0, Type::I64), P = W.alloc(N);
  W.touch(P, N);
  W.flops(N);
  W.release(P);
  W.ret();
  return W.F;
}

} // namespace

TEST(Timeline, SumsAndPeaksAreTheWhole) {
  Maker M;
  for (int64_t Bytes : {50'000'000, 4'000'000, 90'000'000, 1'000'000})
    M.call("work", {M.num(Bytes)}, Type::Void);
  M.call("other", {M.num(70'000'000)}, Type::Void);
  M.ret();
  Forecast F = forecastOf({M.F, worker("work"), worker("other")}, {});
  expectConserved(F);
  EXPECT_GE(F.Timeline.size(), 3u);
  EXPECT_EQ(F.Timeline.back().Name, "other");
}

TEST(Timeline, TwoWaysThatNobodyKnows) {
  Maker M;
  M.node();
  M.branch(M.x().unknown(M.F.string("data"), Type::I1), 1, 2);
  M.node();
  M.call("work", {M.num(80'000'000)}, Type::Void);
  M.call("other", {M.num(10'000'000)}, Type::Void);
  M.jump(3);
  M.node();
  M.call("work", {M.num(8'000'000)}, Type::Void);
  M.jump(3);
  M.node();
  M.call("other", {M.num(20'000'000)}, Type::Void);
  M.ret();
  Forecast F = forecastOf({M.F, worker("work"), worker("other")}, {});
  EXPECT_LT(F.Flops.Low, F.Flops.High);
  expectConserved(F);
}

TEST(Timeline, ThousandsOfPiecesBecomeAFew) {
  std::mt19937 Random(7);
  std::vector<Phase> Fine;
  Range Peak;
  double Flops = 0;
  for (int I = 0; I != 3000; ++I) {
    Phase P;
    P.Name = "f" + std::to_string(Random() % 40);
    P.Flops = Range::exactly(double(Random() % 1000));
    P.Resident = Range::exactly(double(Random() % 100'000));
    Flops += P.Flops.Likely;
    Peak = maxOf(Peak, P.Resident);
    Fine.push_back(std::move(P));
  }
  std::vector<Phase> Few = condense(Fine);
  settle(Few, Peak);
  EXPECT_LE(Few.size(), Coarseness().Most);
  EXPECT_DOUBLE_EQ(sumOf(Few, &Phase::Flops).Likely, Flops);
  EXPECT_EQ(peakFrom(Few, 0), Peak);
}

TEST(Timeline, AMomentWithLessMemoryIsNoPhase) {
  auto Make = [](const char *Name, double Seconds, double Bytes) {
    Phase P;
    P.Name = Name;
    P.Seconds = Range::exactly(Seconds);
    P.Resident = P.ResidentEnd = Range::exactly(Bytes);
    return P;
  };
  auto Names = [](const std::vector<Phase> &T) {
    std::string All;
    for (const Phase &P : T)
      All += P.Name + " ";
    return All;
  };
  EXPECT_EQ(Names(condense({Make("init", 1e-6, 1e6), Make("solve", 2, 9e6), Make("free", 0, 2e6)})),
            "solve ");
  // Before much memory is needed there is a phase that does without.
  EXPECT_EQ(Names(condense({Make("read", 1, 1e6), Make("solve", 1e-3, 9e6)})), "read solve ");
  EXPECT_EQ(Names(condense({Make("solve", 1, 9e6), Make("print", 1, 1e6)})), "solve print ");
}

TEST(Timeline, ThePhaseThatIsDue) {
  std::vector<Phase> T(3);
  for (size_t I = 0; I != T.size(); ++I) {
    T[I].Name = std::string(1, char('a' + I));
    T[I].Seconds = Range::exactly(2);
    T[I].Resident = Range::exactly(double(10 * (3 - I)));
  }
  settle(T, Range::exactly(30));
  EXPECT_EQ(phaseAt(T, 0)->Name, "a");
  EXPECT_EQ(phaseAt(T, 3.9)->Name, "b");
  EXPECT_EQ(phaseAt(T, 60)->Name, "c");
  EXPECT_EQ(phaseAt({}, 1), nullptr);
  EXPECT_EQ(peakFrom(T, 1).Likely, 20);
}
