//===- test/unit/evaluate/skeleton_maker.h - Skeletons by hand ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A few words to write the skeleton of a small program, and to forecast it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_UNIT_EVALUATE_SKELETON_MAKER_H
#define AUSPEX_TEST_UNIT_EVALUATE_SKELETON_MAKER_H

#include "demand/forecast.h"

#include <gtest/gtest.h>

namespace auspex::demand::test {

class Maker {
public:
  Function F;
  explicit Maker(std::string Symbol = "main", bool WithArguments = true) {
    F.Symbol = std::move(Symbol);
    F.File = "test.c";
    if (WithArguments)
      F.Params = {{"argc", Type::I32}, {"argv", Type::Ptr}};
    F.Result = Type::I32;
  }
  ExprPool &x() { return F.Exprs; }
  ExprRef num(int64_t V) { return x().integer(V); }
  ExprRef i32(int64_t V) { return x().integer(V, Type::I32); }
  ExprRef add(ExprRef A, ExprRef B) { return x().binary(Op::Add, A, B); }
  ExprRef mul(ExprRef A, ExprRef B) { return x().binary(Op::Mul, A, B); }
  ExprRef at(ExprRef P, ExprRef Bytes) { return x().ptrAdd(P, Bytes); }
  ExprRef argv(int64_t I) { return load(at(x().param(1, Type::Ptr), num(8 * I)), Type::Ptr); }
  ExprRef symbol(std::string_view S) { return x().symbol(F.string(S)); }

  uint32_t local(Type T, std::string Name = {}) {
    F.Values.push_back({T, std::move(Name)});
    return uint32_t(F.Values.size() - 1);
  }
  ExprRef get(uint32_t Id) { return x().value(Id, F.Values[Id].Ty); }

  // Steps go to the last node.
  uint32_t node(uint32_t Loop = NoLoop) {
    F.Nodes.emplace_back();
    F.Nodes.back().Loop = Loop;
    return uint32_t(F.Nodes.size() - 1);
  }
  Step &step(StepKind K, std::vector<ExprRef> Args) {
    if (F.Nodes.empty())
      node();
    Step S;
    S.Kind = K;
    S.Args = std::move(Args);
    F.Nodes.back().Steps.push_back(std::move(S));
    return F.Nodes.back().Steps.back();
  }
  ExprRef load(ExprRef P, Type T) {
    Step &S = step(StepKind::Load, {P});
    S.Ty = T;
    S.Result = local(T);
    return get(S.Result);
  }
  void store(ExprRef P, ExprRef V, Type T) { step(StepKind::Store, {P, V}).Ty = T; }
  ExprRef call(std::string Name, std::vector<ExprRef> Args, Type T = Type::I32) {
    Step &S = step(StepKind::Call, std::move(Args));
    S.Text = std::move(Name);
    S.Ty = T;
    if (T == Type::Void)
      return NoExpr;
    S.Result = local(T);
    return get(S.Result);
  }
  ExprRef alloc(ExprRef Bytes, AllocKind K = AllocKind::Malloc) {
    Step &S = step(StepKind::Alloc, {Bytes});
    S.Alloc = K;
    S.Result = local(Type::Ptr);
    return get(S.Result);
  }
  void touch(ExprRef P, ExprRef Bytes) { step(StepKind::Touch, {P, Bytes}).Write = true; }
  void release(ExprRef P) { step(StepKind::Free, {P}); }
  void flops(ExprRef N) { step(StepKind::Work, {N}); }
  /// n = atol(argv[I])
  ExprRef argument(int64_t I) { return call("atol", {argv(I)}, Type::I64); }

  using Assign = std::vector<std::pair<uint32_t, ExprRef>>;
  void jump(uint32_t To, Assign A = {}) {
    Node &N = F.Nodes.back();
    N.Term = TermKind::Jump;
    N.Edges = {{To, 1, std::move(A)}};
  }
  void branch(ExprRef C, uint32_t Then, uint32_t Else, Assign OnThen = {}, Assign OnElse = {},
              float Likely = 0.5f) {
    Node &N = F.Nodes.back();
    N.Term = TermKind::Branch;
    N.Cond = C;
    N.Edges = {{Then, Likely, std::move(OnThen)}, {Else, 1 - Likely, std::move(OnElse)}};
  }
  void ret(ExprRef V = NoExpr) {
    F.Nodes.back().Term = TermKind::Return;
    F.Nodes.back().Cond = V;
  }
  /// A loop whose nodes are written by hand.
  void loopOver(uint32_t Header, uint32_t End, ExprRef Trip = NoExpr) {
    Loop L;
    L.Header = Header, L.End = End, L.Trip = Trip;
    F.Loops.push_back(L);
  }
  /// Opens a loop in a node of its own; closeLoop ends it.
  uint32_t openLoop(ExprRef Trip, uint32_t Parent = NoLoop) {
    Loop L;
    L.Trip = Trip;
    L.Parent = Parent;
    uint32_t Id = uint32_t(F.Loops.size());
    if (F.Nodes.empty())
      node();
    L.Header = uint32_t(F.Nodes.size());
    jump(L.Header);
    F.Loops.push_back(L);
    node(Id);
    return Id;
  }
  void closeLoop(uint32_t Id) {
    F.Loops[Id].End = uint32_t(F.Nodes.size());
    branch(NoExpr, F.Loops[Id].Header, uint32_t(F.Nodes.size()));
    node(F.Loops[Id].Parent);
  }
};

/// Links the functions as one executable and forecasts main.
inline Forecast forecastOf(std::vector<Function> Functions, std::vector<std::string> Args,
                           Inputs In = {}, std::vector<Global> Globals = {}, Budget B = {}) {
  Module M;
  M.Name = "a.out";
  Unit U;
  U.Id = "unit";
  U.Globals = std::move(Globals);
  M.Units.push_back(std::move(U));
  for (Function &F : Functions) {
    auto Ok = checkFunction(F);
    EXPECT_TRUE(Ok.has_value()) << F.Symbol << ": " << (Ok ? "" : Ok.error().Message);
    M.Functions.push_back({std::move(F), "unit"});
  }
  std::vector<Module> Modules;
  Modules.push_back(std::move(M));
  Program P = Program::link(std::move(Modules), builtinKnowledge());
  In.BaselineBytes = 0;
  In.Argv = std::move(Args);
  In.Argv.insert(In.Argv.begin(), "a.out");
  return forecast(P, In, B);
}

inline void expectNear(double Got, double Want, double Relative = 0.01, double Slack = 8192) {
  EXPECT_NEAR(Got, Want, Want * Relative + Slack);
}

} // namespace auspex::demand::test

#endif
