//===- demand/evaluate/loops.cpp - Loops in closed form -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three ways through a loop, the cheapest that serves:
//   - uniform bodies run once and count Trip times;
//   - otherwise iterations run one by one. When three in a row went the same
//     way, every comparison that they made is taken to move linearly, which
//     says for how many more iterations the way stays the same (predictable()).
//     leap() runs three of those as samples and adds up the others: costs by a
//     cubic through four points, allocations by letting one sample's objects
//     stand for all, carried values by their difference;
//   - where an exit depends on an unknown, the body stands for as many
//     iterations as the compiler expects (giveUp()).
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/machine.h"

#include "demand/arith.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr std::array SummedCounters{&Counters::Flops,     &Counters::IntOps,   &Counters::Read,
                                    &Counters::Written,   &Counters::DiskRead, &Counters::DiskWrite,
                                    &Counters::NetRead,   &Counters::NetWrite};

constexpr size_t Remembered = 4; ///< iterations that a prediction looks at

/// Sum over x = 1..N of x^P, as a real.
double powerSum(int P, double N) {
  switch (P) {
  case 0: return N;
  case 1: return N * (N + 1) / 2;
  case 2: return N * (N + 1) * (2 * N + 1) / 6;
  default: return N * N * (N + 1) * (N + 1) / 4;
  }
}

/// The polynomial of degree three through four points; sums it up.
struct Cubic {
  std::array<double, 4> C{};
  Cubic(const std::array<double, 4> &X, const std::array<double, 4> &Y) {
    std::array<double, 4> D = Y; // divided differences
    for (int J = 1; J != 4; ++J)
      for (int I = 3; I >= J; --I)
        D[I] = (D[I] - D[I - 1]) / (X[I] - X[I - J]);
    // Newton's form to powers.
    for (int I = 3; I >= 0; --I) {
      for (int J = 3; J > 0; --J)
        C[J] = C[J - 1] - X[I] * C[J];
      C[0] = D[I] - X[I] * C[0];
    }
  }
  double sumTo(double N) const {
    double S = 0;
    for (int P = 0; P != 4; ++P)
      S += C[P] * powerSum(P, N);
    return S;
  }
};

/// Sum over x = 1..N without the sampled points, of what the samples
/// (0, X1, X2, N) found.
double restOf(const std::array<double, 4> &X, const std::array<double, 4> &Y) {
  if (Y[0] == Y[1] && Y[1] == Y[2] && Y[2] == Y[3])
    return Y[0] * (X[3] - 3);
  if (std::ranges::any_of(Y, [](double V) { return std::isinf(V); }))
    return Range::Unbounded;
  return std::max(0.0, Cubic(X, Y).sumTo(X[3]) - Y[1] - Y[2] - Y[3]);
}

Range minus(const Range &A, const Range &B) {
  double High = std::isinf(A.High) ? (std::isinf(B.High) ? 0 : Range::Unbounded) : A.High - B.High;
  return {A.Low - B.Low, A.Likely - B.Likely, High};
}

Counters minus(const Counters &A, const Counters &B) {
  Counters D;
  for (auto M : SummedCounters)
    D.*M = minus(A.*M, B.*M);
  return D;
}

Range scaled(const Range &R, double Low, double Likely, double High) {
  return {R.Low * Low, R.Likely * Likely, R.High == 0 ? 0 : R.High * High};
}

/// Net effect of an iteration on the objects.
struct ObjectDelta {
  std::vector<ObjectId> Made;                        ///< alive at the end
  std::vector<std::pair<ObjectId, int64_t>> Released; ///< older ones, how many
};

ObjectDelta deltaOf(const Memory &Before, const Memory &After) {
  ObjectDelta D;
  for (ObjectId I = 0; I != Before.size(); ++I) {
    const Object &A = Before.at(I), &B = After.at(I);
    if (&A != &B && !A.Freed && B.Count < A.Count)
      D.Released.emplace_back(I, A.Count - B.Count);
  }
  for (ObjectId I = ObjectId(Before.size()); I < After.size(); ++I)
    if (const Object &O = After.at(I); !O.Freed && O.Where != Object::Home::Foreign &&
                                       O.Where != Object::Home::Stack)
      D.Made.push_back(I);
  return D;
}

bool linear(const Val &A, const Val &B, const Val &C, int64_t &Step) {
  if (A.K != B.K || B.K != C.K || A.Ty != C.Ty)
    return false;
  if (A.exactInt() && B.exactInt() && C.exactInt()) {
  } else if (A.isPtr() && A.Id == B.Id && B.Id == C.Id && !A.AnyOffset && !B.AnyOffset &&
             !C.AnyOffset) {
  } else {
    return false;
  }
  Step = int64_t(uint64_t(C.Mid) - uint64_t(B.Mid));
  return Step == int64_t(uint64_t(B.Mid) - uint64_t(A.Mid));
}

Val advanced(Val V, int64_t Step, int64_t Times) {
  int64_t By = int64_t(uint64_t(Step) * uint64_t(Times));
  V.Mid = int64_t(uint64_t(V.Mid) + uint64_t(By));
  if (V.isInt())
    V.Mid = V.Lo = V.Hi = canonical(V.Mid, V.Ty);
  return V;
}

} // namespace

/// The state of running one loop.
struct Machine::LoopRun {
  LoopRun(Activation &A, uint32_t Loop) : A(A), Loop(Loop) {}
  Activation &A;
  uint32_t Loop;
  bool Counted = false;
  int64_t Trip = 0;
  int64_t Next = 0;             ///< number of the iteration to run
  bool UndecidedExit = false;

  /// The last iterations, oldest first, and the states between them.
  struct Iteration {
    Trace Went;
    TouchLog Touched;
    Counters Cost;
    std::vector<Val> Carried;   ///< at its start
    std::optional<Memory> Start;
    double Transient = 0;       ///< peak within it over the residency at its end
  };
  std::vector<Iteration> Last;
  const demand::Loop &loop() const { return A.C.fn().Loops[Loop]; }
  const Code::LoopFacts &facts() const { return A.C.loop(Loop); }
};

std::optional<Path> Machine::iterate(LoopRun &R, Path &&P, int64_t Number, bool Last,
                                     Pending &Exits) {
  LoopRun::Iteration It;
  TouchLog *OuterLog = P.Mem.Log;
  Trace *OuterTrace = Tracing;
  P.Mem.Log = &It.Touched;
  Tracing = &It.Went;
  It.Start = P.Mem;
  charge(P.Mem.size() / 8);
  // A pointer that walks over a structure stands at an object that stands for
  // many: so does this iteration.
  int64_t StandsFor = 1;
  for (uint32_t Id : R.facts().Carried) {
    const Val &V = P.Values[Id];
    It.Carried.push_back(V);
    if (!R.Counted && V.isPtr() && P.Mem.at(V.Id).Where == Object::Home::Heap)
      StandsFor = std::max(StandsFor, P.Mem.at(V.Id).Count);
  }
  Counters Before = P.Sum;
  Range Window = P.Mem.WindowPeak;
  P.Mem.WindowPeak = {};
  P.Mem.notePeak();

  R.A.Index[R.Loop] = Val::integer(Number);
  Around In;
  In.Loop = R.Loop;
  In.Counted = R.Counted;
  In.Last = Last;
  In.Bound = R.loop().TripIsBound;
  Pending Left, Waiting;
  In.Exits = &Left;
  uint32_t Begin = R.loop().Header, End = R.loop().End;
  Waiting.emplace(Begin, std::move(P));
  runNodes(R.A, Begin, End, Waiting, &In);
  Tracing = OuterTrace;
  R.UndecidedExit |= In.UndecidedExit;

  auto Restore = [&](Path &Q) {
    It.Transient = std::max(It.Transient, Q.Mem.WindowPeak.Likely - double(Q.Mem.resident()));
    Q.Mem.WindowPeak = {std::max(Window.Low, Q.Mem.WindowPeak.Low),
                        std::max(Window.Likely, Q.Mem.WindowPeak.Likely),
                        std::max(Window.High, Q.Mem.WindowPeak.High)};
    Q.Mem.Log = OuterLog;
  };
  if (StandsFor > 1)
    for (Path *Q : {In.Again ? &*In.Again : nullptr, Left.empty() ? nullptr : &Left.begin()->second})
      if (Q) {
        Counters One = minus(Q->Sum, Before);
        double More = double(StandsFor - 1);
        for (auto M : SummedCounters)
          Q->Sum.*M = Q->Sum.*M + scaled(One.*M, More, More, More);
        for (auto [Id, N] : deltaOf(*It.Start, Q->Mem).Released)
          Q->Mem.release(Id, N * (StandsFor - 1));
      }
  for (auto &[Target, Q] : Left) {
    Restore(Q);
    arrive(Exits, Target, std::move(Q));
  }
  if (In.Again) {
    Restore(*In.Again);
    It.Cost = minus(In.Again->Sum, Before);
  }
  if (OuterLog)
    for (auto &E : It.Touched.Entries)
      OuterLog->add(E.Id, E.Begin, E.End);
  R.Last.push_back(std::move(It));
  if (R.Last.size() > Remembered)
    R.Last.erase(R.Last.begin());
  R.Next = Number + 1;
  return std::move(In.Again);
}

namespace {

/// How a compared quantity moves: its differences of first and second order at
/// the last iteration. Nothing where it does not move like a quadratic.
struct Motion {
  __int128 Value, First = 0, Second = 0;
};
std::optional<Motion> motion(const std::array<const Val *, Remembered> &V) {
  const Val &Last = *V[Remembered - 1];
  Motion M{Last.Mid};
  for (const Val *X : V)
    if (X->K != Last.K || X->Ty != Last.Ty || (X->isInt() ? !X->exactInt() : !X->isPtr()) ||
        (X->isPtr() && (X->Id != Last.Id || X->AnyOffset)))
      return std::nullopt;
  auto At = [&](size_t I) { return __int128(V[I]->Mid); };
  __int128 D1 = At(1) - At(0), D2 = At(2) - At(1), D3 = At(3) - At(2);
  if (D2 - D1 != D3 - D2)
    return std::nullopt;
  M.First = D3;
  M.Second = D3 - D2;
  return M;
}

/// In how many iterations `Left O Right` turns out otherwise than in the last;
/// 0: not to be said.
std::optional<int64_t> flipAfter(const Trace::Compare &C, const Motion &L, const Motion &R) {
  __int128 D = L.Value - R.Value, S = L.First - R.First, Q = L.Second - R.Second;
  constexpr int64_t Never = INT64_MAX / 4;
  if (S == 0 && Q == 0)
    return Never;
  if (D > INT64_MAX || D < INT64_MIN || S > INT64_MAX || S < INT64_MIN || Q > INT64_MAX ||
      Q < INT64_MIN)
    return 0;
  auto At = [&](__int128 K) { return D + K * S + K * (K + 1) / 2 * Q; };
  bool Equality = C.O == Op::Eq || C.O == Op::Ne;
  if (Q != 0 && ((S > 0) != (Q > 0) || Equality))
    return 0; // it may turn round
  if (Equality) {
    if (D == 0)
      return 0;
    return -D % S == 0 && -D / S > 0 ? int64_t(std::min<__int128>(Never, -D / S)) : Never;
  }
  if ((C.O == Op::ULt || C.O == Op::ULe) && (C.Left.Mid < 0 || C.Right.Mid < 0))
    return 0;
  bool Strict = C.O == Op::SLt || C.O == Op::ULt;
  auto Holds = [&](__int128 X) { return Strict ? X < 0 : X <= 0; };
  bool Now = Holds(D);
  int64_t Low = 0, High = 1;
  while (High < (int64_t(1) << 40) && Holds(At(High)) == Now)
    Low = High, High *= 2;
  if (Holds(At(High)) == Now)
    return Never;
  while (High - Low > 1) {
    int64_t Middle = Low + (High - Low) / 2;
    (Holds(At(Middle)) == Now ? Low : High) = Middle;
  }
  return High;
}

} // namespace

/// For how many more iterations the last ones say that the way stays the same.
int64_t Machine::predictable(const LoopRun &R) const {
  if (R.Last.size() < Remembered)
    return 0;
  const Trace &Newest = R.Last.back().Went;
  for (auto &I : R.Last)
    if (I.Went.Shape != Newest.Shape || I.Went.Compares.size() != Newest.Compares.size())
      return 0;
  int64_t Most = R.Counted ? R.Trip - R.Next - 1 : INT64_MAX / 4;
  for (size_t I = 0; I != Newest.Compares.size() && Most > 0; ++I) {
    const Trace::Compare &C = Newest.Compares[I];
    std::array<const Val *, Remembered> Left, Right;
    bool Still = true;
    for (size_t K = 0; K != Remembered; ++K) {
      Left[K] = &R.Last[K].Went.Compares[I].Left;
      Right[K] = &R.Last[K].Went.Compares[I].Right;
      Still &= *Left[K] == C.Left && *Right[K] == C.Right;
    }
    if (Still || (!C.Left.known() && !C.Right.known()))
      continue; // as before, or both arms were run anyway
    if (C.O == Op::Xor)
      return 0; // had to stay the same
    bool OtherObject = C.Left.isPtr() != C.Right.isPtr() ||
                       (C.Left.isPtr() && C.Left.Id != C.Right.Id);
    if (OtherObject && (C.O == Op::Eq || C.O == Op::Ne))
      continue; // different objects never become equal
    auto L = motion(Left), Rt = motion(Right);
    if (!L || !Rt || OtherObject)
      return 0;
    auto Flip = flipAfter(C, *L, *Rt);
    if (!Flip || *Flip == 0)
      return 0;
    Most = std::min(Most, *Flip - 1);
  }
  return Most;
}

/// Advances by \p Count iterations that all go the way of the last one.
void Machine::leap(LoopRun &R, Path &P, int64_t Count) {
  const Code::LoopFacts &Facts = R.facts();
  // How values move from iteration to iteration.
  struct Mover {
    uint32_t Id;
    bool Linear;
    int64_t Step;
  };
  std::vector<Mover> Movers;
  double ExtraStart = P.Mem.ExtraHigh;
  const LoopRun::Iteration I1 = R.Last[R.Last.size() - 2], I2 = R.Last.back();
  for (size_t I = 0; I != Facts.Carried.size(); ++I) {
    int64_t Step = 0;
    const Val &Now = P.Values[Facts.Carried[I]];
    bool L = linear(I1.Carried[I], I2.Carried[I], Now, Step);
    Movers.push_back({Facts.Carried[I], L, Step});
  }
  struct CellMover {
    ObjectId Id;
    int64_t At, Step;
  };
  std::vector<CellMover> Cells;
  size_t Old = I1.Start->size();
  for (ObjectId O = 0; O != Old; ++O) {
    const Object &A = I1.Start->at(O), &B = I2.Start->at(O), &C = P.Mem.at(O);
    if (&A == &B || &B == &C || C.Freed)
      continue;
    for (auto &[At, V] : C.Cells) {
      auto CA = A.Cells.find(At), CB = B.Cells.find(At);
      int64_t Step = 0;
      if (CA != A.Cells.end() && CB != B.Cells.end() && !(CB->second == V) &&
          linear(CA->second, CB->second, V, Step))
        Cells.push_back({O, At, Step});
    }
  }
  auto Advance = [&](int64_t By) {
    if (By == 0)
      return;
    for (auto &M : Movers) {
      Val &V = P.Values[M.Id];
      if (M.Linear)
        V = advanced(V, M.Step, By);
      else if (V.isInt() && !(V == R.Last.back().Carried[size_t(&M - Movers.data())]))
        V = unknownOf(V.Ty, "value that changes from iteration to iteration");
    }
    for (auto &M : Cells)
      if (!P.Mem.at(M.Id).Freed)
        P.Mem.store(M.Id, M.At, advanced(P.Mem.load(M.Id, M.At, P.Mem.at(M.Id).Cells.contains(M.At)
                                                                   ? P.Mem.at(M.Id).Cells.at(M.At).Ty
                                                                   : Type::I64),
                                         M.Step, By));
  };

  // Samples at 1/3, 2/3 and the end; offset 0 is the iteration just run.
  const std::array<double, 4> X{0, double(Count / 3), double(Count - Count / 3), double(Count)};
  int64_t Base = R.Next - 1;
  std::array<Counters, 4> Cost{I2.Cost};
  std::array<ObjectDelta, 4> Objects{deltaOf(*I2.Start, P.Mem)};
  // What one object's ranges did between the last two iterations.
  TouchLog Before = I1.Touched, First = I2.Touched;
  TouchLog FinalTouch;
  double Transient = I2.Transient;
  size_t SizeBefore = P.Mem.size();
  Pending Nowhere;
  std::array<std::optional<Memory>, 4> Ends;
  std::array<std::pair<double, double>, 4> Uncertain{};
  for (int K = 1; K != 4; ++K) {
    int64_t Number = Base + int64_t(X[K]);
    Advance(Number - R.Next);
    Memory Start = P.Mem;
    auto Again = iterate(R, std::move(P), Number, false, Nowhere);
    if (!Again || exhausted()) {
      if (Again)
        P = std::move(*Again);
      else if (!Nowhere.empty())
        P = std::move(Nowhere.begin()->second);
      else
        P.Ended = true; // nothing is left of it
      return;
    }
    P = std::move(*Again);
    Cost[K] = R.Last.back().Cost;
    Objects[K] = deltaOf(Start, P.Mem);
    Transient = std::max(Transient, R.Last.back().Transient);
    Uncertain[K] = {P.Mem.ExtraHigh - Start.ExtraHigh, P.Mem.ExtraLow - Start.ExtraLow};
    if (K == 3)
      FinalTouch = R.Last.back().Touched;
    if (K == 2)
      Ends[2] = P.Mem;
  }

  // Costs of the iterations that were not run.
  for (auto M : SummedCounters) {
    auto Lane = [&](double Range::*L) {
      return restOf(X, {(Cost[0].*M).*L, (Cost[1].*M).*L, (Cost[2].*M).*L, (Cost[3].*M).*L});
    };
    P.Sum.*M = P.Sum.*M + Range{Lane(&Range::Low), Lane(&Range::Likely), Lane(&Range::High)};
  }

  // So does what may have been allocated besides.
  if (ExtraStart != Range::Unbounded && P.Mem.ExtraHigh != Range::Unbounded) {
    double Rest = double(Count - 3);
    P.Mem.ExtraHigh += std::max(0.0, Uncertain[2].first) * Rest;
    P.Mem.ExtraLow += std::max(0.0, Uncertain[2].second) * Rest;
  }

  // Objects: the second sample's stand for those of all iterations not run.
  int64_t Rest = Count - 3;
  std::map<ObjectId, bool> Stands;
  bool SameShape = std::ranges::all_of(
      Objects, [&](const ObjectDelta &D) { return D.Made.size() == Objects[0].Made.size(); });
  for (size_t S = 0; S != Objects[2].Made.size(); ++S) {
    ObjectId Id = Objects[2].Made[S];
    double One = double(P.Mem.at(Id).Bytes), Sum = One * double(Rest);
    if (SameShape)
      Sum = restOf(X, {double(P.Mem.at(Objects[0].Made[S]).Bytes),
                       double(P.Mem.at(Objects[1].Made[S]).Bytes), One,
                       double(P.Mem.at(Objects[3].Made[S]).Bytes)});
    P.Mem.multiply(Id, Rest, Sum);
    Stands[Id] = true;
  }
  for (auto [Id, N] : Objects[2].Released)
    if (!P.Mem.at(Id).Freed)
      P.Mem.release(Id, N * Rest);

  // Arrays that the loop filled: what was skipped looks like the second sample.
  for (ObjectId O = 0; O != SizeBefore; ++O) {
    const Object &Now = P.Mem.at(O);
    if (!Ends[2] || O >= Ends[2]->size() || Now.Freed)
      continue;
    for (auto &[At, V] : Ends[2]->at(O).Cells) {
      if (V.isPtr() && Stands.contains(V.Id) && !I2.Start->at(O).Cells.contains(At)) {
        P.Mem.edit(O).Repeated = V;
        break;
      }
    }
  }

  // Memory that moves on from iteration to iteration was touched in between.
  for (auto &F : FinalTouch.Entries) {
    auto *E1 = Before.find(F.Id), *E2 = First.find(F.Id);
    if (!E1 || !E2 || F.Id >= SizeBefore)
      continue;
    int64_t Shift = E2->Begin - E1->Begin, Length = E2->End - E2->Begin;
    int64_t Lo = std::min(E2->Begin, F.Begin), Hi = std::max(E2->End, F.End);
    if (Shift == 0 && E2->End == E1->End)
      continue;
    bool Apart = std::abs(Shift) > Length;
    P.Mem.touch(F.Id, Lo, Hi, Apart ? Count + 1 : 0, true, Length);
  }
  // What an iteration needs for a moment comes on top of what has grown by now.
  P.Mem.Concurrent += Transient;
  P.Mem.notePeak();
  P.Mem.Concurrent -= Transient;
  charge(16);
}

/// The loop's end depends on something unknown: what one iteration cost stands
/// for as many as the compiler expects.
void Machine::giveUp(LoopRun &R, Pending &Exits) {
  const LoopRun::Iteration &It = R.Last.back();
  double Expected = std::max(1.0, R.loop().ExpectedTrip);
  noteUnknown(&R.A.C, nullptr, "trip count of the loop at line " +
                                   std::to_string(R.loop().Line) + " is not known",
              R.loop().Name);
  auto Scale = [&](Path &Q) {
    for (auto M : SummedCounters)
      Q.Sum.*M = Q.Sum.*M + scaled(It.Cost.*M, 0, Expected - 1, Range::Unbounded);
    ObjectDelta D = deltaOf(*It.Start, Q.Mem);
    for (ObjectId Id : D.Made) {
      Q.Mem.multiply(Id, int64_t(Expected) - 1, double(Q.Mem.at(Id).Bytes) * (Expected - 1));
      Q.Mem.ExtraHigh = Range::Unbounded;
    }
    for (uint32_t Id : R.facts().Carried)
      if (Q.Values[Id].isInt())
        Q.Values[Id] = unknownOf(Q.Values[Id].Ty, "value after a loop of unknown length");
    Q.Mem.notePeak();
  };
  for (auto &[Target, Q] : Exits)
    Scale(Q);
}

/// Leaves the loop from \p P although it would go on: what it still does is not
/// known.
void Machine::abandon(LoopRun &R, Path &&P, Pending &Exits) {
  const Function &F = R.A.C.fn();
  const demand::Loop &L = R.loop();
  noteUnknown(&R.A.C, nullptr, "the loop at line " + std::to_string(L.Line) +
                                   " runs longer than the evaluation follows");
  bool May = false;
  std::vector<const Edge *> Ways;
  for (uint32_t I = L.Header; I != L.End; ++I) {
    for (const Step &S : F.Nodes[I].Steps) {
      May |= S.Kind == StepKind::Alloc || S.Kind == StepKind::Realloc || S.Indirect;
      if (S.Kind == StepKind::Call && !S.Indirect) {
        Target T = Prog.resolve(S.Text, R.A.C.Doc->UnitId, R.A.C.Module);
        May |= T.Function ? mayAllocate(code(*T.Function, T.Module), 16)
                          : !T.Known || T.Known->AllocBytes != NoExpr;
      }
      if (S.Result != NoValue)
        P.Values[S.Result] = unknownOf(P.Values[S.Result].Ty, "value computed in a long loop");
    }
    for (const Edge &E : F.Nodes[I].Edges) {
      if (E.Target < L.Header || E.Target >= L.End)
        Ways.push_back(&E);
      else
        for (auto &[Id, X] : E.Assign)
          P.Values[Id] = unknownOf(P.Values[Id].Ty, "value computed in a long loop");
    }
  }
  if (May)
    P.Mem.ExtraHigh = Range::Unbounded;
  for (auto M : {&Counters::Flops, &Counters::IntOps, &Counters::Read, &Counters::Written})
    (P.Sum.*M).High = Range::Unbounded;
  P.Mem.notePeak();
  Around In;
  In.Loop = R.Loop;
  In.Exits = &Exits;
  Pending None;
  double Weight = P.Weight / double(std::max<size_t>(1, Ways.size()));
  for (const Edge *E : Ways) {
    Path Q = E == Ways.back() ? std::move(P) : P;
    Q.Weight = Weight;
    follow(R.A, std::move(Q), *E, None, &In, L.Header, L.End);
  }
}

void Machine::runLoop(Activation &A, uint32_t Loop, Path &&P, Pending &Exits) {
  const Function &F = A.C.fn();
  const demand::Loop &L = F.Loops[Loop];
  LoopRun R(A, Loop);
  bool Outermost = Depth <= 2 && LoopDepth == 0;
  std::string Name, Where;
  if (Outermost) {
    phase(P, F.Symbol, where(A.C, 0));
    for (const Kernel &K : F.Kernels)
      if (K.Loop == Loop)
        Name = K.Idiom;
    Where = where(A.C, L.Line);
    if (Name.empty())
      Name = "loop in " + F.Symbol;
  }
  ++LoopDepth;
  auto Leave = [&](Pending &To) {
    --LoopDepth;
    A.Index[Loop] = R.Counted ? Val::integer(std::max<int64_t>(0, R.Trip - 1)) : Val::integer(0);
    if (Outermost)
      for (auto &[Target, Q] : To)
        phase(Q, Name, Where);
  };

  Val Trip = L.Trip == NoExpr ? Val() : eval(A, P, L.Trip);
  if (L.Trip != NoExpr && !Trip.isInt()) {
    auto Given = assumed(L.Name);
    if (!L.Name.empty() && Given != In.Assume.end())
      Trip = Val::integer(int64_t(Given->second));
    else if (Trip.Id)
      noteUnknown(&A.C, nullptr, "trip count of the loop at line " + std::to_string(L.Line) + ": " +
                                     why(Trip),
                  L.Name.empty() ? unknownIn(A, P, L.Trip) : L.Name);
  }
  R.Counted = Trip.isInt() && Trip.Mid >= 0;
  R.Trip = R.Counted ? std::max<int64_t>(1, Trip.Mid) : 0;

  if (A.C.loop(Loop).Uniform && R.Counted) {
    Counters Before = P.Sum;
    // Run as first and last iteration at once.
    auto Again = iterate(R, std::move(P), 0, true, Exits);
    for (auto &[Target, Q] : Exits) {
      Counters One = minus(Q.Sum, Before);
      double High = std::max<double>(double(R.Trip), double(Trip.Hi));
      double Low = L.TripIsBound ? 1 : std::max<double>(1, double(Trip.Lo));
      for (auto M : SummedCounters)
        Q.Sum.*M = Q.Sum.*M + scaled(One.*M, Low - 1, double(R.Trip) - 1, High - 1);
    }
    Leave(Exits);
    return;
  }

  // A loop that takes too long is left where it stands; one of whose iterations
  // takes too long, where it began.
  uint64_t Start = Used, OuterLimit = Limit;
  std::optional<Path> Now = std::move(P), Saved;
  if (Outermost) {
    Saved = *Now;
    Limit = std::min(Limit, Used + Bound.PartSteps);
  }
  uint64_t Allowance = Bound.PartSteps / (Outermost ? 2 : 8);
  while (Now) {
    bool Late = Used - Start > Allowance;
    if (exhausted() || (Late && !R.Counted)) {
      abandon(R, std::move(*Now), Exits);
      Now.reset();
      break;
    }
    bool Last = R.Counted && R.Next >= R.Trip - 1;
    if (!Last && R.Last.size() == Remembered) {
      int64_t Most = predictable(R);
      bool Forced = Late && R.Counted && Most < 8;
      if (Forced) { // it will not become regular
        Most = R.Trip - R.Next - 1;
        noteUnknown(&A.C, nullptr,
                    "iterations of the loop at line " + std::to_string(L.Line) +
                        " differ in a way that is not followed to the end");
      }
      Most = std::min(Most, (int64_t(1) << 62) - R.Next);
      if (Most >= 8) {
        leap(R, *Now, Most);
        if (Now->Ended)
          break;
        R.Last.clear();
        continue;
      }
    }
    auto Again = iterate(R, std::move(*Now), R.Next, Last, Exits);
    Now = std::move(Again);
    if (R.UndecidedExit && !R.Counted) {
      // It may have ended here; how often it goes round is not known.
      if (Now && Exits.empty())
        retire(std::move(*Now)); // never leaves: a server's loop
      if (!R.Last.empty())
        giveUp(R, Exits);
      break;
    }
    if (Last && Now) { // did not leave where the trip count said: leave anyway
      const Node &Exit = F.Nodes[A.C.loop(Loop).LastExiting];
      for (const Edge &E : Exit.Edges)
        if (E.Target < L.Header || E.Target >= L.End) {
          Pending Waiting;
          Around In;
          In.Loop = Loop;
          In.Exits = &Exits;
          follow(A, std::move(*Now), E, Waiting, &In, L.Header, L.End);
          break;
        }
      break;
    }
  }
  bool Ours = exhausted() && Used <= OuterLimit;
  Limit = OuterLimit;
  if (Exits.empty() && Ours && Saved)
    abandon(R, std::move(*Saved), Exits);
  Leave(Exits);
}

} // namespace auspex::demand::evaluate
