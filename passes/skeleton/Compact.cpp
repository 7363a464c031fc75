//===- passes/skeleton/Compact.cpp - Drops what a skeleton does not use ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Layout.h"

using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::NoExpr;
using demand::Op;

namespace {

/// Calls \p Visit on every reference to an expression of \p D.
template <typename Fn> void forEachExpr(demand::Function &D, Fn Visit) {
  for (demand::Loop &L : D.Loops)
    Visit(L.Trip);
  for (demand::Node &N : D.Nodes) {
    for (demand::Step &S : N.Steps)
      for (ExprRef &A : S.Args)
        Visit(A);
    Visit(N.Cond);
    for (demand::Edge &E : N.Edges)
      for (auto &[V, X] : E.Assign)
        Visit(X);
  }
  for (demand::Kernel &K : D.Kernels)
    demand::visitFormulas(K, Visit);
}

/// Loops without nodes go; the others close up.
void compactLoops(demand::Function &D, std::vector<uint32_t> &NewLoop) {
  std::vector<demand::Loop> Kept;
  NewLoop.assign(D.Loops.size(), demand::NoLoop);
  for (uint32_t L = 0; L != D.Loops.size(); ++L) {
    if (D.Loops[L].End == 0)
      continue;
    NewLoop[L] = Kept.size();
    Kept.push_back(std::move(D.Loops[L]));
    if (Kept.back().Parent != demand::NoLoop)
      Kept.back().Parent = NewLoop[Kept.back().Parent];
  }
  D.Loops = std::move(Kept);
  auto Renumber = [&](uint32_t &L) {
    if (L != demand::NoLoop)
      L = NewLoop[L];
  };
  for (demand::Node &N : D.Nodes)
    Renumber(N.Loop);
  for (demand::Kernel &K : D.Kernels)
    Renumber(K.Loop);
  for (demand::Pace &P : D.Paces)
    Renumber(P.Loop);
  std::erase_if(D.Paces, [](const demand::Pace &P) { return P.Loop == demand::NoLoop; });
}

/// What is live: the expressions that effects, conditions and kernels use, the
/// values in them, and what those are made of. Loads of other values go.
class Liveness {
public:
  explicit Liveness(demand::Function &D)
      : D(D), Used(D.Exprs.size(), false), Makers(D.Values.size()), Live(D.Values.size(), false) {}

  std::vector<char> run() {
    for (demand::Loop &L : D.Loops)
      if (L.End != 0)
        mark(L.Trip);
    for (demand::Node &N : D.Nodes) {
      mark(N.Cond);
      for (demand::Step &S : N.Steps)
        for (ExprRef A : S.Args)
          if (S.Kind == demand::StepKind::Load && S.Result != demand::NoValue)
            Makers[S.Result].push_back(A);
          else
            mark(A);
      for (demand::Edge &E : N.Edges)
        for (auto &[V, X] : E.Assign)
          Makers[V].push_back(X);
    }
    for (demand::Kernel &K : D.Kernels)
      demand::visitFormulas(K, [this](ExprRef E) { mark(E); });
    follow();
    for (demand::Node &N : D.Nodes) {
      std::erase_if(N.Steps, [&](const demand::Step &S) {
        return S.Kind == demand::StepKind::Load && !Live[S.Result];
      });
      for (demand::Edge &E : N.Edges)
        std::erase_if(E.Assign, [&](const auto &A) { return !Live[A.first]; });
    }
    return std::move(Used);
  }

private:
  void mark(ExprRef R) {
    if (R != NoExpr && !Used[R]) {
      Used[R] = true;
      Work.push_back(R);
    }
  }
  void follow() {
    while (!Work.empty()) {
      const demand::ExprNode N = D.Exprs[Work.back()];
      Work.pop_back();
      mark(N.A), mark(N.B), mark(N.C);
      if (N.O != Op::Value || Live[size_t(N.Imm)])
        continue;
      Live[size_t(N.Imm)] = true;
      for (ExprRef R : Makers[size_t(N.Imm)])
        mark(R);
    }
  }

  demand::Function &D;
  std::vector<char> Used;
  std::vector<std::vector<ExprRef>> Makers; ///< of a value
  std::vector<char> Live;
  std::vector<ExprRef> Work;
};

} // namespace

void passes::compact(demand::Function &D) {
  std::vector<char> Used;
  do
    Used = Liveness(D).run();
  while (!D.Nodes.empty() && simplify(D));
  std::vector<uint32_t> NewLoop;
  compactLoops(D, NewLoop);
  // A result or an assignment that no formula reads is dropped with its value.
  std::vector<uint32_t> NewValue(D.Values.size(), demand::NoValue);
  for (size_t I = 0; I != Used.size(); ++I)
    if (Used[I] && D.Exprs[ExprRef(I)].O == Op::Value)
      NewValue[size_t(D.Exprs[ExprRef(I)].Imm)] = 0;
  std::vector<demand::Local> Values;
  for (size_t V = 0; V != NewValue.size(); ++V)
    if (NewValue[V] != demand::NoValue) {
      NewValue[V] = Values.size();
      Values.push_back(std::move(D.Values[V]));
    }
  D.Values = std::move(Values);

  std::vector<std::string> OldStrings = std::move(D.Strings);
  D.Strings.clear();
  demand::ExprPool Old = std::exchange(D.Exprs, demand::ExprPool());
  std::vector<ExprRef> New(Old.size(), NoExpr);
  auto Moved = [&](ExprRef R) { return R == NoExpr ? NoExpr : New[R]; };
  for (size_t I = 0; I != Old.size(); ++I) {
    if (!Used[I])
      continue;
    demand::ExprNode N = Old[ExprRef(I)];
    if (N.O == Op::Index && NewLoop[size_t(N.Imm)] == demand::NoLoop) {
      New[I] = D.Exprs.unknown(D.string("the index of a loop that is never entered"), N.Ty);
      continue;
    }
    N.A = Moved(N.A), N.B = Moved(N.B), N.C = Moved(N.C);
    if (N.O == Op::Value)
      N.Imm = NewValue[size_t(N.Imm)];
    else if (N.O == Op::Index)
      N.Imm = NewLoop[size_t(N.Imm)];
    else if ((N.O == Op::Symbol || N.O == Op::Unknown) && N.Imm >= 0 &&
             size_t(N.Imm) < OldStrings.size())
      N.Imm = D.string(OldStrings[size_t(N.Imm)]);
    if (auto R = D.Exprs.append(N))
      New[I] = *R;
    else
      New[I] = D.Exprs.unknown(D.string("a formula that does not fit"), N.Ty);
  }
  forEachExpr(D, [&](ExprRef &R) { R = Moved(R); });
  for (demand::Node &N : D.Nodes) {
    for (demand::Step &S : N.Steps)
      if (S.Result != demand::NoValue)
        S.Result = NewValue[S.Result];
    for (demand::Edge &E : N.Edges)
      for (auto &[V, X] : E.Assign)
        V = NewValue[V];
  }
}
