//===- passes/skeleton/Layout.cpp - A slice written down as nodes ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Layout.h"
#include "passes/skeleton/NodeEdits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

#include <cmath>

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::TermKind;

namespace {

constexpr uint32_t Nowhere = ~0u;
/// Work outside of loops below these is not worth the bytes of a step.
constexpr double SmallWork = 24, SmallTraffic = 256;

struct RawNode {
  uint32_t Loop = demand::NoLoop; ///< builder's number
  bool Header = false;
  std::vector<demand::Step> Steps;
  Cost Work;
  TermKind Term = TermKind::Return;
  ExprRef Cond = demand::NoExpr;
  std::vector<int64_t> Cases;
  std::vector<demand::Edge> Edges;
  bool empty() const { return Steps.empty() && Work.isZero(); }
};

class Writer {
public:
  Writer(Slice &S, demand::Function &D, const Analyses &A) : S(S), G(S.graph()), D(D), A(A) {}
  void run();

private:
  void makeNodes();
  void finishNode(unsigned B);
  void finishCollapsed(unsigned Header, const Loop *L);
  void addWork();
  void dropSmallWork();
  demand::Edge edge(unsigned From, unsigned To, float Likelihood);
  unsigned nextKept(unsigned B) const;
  uint32_t loopOf(unsigned B) const;
  bool simplifyOnce();
  bool dropImpossible(RawNode &N);
  bool mergeChain(uint32_t I);
  std::vector<unsigned> countPredecessors() const;
  void order();
  void orderRegion(uint32_t Loop, std::vector<uint32_t> &Out);
  void cut(uint32_t FromItem, uint32_t ToNode);
  void emit(const std::vector<uint32_t> &Order);
  uint32_t ancestorIn(uint32_t Loop, uint32_t Region) const;
  demand::Step workStep(const Cost &C);

  Slice &S;
  const FlowGraph &G;
  demand::Function &D;
  const Analyses &A;
  std::vector<RawNode> Nodes;
  std::vector<uint32_t> NodeOf;   ///< of a kept block
  std::vector<uint32_t> HeaderOf; ///< node of a loop's header, by loop
  std::vector<uint32_t> EntryOf;  ///< node in front of a loop
  std::vector<unsigned> Preds;
  std::vector<char> Reached;
};

void Writer::run() {
  makeNodes();
  addWork();
  for (unsigned Round = 0; Round != 16 && simplifyOnce(); ++Round)
    ;
  order();
}

uint32_t Writer::loopOf(unsigned B) const {
  const Loop *L = A.LI.getLoopFor(G.block(B));
  return L ? S.builder().loopId(L) : demand::NoLoop;
}

//===--- Blocks to nodes -----------------------------------------------------===//

void Writer::makeNodes() {
  NodeOf.assign(G.size(), Nowhere);
  HeaderOf.assign(D.Loops.size(), Nowhere);
  EntryOf.assign(D.Loops.size(), Nowhere);
  for (unsigned B = 0; B != G.size(); ++B)
    if (S.isKept(B)) {
      NodeOf[B] = Nodes.size();
      Nodes.emplace_back();
      Nodes.back().Loop = loopOf(B);
    }
  for (uint32_t L = 0; L != D.Loops.size(); ++L) {
    const Loop *Lp = S.builder().loopOf(L);
    unsigned Header = G.indexOf(Lp->getHeader());
    if (Header == FlowGraph::None || (S.collapsed(Header) && S.collapsed(Header) != Lp))
      continue;
    HeaderOf[L] = NodeOf[Header];
    Nodes[HeaderOf[L]].Header = true;
    EntryOf[L] = Nodes.size();
    RawNode Entry;
    Entry.Loop = D.Loops[L].Parent;
    Entry.Steps = S.takeStepsBefore(Lp);
    Entry.Term = TermKind::Jump;
    demand::Edge In;
    In.Target = HeaderOf[L];
    Entry.Edges.push_back(In);
    Nodes.push_back(std::move(Entry));
  }
  for (unsigned B = 0; B != G.size(); ++B)
    if (S.isKept(B))
      finishNode(B);
}

/// The first kept block on the way that control takes from \p B on.
unsigned Writer::nextKept(unsigned B) const {
  for (unsigned Fuel = G.size() + 1; B != FlowGraph::None && Fuel != 0; --Fuel) {
    if (S.isKept(B))
      return B;
    if (G.successors(B).empty())
      return FlowGraph::None;
    B = G.branches(B) ? G.postDominator(B) : G.successors(B)[0];
  }
  return FlowGraph::None;
}

demand::Edge Writer::edge(unsigned From, unsigned To, float Likelihood) {
  demand::Edge E;
  E.Likelihood = Likelihood;
  unsigned At = nextKept(To);
  if (At == FlowGraph::None) {
    E.Target = Nowhere;
    return E;
  }
  if (At == To && is_contained(G.predecessors(At), From))
    E.Assign = S.assignments(From, At);
  E.Target = NodeOf[At];
  // Entering a loop goes through the node in front of it.
  const Loop *L = A.LI.getLoopFor(G.block(At));
  if (L && L->getHeader() == G.block(At) && !L->contains(G.block(From)))
    E.Target = EntryOf[S.builder().loopId(L)];
  return E;
}

/// One node for all of \p L: it goes round or leaves by one of the ways out, and
/// only the data knows when.
void Writer::finishCollapsed(unsigned Header, const Loop *L) {
  RawNode &N = Nodes[NodeOf[Header]];
  N.Steps = S.takeSteps(Header);
  std::vector<demand::Edge> Exits;
  std::vector<double> Weights;
  double All = 0;
  for (const BasicBlock *BB : L->blocks()) {
    unsigned B = G.indexOf(BB);
    if (B == FlowGraph::None)
      continue;
    for (auto [I, To] : enumerate(G.successors(B))) {
      if (L->contains(G.block(To)))
        continue;
      demand::Edge E = edge(B, To, 1);
      double W = double(A.BFI.getBlockFreq(BB).getFrequency()) *
                 double(A.BPI.getEdgeProbability(BB, I).getNumerator());
      All += W;
      auto Same = find_if(Exits, [&](const demand::Edge &X) {
        return X.Target == E.Target && X.Assign == E.Assign;
      });
      if (Same != Exits.end()) {
        Weights[Same - Exits.begin()] += W;
        continue;
      }
      Exits.push_back(std::move(E));
      Weights.push_back(W);
    }
  }
  double Trip = std::max(1.0, D.Loops[S.builder().loopId(L)].ExpectedTrip);
  for (auto [E, W] : zip(Exits, Weights))
    E.Likelihood = std::round((All > 0 ? W / All : 1.0 / Exits.size()) / Trip * 10000) / 10000;
  demand::Edge Back;
  Back.Target = NodeOf[Header];
  Back.Likelihood = std::round((1 - 1 / Trip) * 10000) / 10000;
  N.Edges.push_back(Back);
  N.Edges.insert(N.Edges.end(), Exits.begin(), Exits.end());
  if (Exits.empty()) {
    N.Term = TermKind::Jump;
    N.Edges[0].Likelihood = 1;
  } else if (Exits.size() == 1) {
    N.Term = TermKind::Branch;
    N.Cond = S.builder().unknown("data decides how long a loop runs", demand::Type::I1);
  } else {
    N.Term = TermKind::Switch;
    N.Cond = S.builder().unknown("data decides how long a loop runs", demand::Type::I32);
    for (size_t I = 0; I != Exits.size(); ++I)
      N.Cases.push_back(int64_t(I) + 1);
  }
}

void Writer::finishNode(unsigned B) {
  if (const Loop *L = S.collapsed(B))
    return finishCollapsed(B, L);
  RawNode &N = Nodes[NodeOf[B]];
  N.Steps = S.takeSteps(B);
  const Instruction *T = G.block(B)->getTerminator();
  ArrayRef<unsigned> Next = G.successors(B);
  if (Next.empty()) {
    bool Returns = isa<ReturnInst>(T) && !G.lastCall(B);
    N.Term = Returns ? TermKind::Return : TermKind::Unreachable;
    if (Returns)
      N.Cond = S.result(B);
    return;
  }
  if (!S.isDecided(B)) {
    unsigned To = G.branches(B) ? G.postDominator(B) : Next[0];
    N.Term = TermKind::Jump;
    if (To == FlowGraph::None)
      N.Term = TermKind::Unreachable;
    else
      N.Edges.push_back(edge(B, To, 1));
    return;
  }
  auto Likelihood = [&](unsigned I) {
    BranchProbability P = A.BPI.getEdgeProbability(G.block(B), I);
    float X = P.isUnknown() ? 1.0f / float(Next.size())
                            : float(P.getNumerator()) / float(P.getDenominator());
    // Four digits say all that a heuristic knows, and keep notes small.
    return std::round(X * 10000) / 10000;
  };
  N.Cond = S.condition(B);
  if (isa<BranchInst>(T)) {
    N.Term = TermKind::Branch;
    for (unsigned I = 0; I != 2; ++I)
      N.Edges.push_back(edge(B, Next[I], Likelihood(I)));
    return;
  }
  N.Term = TermKind::Switch;
  for (unsigned I = 0; I != Next.size(); ++I)
    N.Edges.push_back(edge(B, Next[I], Likelihood(I)));
  if (const auto *Sw = dyn_cast<SwitchInst>(T)) {
    for (const auto &Case : Sw->cases())
      N.Cases.push_back(Case.getCaseValue()->getSExtValue());
    return;
  }
  for (unsigned I = 1; I < Next.size(); ++I)
    N.Cases.push_back(I);
}

void Writer::addWork() {
  for (unsigned B = 0; B != G.size(); ++B) {
    Cost C;
    for (const Instruction &I : *G.block(B)) {
      if (&I == G.lastCall(B))
        break;
      C += costOf(I, A.TLI);
    }
    if (C.isZero())
      continue;
    unsigned To = B;
    const BasicBlock *BB = G.block(B);
    const DomTreeNode *N = A.DT.getNode(BB);
    if (const Loop *L = S.collapsed(B))
      N = A.DT.getNode(L->getHeader());
    while (N) {
      To = G.indexOf(N->getBlock());
      if (To != FlowGraph::None && S.isKept(To) && (S.collapsed(B) || loopOf(To) == loopOf(B)))
        break;
      N = N->getIDom();
    }
    if (!N)
      continue;
    double Here = double(A.BFI.getBlockFreq(BB).getFrequency());
    double There = double(A.BFI.getBlockFreq(G.block(To)).getFrequency());
    Nodes[NodeOf[To]].Work += C * (To == B || There <= 0 ? 1.0 : Here / There);
  }
  dropSmallWork();
}

/// Outside of loops a few operations are nothing; around an inner loop they are
/// nothing beside it; and within one loop work without anything else to tell
/// its node apart goes to the header's.
void Writer::dropSmallWork() {
  std::vector<char> HasChild(D.Loops.size(), false);
  for (const RawNode &N : Nodes)
    if (N.Header && D.Loops[N.Loop].Parent != demand::NoLoop)
      HasChild[D.Loops[N.Loop].Parent] = true;
  for (unsigned B = 0; B != G.size(); ++B) {
    if (!S.isKept(B))
      continue;
    RawNode &N = Nodes[NodeOf[B]];
    bool InLoop = N.Loop != demand::NoLoop;
    double Traffic = N.Work.BytesRead + N.Work.BytesWritten;
    bool Small = InLoop ? HasChild[N.Loop] && N.Work.IntOps < 8 && Traffic <= 16
                        : N.Work.IntOps < SmallWork && Traffic < SmallTraffic;
    if (Small && N.Work.Flops < 0.5) {
      N.Work = Cost();
    } else if (InLoop && !N.Header && N.Steps.empty()) {
      RawNode &H = Nodes[HeaderOf[N.Loop]];
      double Here = double(A.BFI.getBlockFreq(G.block(B)).getFrequency());
      double There = double(A.BFI
                                .getBlockFreq(S.builder().loopOf(N.Loop)->getHeader())
                                .getFrequency());
      if (There > 0) {
        H.Work += N.Work * (Here / There);
        N.Work = Cost();
      }
    }
  }
}

//===--- Simplification ------------------------------------------------------===//

std::vector<unsigned> Writer::countPredecessors() const {
  std::vector<unsigned> Count(Nodes.size(), 0);
  for (uint32_t I = 0; I != Nodes.size(); ++I)
    if (Reached[I])
      for (const demand::Edge &E : Nodes[I].Edges)
        if (E.Target != Nowhere)
          ++Count[E.Target];
  return Count;
}

bool Writer::simplifyOnce() {
  Reached.assign(Nodes.size(), false);
  std::vector<uint32_t> Work{0};
  Reached[0] = true;
  while (!Work.empty()) {
    uint32_t I = Work.back();
    Work.pop_back();
    for (const demand::Edge &E : Nodes[I].Edges)
      if (E.Target != Nowhere && !Reached[E.Target]) {
        Reached[E.Target] = true;
        Work.push_back(E.Target);
      }
  }
  bool Changed = false;
  for (uint32_t I = 0; I != Nodes.size(); ++I)
    if (Reached[I]) {
      Changed |= dropImpossible(Nodes[I]);
      Changed |= skipEmptyNodes(Nodes[I], Nodes, [&](uint32_t To) {
        return To != Nowhere && !Nodes[To].Header && Nodes[To].empty();
      });
      Changed |= dropUselessBranch(Nodes[I]);
    }
  Preds = countPredecessors();
  for (uint32_t I = 0; I != Nodes.size(); ++I)
    if (Reached[I])
      while (mergeChain(I))
        Changed = true;
  return Changed;
}

/// A way that leads nowhere is undefined behaviour in the program and is not
/// taken.
bool Writer::dropImpossible(RawNode &N) {
  auto Dead = [](const demand::Edge &E) { return E.Target == Nowhere; };
  if (none_of(N.Edges, Dead))
    return false;
  if (all_of(N.Edges, Dead)) {
    N.Term = TermKind::Unreachable;
    N.Edges.clear(), N.Cases.clear();
    N.Cond = demand::NoExpr;
    return true;
  }
  if (N.Term == TermKind::Branch) {
    N.Edges.erase(N.Edges.begin() + (Dead(N.Edges[0]) ? 0 : 1));
    N.Edges[0].Likelihood = 1;
    N.Term = TermKind::Jump;
    N.Cond = demand::NoExpr;
    return true;
  }
  for (size_t I = N.Edges.size() - 1; I != 0; --I)
    if (Dead(N.Edges[I])) {
      N.Edges.erase(N.Edges.begin() + I);
      N.Cases.erase(N.Cases.begin() + (I - 1));
    }
  if (Dead(N.Edges[0])) { // the last case takes what remains
    N.Edges[0] = N.Edges.back();
    N.Edges.pop_back();
    N.Cases.pop_back();
  }
  if (N.Cases.empty()) {
    N.Term = TermKind::Jump;
    N.Cond = demand::NoExpr;
    N.Edges[0].Likelihood = 1;
  }
  return true;
}

bool Writer::mergeChain(uint32_t I) {
  RawNode &N = Nodes[I];
  if (N.Term != TermKind::Jump || N.Edges[0].Target == Nowhere || !N.Edges[0].Assign.empty())
    return false;
  uint32_t To = N.Edges[0].Target;
  RawNode &T = Nodes[To];
  if (To == I || To == 0 || T.Header || Preds[To] != 1 || T.Loop != N.Loop)
    return false;
  N.Work += T.Work;
  goOnAs(N, T);
  T = RawNode();
  Reached[To] = false;
  return true;
}

//===--- Order ---------------------------------------------------------------===//

/// The part of \p Region that \p Loop lies in: the child loop of Region around
/// it, Region itself, or Nowhere where it lies outside.
uint32_t Writer::ancestorIn(uint32_t Loop, uint32_t Region) const {
  uint32_t Below = Region;
  while (Loop != Region) {
    if (Loop == demand::NoLoop)
      return Nowhere;
    Below = Loop;
    Loop = D.Loops[Loop].Parent;
  }
  return Below;
}

void Writer::cut(uint32_t FromItem, uint32_t ToNode) {
  uint32_t Stub = Nodes.size();
  Nodes.emplace_back();
  Nodes[Stub].Loop = Nodes[ToNode].Header ? D.Loops[Nodes[ToNode].Loop].Parent : Nodes[ToNode].Loop;
  demand::Step X;
  X.Kind = demand::StepKind::Unknown;
  X.Text = "a cycle with several entries (irreducible control flow)";
  Nodes[Stub].Steps.push_back(std::move(X));
  if (D.Result != demand::Type::Void)
    Nodes[Stub].Cond = S.builder().unknown("irreducible control flow", D.Result);
  Reached.push_back(true);
  for (uint32_t I = 0; I != Stub; ++I) {
    if (!Reached[I])
      continue;
    uint32_t L = Nodes[I].Loop;
    bool Mine = FromItem >= Nodes.size() ? false : I == FromItem;
    if (!Mine && FromItem & 0x80000000u) // a whole loop
      for (; L != demand::NoLoop && !Mine; L = D.Loops[L].Parent)
        Mine = L == (FromItem & 0x7fffffffu);
    if (Mine)
      for (demand::Edge &E : Nodes[I].Edges)
        if (E.Target == ToNode)
          E.Target = Stub, E.Assign.clear();
  }
}

/// Topological order of one loop's nodes, child loops as one item each.
void Writer::orderRegion(uint32_t Region, std::vector<uint32_t> &Out) {
  constexpr uint32_t LoopItem = 0x80000000u;
  auto ItemOf = [&](uint32_t N) {
    uint32_t L = ancestorIn(Nodes[N].Loop, Region);
    if (L == Nowhere && Nodes[N].Loop != Region)
      return Nowhere;
    return Nodes[N].Loop == Region ? N : (L | LoopItem);
  };
  uint32_t First = Region == demand::NoLoop ? 0 : HeaderOf[Region];
  // Ways between items.
  DenseMap<uint32_t, SmallVector<std::pair<uint32_t, uint32_t>, 2>> Next; // item, node
  for (uint32_t I = 0; I != Nodes.size(); ++I) {
    if (!Reached[I])
      continue;
    uint32_t From = ItemOf(I);
    if (From == Nowhere)
      continue;
    for (const demand::Edge &E : Nodes[I].Edges) {
      uint32_t To = ItemOf(E.Target);
      if (To == Nowhere || To == From || (E.Target == First && Region != demand::NoLoop))
        continue;
      if (!is_contained(Next[From], std::pair(To, E.Target)))
        Next[From].push_back({To, E.Target});
    }
  }
  DenseMap<uint32_t, char> State; // 1: on the stack, 2: done
  SmallVector<std::pair<uint32_t, unsigned>, 16> Stack{{First, 0}};
  std::vector<uint32_t> Post;
  State[First] = 1;
  while (!Stack.empty()) {
    uint32_t Item = Stack.back().first;
    auto &Ways = Next[Item];
    if (Stack.back().second == Ways.size()) {
      State[Item] = 2;
      Post.push_back(Item);
      Stack.pop_back();
      continue;
    }
    // Later ways first: reversed, the first one comes right behind.
    auto [To, Node] = Ways[Ways.size() - 1 - Stack.back().second++];
    if (State.lookup(To) == 0) {
      State[To] = 1;
      Stack.push_back({To, 0});
    } else if (State.lookup(To) == 1) {
      cut(Item, Node);
    }
  }
  for (uint32_t Item : reverse(Post)) {
    if (Item & LoopItem)
      orderRegion(Item & ~LoopItem, Out);
    else
      Out.push_back(Item);
  }
  for (uint32_t I = 0; I != Nodes.size(); ++I) // stubs of cut edges
    if (Reached[I] && Nodes[I].Loop == Region && !State.contains(I) && Nodes[I].Steps.size() == 1 &&
        Nodes[I].Steps[0].Kind == demand::StepKind::Unknown && Nodes[I].Edges.empty())
      Out.push_back(I);
}

void Writer::order() {
  simplifyOnce(); // marks what is reached
  std::vector<uint32_t> Order;
  orderRegion(demand::NoLoop, Order);
  emit(Order);
}

demand::Step Writer::workStep(const Cost &C) {
  demand::Step X;
  X.Kind = demand::StepKind::Work;
  X.Need = C.Need;
  for (double V : {C.Flops, C.IntOps, C.BytesRead, C.BytesWritten}) {
    double Rounded = V < 100 ? std::round(V * 100) / 100 : std::round(V);
    X.Args.push_back(Rounded == 0                    ? demand::NoExpr
                     : Rounded == std::floor(Rounded) ? D.Exprs.integer(int64_t(Rounded))
                                                      : D.Exprs.real(Rounded));
  }
  while (X.Args.size() > 1 && X.Args.back() == demand::NoExpr)
    X.Args.pop_back();
  return X;
}

void Writer::emit(const std::vector<uint32_t> &Order) {
  std::vector<uint32_t> Number(Nodes.size(), Nowhere);
  for (auto [I, N] : enumerate(Order))
    Number[N] = I;
  for (uint32_t L = 0; L != D.Loops.size(); ++L)
    D.Loops[L].Header = D.Loops[L].End = 0;
  for (auto [I, Raw] : enumerate(Order)) {
    RawNode &N = Nodes[Raw];
    demand::Node Out;
    Out.Loop = N.Loop;
    Out.Steps = std::move(N.Steps);
    if (!N.Work.isZero())
      Out.Steps.push_back(workStep(N.Work));
    Out.Term = N.Term, Out.Cond = N.Cond;
    Out.Cases = std::move(N.Cases);
    Out.Edges = std::move(N.Edges);
    for (demand::Edge &E : Out.Edges)
      E.Target = Number[E.Target];
    D.Nodes.push_back(std::move(Out));
    if (N.Header)
      D.Loops[N.Loop].Header = I;
    for (uint32_t L = N.Loop; L != demand::NoLoop; L = D.Loops[L].Parent)
      D.Loops[L].End = I + 1;
  }
}

} // namespace

void passes::layOut(Slice &S, demand::Function &D, const Analyses &A) {
  Writer(S, D, A).run();
}
