//===- test/unit/evaluate/ends_test.cpp - Errors, and what is cut off -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "skeleton_maker.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace auspex::demand::test {
namespace {

constexpr int64_t MiB = 1 << 20;

/// A function that goes round for longer than anybody follows, no iteration like another:
/// until a generator of random numbers returns to its seed. \p Body adds steps to an iteration.
Function longRunning(const std::function<void(Maker &)> &Body) {
  Maker M("code", false);
  M.F.Params = {{"p", Type::Ptr}};
  uint32_t X = M.local(Type::I64);
  M.node();
  M.jump(1, {{X, M.num(17)}});
  M.node(0);
  ExprRef Next = M.x().binary(Op::And, M.add(M.mul(M.get(X), M.num(1103515245)), M.num(12345)),
                              M.num(0x7FFFFFFF));
  M.jump(2, {{X, Next}});
  M.node(0);
  Body(M);
  const auto Back = uint32_t(M.F.Nodes.size());
  M.jump(Back);
  M.node(0);
  ExprRef Odd = M.x().binary(Op::Eq, M.x().binary(Op::And, M.get(X), M.num(1 << 13)), M.num(0));
  M.branch(Odd, Back + 1, Back + 2);
  M.node(0);
  M.step(StepKind::Work, {M.num(1)});
  M.jump(Back + 2);
  M.node(0);
  M.branch(M.x().binary(Op::Eq, M.get(X), M.num(17)), Back + 3, 1);
  M.node();
  M.ret(M.i32(1));
  M.loopOver(1, Back + 3);
  return M.F;
}

/// Calls that function so often that all of them together are not followed.
constexpr int ManyCalls = 60;
Function callingOften() {
  Maker M("encode", false);
  M.F.Params = {{"p", Type::Ptr}};
  ExprRef P = M.x().param(0, Type::Ptr);
  uint32_t L = M.openLoop(M.num(2));
  for (int K = 0; K != ManyCalls; ++K)
    M.call("code", {P});
  M.closeLoop(L);
  M.ret(M.i32(1));
  return M.F;
}

Budget small() {
  Budget B;
  B.Steps = 20'000;
  B.PartSteps = 1'000;
  return B;
}

bool notFollowed(const Forecast &F) {
  return std::ranges::any_of(F.Unknowns, [](const UnknownUse &U) {
    return U.Reason.find("longer than the evaluation follows") != std::string::npos;
  });
}

Forecast calling(Function Callee) {
  Maker M;
  ExprRef P = M.alloc(M.num(MiB));
  M.touch(P, M.num(MiB));
  M.call("code", {P});
  M.ret();
  return forecastOf({M.F, std::move(Callee)}, {}, {}, {}, small());
}

/// An exception that is thrown, a message that is put together: once, and then the process ends.
TEST(Ends, AnErrorIsNoAllocationThatRepeats) {
  Forecast F = calling(longRunning([](Maker &M) {
    const auto Here = uint32_t(M.F.Nodes.size());
    M.branch(M.x().unknown(M.F.string("data"), Type::I1), Here, Here + 1, {}, {}, 0.01f);
    M.node(0);
    M.alloc(M.num(64));
    M.call("abort", {}, Type::Void);
    M.F.Nodes.back().Term = TermKind::Unreachable;
    M.node(0);
  }));
  ASSERT_TRUE(notFollowed(F));
  EXPECT_LT(F.PeakResident.High, 2.0 * MiB);
}

/// The same loop with the allocation on the way that goes on.
TEST(Ends, AnAllocationThatMayRepeatHasNoBound) {
  Forecast F = calling(longRunning([](Maker &M) {
    const auto Here = uint32_t(M.F.Nodes.size());
    M.branch(M.x().unknown(M.F.string("data"), Type::I1), Here, Here + 1, {}, {}, 0.01f);
    M.node(0);
    M.alloc(M.num(64));
    M.jump(Here + 1);
    M.node(0);
  }));
  ASSERT_TRUE(notFollowed(F));
  EXPECT_TRUE(std::isinf(F.PeakResident.High));
}

/// Functions of the library that are evaluated by themselves allocate, too.
TEST(Ends, ALibraryMayAllocateAgainAndAgain) {
  Forecast F = calling(longRunning([](Maker &M) {
    M.call("strdup", {M.x().unknown(M.F.string("text"), Type::Ptr)}, Type::Ptr);
  }));
  ASSERT_TRUE(notFollowed(F));
  EXPECT_TRUE(std::isinf(F.PeakResident.High));
}

/// for (i = 1; i < argc; ++i) { buffer = malloc; code(buffer); }: that the call takes long
/// says nothing about what the loop allocates.
TEST(Ends, ALoopGoesOnBehindACallThatIsCutOff) {
  Maker M;
  uint32_t I = M.local(Type::I32);
  M.node();
  M.jump(1, {{I, M.i32(1)}});
  M.node(0);
  M.branch(M.x().binary(Op::SLt, M.get(I), M.x().param(0, Type::I32)), 2, 3);
  M.node(0);
  ExprRef P = M.alloc(M.num(8 * MiB));
  M.touch(P, M.num(8 * MiB));
  M.call("encode", {P});
  M.release(P);
  M.jump(1, {{I, M.x().binary(Op::Add, M.get(I), M.i32(1))}});
  M.node();
  M.ret();
  M.loopOver(1, 3);
  Function Code = longRunning([](Maker &M) { M.touch(M.x().param(0, Type::Ptr), M.num(4)); });
  Forecast F = forecastOf({M.F, callingOften(), Code}, {"file"}, {}, {}, small());
  ASSERT_TRUE(notFollowed(F));
  expectNear(F.PeakResident.Likely, 8 * MiB);
  expectNear(F.PeakResident.High, 8 * MiB);
}

/// An iteration takes too long to be followed after one way has left the loop: the others are
/// no less likely for that, and what they allocate may come again.
TEST(Ends, WhatIsCutOffWeighsWhatItDid) {
  Function Code = longRunning([](Maker &) {});
  Maker M;
  M.node();
  M.jump(1);
  M.node(0);
  M.branch(M.x().unknown(M.F.string("data"), Type::I1), 4, 2, {}, {}, 0.05f);
  M.node(0);
  ExprRef P = M.alloc(M.num(8 * MiB));
  M.touch(P, M.num(8 * MiB));
  for (int K = 0; K != ManyCalls; ++K)
    M.call("code", {P});
  M.call("grow", {P});
  M.jump(3);
  M.node(0);
  M.branch(M.x().unknown(M.F.string("more"), Type::I1), 1, 4);
  M.node();
  M.ret();
  M.loopOver(1, 4);
  Function Grow = longRunning([](Maker &M) { M.alloc(M.num(64)); });
  Grow.Symbol = "grow";
  Forecast F = forecastOf({M.F, Code, Grow}, {}, {}, {}, small());
  EXPECT_GE(F.PeakResident.Likely, 8.0 * MiB);
  EXPECT_TRUE(std::isinf(F.PeakResident.High));
}

/// Ways that end in an error, also behind a function that says so and exits, take nothing from
/// the likelihood of those beside them.
TEST(Ends, ErrorsTakeNoWeightFromOthers) {
  Maker Die("die", false);
  Die.F.Params = {{"status", Type::I32}};
  Die.call("exit", {Die.x().param(0, Type::I32)}, Type::Void);
  Die.F.Nodes.back().Term = TermKind::Unreachable;
  Maker M;
  auto Data = [&] { return M.x().unknown(M.F.string("data"), Type::I1); };
  M.node();
  M.branch(Data(), 1, 8, {}, {}, 0.6f);
  for (uint32_t K = 1; K != 7; K += 2) {
    M.node();
    M.branch(Data(), K + 1, K + 2);
    M.node();
    M.call("die", {M.i32(1)}, Type::Void);
    M.jump(8);
  }
  M.node();
  ExprRef P = M.alloc(M.num(MiB));
  M.touch(P, M.num(MiB));
  M.jump(8);
  M.node();
  M.ret();
  expectNear(forecastOf({M.F, Die.F}, {}).PeakResident.Likely, MiB);
}

/// What is written to places that nobody knows is counted once, not once more for what an
/// iteration needs for the moment.
TEST(Ends, WrittenSomewhereIsNoTransient) {
  Maker M;
  M.alloc(M.num(64 * MiB));
  uint32_t L = M.openLoop(M.num(100));
  ExprRef P = M.alloc(M.num(100));
  M.touch(M.x().unknown(M.F.string("data"), Type::Ptr), M.num(64 * MiB));
  M.release(P);
  M.closeLoop(L);
  M.ret();
  expectNear(forecastOf({M.F}, {}).PeakResident.Likely, 64 * MiB);
}

/// A loop whose end is not known may write all of what it writes to; one that may allocate has no
/// bound, also where the allocation was not the likely way.
TEST(Ends, AnUnknownNumberOfIterationsIsInTheInterval) {
  for (bool Allocates : {false, true}) {
    Maker M;
    ExprRef P = M.alloc(M.num(64 * MiB)), Counter = M.alloc(M.num(8));
    M.store(Counter, M.num(0), Type::I64);
    M.jump(1);
    M.node(0);
    ExprRef At = M.load(Counter, Type::I64);
    M.touch(M.at(P, At), M.num(4096));
    M.store(Counter, M.add(At, M.num(4096)), Type::I64);
    M.branch(M.x().unknown(M.F.string("data"), Type::I1), 2, 3, {}, {}, 0.1f);
    M.node(0);
    if (Allocates)
      M.alloc(M.num(100));
    M.jump(3);
    M.node(0);
    M.branch(M.x().unknown(M.F.string("more"), Type::I1), 1, 4);
    M.node();
    M.ret();
    M.loopOver(1, 4);
    Forecast F = forecastOf({M.F}, {});
    EXPECT_LT(F.PeakResident.Low, 1.0 * MiB);
    if (Allocates)
      EXPECT_TRUE(std::isinf(F.PeakResident.High));
    else
      expectNear(F.PeakResident.High, 64 * MiB);
  }
}

} // namespace
} // namespace auspex::demand::test
