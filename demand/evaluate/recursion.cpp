//===- demand/evaluate/recursion.cpp - Functions that call themselves -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/recursion.h"

#include "demand/evaluate/loops.h"

#include <algorithm>

namespace auspex::demand::evaluate {
namespace {

/// What a call puts on the stack besides the variables that the skeleton knows:
/// return address, saved registers, alignment.
constexpr int64_t FrameBytes = 48;
constexpr size_t MaxChanges = 64, MaxCompares = 1024;

bool alike(const Val &A, const Val &B) { return A == B || (!A.known() && !B.known()); }

bool exact(const Val &V) {
  return V.known() && (!V.isInt() || V.exactInt()) && (!V.isPtr() || !V.AnyOffset);
}

/// Whether calls with \p A and \p B are likely to do as much: numbers nearly the
/// same, or all moved by as much (the bounds of two halves).
bool resemble(const Memory &Mem, const std::vector<Val> &A, const std::vector<Val> &B) {
  if (A.size() != B.size())
    return false;
  bool Near = true, Moved = true;
  std::optional<__int128> Shift;
  int Numbers = 0;
  auto Size = [](__int128 X) { return X < 0 ? -X : X; };
  for (size_t I = 0; I != A.size(); ++I) {
    if (A[I].K != B[I].K)
      return false;
    if (A[I].isPtr()) {
      auto OnStack = [&](const Val &V) { return Mem.at(V.Id).Where == Object::Home::Stack; };
      if (A[I].Id != B[I].Id && !(OnStack(A[I]) && OnStack(B[I])))
        return false;
    } else if (A[I].isInt() && !(A[I] == B[I])) {
      __int128 X = A[I].Mid, Y = B[I].Mid, D = Y - X;
      Near &= Size(D) <= std::max(Size(X), Size(Y)) / 10 + 1;
      if (!Shift)
        Shift = D;
      Moved &= Size(D - *Shift) <= Size(*Shift) / 10 + 1;
      ++Numbers;
    }
  }
  return Near || (Moved && Numbers > 1);
}

void addTo(std::vector<CallEffect::Group> &To, int64_t Bytes, int64_t Count, ObjectId Id) {
  auto I = std::ranges::find(To, Bytes, &CallEffect::Group::Bytes);
  if (I == To.end()) {
    To.push_back({Bytes, Count, Id});
  } else {
    I->Count += Count;
    I->Last = Id;
  }
}

} // namespace

/// Whether what is not known of the arguments was not known before, and the rest
/// is as before; or only counts, in a function that allocates nothing.
bool Machine::Recursion::saysNoMore() const {
  if (std::ranges::all_of(Args, exact))
    return false;
  auto Counts = [](const Val &A, const Val &B) {
    return alike(A, B) || (A.exactInt() && B.exactInt());
  };
  size_t Counting = 0;
  for (const CallRecord *R : Callee.Active) {
    if (std::ranges::equal(*R->Args, Args, alike))
      return true;
    Counting += std::ranges::equal(*R->Args, Args, Counts);
  }
  // (A single call is a chain, and its length is what counts.)
  return Counting > 0 && Callee.SelfCalls > 1 && !M.mayDo(Callee, CallsFollowed).Allocate;
}

std::optional<Val> Machine::Recursion::shortcut() {
  Recursive = Callee.SelfCalls > 0;
  Nested = Recursive && !Callee.Active.empty();
  if (!Nested)
    return std::nullopt;
  if (saysNoMore()) {
    M.noteUnknown(&Callee, nullptr,
                  "recursion of `" + M.nameOf(Callee.fn().Symbol) +
                      "` depends on what is not known");
    return M.unfollowed(P, Callee, Args);
  }
  const CallRecord &Root = *Callee.Active.front();
  const auto &Child = Callee.Active.back()->Child;
  if (Child && M.Used - Root.Used > Root.Patience) {
    bool Same = std::ranges::equal(Child->Args, Args, alike);
    if (Same || resemble(P.Mem, Child->Args, Args))
      return repeat(*Child, Same);
  }
  if (Callee.SelfCalls == 1)
    descend();
  return std::nullopt;
}

/// Does once more what the call did that \p E tells of.
Val Machine::Recursion::repeat(const CallEffect &E, bool Same) {
  M.charge(2 + E.Made.size() + E.Released.size() + E.Changed.size());
  if (!Same)
    M.noteUnknown(&Callee, nullptr,
                  "recursive calls of `" + M.nameOf(Callee.fn().Symbol) +
                      "` are taken to do alike");
  for (auto C : SummedCounters)
    P.Sum.*C = P.Sum.*C + E.Cost.*C;
  P.Sum.Need |= E.Cost.Need;
  for (const auto &G : E.Released) {
    int64_t Left = G.Count;
    for (ObjectId I = ObjectId(P.Mem.size()); I-- > 0 && Left > 0;)
      if (const Object &O = P.Mem.at(I);
          !O.Freed && O.Where == Object::Home::Heap && O.Bytes == G.Bytes) {
        int64_t N = std::min(Left, O.Count);
        P.Mem.release(I, N);
        Left -= N;
      }
  }
  for (const auto &G : E.Made) {
    if (P.Mem.at(G.Last).Freed) {
      ObjectId New = P.Mem.allocate(Val::integer(G.Bytes), AllocKind::Malloc, 16, G.Count);
      P.Mem.touchWhole(New, true);
    } else {
      P.Mem.multiply(G.Last, G.Count, double(G.Bytes) * double(G.Count));
    }
  }
  for (const auto &T : E.Touched) // the part of an array that comes next
    P.Mem.touch(T.Id, T.Begin, T.End + (T.End - T.Begin), 0, true);
  for (const auto &C : E.Changed) {
    ObjectId To = C.Id;
    int64_t At = C.At;
    for (size_t I = 0; I != Args.size(); ++I) // what an argument points to
      if (E.Args[I].isPtr() && Args[I].isPtr() && E.Args[I].Id == To) {
        To = Args[I].Id;
        At += Args[I].Mid - E.Args[I].Mid;
        break;
      }
    if (P.Mem.at(To).Freed)
      continue;
    Val Now = P.Mem.load(To, At, C.After.Ty);
    bool Counts = Now.exactInt() && C.Before.exactInt() && C.After.exactInt();
    P.Mem.store(To, At, Counts ? advanced(Now, C.After.Mid - C.Before.Mid, 1) : C.After);
  }
  P.Mem.ExtraHigh += E.High;
  P.Mem.ExtraLow += E.Low;
  P.Mem.ExtraCapacity += E.Capacity;
  P.Mem.Concurrent += E.Transient;
  P.Mem.notePeak();
  P.Mem.Concurrent -= E.Transient;
  if (Same || E.Result.isPtr())
    return E.Result;
  return M.unknownOf(Callee.fn().Result, "result of a recursion");
}

/// Skips levels of a chain of calls that all go the same way.
void Machine::Recursion::descend() {
  const auto &Active = Callee.Active;
  if (Active.size() < Remembered)
    return;
  std::array<const Trace *, Remembered> Ways;
  std::array<const CallRecord *, Remembered> Last;
  for (size_t K = 0; K != Remembered; ++K) {
    Last[K] = Active[Active.size() - Remembered + K];
    Ways[K] = &Last[K]->Went;
  }
  int64_t Levels = std::min<int64_t>(stretch(Ways), int64_t(1) << 40) - 1;
  if (Levels < int64_t(2 * Remembered))
    return;
  const CallRecord &Now = *Last.back();
  int64_t Bytes = P.Mem.StackDepth + FrameBytes - Now.StackDepth;
  if (Bytes != Now.StackDepth - Last[Remembered - 2]->StackDepth)
    return;
  std::vector<Val> Moved = Args;
  for (size_t I = 0; I != Args.size(); ++I) {
    int64_t Step = 0;
    if (linear((*Last[Remembered - 2]->Args)[I], (*Now.Args)[I], Args[I], Step))
      Moved[I] = advanced(Args[I], Step, Levels);
    else if (!Args[I].isPtr())
      Moved[I] = M.unknownOf(Args[I].Ty, "argument that changes from call to call");
  }
  Args = std::move(Moved);
  Counters One = minus(P.Sum, Now.Sum);
  for (auto C : SummedCounters)
    P.Sum.*C = P.Sum.*C + scaled(One.*C, double(Levels), double(Levels), double(Levels));
  int Made = 0;
  for (ObjectId I = ObjectId(Now.Objects); I < P.Mem.size(); ++I)
    if (const Object &O = P.Mem.at(I);
        !O.Freed && (O.Where == Object::Home::Heap || O.Where == Object::Home::Mapping ||
                     O.Where == Object::Home::Device)) {
      P.Mem.multiply(I, Levels, double(O.Bytes) * double(Levels));
      Skipped = I;
      ++Made;
    }
  if (Made != 1)
    Skipped.reset();
  SkippedBytes = Bytes * std::min(Levels, (int64_t(1) << 46) / std::max<int64_t>(1, Bytes));
  P.Mem.pushFrames(SkippedBytes);
  Skips = true;
}

void Machine::Recursion::enter(const std::vector<Val> &Params) {
  if (!Recursive)
    return;
  if (Nested)
    P.Mem.pushFrames(FrameBytes);
  Record.Args = &Params;
  Record.Used = M.Used;
  Record.Patience = std::min(M.Bound.PartSteps / 8, (std::max(M.Limit, M.Used) - M.Used) / 4);
  Record.Sum = P.Sum;
  Record.StackDepth = P.Mem.StackDepth;
  Record.Objects = P.Mem.size();
  if (Callee.SelfCalls == 1) {
    OuterTrace = M.Tracing;
    M.Tracing = &Record.Went;
  } else if (Nested) {
    M.charge(P.Mem.size() / 256);
    Before = P.Mem;
    OuterLog = P.Mem.Log;
    P.Mem.Log = &Touched;
    Window = P.Mem.WindowPeak;
    P.Mem.WindowPeak = {};
    P.Mem.notePeak();
  }
  Callee.Active.push_back(&Record);
}

CallEffect Machine::Recursion::effect(Path &Q, const std::vector<Val> &Params,
                                      const Val &Result) const {
  CallEffect E;
  E.Args = Params;
  E.Result = Result;
  E.Cost = minus(Q.Sum, Record.Sum);
  E.Cost.Need = Q.Sum.Need;
  ObjectDelta D = deltaOf(*Before, Q.Mem);
  for (ObjectId I : D.Made)
    addTo(E.Made, Q.Mem.at(I).Bytes, Q.Mem.at(I).Count, I);
  for (auto [I, N] : D.Released)
    addTo(E.Released, Before->at(I).Bytes, N, I);
  Memory::differing(*Before, Q.Mem, [&](ObjectId I) {
    if (Q.Mem.at(I).Freed || Q.Mem.at(I).Where == Object::Home::Foreign)
      return;
    Q.Mem.at(I).Cells.changedSince(Before->at(I).Cells, [&](int64_t At, const Val &V) {
      if (E.Changed.size() == MaxChanges)
        return;
      Val Was = Before->load(I, At, V.Ty);
      if (!(Was == V))
        E.Changed.push_back({I, At, Was, V});
    });
  });
  for (const auto &T : Touched.Entries)
    if (T.Id < Before->size() && Before->at(T.Id).Where != Object::Home::Stack)
      E.Touched.push_back(T);
  auto More = [](double Now, double Then) { return Now == Then ? 0 : std::max(0.0, Now - Then); };
  E.High = More(Q.Mem.ExtraHigh, Before->ExtraHigh);
  E.Low = More(Q.Mem.ExtraLow, Before->ExtraLow);
  E.Capacity = More(Q.Mem.ExtraCapacity, Before->ExtraCapacity);
  E.Transient = std::max(0.0, Q.Mem.WindowPeak.Likely - double(Q.Mem.resident()));
  return E;
}

void Machine::Recursion::leave(Path &Q, const std::vector<Val> &Params, Val &Result) {
  if (!Recursive)
    return;
  Callee.Active.pop_back();
  if (Callee.SelfCalls == 1) {
    M.Tracing = OuterTrace;
    if (OuterTrace) {
      OuterTrace->mix(Record.Went.Shape);
      if (OuterTrace->Compares.size() < MaxCompares)
        OuterTrace->Compares.insert(OuterTrace->Compares.end(), Record.Went.Compares.begin(),
                                    Record.Went.Compares.end());
    }
  }
  if (Q.Ended || !Nested)
    return;
  Q.Mem.popFrames(FrameBytes + SkippedBytes);
  if (Skips) {
    if (Skipped && Result.Ty == Type::Ptr)
      Result = Val::pointer(*Skipped, 0);
    else if (Callee.fn().Result != Type::Void)
      Result = M.unknownOf(Callee.fn().Result, "result of a recursion");
  }
  if (!Before)
    return;
  CallRecord &Caller = *Callee.Active.back();
  if (!Caller.Child && !M.exhausted())
    Caller.Child = effect(Q, Params, Result);
  Q.Mem.WindowPeak = {std::max(Window.Low, Q.Mem.WindowPeak.Low),
                      std::max(Window.Likely, Q.Mem.WindowPeak.Likely),
                      std::max(Window.High, Q.Mem.WindowPeak.High)};
  Q.Mem.Log = OuterLog;
  if (OuterLog)
    OuterLog->append(Touched);
}

} // namespace auspex::demand::evaluate
