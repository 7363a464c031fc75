//===- skeleton_test.cpp - What checkFunction accepts and refuses ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

using namespace auspex::demand;
using namespace auspex::demand::test;

namespace {

TEST(Skeleton, AcceptsTheSamples) {
  auto R = checkFunction(gemmMain());
  EXPECT_TRUE(R) << R.error().Message;
  for (uint64_t Seed = 0; Seed < 500; ++Seed) {
    auto R = checkFunction(randomFunction(Seed));
    EXPECT_TRUE(R) << Seed << ": " << R.error().Message;
  }
  EXPECT_TRUE(checkFunction(Function()));
  Function F = gemmMain();
  F.Nodes[0].Cond = NoExpr; // nothing is known of the condition
  EXPECT_TRUE(checkFunction(F));
}

TEST(Skeleton, RandomFunctionsCoverTheFormat) {
  std::vector<bool> Steps(10), Terms(5), Ops(unsigned(Op::Last) + 1);
  for (uint64_t Seed = 0; Seed < 500; ++Seed) {
    Function F = randomFunction(Seed);
    for (const Node &N : F.Nodes) {
      Terms[unsigned(N.Term)] = true;
      for (const Step &S : N.Steps)
        Steps[unsigned(S.Kind)] = true;
    }
    for (const ExprNode &N : F.Exprs.nodes())
      Ops[unsigned(N.O)] = true;
  }
  EXPECT_EQ(std::ranges::count(Steps, false), 0);
  EXPECT_EQ(std::ranges::count(Terms, false), 0);
  for (unsigned O = 0; O < Ops.size(); ++O)
    EXPECT_TRUE(Ops[O]) << nameOf(Op(O));
}

TEST(Skeleton, StringsAreKeptOnce) {
  Function F;
  EXPECT_EQ(F.string("a"), 0u);
  EXPECT_EQ(F.string("b"), 1u);
  EXPECT_EQ(F.string("a"), 0u);
}

/// gemmMain() with one thing wrong: the message must say what.
struct Broken {
  const char *Name;
  std::function<void(Function &)> Break;
  const char *Says;
};

class BrokenSkeleton : public testing::TestWithParam<Broken> {};

TEST_P(BrokenSkeleton, IsRefused) {
  Function F = gemmMain();
  GetParam().Break(F);
  auto R = checkFunction(F);
  ASSERT_FALSE(R);
  EXPECT_NE(R.error().Message.find(GetParam().Says), std::string::npos) << R.error().Message;
}

const Broken Cases[] = {
    {"EdgeOutOfRange", [](Function &F) { F.Nodes[1].Edges[0].Target = 9; }, "does not exist"},
    {"BackEdgeOutsideLoop", [](Function &F) { F.Nodes[2].Edges[0].Target = 1; }, "edge back"},
    {"SelfEdgeOutsideLoop", [](Function &F) { F.Nodes[2].Edges[0].Target = 2; }, "edge back"},
    {"EdgeIntoLoop",
     [](Function &F) {
       F.Loops[0].Header = 2;
       F.Nodes[2].Loop = 0;
       F.Nodes[1].Edges[0].Target = 3;
     },
     "into the middle"},
    {"TooFewEdges", [](Function &F) { F.Nodes[0].Edges.pop_back(); }, "edges"},
    {"EdgesOfReturn", [](Function &F) { F.Nodes[4].Edges.push_back({}); }, "edges"},
    {"CasesWithoutSwitch", [](Function &F) { F.Nodes[0].Cases = {1}; }, "cases"},
    {"SwitchEdges",
     [](Function &F) {
       F.Nodes[0].Term = TermKind::Switch;
       F.Nodes[0].Cases = {1, 2};
       F.Nodes[0].Cond = F.Exprs.param(0, Type::I32);
     },
     "edges"},
    {"BranchOnInteger", [](Function &F) { F.Nodes[0].Cond = F.Exprs.param(0, Type::I32); },
     "no condition"},
    {"SwitchOnNothing",
     [](Function &F) {
       F.Nodes[0].Term = TermKind::Switch;
       F.Nodes[0].Cases = {1};
       F.Nodes[0].Cond = NoExpr;
     },
     "does not exist"},
    {"ReturnOfAnotherType", [](Function &F) { F.Nodes[4].Cond = F.Exprs.integer(0); },
     "another type"},
    {"LikelihoodNan", [](Function &F) { F.Nodes[0].Edges[0].Likelihood = 0.0f / 0.0f; },
     "likelihood"},
    {"PhiOfAnotherType",
     [](Function &F) { F.Nodes[0].Edges[1].Assign[0].second = F.Exprs.integer(0); },
     "does not fit"},
    {"PhiOfNoValue", [](Function &F) { F.Nodes[0].Edges[1].Assign[0].first = 77; },
     "does not fit"},
    {"PhiOfNothing", [](Function &F) { F.Nodes[0].Edges[1].Assign[0].second = NoExpr; },
     "does not fit"},
    {"LoopEmpty", [](Function &F) { F.Loops[0].End = 3; }, "loop 0"},
    {"LoopBeyondTheEnd", [](Function &F) { F.Loops[0].End = 6; }, "loop 0"},
    {"LoopParent", [](Function &F) { F.Loops[0].Parent = 0; }, "parent"},
    {"LoopTwoOfOneHeader", [](Function &F) { F.Loops.push_back(F.Loops[0]); }, "header"},
    {"LoopOverlap",
     [](Function &F) {
       F.Loops.push_back({.Header = 2, .End = 4, .Name = ""});
       F.Loops[0].End = 5;
       F.Nodes[2].Loop = 1;
     },
     "parent"},
    {"NodeNamesAnotherLoop", [](Function &F) { F.Nodes[3].Loop = NoLoop; }, "innermost"},
    {"LoopTripNegative", [](Function &F) { F.Loops[0].ExpectedTrip = -1; }, "iterations"},
    {"LoopTripReal", [](Function &F) { F.Loops[0].Trip = F.Exprs.real(1); }, "trip count"},
    {"StepArguments", [](Function &F) { F.Nodes[1].Steps[0].Args.clear(); }, "arguments"},
    {"StepArgumentMissing", [](Function &F) { F.Nodes[1].Steps[0].Args[0] = 1u << 20; },
     "does not exist"},
    {"StepArgumentNone", [](Function &F) { F.Nodes[2].Steps[0].Args[0] = NoExpr; },
     "does not exist"},
    {"LoadThroughInteger", [](Function &F) { F.Nodes[1].Steps[0].Args[0] = F.Exprs.integer(8); },
     "load"},
    {"LoadWithoutResult", [](Function &F) { F.Nodes[1].Steps[0].Result = NoValue; }, "load"},
    {"ResultOutOfRange", [](Function &F) { F.Nodes[1].Steps[1].Result = 6; }, "result"},
    {"ResultOfFree", [](Function &F) { F.Nodes[4].Steps[0].Result = 0; }, "result"},
    {"CallOfNothing", [](Function &F) { F.Nodes[1].Steps[1].Text.clear(); }, "call of nothing"},
    {"CallResultType", [](Function &F) { F.Nodes[1].Steps[1].Ty = Type::I64; }, "another type"},
    {"AllocOfReal", [](Function &F) { F.Nodes[2].Steps[0].Args[0] = F.Exprs.real(8); },
     "allocation"},
    {"UnknownStepKind", [](Function &F) { F.Nodes[1].Steps[0].Kind = StepKind(33); }, "unknown"},
    {"ParamOutOfRange", [](Function &F) { F.Exprs.param(2, Type::I32); }, "parameter 2"},
    {"ParamOfAnotherType", [](Function &F) { F.Exprs.param(0, Type::I64); }, "parameter 0"},
    {"ValueOutOfRange", [](Function &F) { F.Exprs.value(6, Type::I32); }, "value 6"},
    {"IndexOutOfRange", [](Function &F) { F.Exprs.index(1); }, "loop 1"},
    {"SymbolOutOfRange", [](Function &F) { F.Exprs.symbol(3); }, "string 3"},
    {"KernelFormula", [](Function &F) { F.Kernels[0].Flops = 1u << 20; }, "gemm"},
    {"KernelLoop", [](Function &F) { F.Kernels[0].Loop = 1; }, "gemm"},
    {"TooManyNodes", [](Function &F) { F.Nodes.resize(MaxNodes + 1); }, "nodes"},
    {"TooManySteps", [](Function &F) { F.Nodes[4].Steps.resize(MaxSteps + 1); }, "steps"},
    {"TooManyValues", [](Function &F) { F.Values.resize(MaxValues + 1); }, "values"},
    {"VoidValue", [](Function &F) { F.Values.push_back({Type::Void, ""}); }, "void"},
};

void PrintTo(const Broken &B, std::ostream *Out) { *Out << B.Name; }

INSTANTIATE_TEST_SUITE_P(Each, BrokenSkeleton, testing::ValuesIn(Cases),
                         [](const auto &Info) { return std::string(Info.param.Name); });

} // namespace
