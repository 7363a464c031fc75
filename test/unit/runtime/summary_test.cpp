//===- test/unit/runtime/summary_test.cpp - Formulas of whole functions ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/summary.h"

#include "demand/print.h"

#include <gtest/gtest.h>

using namespace auspex::demand;

namespace {

/// A function of one parameter n with a loop of n rounds (nodes 1 and 2) within
/// which another of Inner rounds lies (node 2).
struct Nest {
  FunctionDoc D;
  Function &F = D.Func;
  ExprRef N;

  Nest() {
    F.Symbol = "f";
    F.Params = {{"n", Type::I64}};
    F.Nodes.resize(4);
    N = F.Exprs.param(0, Type::I64);
    F.Loops.resize(2);
    F.Loops[0].Header = 1;
    F.Loops[1].Header = 2;
    F.Loops[1].Parent = 0;
    for (Loop &L : F.Loops) {
      L.End = 3;
      L.Trip = N;
    }
    F.Nodes[1].Loop = 0;
    F.Nodes[2].Loop = 1;
    jump(0, 1);
    jump(1, 2);
    branch(2, 2, 3);
    D.UnitId = "u";
  }
  void jump(uint32_t From, uint32_t To) {
    F.Nodes[From].Term = TermKind::Jump;
    F.Nodes[From].Edges.assign(1, Edge());
    F.Nodes[From].Edges[0].Target = To;
  }
  void branch(uint32_t From, uint32_t Yes, uint32_t No) {
    F.Nodes[From].Term = TermKind::Branch;
    F.Nodes[From].Edges.assign(2, Edge());
    F.Nodes[From].Edges[0].Target = Yes;
    F.Nodes[From].Edges[1].Target = No;
  }
  Step &step(uint32_t Node, StepKind K, std::vector<ExprRef> Args) {
    Step &S = F.Nodes[Node].Steps.emplace_back();
    S.Kind = K;
    S.Args = std::move(Args);
    return S;
  }
};

struct Result {
  Summary S;
  std::string heap() const { return text(S.Q.Heap); }
  std::string flops() const { return text(S.Q.Flops); }
  std::string text(ExprRef E) const { return E == NoExpr ? "0" : prettyText(S.Shape, E); }
};

Result summarise(std::vector<FunctionDoc> Functions, const Knowledge &K = builtinKnowledge()) {
  Module M;
  M.Name = "program";
  M.Functions = std::move(Functions);
  std::vector<Module> Modules;
  Modules.push_back(std::move(M));
  Program P = Program::link(std::move(Modules), K);
  Summaries All(P);
  return {All.of(P.modules()[0].Functions[0], 0)};
}

} // namespace

TEST(Summary, MultipliesByTheTripCountsAround) {
  Nest X;
  X.step(2, StepKind::Work, {X.F.Exprs.integer(2)});
  X.step(1, StepKind::Work, {X.F.Exprs.integer(5)});
  X.step(0, StepKind::Work, {X.F.Exprs.integer(7)});
  Result R = summarise({X.D});
  EXPECT_EQ(R.flops(), "2*n^2 + 5*n + 7");
  EXPECT_FALSE(R.S.AtMost);
}

TEST(Summary, SumsWhatDependsOnTheIndex) {
  Nest X;
  X.F.Loops[1].Trip = X.F.Exprs.index(0); // a triangle
  X.step(2, StepKind::Work, {X.F.Exprs.integer(2)});
  EXPECT_EQ(summarise({X.D}).flops(), "n^2 - n");
}

TEST(Summary, AddsAllocations) {
  Nest X;
  X.step(0, StepKind::Alloc, {X.F.Exprs.binary(Op::Mul, X.N, X.F.Exprs.integer(8))});
  X.step(1, StepKind::Alloc, {X.F.Exprs.integer(16)});
  EXPECT_EQ(summarise({X.D}).heap(), "24*n");
}

TEST(Summary, WhatIsFreedInTheSameRoundIsHeldOnce) {
  Nest X;
  X.F.Values = {{Type::Ptr, ""}};
  X.step(1, StepKind::Alloc, {X.F.Exprs.integer(100)}).Result = 0;
  X.step(1, StepKind::Free, {X.F.Exprs.value(0, Type::Ptr)});
  Result R = summarise({X.D});
  EXPECT_EQ(R.heap(), "100");
  EXPECT_EQ(R.text(R.S.Q.HeapKept), "0");
}

TEST(Summary, PutsArgumentsIntoTheFormulasOfCallees) {
  Nest X, Callee;
  Callee.F.Symbol = "callee";
  Callee.step(2, StepKind::Work, {Callee.F.Exprs.integer(1)});
  Callee.step(0, StepKind::Alloc, {Callee.N});
  Step &Call = X.step(1, StepKind::Call, {X.F.Exprs.binary(Op::Mul, X.N, X.F.Exprs.integer(3))});
  Call.Text = "callee";
  Result R = summarise({X.D, Callee.D});
  EXPECT_EQ(R.flops(), "9*n^3");
  EXPECT_EQ(R.heap(), "3*n^2");
  EXPECT_TRUE(R.S.Omitted.empty());
}

TEST(Summary, UsesKnowledge) {
  Nest X;
  X.step(1, StepKind::Call, {X.N}).Text = "malloc";
  EXPECT_EQ(summarise({X.D}).heap(), "n^2");
}

TEST(Summary, NamesWhatItLeavesOut) {
  Nest X;
  X.step(1, StepKind::Call, {}).Text = "f";
  X.step(1, StepKind::Call, {}).Text = "nobody_knows";
  X.step(1, StepKind::Call, {X.N}).Indirect = true;
  Result R = summarise({X.D});
  ASSERT_EQ(R.S.Omitted.size(), 3u);
  EXPECT_EQ(R.S.Omitted[0], "recursive calls of `f`");
  EXPECT_EQ(R.S.Omitted[1], "no demand note for `nobody_knows`");
  EXPECT_EQ(R.S.Omitted[2], "calls through pointers");
}

TEST(Summary, AnUnknownTripCountSaysWhere) {
  Nest X;
  X.F.Loops[0].Trip = NoExpr;
  X.F.Loops[0].Line = 12;
  X.step(2, StepKind::Work, {X.F.Exprs.integer(2)});
  EXPECT_NE(summarise({X.D}).flops().find("iterations of the loop at line 12"), std::string::npos);
}

TEST(Summary, ABranchThatMayNotBeTakenMakesItABound) {
  Nest X;
  X.branch(0, 1, 3);
  X.F.Nodes[0].Cond = X.F.Exprs.unknown(X.F.string("a flag"), Type::I1);
  X.step(2, StepKind::Work, {X.F.Exprs.integer(2)});
  EXPECT_TRUE(summarise({X.D}).S.AtMost);

  // A test for zero rounds is none.
  X.F.Nodes[0].Cond = X.F.Exprs.binary(Op::SLt, X.F.Exprs.integer(0), X.N);
  EXPECT_FALSE(summarise({X.D}).S.AtMost);
}

TEST(Summary, PathsThatAbortDoNotCount) {
  Nest X;
  X.F.Nodes[3].Term = TermKind::Unreachable;
  X.step(3, StepKind::Alloc, {X.F.Exprs.integer(1 << 20)});
  EXPECT_EQ(summarise({X.D}).heap(), "0");
}
