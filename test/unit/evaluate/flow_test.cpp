//===- test/unit/evaluate/flow_test.cpp - Values, branches, loops ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "skeleton_maker.h"

namespace auspex::demand::test {
namespace {

TEST(Flow, TriangularNestCountsExactly) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t I = M.openLoop(N);
  uint32_t J = M.openLoop(M.add(M.x().index(I), M.num(1)), I);
  uint32_t K = M.openLoop(M.add(M.x().index(J), M.num(1)), J);
  M.flops(M.num(2));
  M.closeLoop(K);
  M.closeLoop(J);
  M.closeLoop(I);
  M.ret();
  for (double D : {3.0, 17.0, 100.0, 1000.0}) {
    Forecast F = forecastOf({M.F}, {std::to_string(int(D))});
    EXPECT_DOUBLE_EQ(F.Flops.Likely, D * (D + 1) * (D + 2) / 6 * 2) << D;
  }
}

TEST(Flow, UnknownConditionJoinsBothArms) {
  Maker M;
  ExprRef C = M.x().unknown(M.F.string("data"), Type::I1);
  M.node();
  M.branch(C, 1, 2, {}, {}, 0.9f);
  M.node();
  M.flops(M.num(100));
  M.jump(3);
  M.node();
  M.flops(M.num(700));
  M.jump(3);
  M.node();
  M.ret();
  Forecast F = forecastOf({M.F}, {});
  EXPECT_EQ(F.Flops.Low, 100);
  EXPECT_EQ(F.Flops.Likely, 100);
  EXPECT_EQ(F.Flops.High, 700);
}

/// What a function that takes variable arguments is passed lies behind its last
/// parameter, each in 8 bytes.
TEST(Flow, VariableArguments) {
  Maker V("size_of", false);
  V.F.VarArgs = true;
  V.F.Params = {{"count", Type::I32}, {std::string(VariableArguments), Type::Ptr}};
  V.F.Result = Type::I64;
  ExprRef List = V.x().param(1, Type::Ptr);
  V.node();
  V.ret(V.mul(V.load(List, Type::I64), V.load(V.at(List, V.num(8)), Type::I64)));

  Maker M;
  M.flops(M.call("size_of", {M.i32(2), M.num(30), M.num(7)}, Type::I64));
  M.ret();
  EXPECT_EQ(forecastOf({M.F, V.F}, {}).Flops.Likely, 210);
}

TEST(Flow, AssumptionsThatNoUnknownHasAreNamed) {
  Maker M;
  M.flops(M.x().unknown(M.F.string("data"), Type::I64));
  M.ret();
  Inputs In;
  In.Argv = {"program"};
  In.Assume = {{"data", 5}, {"nosuch", 3}};
  Forecast F = forecastOf({M.F}, {}, In);
  EXPECT_EQ(F.Flops.Likely, 5);
  EXPECT_EQ(F.UnusedAssumptions, std::vector<std::string>{"nosuch"});
}

/// parse(&options, argc, argv) in another function; options in any order.
TEST(Flow, OptionsThroughAStruct) {
  Maker P("parse", false);
  P.F.Params = {{"o", Type::Ptr}, {"argc", Type::I32}, {"argv", Type::Ptr}};
  P.F.Result = Type::Void;
  ExprRef O = P.x().param(0, Type::Ptr);
  P.node();
  P.store(O, P.num(10), Type::I64);
  P.loopOver(1, 4);
  P.jump(1);
  P.node(0);
  ExprRef C = P.call("getopt", {P.x().param(1, Type::I32), P.x().param(2, Type::Ptr), P.symbol(".str")});
  {
    Node &N = P.F.Nodes.back();
    N.Term = TermKind::Switch;
    N.Cond = C;
    N.Cases = {-1, 'n', 'v'};
    N.Edges = {{3, 0.2f, {}}, {4, 0.2f, {}}, {2, 0.2f, {}}, {3, 0.2f, {}}};
  }
  P.node(0); // 2
  P.store(O, P.call("atol", {P.load(P.symbol("optarg"), Type::Ptr)}, Type::I64), Type::I64);
  P.jump(3);
  P.node(0); // 3
  P.jump(1);
  P.node(); // 4
  P.ret();

  Maker M;
  ExprRef Opts = M.alloc(M.num(16), AllocKind::Stack);
  M.call("parse", {Opts, M.x().param(0, Type::I32), M.x().param(1, Type::Ptr)}, Type::Void);
  M.flops(M.load(Opts, Type::I64));
  M.ret();

  Global Spec, Arg;
  Spec.Symbol = ".str";
  Spec.Internal = Spec.Constant = true;
  Spec.Bytes = std::string("n:v\0", 4);
  Spec.Size = 4;
  Arg.Symbol = "optarg";
  Arg.Declared = true;
  Arg.Size = 8;
  auto Run = [&](std::vector<std::string> Args) {
    Forecast F = forecastOf({M.F, P.F}, std::move(Args), {}, {Spec, Arg});
    EXPECT_EQ(F.UnknownSteps, 0u);
    return F.Flops.Likely;
  };
  EXPECT_EQ(Run({}), 10);
  EXPECT_EQ(Run({"-n", "77"}), 77);
  EXPECT_EQ(Run({"-n77"}), 77);
  EXPECT_EQ(Run({"input", "-v", "-n", "5"}), 5);
  EXPECT_EQ(Run({"-vn", "8", "x"}), 8);
  EXPECT_EQ(Run({"--", "-n", "5"}), 10);
  EXPECT_EQ(Run({"-n", "1", "a", "-n", "2"}), 2);
}

TEST(Flow, EndlessAndHugeLoopsEnd) {
  Maker M;
  uint32_t L = M.openLoop(M.num(INT64_MAX));
  M.touch(M.alloc(M.num(INT64_MAX)), M.num(INT64_MAX));
  M.closeLoop(L);
  M.ret();
  Forecast F = forecastOf({M.F}, {});
  EXPECT_LE(F.Steps, Budget().Steps);

  Maker Self("self", false);
  Self.call("self", {}, Type::Void);
  Self.ret();
  Maker Main;
  Main.call("self", {}, Type::Void);
  Main.ret();
  EXPECT_TRUE(forecastOf({Main.F, Self.F}, {}).Available);

  Maker Spin;
  Spin.loopOver(1, 2);
  Spin.node();
  Spin.jump(1);
  Spin.node(0);
  Spin.alloc(Spin.num(100));
  Spin.jump(1);
  Forecast S = forecastOf({Spin.F}, {});
  EXPECT_LE(S.Steps, Budget().Steps);
}

TEST(Flow, ErrorExitsDoNotWeigh) {
  Maker M;
  ExprRef N = M.argument(1);
  M.branch(M.x().binary(Op::SLt, N, M.num(1)), 1, 2);
  M.node();
  M.call("exit", {M.i32(1)}, Type::Void);
  M.F.Nodes.back().Term = TermKind::Unreachable;
  M.node();
  M.flops(N);
  M.ret();
  EXPECT_EQ(forecastOf({M.F}, {"12"}).Flops.Likely, 12);
  EXPECT_EQ(forecastOf({M.F}, {"0"}).Flops.Likely, 0);
}

TEST(Flow, TimelineNamesItsPhases) {
  Maker Work("work", false);
  Work.F.Params = {{"n", Type::I64}};
  Work.F.Result = Type::Void;
  ExprRef N = Work.x().param(0, Type::I64);
  ExprRef P = Work.alloc(N);
  Work.touch(P, N);
  Work.flops(N);
  Work.release(P);
  Work.ret();
  Maker M;
  M.call("work", {M.num(50000000)}, Type::Void);
  ExprRef P2 = M.alloc(M.num(1000000));
  M.touch(P2, M.num(1000000));
  M.flops(M.num(90000000));
  M.ret();
  Forecast F = forecastOf({M.F, Work.F}, {});
  ASSERT_EQ(F.Timeline.size(), 2u);
  EXPECT_EQ(F.Timeline[0].Name, "work");
  expectNear(F.Timeline[0].Resident.Likely, 5e7);
  expectNear(F.Timeline[1].Resident.Likely, 1e6);
}

TEST(Flow, ThreadsHoldTheirBuffersAtOnce) {
  Maker W("worker", false);
  W.F.Params = {{"arg", Type::Ptr}};
  W.F.Result = Type::Ptr;
  ExprRef P = W.alloc(W.num(10000000));
  W.touch(P, W.num(10000000));
  W.release(P);
  W.ret(W.x().null());
  Maker M;
  ExprRef Ids = M.alloc(M.num(64), AllocKind::Stack);
  for (int I = 0; I != 4; ++I)
    M.call("pthread_create", {Ids, M.x().null(), M.symbol("worker"), M.x().null()});
  for (int I = 0; I != 4; ++I)
    M.call("pthread_join", {M.num(0), M.x().null()});
  M.ret();
  Forecast F = forecastOf({M.F, W.F}, {});
  expectNear(F.PeakResident.Likely, 4e7, 0.02);
}

} // namespace
} // namespace auspex::demand::test
