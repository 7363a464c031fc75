//===- passes/skeleton/Simplify.cpp - Nodes that decide nothing -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Layout.h"
#include "passes/skeleton/NodeEdits.h"

#include <algorithm>

using namespace auspex;
using namespace auspex::passes;
using demand::TermKind;

namespace {

class Simplifier {
public:
  explicit Simplifier(demand::Function &D) : D(D) {}

  bool run() {
    bool Any = false;
    for (unsigned Round = 0; Round != 8; ++Round) {
      IsHeader.assign(D.Nodes.size(), false);
      for (const demand::Loop &L : D.Loops)
        if (L.End != 0)
          IsHeader[L.Header] = true;
      bool Changed = false;
      for (uint32_t L = 0; L != D.Loops.size(); ++L)
        Changed |= skipLoop(L);
      for (demand::Node &N : D.Nodes) {
        Changed |= skipEmptyNodes(N, D.Nodes, [&](uint32_t To) {
          return !IsHeader[To] && empty(D.Nodes[To]);
        });
        Changed |= dropUselessBranch(N);
      }
      mergeChains(Changed);
      Changed |= dropUnreached();
      Any |= Changed;
      if (!Changed)
        break;
    }
    return Any;
  }

private:
  static bool empty(const demand::Node &N) { return N.Steps.empty(); }

  /// A loop without effect and with one way out is passed by.
  bool skipLoop(uint32_t Number) {
    const demand::Loop &L = D.Loops[Number];
    if (L.End == 0)
      return false;
    const demand::Edge *Out = nullptr;
    for (uint32_t I = L.Header; I != L.End; ++I) {
      if (!empty(D.Nodes[I]) || D.Nodes[I].Term == TermKind::Return ||
          D.Nodes[I].Term == TermKind::Unreachable)
        return false;
      for (const demand::Edge &E : D.Nodes[I].Edges) {
        if (!E.Assign.empty())
          return false;
        if (L.Header <= E.Target && E.Target < L.End)
          continue;
        if (Out && Out->Target != E.Target)
          return false;
        Out = &E;
      }
    }
    if (!Out)
      return false;
    bool Changed = false;
    uint32_t To = Out->Target;
    for (uint32_t I = 0; I != D.Nodes.size(); ++I)
      if (I < L.Header || I >= L.End)
        for (demand::Edge &E : D.Nodes[I].Edges)
          if (E.Target == L.Header)
            E.Target = To, Changed = true;
    return Changed;
  }

  void mergeChains(bool &Changed) {
    std::vector<unsigned> Preds(D.Nodes.size(), 0);
    for (const demand::Node &N : D.Nodes)
      for (const demand::Edge &E : N.Edges)
        ++Preds[E.Target];
    for (uint32_t I = 0; I != D.Nodes.size(); ++I)
      while (D.Nodes[I].Term == TermKind::Jump && D.Nodes[I].Edges[0].Assign.empty()) {
        demand::Node &N = D.Nodes[I];
        uint32_t To = N.Edges[0].Target;
        demand::Node &T = D.Nodes[To];
        if (To <= I || IsHeader[To] || Preds[To] != 1 || T.Loop != N.Loop)
          break;
        goOnAs(N, T);
        uint32_t Loop = T.Loop;
        T = demand::Node();
        T.Loop = Loop;
        Preds[To] = 0;
        Changed = true;
      }
  }

  /// Nodes that nothing reaches go, loops without nodes with them.
  bool dropUnreached() {
    std::vector<char> Reached(D.Nodes.size(), false);
    std::vector<uint32_t> Work{0};
    Reached[0] = true;
    while (!Work.empty()) {
      uint32_t I = Work.back();
      Work.pop_back();
      for (const demand::Edge &E : D.Nodes[I].Edges)
        if (!Reached[E.Target])
          Reached[E.Target] = true, Work.push_back(E.Target);
    }
    if (std::find(Reached.begin(), Reached.end(), false) == Reached.end())
      return false;
    std::vector<uint32_t> Number(D.Nodes.size(), 0);
    std::vector<demand::Node> Kept;
    for (uint32_t I = 0; I != D.Nodes.size(); ++I) {
      Number[I] = uint32_t(Kept.size());
      if (Reached[I])
        Kept.push_back(std::move(D.Nodes[I]));
    }
    for (demand::Loop &L : D.Loops) {
      if (L.End == 0)
        continue;
      bool Lives = Reached[L.Header];
      uint32_t Last = L.End - 1;
      while (Last > L.Header && !Reached[Last])
        --Last;
      L.Header = Lives ? Number[L.Header] : 0;
      L.End = Lives ? Number[Last] + 1 : 0;
    }
    D.Nodes = std::move(Kept);
    for (demand::Node &N : D.Nodes)
      for (demand::Edge &E : N.Edges)
        E.Target = Number[E.Target];
    return true;
  }

  demand::Function &D;
  std::vector<char> IsHeader;
};

} // namespace

bool passes::simplify(demand::Function &D) { return Simplifier(D).run(); }
