//===- passes/proof/Replay.cpp - Kernels, proved by running them ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Replay.h"

#include "passes/extract/Statements.h"
#include "passes/proof/Reference.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace auspex::passes::proof {

using execute::Arithmetic;
using execute::Slot;
using kernels::Fn;
using kernels::NodeKind;
using kernels::Update;

/// The normal form says less than the statements: a function of the sum is stored, parts
/// of the domain are left out, real and imaginary parts are one, or it is a sequence.
static bool needsStatements(const kernels::Finding &K) {
  return K.Updates.empty() || any_of(K.Updates, [](const Update &U) {
           return U.Complex || U.Mapped ||
                  any_of(U.Obstacles, [](const kernels::Obstacle &O) {
                    return O.Kind == kernels::ObstacleKind::IndexGuard;
                  });
         });
}

/// The statements of \p K as updates that are functions by themselves.
std::vector<Update> Prover::statementsOf(const kernels::Finding &K, std::string &Why) const {
  std::vector<Update> Out;
  for (uint32_t Tag : K.Tags) {
    const kernels::Statement &X = S.All[Tag];
    Update U;
    U.Function = K.Updates.empty() && X.Composite != kernels::NoNode ? X.Composite : X.Value;
    if (U.Function == kernels::NoNode || X.EmptiedTo) {
      Why = "it is made from copies of a statement";
      return {};
    }
    U.Out = X.Out;
    U.ToScalar = X.ToScalar;
    U.Tags = {Tag};
    U.Dims = X.Loops;
    Out.push_back(std::move(U));
  }
  return Out;
}

/// The loops that the reductions below \p R run over.
static void addLoopsBelow(kernels::NodeRef R, const kernels::BodyDag &Dag,
                          SmallVectorImpl<uint32_t> &Loops) {
  for (kernels::NodeRef X : Dag.collect(R, [](const kernels::Node &N) { return !N.Terms.empty(); }))
    for (const kernels::Term &T : Dag[X].Terms)
      append_range(Loops, T.Over);
}

/// What the replay has no reference for.
static std::string whyNot(const std::vector<Update> &Us) {
  for (const Update &U : Us) {
    if (U.Sparse)
      return "addresses are made from data";
    if (U.Function != kernels::NoNode && U.Combine != Fn::Mul)
      return "it is a sum of functions";
    if (U.Out.Elem == demand::Type::Void || U.Out.Elem == demand::Type::Ptr)
      return "elements are of a type that is not modelled";
  }
  return {};
}

/// What the reduction of \p U's statement starts from, as far as it is no data.
std::vector<kernels::Term> Prover::startsOf(const Update &U) const {
  const kernels::NodeRef R = S.All[U.Tags[0]].Value;
  if (R == kernels::NoNode)
    return {};
  std::vector<kernels::Term> Out = S.Dag.foldTerms(U.Reduce, R);
  erase_if(Out, [&](const kernels::Term &T) {
    return !T.Over.empty() ||
           any_of(T.Factors, [&](kernels::NodeRef F) { return S.Dag.dependsOnData(F); });
  });
  return Out;
}

/// The value that \p X has before its loop.
const Value *Prover::startOf(const kernels::State &X) const {
  const auto *P = cast<PHINode>(S.Symbols.Scalars[X.Id]);
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K)
    if (!S.Symbols.Loops[X.Loop]->contains(P->getIncomingBlock(K)))
      return P->getIncomingValue(K);
  return nullptr;
}

const kernels::Dim *Prover::dimOf(uint32_t Loop) const {
  for (const kernels::Statement &X : S.All)
    for (const auto *Dims : {&X.Loops, &X.Inner})
      for (const kernels::Dim &D : *Dims)
        if (D.Loop == Loop)
          return &D;
  return nullptr;
}

/// Another statement of the region writes the output's object.
bool Prover::isSharedOutput(const Update &U) const {
  return any_of(S.All, [&](const kernels::Statement &X) {
    return !is_contained(U.Tags, X.Tag) && !X.ToScalar && X.Out.Object == U.Out.Object &&
           X.Value != kernels::NoNode && R.contains(S.Sites[X.Tag]);
  });
}

/// Sets of objects whose integers may be unsigned.
static std::vector<SmallSet<uint32_t, 4>> extensionsOf(const std::vector<Update> &Us,
                                                       const kernels::BodyDag &Dag) {
  SmallVector<uint32_t, 4> Narrow;
  auto Add = [&](const kernels::Operand &O) {
    if (demand::isInteger(O.Elem) && demand::bitsOf(O.Elem) < 64 &&
        !is_contained(Narrow, O.Object))
      Narrow.push_back(O.Object);
  };
  for (const Update &U : Us) {
    for (const kernels::Factor &X : U.Reads)
      Add(X.Op);
    SmallVector<kernels::NodeRef, 4> Below(U.Scalars.begin(), U.Scalars.end());
    if (U.Function != kernels::NoNode)
      Below.push_back(U.Function);
    for (kernels::NodeRef X : Below)
      for (uint32_t Id : Dag.readsOf(X))
        Add(Dag.operand(Id));
    if (!U.ToScalar && !Narrow.empty())
      Add(U.Out);
  }
  std::vector<SmallSet<uint32_t, 4>> Out(1);
  constexpr size_t MaxApart = 3;
  if (Narrow.size() > MaxApart) {
    Out.emplace_back().insert(Narrow.begin(), Narrow.end());
    return Out;
  }
  for (uint32_t Object : Narrow)
    for (size_t K = Out.size(); K--;) {
      Out.push_back(Out[K]);
      Out.back().insert(Object);
    }
  return Out;
}

static bool hasReals(const std::vector<Update> &Us, const kernels::BodyDag &Dag) {
  auto IsReal = [](const kernels::Operand &O) { return demand::isFloat(O.Elem); };
  return any_of(Us, [&](const Update &U) {
    return IsReal(U.Out) || any_of(U.Reads, [&](const auto &X) { return IsReal(X.Op); }) ||
           (U.Function != kernels::NoNode && any_of(Dag.readsOf(U.Function), [&](uint32_t Id) {
              return IsReal(Dag.operand(Id));
            }));
  });
}

/// Integers of any value would overflow where the code may assume that none does, and
/// the result of a comparison shows it.
static bool comparesIntegers(const std::vector<Update> &Us, const kernels::BodyDag &Dag) {
  return any_of(Us, [&](const Update &U) {
    if (U.Reduce == Fn::Min || U.Reduce == Fn::Max)
      return true;
    return U.Function != kernels::NoNode &&
           !Dag.collect(U.Function, [](const kernels::Node &N) {
                 return N.Op == Fn::Min || N.Op == Fn::Max || N.Op == Fn::Compare ||
                        N.Op == Fn::Abs;
               }).empty();
  });
}

unsigned Prover::blocksLeft() const {
  unsigned N = 0;
  for (const BasicBlock *BB : R.Blocks)
    N += R.isInLoops(BB) && !Entered.contains(BB) && !isa<UnreachableInst>(BB->getTerminator());
  return N;
}

/// Where control goes behind R.Before.
static const BasicBlock *entryOf(const Region &R, Inputs &In) {
  const auto *Br = dyn_cast<BranchInst>(R.Before->getTerminator());
  if (!Br)
    return nullptr;
  const BasicBlock *To = Br->getSuccessor(0);
  if (Br->isConditional()) {
    const auto Test = In.value(Br->getCondition());
    if (!Test || Test->K != Slot::Int)
      return nullptr;
    To = Br->getSuccessor(Test->V & 1 ? 0 : 1);
  }
  return R.contains(To) ? To : nullptr;
}

Prover::Attempt Prover::attempt(const std::vector<Update> &Us, bool Exact, Choice C,
                                Arithmetic Kind) {
  Attempt A;
  A.Numbers = Kind;
  const Update &Main = Us[0];
  A.Reals = hasReals(Us, S.Dag);
  const execute::Numbers N(Kind);
  execute::Memory Mem(N, 1 + C.Turn);
  execute::Executor E(*F.getParent(), TLI, N, Mem, {Left});
  E.ArbitraryGlobals = true;
  Inputs In(E, S.Symbols, SE, F.getDataLayout(), R, C);
  Evaluator Ev(S.Dag, S.Symbols, In, E);
  auto Stopped = [&](Run What, std::string Why) {
    const uint64_t Used = E.steps() + Ev.Work;
    Left -= std::min(Left, Used);
    A.What = What;
    A.Text = std::move(Why);
    return A;
  };
  Ev.MaxWork = Left;
  Ev.DimOf = [&](uint32_t Loop) { return dimOf(Loop); };
  Reference Ref(Us, Exact, Ev, In, E);
  Ref.StartOf = [&](const kernels::State &X) {
    const Value *V = startOf(X);
    return V ? In.value(V) : std::nullopt;
  };
  constexpr uint64_t StepsPerPoint = 8;
  if (!Ref.findDomain(Left / StepsPerPoint))
    return Stopped(Ref.points() > Left / StepsPerPoint ? Run::TooLarge : Run::Unsuitable, Ref.why());
  A.Points = Ref.points();
  A.Shape = Ref.shape();
  In.extentsAreKnown(Ref.largestExtent());
  const BasicBlock *Entry = entryOf(R, In);
  if (!Entry)
    return Stopped(Run::Unsuitable, "it is not reached with small sizes");
  E.LiveIn = [&](const Value &V, MutableArrayRef<Slot> Slots) {
    const auto X = Slots.size() == 1 ? In.value(&V) : std::nullopt;
    if (X)
      Slots[0] = *X;
    return X.has_value();
  };
  if (comparesIntegers(Us, S.Dag))
    Mem.Choose = [](uint64_t Address, unsigned) { return execute::spread(Address) % 100; };
  SmallVector<Slot, 2> Starts;
  if (!Exact)
    for (const kernels::Term &X : startsOf(Main)) {
      const auto V = Ev.product(X, {});
      if (!V)
        return Stopped(Run::Stopped, Ev.why());
      Starts.push_back(*V);
    }
  struct Reading {
    SmallSet<uint32_t, 4> Unsigned;
    std::vector<Element> Elements;
  };
  std::vector<Reading> Readings;
  for (SmallSet<uint32_t, 4> &X : extensionsOf(Us, S.Dag)) {
    Ev.Unsigned = X;
    if (!Ref.compute())
      return Stopped(Run::Stopped, Ref.why());
    Readings.push_back({std::move(X), Ref.Elements});
  }
  if (Ref.overlaps() && Main.Before == kernels::Old::Lost)
    return Stopped(Run::Unsuitable, "the output's rows overlap with small sizes");
  Mem.forgetAccesses();
  const execute::Stop End =
      E.runRegion(*Entry, *R.Before, [&](const BasicBlock &BB) { return R.contains(&BB); });
  auto NowOf = [&](const Element &El) {
    const Update &U = Us[El.From];
    const Value *Result = S.Results[U.Tags[0]];
    return !U.ToScalar ? Ev.load(El.Address, U.Out) : Result ? E.valueOf(*Result) : std::nullopt;
  };
  const bool HasResult = Main.ToScalar && NowOf(Ref.Elements[0]);
  if (End && !HasResult)
    return Stopped(Run::Stopped, End.text());
  if (Main.ToScalar && !HasResult)
    return Stopped(Run::Unsuitable, "its result is not computed with small sizes");

  unsigned Bits = demand::bitsOf(Main.Out.Elem);
  const unsigned Own = Bits;
  if (Main.ToScalar) // a sum of fewer bits than its operands is another one
    for (const kernels::Factor &X : Main.Reads)
      if (demand::isInteger(X.Op.Elem))
        Bits = std::max(Bits, demand::bitsOf(X.Op.Elem));
  // What is computed in the loops is read as it is in the end: the results are a solution
  // of the form's equations.
  const bool OwnOperands = any_of(Mem.outputs(), [&](const execute::Memory::Range &X) {
    return Ev.ObjectsRead.contains(execute::Memory::objectOf(X.Begin));
  });
  bool Same = false;
  for (bool Again : {false, true}) {
    for (Reading &X : Readings) {
      if (Same || (Again && !OwnOperands))
        break;
      Ev.Unsigned = X.Unsigned;
      std::swap(Ref.Elements, X.Elements);
      if (Again && !Ref.compute(true))
        return Stopped(Run::Stopped, Ref.why());
      for (Element &El : Ref.Elements) {
        auto Now = NowOf(El);
        if (!Now)
          return Stopped(Run::Stopped, "what the code writes is not modelled");
        if (Main.ToScalar && Now->K == Slot::Int && X.Unsigned.empty())
          Now = Slot::integer(uint64_t(SignExtend64(Now->V, Own)));
        El.Now = *Now;
      }
      Same = !Ref.differs(Starts, Bits);
      std::swap(Ref.Elements, X.Elements);
    }
  }
  if (!Same && OwnOperands)
    return Stopped(Run::Stopped, "its operands are computed in the same loops");
  if (!Same)
    return Stopped(Run::Differs, A.Shape);
  for (const BasicBlock *BB : R.Blocks)
    if (E.wasEntered(*BB))
      Entered.insert(BB);
  return Stopped(Run::Same, "");
}

/// In the field; in doubles where that cannot be followed. A function is unknown to the
/// field, so that only doubles tell that two formulas with functions differ.
Prover::Attempt Prover::inEither(const std::vector<Update> &Us, bool Exact, Choice C) {
  if (!InDoubles) {
    Attempt A = attempt(Us, Exact, C, Arithmetic::Field);
    if (A.What == Run::Same || A.What == Run::Unsuitable || !A.Reals)
      return A;
    InDoubles = A.What == Run::Stopped;
  }
  return attempt(Us, Exact, C, Arithmetic::Double);
}

Outcome Prover::prove(const kernels::Finding &K) {
  if (!Budget.Left)
    return {Verdict::Open, {}};
  const bool Exact = needsStatements(K);
  std::string Why;
  std::vector<Update> Us = Exact ? statementsOf(K, Why) : K.Updates;
  if (Why.empty())
    Why = whyNot(Us);
  if (!Why.empty())
    return {Verdict::Open, "not replayed: " + Why};
  SmallVector<uint32_t, 8> Numbers(K.Loops.begin(), K.Loops.end());
  if (Exact)
    for (const Update &U : Us)
      addLoopsBelow(U.Function, S.Dag, Numbers);
  SmallVector<const Loop *, 8> Loops;
  for (uint32_t Number : Numbers)
    if (Number < S.Symbols.Loops.size() && S.Symbols.Loops[Number])
      Loops.push_back(S.Symbols.Loops[Number]);
  SmallVector<const Instruction *, 4> Sites;
  for (uint32_t Tag : K.Tags) {
    const auto *Result = dyn_cast_or_null<Instruction>(S.Results[Tag]);
    Sites.push_back(Result ? Result : S.Sites[Tag]);
  }
  R = regionOf(Loops, Sites, DT);
  if (!R.Before)
    return {Verdict::Open, "not replayed: its loops have no single entry"};
  // Loops around the region are no part of it.
  if (Exact)
    for (Update &U : Us)
      erase_if(U.Dims, [&](const kernels::Dim &D) {
        return D.Loop < S.Symbols.Loops.size() && S.Symbols.Loops[D.Loop] &&
               !R.contains(S.Symbols.Loops[D.Loop]->getHeader());
      });
  Entered.clear();
  InDoubles = false;
  const uint64_t Given = std::min(Budget.PerKernel, Budget.Left);
  Left = Given;

  Outcome Out;
  std::optional<Attempt> Same;
  // The smallest sizes are for what is too large otherwise.
  unsigned Level = 1, Differing = 0;
  std::string Other;
  while (Level < Choice::Levels && Left) {
    bool TooLarge = false, Done = false, Agrees = false;
    for (unsigned Turn = 0; Turn < Choice::Turns && Left && !Done; ++Turn) {
      Attempt A = inEither(Us, Exact, {Level, Turn});
      if (A.What == Run::Same) {
        Same = std::move(A);
        Agrees = true;
        break;
      }
      if (A.What == Run::Differs) {
        ++Differing;
        Other = A.Shape;
        continue;
      }
      if (Why.empty() || A.What == Run::Stopped)
        Why = A.Text;
      Done = A.What == Run::Stopped;
      TooLarge |= A.What == Run::TooLarge;
    }
    if (Level == 1 && TooLarge && !Same)
      Level = 0;
    else if (!Agrees || Level == 0 || !blocksLeft())
      break;
    else
      ++Level;
  }
  Budget.Left -= Given - Left;
  if (Differing) {
    // Where some sizes agree, it is the domain or the sizes that are not what they seem.
    constexpr unsigned MinDiffering = 3;
    const bool Guarded = any_of(Us, [](const Update &U) { return !U.Obstacles.empty(); });
    if (!Same && !Guarded && Differing >= MinDiffering && !isSharedOutput(Us[0]))
      return {Verdict::Refuted, "a replay on " + Other + " points does not compute this form"};
    return {Verdict::Open, "not proved: a replay on " + Other + " points has another result"};
  }
  if (!Same)
    return {Verdict::Open, "not replayed: " + Why};
  Out.What = Verdict::Proved;
  Out.Text = "replayed on " + Same->Shape + " points, equal ";
  Out.Text += !Same->Reals                          ? "in the integers"
              : Same->Numbers == Arithmetic::Field ? "in GF(2^61-1)"
                                                   : "in doubles";
  if (const unsigned N = blocksLeft())
    Out.Text += ", " + std::to_string(N) + " of its blocks not executed";
  return Out;
}

} // namespace auspex::passes::proof
