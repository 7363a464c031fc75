//===- passes/skeleton/NodeEdits.h - Small changes of a node --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the layout does to nodes in the builder's order, and simplification to those
// of a finished function. NodeT has Steps, Term, Cond, Cases and Edges.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_NODEEDITS_H
#define AUSPEX_PASSES_SKELETON_NODEEDITS_H

#include "demand/skeleton.h"

#include <algorithm>
#include <iterator>

namespace auspex::passes {

/// A branch whose ways all do the same is none.
template <typename NodeT> bool dropUselessBranch(NodeT &N) {
  if (N.Edges.size() < 2 || !std::ranges::all_of(N.Edges, [&](const demand::Edge &E) {
        return E.Target == N.Edges[0].Target && E.Assign == N.Edges[0].Assign;
      }))
    return false;
  N.Edges.resize(1);
  N.Edges[0].Likelihood = 1;
  N.Cases.clear();
  N.Term = demand::TermKind::Jump;
  N.Cond = demand::NoExpr;
  return true;
}

/// Lets the edges of \p N pass by nodes that only jump on. \p MayPass says of a
/// node's number whether it has nothing to do and starts no loop.
template <typename NodeT, typename NodesT, typename MayPassFn>
bool skipEmptyNodes(NodeT &N, const NodesT &Nodes, MayPassFn MayPass) {
  bool Changed = false;
  for (demand::Edge &E : N.Edges)
    for (unsigned Fuel = 64; Fuel != 0 && MayPass(E.Target); --Fuel) {
      const NodeT &T = Nodes[E.Target];
      if (&T == &N || T.Term != demand::TermKind::Jump || T.Edges[0].Target == E.Target)
        break;
      const demand::Edge &On = T.Edges[0];
      if (!E.Assign.empty() && !On.Assign.empty())
        break; // the second set may read what the first one assigns
      if (E.Assign.empty())
        E.Assign = On.Assign;
      E.Target = On.Target;
      Changed = true;
    }
  return Changed;
}

/// \p N goes on as \p T, which nothing else leads to.
template <typename NodeT> void goOnAs(NodeT &N, NodeT &T) {
  std::ranges::move(T.Steps, std::back_inserter(N.Steps));
  N.Term = T.Term, N.Cond = T.Cond;
  N.Cases = std::move(T.Cases);
  N.Edges = std::move(T.Edges);
}

} // namespace auspex::passes

#endif
