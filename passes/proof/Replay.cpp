//===- passes/proof/Replay.cpp - Kernels, proved by running them ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Replay.h"

#include "passes/extract/Statements.h"
#include "passes/proof/Claim.h"
#include "passes/proof/Reference.h"
#include "passes/proof/Solution.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace auspex::passes::proof {

using execute::Arithmetic;
using execute::Slot;
using kernels::Update;

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

/// Another statement of the region writes the output's object.
static bool isSharedOutput(const Update &U, const extract::Statements &S, const Region &R) {
  return any_of(S.All, [&](const kernels::Statement &X) {
    return !is_contained(U.Tags, X.Tag) && !X.ToScalar && X.Out.Object == U.Out.Object &&
           X.Value != kernels::NoNode && R.contains(S.Sites[X.Tag]);
  });
}

namespace {

/// One run of the code and of the reference on the same inputs.
class Replay {
public:
  Replay(Function &F, const TargetLibraryInfo &TLI, ScalarEvolution &SE,
         const extract::Statements &S, const Claim &C, const Region &R, Choice Sizes,
         Arithmetic Kind, uint64_t Steps)
      : S(S), C(C), R(R), Main(C.Updates[0]), Steps(Steps), N(Kind), Mem(N, 1 + Sizes.Turn),
        E(*F.getParent(), TLI, N, Mem, {Steps}), In(E, S.Symbols, SE, F.getDataLayout(), R, Sizes),
        Ev(S.Dag, S.Symbols, In, E), Ref(C.Updates, C.Exact, Ev, In, E) {
    E.ArbitraryGlobals = true;
    E.LiveIn = [this](const Value &V, MutableArrayRef<Slot> Slots) {
      const auto X = Slots.size() == 1 ? In.value(&V) : std::nullopt;
      if (X)
        Slots[0] = *X;
      return X.has_value();
    };
    Ev.MaxWork = Steps;
    Ev.DimOf = [&S](uint32_t Loop) { return dimOf(Loop, S); };
    Ref.StartOf = [this, &S](const kernels::State &X) {
      const Value *V = startOf(X, S);
      return V ? In.value(V) : std::nullopt;
    };
    if (comparesIntegers(C.Updates, S.Dag))
      Mem.Choose = [](uint64_t Address, unsigned) { return execute::spread(Address) % 100; };
  }

  Run run();
  const std::string &why() const { return Why; }
  const std::string &shape() const { return Ref.shape(); }
  uint64_t points() const { return Ref.points(); }
  bool choseResult() const { return In.ChoseResult; }
  bool askedFactors() const { return AskedFactors; }
  uint64_t steps() const { return E.steps() + Ev.Work; }
  bool wasEntered(const BasicBlock &BB) const { return E.wasEntered(BB); }

private:
  /// What elements become where integers of some objects are unsigned.
  struct Reading {
    SmallSet<uint32_t, 4> Unsigned;
    std::vector<Element> Elements;
  };
  Run end(Run What, std::string Text) {
    Why = std::move(Text);
    return What;
  }
  Run runCode(const BasicBlock &Entry);
  Evaluator::Value now(const Element &El);
  std::optional<bool> agrees(Reading &X, bool Again);
  bool writesMore(ArrayRef<Element> Elements) const;

  const extract::Statements &S;
  const Claim &C;
  const Region &R;
  const Update &Main;
  uint64_t Steps;
  execute::Numbers N;
  execute::Memory Mem;
  execute::Executor E;
  Inputs In;
  Evaluator Ev;
  Reference Ref;
  SmallVector<Slot, 2> Starts;
  std::vector<Reading> Readings;
  bool AskedFactors = false;
  std::string Why;
};

/// The element as the code left it.
Evaluator::Value Replay::now(const Element &El) {
  const Update &U = C.Updates[El.From];
  const Value *Result = S.Results[U.Tags[0]];
  return !U.ToScalar ? Ev.load(El.Address, U.Out) : Result ? E.valueOf(*Result) : std::nullopt;
}

Run Replay::runCode(const BasicBlock &Entry) {
  Mem.forgetAccesses();
  const execute::Stop End =
      E.runRegion(Entry, *R.Before, [&](const BasicBlock &BB) { return R.contains(&BB); });
  // Behind a scalar's result other things may follow.
  const bool HasResult = Main.ToScalar && now(Ref.Elements[0]);
  if (End && !HasResult)
    return end(Run::Stopped, End.text());
  if (Main.ToScalar && !HasResult)
    return end(Run::Unsuitable, "its result is not computed with small sizes");
  return Run::Same;
}

/// The elements are now what \p X says; \p Again: with operands as they are now. Nothing:
/// they are not modelled.
std::optional<bool> Replay::agrees(Reading &X, bool Again) {
  Ev.Unsigned = X.Unsigned;
  std::swap(Ref.Elements, X.Elements);
  if (Again && !Ref.compute(true)) {
    Why = Ref.why();
    return std::nullopt;
  }
  const unsigned Own = demand::bitsOf(Main.Out.Elem);
  unsigned Bits = Own;
  if (Main.ToScalar) // a sum of fewer bits than its operands is another one
    for (const kernels::Factor &F : Main.Reads)
      if (demand::isInteger(F.Op.Elem))
        Bits = std::max(Bits, demand::bitsOf(F.Op.Elem));
  for (Element &El : Ref.Elements) {
    auto Now = now(El);
    if (!Now) {
      Why = "what the code writes is not modelled";
      return std::nullopt;
    }
    if (Main.ToScalar && Now->K == Slot::Int && X.Unsigned.empty())
      Now = Slot::integer(uint64_t(SignExtend64(Now->V, Own)));
    El.Now = *Now;
  }
  const bool Same = !Ref.differs(Starts, Bits);
  std::swap(Ref.Elements, X.Elements);
  return Same;
}

/// Something in the elements' objects was written that is none of them.
bool Replay::writesMore(ArrayRef<Element> Elements) const {
  if (Main.ToScalar || any_of(C.Updates, [&](const Update &U) { return isSharedOutput(U, S, R); }))
    return false;
  SmallSet<uint64_t, 8> Objects;
  uint64_t Bytes = 0, Written = 0;
  for (const Element &El : Elements) {
    Objects.insert(execute::Memory::objectOf(El.Address));
    Bytes += demand::bytesOf(C.Updates[El.From].Out.Elem);
  }
  for (const execute::Memory::Range &X : Mem.outputs())
    if (Objects.contains(execute::Memory::objectOf(X.Begin)))
      Written += X.End - X.Begin;
  return Written > Bytes;
}

Run Replay::run() {
  constexpr uint64_t StepsPerPoint = 8;
  const uint64_t MaxPoints = Steps / StepsPerPoint;
  if (!Ref.findDomain(MaxPoints))
    return end(Ref.points() > MaxPoints ? Run::TooLarge : Run::Unsuitable, Ref.why());
  In.extentsAreKnown(Ref.largestExtent());
  const BasicBlock *Entry = entryOf(R, In);
  if (!Entry)
    return end(Run::Unsuitable, "it is not reached with small sizes");
  Factors Result(C.Factor, C.Form ? *C.Form : Main, Ev, E, Mem);
  Solution Solved(C.Form ? *C.Form : Main, Ev, E, Mem);
  AskedFactors = C.Solves ? Solved.prepare(Ref) : Result.prepare(Ref);
  if (!C.Exact)
    for (const kernels::Term &X : startsOf(Main, S)) {
      const auto V = Ev.product(X, {});
      if (!V)
        return end(Run::Stopped, Ev.why());
      Starts.push_back(*V);
    }
  for (SmallSet<uint32_t, 4> &X : extensionsOf(C.Updates, S.Dag)) {
    Ev.Unsigned = X;
    if (!Ref.compute())
      return end(Run::Stopped, Ref.why());
    Readings.push_back({std::move(X), Ref.Elements});
  }
  if (Ref.overlaps() && Main.Before == kernels::Old::Lost)
    return end(Run::Overlaps, "the output's rows overlap with small sizes");
  if (const Run Code = runCode(*Entry); Code != Run::Same)
    return Code;
  if (AskedFactors) {
    if (const auto Hold = C.Solves ? Solved.hold() : Result.hold())
      return *Hold ? Run::Same : Run::Differs;
    AskedFactors = false;
  }
  // What is computed in the loops is read as it is in the end: the results are a solution
  // of the form's equations.
  const bool OwnOperands = any_of(Mem.outputs(), [&](const execute::Memory::Range &X) {
    return Ev.ObjectsRead.contains(execute::Memory::objectOf(X.Begin));
  });
  for (bool Again : {false, true})
    for (Reading &X : Readings) {
      if (Again && !OwnOperands)
        continue;
      const auto Same = agrees(X, Again);
      if (!Same)
        return Run::Stopped;
      if (*Same && writesMore(X.Elements))
        return end(Run::Stopped, "it writes more of the output than the form has elements");
      if (*Same)
        return Run::Same;
    }
  return OwnOperands ? end(Run::Stopped, "its operands are computed in the same loops")
                     : Run::Differs;
}

} // namespace

Prover::Attempt Prover::attempt(const Claim &C, Choice Sizes, Arithmetic Kind) {
  Replay X(F, TLI, SE, S, C, R, Sizes, Kind, Left);
  Attempt A;
  A.What = X.run();
  A.Numbers = Kind;
  A.Why = X.why();
  A.Shape = X.shape();
  A.Points = X.points();
  A.ChoseResult = X.choseResult();
  A.AskedFactors = X.askedFactors();
  Left -= std::min(Left, X.steps());
  if (A.What == Run::Same)
    for (const BasicBlock *BB : R.Blocks)
      if (X.wasEntered(*BB))
        Entered.insert(BB);
  return A;
}

/// In the field; in doubles where that cannot be followed. A function is unknown to the
/// field, so that only doubles tell that two formulas with functions differ.
Prover::Attempt Prover::inEither(const Claim &C, Choice Sizes) {
  const bool Reals = hasReals(C.Updates, S.Dag);
  if (!InDoubles) {
    Attempt A = attempt(C, Sizes, Arithmetic::Field);
    if (A.What == Run::Same || A.What == Run::Unsuitable || A.What == Run::Overlaps ||
        A.What == Run::TooLarge || !Reals)
      return A;
    InDoubles = A.What == Run::Stopped;
  }
  return attempt(C, Sizes, Arithmetic::Double);
}

/// Replays with growing sizes until all blocks were executed.
Prover::Tally Prover::replay(const Claim &C) {
  Tally T;
  // The smallest sizes are for what is too large otherwise.
  for (unsigned Level = 1; Level < Choice::Levels && Left;) {
    bool TooLarge = false, Stopped = false, Agrees = false;
    for (unsigned Turn = 0; Turn <= Choice::Turns && Left && !Stopped && !Agrees; ++Turn) {
      const bool Whole = Turn == Choice::Turns;
      if (Whole && !T.Differing && !T.Overlapping)
        break;
      Attempt A = inEither(C, {Level, Whole ? 0 : Turn, Whole});
      TooLarge |= A.What == Run::TooLarge;
      Stopped = A.What == Run::Stopped;
      Agrees = A.What == Run::Same;
      if (A.What == Run::Differs) {
        ++T.Differing;
        T.ChoseResult |= A.ChoseResult;
        T.WrongFactors |= A.AskedFactors;
        T.Other = A.Shape;
      } else if (Agrees) {
        T.Same = std::move(A);
      } else if (T.Overlapping += A.What == Run::Overlaps; T.Why.empty() || Stopped) {
        T.Why = A.Why;
      }
    }
    if (Level == 1 && TooLarge && !Agrees)
      Level = 0;
    else if (!Agrees || Level == 0 || !blocksLeft())
      break;
    else
      ++Level;
  }
  return T;
}

/// The domain is a box, and no address is a product of indices (packed triangles have such).
static bool isAffine(const Update &U) {
  if (any_of(U.Dims, [](const kernels::Dim &D) {
        return any_of(D.Extent, [](const kernels::Poly &E) { return E.mentionsAnyIndex(); });
      }))
    return false;
  auto Is = [&](const kernels::Operand &O) {
    return all_of(O.Levels, [&](const kernels::Poly &P) {
      return all_of(U.Dims, [&](const kernels::Dim &D) {
        return !P.coefficientOf(kernels::indexOf(D.Loop)).isBad() &&
               !P.coefficientOf(kernels::indexOf(D.Loop)).mentionsAnyIndex();
      });
    });
  };
  return Is(U.Out) && all_of(U.Reads, [&](const kernels::Factor &F) { return Is(F.Op); });
}

/// The code may well be what the form says where the reference has another result: steps of
/// a sequence read what is not there any more in the end, any number but 0 is true, the start
/// of what is carried on is not known, parts of the domain are left out, and rows of
/// packed triangles begin at products of indices.
static bool isBeyondReference(const Claim &C) {
  return C.Exact || any_of(C.Updates, [](const Update &U) {
           return U.Reduce == kernels::Fn::Or || U.Reduce == kernels::Fn::And ||
                  !U.States.empty() || !U.Obstacles.empty() || !isAffine(U);
         });
}

Outcome Prover::prove(const kernels::Finding &K) {
  if (!Budget.Left)
    return {};
  Claim C = claimOf(K, S);
  if (!C.WhyNot.empty())
    return {Verdict::Open, "not replayed: " + C.WhyNot};
  R = regionOf(C.Loops, C.Sites, DT);
  if (!R.Before)
    return {Verdict::Open, "not replayed: its loops have no single entry"};
  // Loops around the region are no part of it.
  if (C.Exact)
    for (Update &U : C.Updates)
      erase_if(U.Dims, [&](const kernels::Dim &D) {
        return D.Loop < S.Symbols.Loops.size() && S.Symbols.Loops[D.Loop] &&
               !R.contains(S.Symbols.Loops[D.Loop]->getHeader());
      });
  Entered.clear();
  InDoubles = false;
  const uint64_t Given = std::min(Budget.PerKernel, Budget.Left);
  Left = Given;
  const Tally T = replay(C);
  Budget.Left -= Given - Left;

  if (T.WrongFactors && !T.Same)
    return {Verdict::Refuted,
            "a replay on " + T.Other +
                (C.Solves ? " points leaves no solution"
                          : " points leaves factors whose product is not the matrix")};
  if (T.Differing && isSharedOutput(C.Updates[0], S, R))
    return {Verdict::Open, "not replayed: its loops write the output elsewhere, too"};
  if (T.Differing) {
    // Where some sizes agree, it is the domain or the sizes that are not what they seem.
    constexpr unsigned MinDiffering = 3;
    const bool Refuted =
        !isBeyondReference(C) && !T.ChoseResult && !T.Same && T.Differing >= MinDiffering;
    return {Refuted ? Verdict::Refuted : Verdict::Open, (Refuted ? "" : "not proved: ") +
                                                            ("a replay on " + T.Other) +
                                                            " points has another result"};
  }
  if (T.Overlapping > Choice::Turns)
    return {C.Exact ? Verdict::Open : Verdict::Refuted,
            "the output's rows overlap whatever the sizes are"};
  if (!T.Same)
    return {Verdict::Open, "not replayed: " + T.Why};
  // A loop that runs once shows nothing of what it carries on.
  if (T.Same->Points < 2)
    return {Verdict::Open, "replayed on a single point only"};
  if (C.OneStage)
    return {Verdict::Open, "one stage replayed on " + T.Same->Shape + " points"};
  Outcome Out{Verdict::Proved, C.Exact ? "its statements replayed on " : "replayed on "};
  Out.Text += T.Same->Shape +
              (!T.Same->AskedFactors ? " points, equal in "
               : C.Solves            ? " points, what is left is the solution in "
                                     : " points, the product of the factors is the matrix in ");
  Out.Text += !hasReals(C.Updates, S.Dag)            ? "the integers"
              : T.Same->Numbers == Arithmetic::Field ? "GF(2^61-1)"
                                                     : "doubles";
  if (const unsigned N = blocksLeft())
    Out.Text += ", " + std::to_string(N) + " of its blocks not executed";
  return Out;
}

} // namespace auspex::passes::proof
