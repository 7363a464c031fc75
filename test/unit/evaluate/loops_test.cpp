//===- test/unit/evaluate/loops_test.cpp - Loops that change their way ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "skeleton_maker.h"

namespace auspex::demand::test {
namespace {

/// for (i < n) { if (used + 16 > room) { fetch a block; used = 0; } used += 16; }
Function blocks(int64_t Room) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t Used = M.local(Type::I64, "used");
  M.loopOver(1, 4, N);
  M.jump(1, {{Used, M.num(Room)}});
  M.node(0); // 1
  M.branch(M.x().binary(Op::SLt, M.num(Room), M.add(M.get(Used), M.num(16))), 2, 3);
  M.node(0); // 2
  M.touch(M.alloc(M.num(Room + 8)), M.num(Room + 8));
  M.jump(3, {{Used, M.num(0)}});
  M.node(0); // 3
  M.branch(NoExpr, 1, 4, {{Used, M.add(M.get(Used), M.num(16))}});
  M.node(); // 4
  M.ret();
  return M.F;
}

TEST(Loops, ABlockEveryNowAndThen) {
  for (double N : {20000.0, 3000000.0, 200000000.0}) {
    Forecast F = forecastOf({blocks(4080)}, {std::to_string(int64_t(N))});
    expectNear(F.PeakResident.Likely, N / 255 * 4096, 0.02);
    EXPECT_EQ(F.PeakResident.Likely, F.PeakResident.High);
    EXPECT_LT(F.Steps, 20000u);
  }
}

/// for (i < n) if (!table[i % k]) table[i % k] = malloc(500);
Function fillOnce() {
  Maker M;
  ExprRef N = M.argument(1), K = M.argument(2);
  ExprRef Table = M.alloc(M.mul(K, M.num(8)), AllocKind::Calloc);
  uint32_t L = 0;
  M.loopOver(1, 4, N);
  M.jump(1);
  M.node(L); // 1
  ExprRef Slot = M.at(Table, M.mul(M.x().binary(Op::SRem, M.x().index(L), K), M.num(8)));
  M.branch(M.x().binary(Op::Eq, M.load(Slot, Type::Ptr), M.x().null()), 2, 3);
  M.node(L); // 2
  ExprRef P = M.alloc(M.num(500));
  M.touch(P, M.num(500));
  M.store(Slot, P, Type::Ptr);
  M.jump(3);
  M.node(L); // 3
  M.branch(NoExpr, 1, 4);
  M.node(); // 4
  M.ret();
  return M.F;
}

TEST(Loops, ATableIsFilledOnce) {
  for (auto [N, K] : {std::pair{1000000, 20000}, {100000000, 50000}, {5000000, 7}}) {
    Forecast F = forecastOf({fillOnce()}, {std::to_string(N), std::to_string(K)});
    expectNear(F.PeakResident.Likely, 520.0 * K, 0.02);
  }
}

/// for (q < passes) for (i < n) { free(a[i]); a[i] = malloc(500); }
TEST(Loops, ASecondPassReplacesWhatTheFirstStored) {
  Maker M;
  ExprRef N = M.argument(1), Passes = M.argument(2);
  ExprRef Table = M.alloc(M.mul(N, M.num(8)), AllocKind::Calloc);
  uint32_t Q = M.openLoop(Passes), I = M.openLoop(N, Q);
  ExprRef Slot = M.at(Table, M.mul(M.x().index(I), M.num(8)));
  M.release(M.load(Slot, Type::Ptr));
  ExprRef P = M.alloc(M.num(500));
  M.store(Slot, P, Type::Ptr);
  M.touch(P, M.num(500));
  M.closeLoop(I);
  M.closeLoop(Q);
  M.ret();
  for (const char *Times : {"1", "2", "3", "40"}) {
    Forecast F = forecastOf({M.F}, {"100000", Times});
    expectNear(F.PeakResident.Likely, 100000 * 520.0, 0.02);
    EXPECT_EQ(F.UnknownSteps, 0u) << Times;
  }
}

/// A loop without a trip count whose iterations allocate as data says is not cut
/// off where the evaluation stops to follow it.
TEST(Loops, AnExitIsForeseenThoughIterationsDiffer) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t I = M.local(Type::I64, "i"), X = M.local(Type::I64, "x");
  M.loopOver(1, 4);
  M.jump(1, {{I, M.num(0)}, {X, M.num(1)}});
  M.node(0); // 1: an even random number allocates
  M.branch(M.x().binary(Op::Eq, M.x().binary(Op::And, M.x().binary(Op::LShr, M.get(X), M.num(20)),
                                             M.num(1)),
                        M.num(0)),
           2, 3);
  M.node(0); // 2
  M.touch(M.alloc(M.num(1000)), M.num(1000));
  M.jump(3);
  M.node(0); // 3
  ExprRef Next = M.add(M.get(I), M.num(1));
  ExprRef Random = M.x().binary(
      Op::And, M.add(M.mul(M.get(X), M.num(1103515245)), M.num(12345)), M.num(0x7fffffff));
  M.branch(M.x().binary(Op::SLt, Next, N), 1, 4, {{I, Next}, {X, Random}});
  M.node(); // 4
  M.ret();
  Forecast F = forecastOf({M.F}, {"100000"});
  expectNear(F.PeakResident.Likely, 100000 * 1008 / 2, 0.1);
  EXPECT_LT(F.PeakResident.Low, 1e7);
  expectNear(F.PeakResident.High, 100000 * 1008, 0.1);
}

/// Two kinds of objects in turn.
TEST(Loops, WaysThatTakeTurns) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t L = 0;
  M.loopOver(1, 4, N);
  M.jump(1);
  M.node(L); // 1
  M.branch(M.x().binary(Op::Eq, M.x().binary(Op::SRem, M.x().index(L), M.num(2)), M.num(0)), 2, 3);
  M.node(L); // 2
  M.touch(M.alloc(M.num(1000)), M.num(1000));
  M.jump(3);
  M.node(L); // 3
  M.touch(M.alloc(M.num(200)), M.num(200));
  M.branch(NoExpr, 1, 4);
  M.node(); // 4
  M.ret();
  Forecast F = forecastOf({M.F}, {"1000001"});
  expectNear(F.PeakResident.Likely, 1e6 * (1008 / 2 + 208), 0.02);
  EXPECT_EQ(F.PeakResident.Likely, F.PeakResident.High);
  EXPECT_LT(F.Steps, 1000u);
}

/// A return from within a loop, in a function that a loop calls.
TEST(Loops, AReturnLeavesTheLoopAround) {
  Maker G("find", false);
  G.F.Result = Type::I64;
  G.loopOver(1, 3, G.num(10));
  G.node();
  G.jump(1);
  G.node(0); // 1
  G.touch(G.alloc(G.num(100)), G.num(100));
  G.branch(G.x().unknown(G.F.string("data"), Type::I1), 2, 1);
  G.node(0); // 2
  G.ret(G.num(1));
  Maker M;
  uint32_t L = M.openLoop(M.argument(1));
  M.call("find", {}, Type::I64);
  M.touch(M.alloc(M.num(100)), M.num(100));
  M.closeLoop(L);
  M.ret();
  EXPECT_TRUE(forecastOf({M.F, G.F}, {"1000"}).Available);
}

/// What data decides to write is at most what is allocated.
TEST(Loops, WritingDoesNotExceedWhatIsAllocated) {
  Maker M;
  ExprRef N = M.argument(1);
  ExprRef P = M.alloc(N);
  uint32_t L = 0;
  M.loopOver(1, 4, N);
  M.jump(1);
  M.node(L); // 1
  M.branch(M.x().unknown(M.F.string("data"), Type::I1), 2, 3);
  M.node(L); // 2
  M.touch(P, M.x().index(L));
  M.jump(3);
  M.node(L); // 3
  M.branch(NoExpr, 1, 4);
  M.node(); // 4
  M.touch(M.x().unknown(M.F.string("somewhere"), Type::Ptr), M.num(8));
  M.ret();
  Forecast F = forecastOf({M.F}, {"20000000"});
  EXPECT_GE(F.PeakResident.High, 2e7);
  EXPECT_LE(F.PeakResident.High, 2e7 + 16384);
}

} // namespace
} // namespace auspex::demand::test
