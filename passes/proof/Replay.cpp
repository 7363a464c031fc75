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

/// What the replay has no reference for.
std::string Prover::whyNot(const kernels::Finding &K) {
  if (K.Updates.empty())
    return "the form is made from several kernels";
  for (const Update &U : K.Updates) {
    if (U.Complex)
      return "elements are complex";
    if (U.Sparse)
      return "addresses are made from data";
    if (!U.States.empty())
      return "values are carried from iteration to iteration";
    if (U.Mapped)
      return "a function of the sum is stored";
    if (U.Function != kernels::NoNode && U.Combine != Fn::Mul)
      return "a sum of functions";
    if (U.Out.Elem == demand::Type::Void || U.Out.Elem == demand::Type::Ptr)
      return "elements are of a type that is not modelled";
  }
  return {};
}

/// The numbers that the reduction of \p U's statement starts from.
std::vector<double> Prover::constantsOf(const Update &U) const {
  std::vector<double> Out;
  const kernels::NodeRef R = S.All[U.Tags[0]].Value;
  if (R == kernels::NoNode)
    return Out;
  for (const kernels::Term &T : S.Dag.foldTerms(U.Reduce, R)) {
    if (!T.Over.empty())
      continue;
    if (T.Factors.empty())
      Out.push_back(T.Coef);
    else if (T.Factors.size() == 1 && S.Dag[T.Factors[0]].Kind == NodeKind::Constant)
      Out.push_back(S.Dag[T.Factors[0]].Value);
  }
  return Out;
}

/// The code wrote more of the output's object than the form has elements, and no other
/// statement of the function does.
bool Prover::writesElsewhere(const Update &U, const execute::Memory &Mem) const {
  const auto IsOther = [&](const kernels::Statement &X) {
    return !is_contained(U.Tags, X.Tag) && !X.ToScalar && X.Out.Object == U.Out.Object &&
           R.contains(S.Sites[X.Tag]);
  };
  return none_of(S.All, IsOther) && !Mem.outputs().empty();
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

Prover::Attempt Prover::attempt(const std::vector<Update> &Us, Choice C, Arithmetic Kind) {
  Attempt A;
  A.Numbers = Kind;
  const Update &Main = Us[0];
  A.Reals = demand::isFloat(Main.Out.Elem);
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
  Reference Ref(Us, Ev, In, E);
  if (!Ref.findDomain())
    return Stopped(Run::Unsuitable, Ref.why());
  A.Points = Ref.points();
  A.Shape = Ref.shape();
  if (A.Points > Left)
    return Stopped(Run::Unsuitable, "it is too large to replay");
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
  // What narrow integers extend to: the normal form does not say.
  std::vector<std::vector<Element>> References;
  for (Extension X : {Extension::Signed, Extension::Unsigned}) {
    Ev.Integers = X;
    if (!Ref.compute())
      return Stopped(Run::Stopped, Ref.why());
    References.push_back(Ref.Elements);
    if (A.Reals && !demand::isInteger(Main.Reads.empty() ? Main.Out.Elem : Main.Reads[0].Op.Elem))
      break;
  }
  if (Ref.overlaps() && Main.Before == kernels::Old::Lost)
    return Stopped(Run::Unsuitable, "the output's rows overlap with small sizes");
  Mem.forgetAccesses();
  const Value *Result = S.Results[Main.Tags[0]];
  const execute::Stop End =
      E.runRegion(*Entry, *R.Before, [&](const BasicBlock &BB) { return R.contains(&BB); });
  const auto Scalar = Main.ToScalar && Result ? E.valueOf(*Result) : std::nullopt;
  if (End && !Scalar)
    return Stopped(Run::Stopped, End.text());
  if (Main.ToScalar && !Scalar)
    return Stopped(Run::Unsuitable, "its result is not computed with small sizes");

  unsigned Bits = demand::bitsOf(Main.Out.Elem);
  const unsigned Own = Bits;
  if (Main.ToScalar) // a sum of fewer bits than its operands is another one
    for (const kernels::Factor &X : Main.Reads)
      if (demand::isInteger(X.Op.Elem))
        Bits = std::max(Bits, demand::bitsOf(X.Op.Elem));
  const Element *Wrong = nullptr;
  for (std::vector<Element> &Elements : References) {
    Ref.Elements = std::move(Elements);
    Ev.Integers = &Elements == &References[0] ? Extension::Signed : Extension::Unsigned;
    for (Element &El : Ref.Elements) {
      auto Now = Main.ToScalar ? Scalar : Ev.load(El.Address, Main.Out.Elem);
      if (!Now)
        return Stopped(Run::Stopped, "what the code writes is not modelled");
      if (Main.ToScalar && Now->K == Slot::Int)
        Now = Slot::integer(Ev.Integers == Extension::Signed
                                ? uint64_t(SignExtend64(Now->V, Own))
                                : Now->V);
      El.Now = *Now;
    }
    Wrong = Ref.differs(constantsOf(Main), Bits);
    if (!Wrong)
      break;
  }
  if (Wrong)
    return Stopped(Run::Differs, A.Shape);
  for (const BasicBlock *BB : R.Blocks)
    if (E.wasEntered(*BB))
      Entered.insert(BB);
  return Stopped(Run::Same, "");
}

/// In the field; in doubles where that cannot be followed. A function is unknown to the
/// field, so that only doubles tell that two formulas with functions differ.
Prover::Attempt Prover::inEither(const std::vector<Update> &Us, Choice C) {
  if (!InDoubles) {
    Attempt A = attempt(Us, C, Arithmetic::Field);
    if (A.What == Run::Same || A.What == Run::Unsuitable || !A.Reals)
      return A;
    InDoubles = A.What == Run::Stopped;
  }
  return attempt(Us, C, Arithmetic::Double);
}

Outcome Prover::prove(const kernels::Finding &K) {
  if (!Budget.Left)
    return {Verdict::Open, {}};
  if (std::string Why = whyNot(K); !Why.empty())
    return {Verdict::Open, "not replayed: " + Why};
  SmallVector<const Loop *, 8> Loops;
  for (uint32_t Number : K.Loops)
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
  Entered.clear();
  InDoubles = false;
  const uint64_t Given = std::min(Budget.PerKernel, Budget.Left);
  Left = Given;

  Outcome Out;
  std::optional<Attempt> Same, Differs;
  std::string Why;
  constexpr unsigned Turns = 3;
  bool Stopped = false;
  for (unsigned Level = 0; Level < Choice::Levels && !Stopped; ++Level)
    for (unsigned Turn = 0; Turn < Turns && Left; ++Turn) {
      Attempt A = inEither(K.Updates, {Level, Turn});
      if (A.What == Run::Differs) {
        // Once may be the sizes' fault.
        Stopped = Differs.has_value();
        Differs = std::move(A);
        if (Stopped)
          break;
      } else if (A.What == Run::Same) {
        Same = std::move(A);
        Stopped = !blocksLeft();
        break;
      } else if (Why.empty()) {
        Why = A.Text;
        Stopped |= A.What == Run::Stopped;
        if (Stopped)
          break;
      }
    }
  Budget.Left -= Given - Left;
  if (Differs) {
    if (Stopped && !Same)
      return {Verdict::Refuted, "replayed with " + Differs->Shape +
                                    " points, the code does not compute this form"};
    return {Verdict::Open, "not proved: a replay with " + Differs->Shape +
                               " points gave another result"};
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
