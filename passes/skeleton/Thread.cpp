//===- passes/skeleton/Thread.cpp - Tests that the way there has decided --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A guard that owns an object (std::unique_ptr, the node that std::map is about
// to insert) is tested for null where ways meet that have released it and ways
// that have not. The forecast joins what it does not know where ways meet, and
// would then free the object on both; so each way goes where its test leads.
// The optimiser does the same from -O2 on (jump threading).
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Layout.h"

#include <optional>

using namespace auspex;
using namespace auspex::passes;
using demand::ExprNode;
using demand::ExprRef;
using demand::Op;

namespace {

bool isNull(const ExprNode &N) {
  return N.O == Op::Int && N.Ty == demand::Type::Ptr && N.Imm == 0;
}

/// Whether \p E is null, where that is certain. Allocations succeed.
std::optional<bool> nullness(const demand::Function &D, ExprRef E,
                             const std::vector<bool> &Allocated) {
  const ExprNode &N = D.Exprs[E];
  if (isNull(N))
    return true;
  if (N.O == Op::Value && Allocated[size_t(N.Imm)])
    return false;
  return std::nullopt;
}

/// The value that \p N, which does nothing else, compares with null.
std::optional<uint32_t> testedForNull(const demand::Function &D, const demand::Node &N) {
  if (!N.Steps.empty() || N.Term != demand::TermKind::Branch || N.Cond == demand::NoExpr)
    return std::nullopt;
  const ExprNode &C = D.Exprs[N.Cond];
  if ((C.O != Op::Eq && C.O != Op::Ne) || D.Exprs[C.A].O != Op::Value || !isNull(D.Exprs[C.B]))
    return std::nullopt;
  return uint32_t(D.Exprs[C.A].Imm);
}

} // namespace

void passes::threadTests(demand::Function &D) {
  std::vector<bool> Allocated(D.Values.size());
  for (const demand::Node &N : D.Nodes)
    for (const demand::Step &S : N.Steps)
      if (S.Kind == demand::StepKind::Alloc && S.Result != demand::NoValue)
        Allocated[S.Result] = true;
  for (demand::Node &From : D.Nodes)
    for (demand::Edge &E : From.Edges) {
      const demand::Node &Test = D.Nodes[E.Target];
      std::optional<uint32_t> Tested = testedForNull(D, Test);
      if (!Tested || Test.Loop != From.Loop || E.Target <= uint32_t(&From - D.Nodes.data()))
        continue;
      for (auto &[Value, X] : E.Assign) {
        if (Value != *Tested)
          continue;
        auto Null = nullness(D, X, Allocated);
        if (!Null)
          break;
        const demand::Edge &Way = Test.Edges[*Null == (D.Exprs[Test.Cond].O == Op::Eq) ? 0 : 1];
        if (Way.Assign.empty() && Way.Target > E.Target && D.Nodes[Way.Target].Loop == From.Loop)
          E.Target = Way.Target;
        break;
      }
    }
}
