//===- demand/evaluate/calls.cpp - Calls of annotated functions -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/loops.h"
#include "demand/evaluate/recursion.h"

#include <algorithm>
#include <utility>

namespace auspex::demand::evaluate {

/// Follows direct calls; what cannot be followed may do anything.
Deeds Machine::mayDo(const Step &S, Code &C, unsigned Fuel) {
  switch (S.Kind) {
  case StepKind::Alloc:
  case StepKind::Realloc:
    return {allocates(S), false};
  case StepKind::Store:
  case StepKind::Unknown:
    return {false, true};
  case StepKind::Touch:
    return {false, S.Write};
  case StepKind::Call:
    break;
  default:
    return {};
  }
  constexpr Deeds Anything{true, true, true};
  if (S.Indirect)
    return Anything;
  Target T = Prog.resolve(S.Text, C.Doc->UnitId, C.Module);
  if (T.Function)
    return T.Function->Func.Nodes.empty() ? Anything : mayDo(code(*T.Function, T.Module), Fuel);
  if (!T.Known)
    return Anything;
  return {T.Known->AllocBytes != NoExpr || T.Known->Scratch != NoExpr,
          !T.Known->Builtin.empty() || T.Known->AllocAt != NoExpr || !T.Known->Stores.empty() ||
              std::ranges::any_of(T.Known->Touches, [](const auto &X) { return X.Write; }),
          !T.Known->Builtin.empty() && mayAllocate(T.Known->Builtin)};
}

/// What a call may have done when it returns.
Deeds Machine::mayDo(Code &C, unsigned Fuel) {
  auto [I, New] = Doing.try_emplace(&C);
  if (!New)
    return I->second;
  Deeds D;
  if (Fuel == 0)
    D = {true, true, true};
  const auto &Nodes = C.fn().Nodes;
  std::vector<uint32_t> Returns;
  for (uint32_t N = 0; N != Nodes.size(); ++N)
    if (Nodes[N].Term == TermKind::Return)
      Returns.push_back(N);
  const std::vector<bool> Lead = leadTo(C, Returns, 0, uint32_t(Nodes.size()));
  for (uint32_t N = 0; N != Nodes.size(); ++N)
    if (Lead[N] || Nodes[N].Term == TermKind::Return)
      for (const Step &S : Nodes[N].Steps)
        if (!D.all())
          D |= mayDo(S, C, Fuel - 1);
  return Doing[&C] = D;
}

/// What iterations may have done that others follow, and the one that leaves the loop.
Deeds Machine::mayDo(const LoopRun &R) {
  auto [Known, New] = LoopDeeds.try_emplace(&R.loop());
  Deeds &D = Known->second;
  if (!New)
    return D;
  const Function &F = R.A.C.fn();
  const demand::Loop &L = R.loop();
  std::vector<uint32_t> On{L.Header}; // and where it goes on behind the loop
  for (uint32_t I = 0; I != F.Nodes.size(); ++I)
    if (I < L.Header || I >= L.End)
      On.push_back(I);
  const std::vector<bool> Lead = leadTo(R.A.C, On, L.Header, L.End);
  for (uint32_t I = L.Header; I != L.End; ++I)
    if (Lead[I] || F.Nodes[I].Term == TermKind::Return)
      for (const Step &S : F.Nodes[I].Steps)
        D |= mayDo(S, R.A.C, CallsFollowed);
  return D;
}

/// Goes on from \p Saved, the state before something that took too long to follow:
/// with what that had cost and allocated where it was cut off.
Path Machine::salvage(Path &&Saved) {
  if (!Cut)
    return std::move(Saved);
  Path P = std::move(*Cut);
  Cut.reset();
  P.Values = std::move(Saved.Values);
  P.Frame = std::move(Saved.Frame);
  P.Weight = Saved.Weight;
  P.Threads = std::move(Saved.Threads);
  P.Mem.Log = Saved.Mem.Log;
  P.Mem.Concurrent = Saved.Mem.Concurrent;
  for (ObjectId I = ObjectId(Saved.Mem.size()); I < P.Mem.size(); ++I)
    P.Mem.releaseStack(I);
  P.Mem.StackDepth = Saved.Mem.StackDepth;
  // What it had changed it may have gone on to change.
  Memory::differing(Saved.Mem, P.Mem, [&](ObjectId I) {
    const Object &Before = Saved.Mem.at(I);
    std::vector<std::pair<int64_t, Type>> Changed;
    P.Mem.at(I).Cells.changedSince(Before.Cells, [&](int64_t At, const Val &V) {
      if (auto C = Before.Cells.find(At); C == Before.Cells.end() || !(C->second == V))
        Changed.emplace_back(At, V.Ty);
    });
    for (auto [At, Ty] : Changed)
      P.Mem.store(I, At, Val::unknown(Ty));
  });
  return P;
}

/// Nobody followed the call to its end: what it may still do is not known.
Val Machine::unfollowed(Path &P, Code &Callee, const std::vector<Val> &Args) {
  unseen("`" + nameOf(Callee.fn().Symbol) + "` was not followed to its end");
  for (auto M : {&Counters::Flops, &Counters::IntOps, &Counters::Read, &Counters::Written,
                 &Counters::Seconds})
    (P.Sum.*M).High = Range::Unbounded;
  for (const Val &V : Args)
    if (V.isPtr())
      P.Mem.forgetAll(V.Id);
  if (Deeds May = mayDo(Callee, CallsFollowed); May.any())
    P.Mem.openBound(May.take());
  return unknownOf(Callee.fn().Result, "result of a call that was not followed to its end");
}

/// Arguments without a parameter go where the last parameter points.
void Machine::gatherVariable(Path &P, const Function &F, std::vector<Val> &Args) {
  if (F.Params.empty() || F.Params.back().Name != VariableArguments)
    return;
  size_t Named = F.Params.size() - 1;
  Args.resize(std::max(Args.size(), Named));
  Object O;
  O.Where = Object::Home::Foreign;
  O.Bytes = O.LowBytes = O.HighBytes = 8 * int64_t(Args.size() - Named);
  for (size_t I = Named; I < Args.size(); ++I)
    if (Args[I].known())
      O.Cells.set(8 * int64_t(I - Named), Args[I]);
  Args.resize(Named);
  Args.push_back(Val::pointer(P.Mem.create(std::move(O)), 0));
}

Val Machine::call(Path &P, Code &Callee, std::vector<Val> Args) {
  const Function &F = Callee.fn();
  if (Depth >= Bound.CallDepth) {
    noteUnknown(&Callee, nullptr, "recursion deeper than the evaluation follows");
    return unfollowed(P, Callee, Args);
  }
  if (F.VarArgs)
    gatherVariable(P, F, Args);
  const Counters Entered = P.Sum;
  const bool First = Callee.Active.empty();
  Recursion R(*this, Callee, P, Args);
  if (auto Known = R.shortcut())
    return *Known;
  // The program goes on without a call that takes too long to follow, and with
  // half of what was left when that began.
  bool Guarded = Depth >= 1 && Depth <= 3 && Callee.Active.empty();
  if (LoopDepth != 0) // in a loop, where it leaves no doubt about what the rest allocates
    Guarded &= LoopDepth <= 2 && !F.Loops.empty() && !mayDo(Callee, CallsFollowed).take();
  std::optional<Path> Saved;
  uint64_t OuterLimit = Limit;
  if (Guarded) {
    Saved = P;
    charge(1 + P.Mem.size() / 256);
    if (!exhausted()) { // of less use where it allocates nothing
      uint64_t Most =
          mayDo(Callee, CallsFollowed).take() ? 2 * Bound.PartSteps : Bound.PartSteps / 2;
      Limit = Used + std::min(Most, (Limit - Used) / 2);
    }
  }
  ++Depth;
  charge(2);
  Activation A{Callee, std::move(Args), {}, {}, {}, {}, Depth};
  A.Index.resize(F.Loops.size(), Val::integer(0));
  A.Trips.resize(F.Loops.size(), 1);
  const bool OuterPacing = std::exchange(Pacing, false);
  A.Result = Val::unknown(F.Result);

  auto Values = std::move(P.Values);
  auto Frame = std::move(P.Frame);
  TouchLog *Log = P.Mem.Log;
  P.Frame.clear();
  P.Values.assign(F.Values.size(), Val());
  for (size_t I = 0; I != F.Values.size(); ++I)
    P.Values[I].Ty = F.Values[I].Ty;
  R.enter(A.Params);
  Pending Waiting;
  Waiting.emplace(0, std::move(P));
  runNodes(A, 0, uint32_t(F.Nodes.size()), Waiting, nullptr);
  bool Abandoned = exhausted() && Guarded && Used <= OuterLimit;
  Limit = OuterLimit;
  if (Abandoned) {
    noteUnknown(&Callee, nullptr,
                "`" + nameOf(F.Symbol) + "` runs longer than the evaluation follows");
    P = salvage(std::move(*Saved));
    A.Result = unfollowed(P, Callee, A.Params);
    if (Tracing)
      Tracing->mix(++UntoldRuns); // no iteration is like this one
  } else if (A.Returned) {
    P = std::move(*A.Returned);
    for (ObjectId O : P.Frame)
      P.Mem.releaseStack(O);
  } else {
    P = Path(); // every way through the callee ended the process: retired there
    P.Ended = true;
  }
  Pacing = OuterPacing;
  R.leave(P, A.Params, A.Result);
  if (First && !P.Ended)
    Seen.add(CostTally{&Callee, NoLoop, timeIn(minus(P.Sum, Entered))});
  P.Mem.Log = Log; // it may have returned from within a loop
  P.Values = std::move(Values);
  P.Frame = std::move(Frame);
  --Depth;
  return A.Result;
}

Val Machine::callPointer(Path &P, const Val &T, std::vector<Val> Args) {
  if (T.K != Val::Kind::Code || T.Id >= 0x8000'0000u) {
    unseen("a function is called through a pointer that is not known");
    return unknownOf(Type::I64, "call through a pointer that is not known");
  }
  auto [Doc, Module] = CodeNumbers[T.Id];
  if (Doc->Func.Nodes.empty()) {
    unseen("`" + nameOf(Doc->Func.Symbol) + "` was not analysed: " + Doc->Func.Reason);
    return unknownOf(Type::I64, Doc->Func.Reason);
  }
  return call(P, code(*Doc, Module), std::move(Args));
}

} // namespace auspex::demand::evaluate
