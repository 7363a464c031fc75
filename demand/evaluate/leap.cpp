//===- demand/evaluate/leap.cpp - Many iterations at once -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three of the iterations that are to be skipped are run as samples. The others
// are added up: costs by a cubic through four points, allocations by letting one
// sample's objects stand for all, carried values by their difference.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/loops.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace auspex::demand::evaluate {
namespace {

/// Sum over x = 1..N of x^P, as a real.
double powerSum(int P, double N) {
  switch (P) {
  case 0:
    return N;
  case 1:
    return N * (N + 1) / 2;
  case 2:
    return N * (N + 1) * (2 * N + 1) / 6;
  default:
    return N * N * (N + 1) * (N + 1) / 4;
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
  if (X[3] <= 3) // nothing is left, not even of what has no bound
    return 0;
  if (Y[0] == Y[1] && Y[1] == Y[2] && Y[2] == Y[3])
    return Y[0] * (X[3] - 3);
  if (std::ranges::any_of(Y, [](double V) { return std::isinf(V); }))
    return Range::Unbounded;
  // What falls as steeply as n/p does is no polynomial: powers between the samples.
  constexpr double Steep = 8;
  if (Y[3] > 0 && Y[0] > Steep * Y[3] && Y[0] >= Y[1] && Y[1] >= Y[2] && Y[2] >= Y[3]) {
    double Sum = 0;
    for (int K = 0; K != 3; ++K) {
      double A = X[K] + 1, B = X[K + 1] + 1, Power = std::log(Y[K + 1] / Y[K]) / std::log(B / A);
      Sum += std::abs(Power + 1) < 1e-6 ? Y[K] * A * std::log(B / A)
                                        : (Y[K + 1] * B - Y[K] * A) / (Power + 1);
    }
    return std::max(0.0, Sum - Y[1] - Y[2] - Y[3]);
  }
  double Most = 2 * std::ranges::max(Y) * (X[3] - 3);
  return std::clamp(Cubic(X, Y).sumTo(X[3]) - Y[1] - Y[2] - Y[3], 0.0, std::max(0.0, Most));
}

/// What store number \p S of the iterations between \p B and the last sample
/// leaves behind, where that moves evenly.
std::optional<Run> runOf(size_t S, const std::vector<TouchLog::Access> &A,
                         const std::vector<TouchLog::Access> &B,
                         const std::array<std::vector<TouchLog::Access>, 4> &Samples,
                         int64_t Count) {
  if (A.size() != B.size())
    return std::nullopt;
  for (int K = 1; K != 4; ++K)
    if (Samples[K].size() != B.size() || Samples[K][S].Id != B[S].Id)
      return std::nullopt;
  const TouchLog::Access &Middle = Samples[2][S], &Last = Samples[3][S];
  int64_t Step = B[S].At - A[S].At;
  if (A[S].Id != B[S].Id || Step == 0 || __int128(B[S].At) + __int128(Step) * Count != Last.At)
    return std::nullopt;
  Run R;
  R.Step = Step > 0 ? Step : -Step;
  R.Count = Count;
  R.First = Step > 0 ? B[S].At + Step : Last.At;
  int64_t By = int64_t(uint64_t(B[S].Value.Mid) - uint64_t(A[S].Value.Mid));
  const Val &V = B[S].Value;
  bool Simple = (V.exactInt() && A[S].Value.exactInt()) ||
                (V.isPtr() && A[S].Value.isPtr() && A[S].Value.Id == V.Id && !V.AnyOffset);
  if (V == Last.Value && V == Middle.Value) {
    R.Value = V;
  } else if (Simple && advanced(V, By, Count) == Last.Value) {
    R.Value = Step > 0 ? advanced(V, By, 1) : Last.Value;
    R.ValueStep = Step > 0 ? By : -By;
  } else if (Middle.Value.isPtr()) {
    R.Value = Middle.Value; // an object that stands for all
  } else {
    R.Value = Val::unknown(V.Ty);
  }
  R.Value.Ty = V.Ty;
  return R;
}

/// How values and cells move from iteration to iteration, where they move evenly.
class Movement {
  struct Value {
    uint32_t Id;
    bool Linear, Still;
    int64_t Step;
  };
  struct Cell {
    ObjectId Id;
    int64_t At, Step;
  };
  std::vector<Value> Values;
  std::vector<Cell> Cells;

public:
  /// At \p P, where the last of the iterations (or turns of \p Period) ended.
  Movement(const Machine::LoopRun &R, size_t Period, const Path &P) {
    std::vector<Machine::LoopRun::Iteration> Room;
    const auto Last = R.last(Period, Room);
    const auto &I1 = Last[Last.size() - 2], &I2 = Last.back();
    const std::vector<uint32_t> &Carried = R.facts().Carried;
    for (size_t I = 0; I != Carried.size(); ++I) {
      int64_t Step = 0;
      const Val &Now = P.Values[Carried[I]];
      bool Linear = linear(I1.Carried[I], I2.Carried[I], Now, Step);
      Values.push_back({Carried[I], Linear, Now == I2.Carried[I], Step});
    }
    Memory::differing(*I1.Start, *I2.Start, [&](ObjectId O) {
      const Object &A = I1.Start->at(O), &B = I2.Start->at(O), &C = P.Mem.at(O);
      if (&B == &C || C.Freed)
        return;
      C.Cells.changedSince(B.Cells, [&](int64_t At, const Val &V) {
        auto CA = A.Cells.find(At), CB = B.Cells.find(At);
        int64_t Step = 0;
        if (CA != A.Cells.end() && CB != B.Cells.end() && !(CB->second == V) &&
            linear(CA->second, CB->second, V, Step))
          Cells.push_back({O, At, Step});
      });
    });
  }

  /// Whether all moved by their steps between \p Start, where the turn whose first
  /// iteration is \p First began, and \p P.
  bool keptBy(const Memory &Start, const Machine::LoopRun::Iteration &First, const Path &P) const {
    auto Moved = [](const Val &A, const Val &B, int64_t Step) {
      return !A.known() || !B.known() || (A.isPtr() && A.Id != B.Id) ||
             int64_t(uint64_t(B.Mid) - uint64_t(A.Mid)) == Step;
    };
    for (size_t I = 0; I != Values.size(); ++I)
      if (Values[I].Linear && !Moved(First.Carried[I], P.Values[Values[I].Id], Values[I].Step))
        return false;
    return std::ranges::all_of(Cells, [&](const Cell &C) {
      auto At = P.Mem.at(C.Id).Cells.find(C.At);
      return P.Mem.at(C.Id).Freed || At == P.Mem.at(C.Id).Cells.end() ||
             Moved(Start.load(C.Id, C.At, At->second.Ty), At->second, C.Step);
    });
  }

  void advance(Machine &M, Path &P, int64_t By) const {
    if (By == 0)
      return;
    for (const Value &X : Values) {
      Val &V = P.Values[X.Id];
      if (X.Linear)
        V = advanced(V, X.Step, By);
      else if (V.isInt() && !X.Still)
        V = M.unknownOf(V.Ty, "value that changes from iteration to iteration");
    }
    for (const Cell &C : Cells) {
      const Object &O = P.Mem.at(C.Id);
      if (O.Freed)
        continue;
      auto At = O.Cells.find(C.At);
      Val V = P.Mem.load(C.Id, C.At, At != O.Cells.end() ? At->second.Ty : Type::I64);
      P.Mem.store(C.Id, C.At, advanced(V, C.Step, By));
    }
  }
};

} // namespace

/// Takes the iterations that \p To promises at once; fewer, but at least \p Least
/// turns, where it turns out that they go another way from some place on. False:
/// nothing came of it.
bool Machine::tryLeap(LoopRun &R, Path &P, Prediction To, int64_t Least) {
  const int64_t First = R.Next;
  const unsigned Cuts = std::exchange(CutLoops, 0); // samples are no phases
  bool Leapt = false;
  for (bool Again : {false, true}) {
    Path Before = P;
    std::vector<LoopRun::Iteration> Last = R.Last;
    const uint64_t Shape = R.Told.Shape;
    const size_t Told = R.Told.Compares.size();
    if (leap(R, P, To)) {
      R.Leapt += To.Irregular ? 0 : R.Next - First;
      R.Foretold = true;
      R.Last.clear();
      Leapt = true;
      break;
    }
    P = std::move(Before);
    R.Next = First;
    R.Last = std::move(Last);
    R.Told.Shape = Shape;
    R.Told.Compares.resize(Told);
    if (Again || (To.Periods = holdsFor(R, P, To)) < Least)
      break;
  }
  CutLoops = Cuts;
  if (Leapt)
    return true;
  R.Distrusted = First + std::max<int64_t>(2, First - R.Mistrusted);
  R.Mistrusted = First;
  return false;
}

/// Of the turns that \p To promises, the last of which does not, how many do go the
/// way of the last ones. What is tried leaves no trace.
int64_t Machine::holdsFor(LoopRun &R, const Path &P, const Prediction &To) {
  std::vector<LoopRun::Iteration> Room;
  const auto Last = R.last(To.Period, Room);
  const auto Ways = LoopRun::ways(Last);
  const Movement Moves(R, To.Period, P);
  const int64_t Period = int64_t(To.Period);
  auto Holds = [&](int64_t Turns) {
    auto Returned = R.A.Returned;
    auto Result = R.A.Result;
    auto End = Ended, Stopped = Cut;
    auto Tallied = Seen;
    LoopRun Trial(R.A, R.Loop);
    Trial.Counted = R.Counted;
    Trial.Trip = R.Trip;
    std::optional<Path> Q = P;
    std::vector<LoopRun::Iteration> Tried;
    Moves.advance(*this, *Q, Turns - 1);
    const Memory Start = Q->Mem;
    Pending Nowhere;
    for (int64_t I = 0; I != Period && Q; ++I)
      Q = iterate(Trial, std::move(*Q), R.Next + (Turns - 1) * Period + I, false, Nowhere);
    R.A.Returned = std::move(Returned);
    R.A.Result = Result;
    Ended = std::move(End);
    Cut = std::move(Stopped);
    Seen = std::move(Tallied);
    return Q && !exhausted() && !Trial.UndecidedExit &&
           Moves.keptBy(Start, Trial.Last[Trial.Last.size() - size_t(Period)], *Q) &&
           wentOn(Ways, {{&Trial.last(To.Period, Tried).back().Went, Turns}});
  };
  int64_t Good = 0, Bad = To.Periods;
  // A change is as likely near as far: by factors first.
  while (Bad - Good > 1 && !exhausted()) {
    int64_t Middle = Good == 0         ? std::min<int64_t>(Bad / 2, MinLeap)
                     : Bad / Good >= 4 ? int64_t(std::sqrt(double(Good)) * std::sqrt(double(Bad)))
                                       : Good + (Bad - Good) / 2;
    (Holds(Middle) ? Good : Bad) = Middle;
    if (Good == 0)
      break; // at once
  }
  return Good;
}

/// Advances by iterations that all go the way of the last one; or by turns of
/// several, which are called iterations here. False, with \p P anywhere: a sample
/// went another way.
bool Machine::leap(LoopRun &R, Path &P, const Prediction &To) {
  const int64_t Count = To.Periods, Period = int64_t(To.Period);
  std::vector<LoopRun::Iteration> Room; // iterate() changes R.Last
  const auto Known = R.last(To.Period, Room);
  const std::vector<LoopRun::Iteration> Before(Known.begin(), Known.end());
  const LoopRun::Iteration &I1 = Before[Before.size() - 2], &I2 = Before.back();
  const auto Ways = LoopRun::ways(Before);
  const Movement Moves(R, To.Period, P);

  // Samples at 1/3, 2/3 and the end; offset 0 is the iteration just run.
  const std::array<double, 4> X{0, double(Count / 3), double(Count - Count / 3), double(Count)};
  int64_t Base = R.Next - Period;
  std::array<Counters, 4> Cost{I2.Cost};
  std::array<ObjectDelta, 4> Objects{deltaOf(*I2.Start, P.Mem)};
  // What one object's ranges did between the last two iterations.
  const TouchLog &Earlier = I1.Touched, &First = I2.Touched;
  TouchLog FinalTouch;
  double Transient = I2.Transient, GpuTransient = I2.GpuTransient;
  size_t SizeBefore = P.Mem.size();
  Pending Nowhere;
  std::array<std::optional<Memory>, 4> Ends;
  std::array<Trace, 4> Went;
  std::array<std::vector<TouchLog::Access>, 4> Stores;
  struct Extra {
    double High = 0, Low = 0, Capacity = 0;
  } Uncertain; // that the second sample added
  for (int K = 1; K != 4; ++K) {
    int64_t Number = Base + int64_t(X[K]) * Period;
    Moves.advance(*this, P, (Number - R.Next) / Period);
    Memory Start = P.Mem;
    for (int64_t I = 0; I != Period; ++I) {
      auto Again = iterate(R, std::move(P), Number + I, false, Nowhere);
      if (!Again || exhausted()) {
        if (Again)
          P = std::move(*Again);
        else if (!Nowhere.empty())
          P = std::move(Nowhere.begin()->second);
        else
          P.Ended = true; // nothing is left of it
        return exhausted();
      }
      P = std::move(*Again);
    }
    const LoopRun::Iteration &Sample = R.last(To.Period, Room).back();
    Went[K] = Sample.Went;
    if (!To.Irregular && (!Moves.keptBy(Start, R.Last[R.Last.size() - size_t(Period)], P) ||
                          !wentOn(Ways, {{&Went[K], int64_t(X[K])}})))
      return false;
    Cost[K] = Sample.Cost;
    Objects[K] = deltaOf(Start, P.Mem);
    Transient = std::max(Transient, Sample.Transient);
    GpuTransient = std::max(GpuTransient, Sample.GpuTransient);
    Stores[K] = Sample.Touched.Stores;
    if (K == 3)
      FinalTouch = Sample.Touched;
    if (K == 2) {
      Uncertain = {P.Mem.ExtraHigh - Start.ExtraHigh, P.Mem.ExtraLow - Start.ExtraLow,
                   P.Mem.ExtraCapacity - Start.ExtraCapacity};
      Ends[2] = P.Mem;
    }
  }

  if (!To.Irregular &&
      !wentOn(Ways, {{&Went[1], int64_t(X[1])}, {&Went[2], int64_t(X[2])}, {&Went[3], Count}}))
    return false;

  // Costs of the iterations that were not run. A loop that would go on for ever ends where
  // a list does that it frees, or by something that is not seen: nobody knows when.
  const bool Endless = !R.Counted && Count >= MostPeriods / 2;
  if (Endless && Objects[2].Released.empty())
    noteUnknown(&R.A.C, nullptr,
                "the loop at line " + std::to_string(R.loop().Line) +
                    " has no end that the evaluation sees");
  for (auto M : SummedCounters) {
    if (Endless) {
      (P.Sum.*M).High = Range::Unbounded;
      continue;
    }
    auto Lane = [&](double Range::*L) {
      return restOf(X, {(Cost[0].*M).*L, (Cost[1].*M).*L, (Cost[2].*M).*L, (Cost[3].*M).*L});
    };
    P.Sum.*M = P.Sum.*M + Range{Lane(&Range::Low), Lane(&Range::Likely), Lane(&Range::High)};
  }

  // So does what may have been written or allocated besides.
  double Others = double(Count - 3);
  if (P.Mem.ExtraHigh != Range::Unbounded)
    P.Mem.ExtraHigh += std::max(0.0, Uncertain.High) * Others;
  if (P.Mem.ExtraCapacity != Range::Unbounded)
    P.Mem.ExtraCapacity += std::max(0.0, Uncertain.Capacity) * Others;
  P.Mem.ExtraLow += std::max(0.0, Uncertain.Low) * Others;

  // Objects: the second sample's stand for those of all iterations not run. What
  // an iteration frees makes room for what it allocates; one of the same size, its place.
  int64_t Rest = Count - 3, New = To.Irregular ? newKeys(R, Rest) : Rest;
  std::map<ObjectId, bool> Stands;
  double Allocated = double(P.Mem.allocated());
  std::map<int64_t, int64_t> Exchanged; // how many of a size an iteration frees and makes
  for (ObjectId Id : Objects[2].Made)
    if (P.Mem.at(Id).Where == Object::Home::Heap)
      ++Exchanged[P.Mem.at(Id).Bytes];
  std::map<int64_t, int64_t> Making = Exchanged, Left = Exchanged;
  for (auto [Id, N] : Objects[2].Released) {
    int64_t Instead = 0;
    if (auto I = Left.find(Ends[2]->at(Id).Bytes);
        I != Left.end() && Ends[2]->at(Id).Where == Object::Home::Heap)
      I->second -= Instead = std::min(N, I->second);
    if (!P.Mem.at(Id).Freed)
      P.Mem.release(Id, (N - Instead) * Rest);
  }
  for (auto &[Bytes, N] : Exchanged)
    N -= Left[Bytes];
  bool SameShape = std::ranges::all_of(
      Objects, [&](const ObjectDelta &D) { return D.Made.size() == Objects[0].Made.size(); });
  for (size_t S = 0; S != Objects[2].Made.size(); ++S) {
    ObjectId Id = Objects[2].Made[S];
    double One = double(P.Mem.at(Id).Bytes), Sum = One * double(Rest);
    if (SameShape)
      Sum = restOf(X, {double(P.Mem.at(Objects[0].Made[S]).Bytes),
                       double(P.Mem.at(Objects[1].Made[S]).Bytes), One,
                       double(P.Mem.at(Objects[3].Made[S]).Bytes)});
    int64_t More = New;
    if (auto I = Exchanged.find(P.Mem.at(Id).Bytes);
        I != Exchanged.end() && P.Mem.at(Id).Where == Object::Home::Heap)
      More = int64_t(double(New) * (1 - double(I->second) / double(Making[I->first])));
    Sum *= double(More) / double(Rest);
    if (To.Irregular) // before a peak is noted: data decides, it may as well be none
      P.Mem.mayBeLess(Id, Sum);
    if (To.Irregular && P.Mem.at(Id).Where == Object::Home::Device)
      P.Mem.Gpus.open(); // the greediest iteration is not known
    if (More > 0)
      P.Mem.multiply(Id, More, Sum);
    Stands[Id] = true;
  }
  if (To.Irregular) { // or as much as the greediest did
    double Grown = std::max(0.0, double(P.Mem.allocated()) - Allocated);
    double More = std::max(0.0, R.MostGrowth * double(Rest * Period) - Grown);
    P.Mem.ExtraHigh += More;
    P.Mem.ExtraCapacity += More;
  }

  // Arrays that the loop filled.
  std::set<ObjectId> Filled;
  for (size_t S = 0; S != I2.Touched.Stores.size(); ++S)
    if (auto Run = runOf(S, I1.Touched.Stores, I2.Touched.Stores, Stores, Count)) {
      Filled.insert(I2.Touched.Stores[S].Id);
      // The first sample's object is one of those that the second's stands for,
      // unless something else knows it.
      if (ObjectId Rep = Run->Value.Id; Run->Value.isPtr() && Stands.contains(Rep)) {
        ObjectId One = Stores[1][S].Value.Id;
        auto Knows = [&](const TouchLog::Access &A) {
          return A.Value.isPtr() && A.Value.Id == One;
        };
        if (std::ranges::count(Objects[1].Made, One) == 1 &&
            std::ranges::count_if(Stores[1], Knows) == 1 &&
            std::ranges::none_of(Stores[2], Knows) && std::ranges::none_of(Stores[3], Knows)) {
          double Bytes = double(P.Mem.at(One).Bytes);
          int64_t Its = P.Mem.at(One).Count;
          P.Mem.release(One, Its);
          P.Mem.multiply(Rep, Its, Bytes * double(Its));
        }
      }
      P.Mem.storeRun(I2.Touched.Stores[S].Id, *Run);
      const auto &End = Stores[3][S];
      P.Mem.store(End.Id, End.At, End.Value);
    }
  // Others: what was skipped looks like the second sample.
  Memory::differing(*I2.Start, *Ends[2], [&](ObjectId O) {
    if (P.Mem.at(O).Freed || Filled.contains(O))
      return;
    const CellMap &Old = I2.Start->at(O).Cells;
    std::optional<Val> Stored;
    Ends[2]->at(O).Cells.changedSince(Old, [&](int64_t At, const Val &V) {
      if (!Stored && V.isPtr() && Stands.contains(V.Id) && !Old.contains(At))
        Stored = V;
    });
    if (Stored)
      P.Mem.edit(O).Repeated = Stored;
  });

  // Memory that moves on from iteration to iteration was touched in between.
  for (auto &F : FinalTouch.Entries) {
    auto *E1 = Earlier.find(F.Id), *E2 = First.find(F.Id);
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
  P.Mem.Gpus.notePeak(GpuTransient);
  charge(16);
  return true;
}

} // namespace auspex::demand::evaluate
