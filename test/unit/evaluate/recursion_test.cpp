//===- test/unit/evaluate/recursion_test.cpp - Functions that recurse -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "skeleton_maker.h"

#include <cmath>

namespace auspex::demand::test {
namespace {

/// main calls \p F with argv[1] and what \p More says.
Forecast start(const Function &F, const char *Arg, std::vector<int64_t> More = {}) {
  Maker M;
  std::vector<ExprRef> Args{M.argument(1)};
  for (int64_t X : More)
    Args.push_back(M.num(X));
  M.call(F.Symbol, Args, F.Result);
  M.ret();
  return forecastOf({M.F, F}, {Arg});
}

/// node *build(d) { if (!d) return 0; t = malloc(24); t->l = build(d-1); t->r = ... }
Function tree() {
  Maker B("build", false);
  B.F.Params = {{"d", Type::I64}};
  B.F.Result = Type::Ptr;
  ExprRef D = B.x().param(0, Type::I64);
  B.node();
  B.branch(B.x().binary(Op::Eq, D, B.num(0)), 1, 2);
  B.node(); // 1
  B.ret(B.x().null());
  B.node(); // 2
  ExprRef T = B.alloc(B.num(24));
  B.store(T, B.call("build", {B.add(D, B.num(-1))}, Type::Ptr), Type::Ptr);
  B.store(B.at(T, B.num(8)), B.call("build", {B.add(D, B.num(-1))}, Type::Ptr), Type::Ptr);
  B.ret(T);
  return B.F;
}

TEST(Recursion, ATreeIsBuiltWhole) {
  for (const char *Depth : {"8", "16", "20", "24"}) {
    Forecast F = start(tree(), Depth);
    expectNear(F.PeakResident.Likely, 32 * (std::exp2(std::atof(Depth)) - 1), 0.02);
    EXPECT_LT(F.Steps, 20000u);
  }
}

/// A frame of 512 bytes for each level.
TEST(Recursion, ADeepChainNeedsItsStack) {
  Maker W("walk", false);
  W.F.Params = {{"d", Type::I64}};
  W.F.Result = Type::I64;
  ExprRef D = W.x().param(0, Type::I64);
  ExprRef Frame = W.alloc(W.num(512), AllocKind::Stack);
  W.touch(Frame, W.num(512));
  W.flops(W.num(3));
  W.branch(W.x().binary(Op::Eq, D, W.num(0)), 1, 2);
  W.node(); // 1
  W.ret(D);
  W.node(); // 2
  W.ret(W.call("walk", {W.add(D, W.num(-1))}, Type::I64));
  for (const char *Depth : {"100", "5000", "14000"}) {
    Forecast F = start(W.F, Depth);
    double N = std::atof(Depth);
    EXPECT_GE(F.PeakResident.Likely, 512 * N);
    EXPECT_LE(F.PeakResident.Likely, 600 * N + 16384);
    EXPECT_EQ(F.Flops.Likely, 3 * (N + 1));
    EXPECT_TRUE(F.PeakResident.bounded());
  }
}

/// void sort(a, lo, hi): both halves, then the second array from lo to hi.
TEST(Recursion, HalvesDoAlike) {
  Maker S("sort", false);
  S.F.Params = {{"lo", Type::I64}, {"hi", Type::I64}, {"t", Type::Ptr}};
  S.F.Result = Type::Void;
  ExprRef Lo = S.x().param(0, Type::I64), Hi = S.x().param(1, Type::I64),
          T = S.x().param(2, Type::Ptr);
  ExprRef Size = S.x().binary(Op::Sub, Hi, Lo);
  S.node();
  S.branch(S.x().binary(Op::SLt, Size, S.num(2)), 2, 1);
  S.node(); // 1
  ExprRef Mid = S.x().binary(Op::SDiv, S.add(Lo, Hi), S.num(2));
  S.call("sort", {Lo, Mid, T}, Type::Void);
  S.call("sort", {Mid, Hi, T}, Type::Void);
  S.touch(S.at(T, S.mul(Lo, S.num(4))), S.mul(Size, S.num(4)));
  S.flops(Size);
  S.jump(2);
  S.node(); // 2
  S.ret();
  Maker M;
  ExprRef N = M.argument(1);
  ExprRef Array = M.alloc(M.mul(N, M.num(4)));
  M.call("sort", {M.num(0), N, Array}, Type::Void);
  M.ret();
  Forecast F = forecastOf({M.F, S.F}, {"4194304"});
  expectNear(F.PeakResident.Likely, 4 * 4194304.0);
  expectNear(F.Flops.Likely, 22 * 4194304.0, 0.02);
  EXPECT_TRUE(F.PeakResident.bounded());
}

/// Partitions at a place that data decides. Nothing is allocated, so memory
/// stays known.
TEST(Recursion, WhatDependsOnDataIsNotFollowedWithoutEnd) {
  Maker S("quick", false);
  S.F.Params = {{"n", Type::I64}};
  S.F.Result = Type::Void;
  ExprRef N = S.x().param(0, Type::I64);
  S.node();
  S.branch(S.x().binary(Op::SLt, N, S.num(2)), 2, 1);
  S.node(); // 1
  S.call("quick", {S.x().unknown(S.F.string("pivot"), Type::I64)}, Type::Void);
  S.call("quick", {S.x().unknown(S.F.string("pivot"), Type::I64)}, Type::Void);
  S.jump(2);
  S.node(); // 2
  S.ret();
  Forecast F = start(S.F, "1000000");
  EXPECT_LT(F.Steps, 1000u);
  EXPECT_TRUE(F.PeakResident.bounded());
  EXPECT_FALSE(F.IntOps.bounded());
}

/// A call that is cut off keeps what was allocated by then, and has no bound.
TEST(Recursion, WhatWasAllocatedBeforeTheCutStays) {
  Maker W("work", false);
  W.F.Params = {{"n", Type::I64}};
  W.F.Result = Type::Void;
  ExprRef N = W.x().param(0, Type::I64);
  ExprRef P = W.alloc(W.mul(N, W.num(1000)));
  W.touch(P, W.mul(N, W.num(1000)));
  W.call("spin", {N, N}, Type::Void);
  W.ret();
  Maker S("spin", false); // Ackermann's recursion, all but endless
  S.F.Params = {{"m", Type::I64}, {"n", Type::I64}};
  S.F.Result = Type::I64;
  ExprRef A = S.x().param(0, Type::I64), B = S.x().param(1, Type::I64);
  S.alloc(S.num(100));
  S.branch(S.x().binary(Op::Eq, A, S.num(0)), 1, 2);
  S.node(); // 1
  S.ret(S.add(B, S.num(1)));
  S.node(); // 2
  S.branch(S.x().binary(Op::Eq, B, S.num(0)), 3, 4);
  S.node(); // 3
  S.ret(S.call("spin", {S.add(A, S.num(-1)), S.num(1)}, Type::I64));
  S.node(); // 4
  ExprRef Inner = S.call("spin", {A, S.add(B, S.num(-1))}, Type::I64);
  S.ret(S.call("spin", {S.add(A, S.num(-1)), Inner}, Type::I64));
  Maker M;
  M.call("work", {M.argument(1)}, Type::Void);
  M.ret();
  Forecast F = forecastOf({M.F, W.F, S.F}, {"4000"});
  EXPECT_GE(F.PeakResident.Likely, 4e6);
  EXPECT_FALSE(F.PeakResident.bounded());
  EXPECT_LE(F.Steps, Budget().Steps);
}

} // namespace
} // namespace auspex::demand::test
