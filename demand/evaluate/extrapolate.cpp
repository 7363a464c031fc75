//===- demand/evaluate/extrapolate.cpp - Loops that do not become regular -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Iterations that go different ways (an insertion into a tree, a block that is
// fetched every now and then) still have a mean. What the later half of the
// iterations that were run cost, allocated, freed and wrote stands for the
// rest in proportion. Where prediction covered most of that half the ways recur,
// and the mean is what will be; otherwise data decides, and the bounds are that
// no further iteration allocates, and that each does as much as the greediest.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/loops.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

/// Objects of one size: how many more (or fewer) than before, and one of them.
struct Growth {
  int64_t Bytes, Count = 0;
  std::vector<ObjectId> Made;
};

std::vector<Growth> growthOf(const Memory &Before, const Memory &After) {
  std::vector<Growth> All;
  auto Of = [&](int64_t Bytes) -> Growth & {
    auto I = std::ranges::find(All, Bytes, &Growth::Bytes);
    return I != All.end() ? *I : All.emplace_back(Growth{Bytes, 0, {}});
  };
  ObjectDelta D = deltaOf(Before, After);
  for (ObjectId I : D.Made) {
    Growth &G = Of(After.at(I).Bytes);
    G.Count += After.at(I).Count;
    G.Made.push_back(I);
  }
  for (auto [I, N] : D.Released)
    Of(Before.at(I).Bytes).Count -= N;
  return All;
}

/// \p Now, \p Times as far on as it has come since \p Then. Where it moves by
/// \p Step in each of \p Rest iterations that is exact.
Val movedOn(const Val &Then, const Val &Now, double Times, std::optional<int64_t> Step,
            int64_t Rest) {
  if (Step)
    return advanced(Now, *Step, Rest);
  double By = (double(Now.Mid) - double(Then.Mid)) * Times;
  constexpr double Most = 4e18;
  auto Clamped = [&](double X) { return int64_t(std::clamp(X, -Most, Most)); };
  int64_t Likely = Clamped(double(Now.Mid) + By), Far = Clamped(double(Now.Mid) + 4 * By);
  return Val::interval(std::min({Now.Mid, Likely, Far}), Likely, std::max({Now.Mid, Likely, Far}),
                       Now.Ty);
}

/// The ranges of an array that was written on and on, or here and there.
void writeOn(Memory &Mem, ObjectId Id, const Object &Then, double Times) {
  const Object &Now = Mem.at(Id);
  if (Now.Written.empty() || Then.Written == Now.Written)
    return;
  int64_t Begin = Now.Written.ranges().front().Begin, End = Now.Written.ranges().back().End;
  int64_t Bytes = Now.Bytes;
  auto On = [&](int64_t From, int64_t To) { // as a double: clamped by the object's size
    return int64_t(std::clamp(double(To) + double(To - From) * Times, 0.0, double(Bytes)));
  };
  if (Then.Written.empty()) {
    Mem.touch(Id, Begin, On(Begin, End), 0, true);
  } else if (int64_t Old = Then.Written.ranges().back().End; End > Old) {
    Mem.touch(Id, Old, On(Old, End), 0, true);
  } else if (int64_t First = Then.Written.ranges().front().Begin; Begin < First) {
    Mem.touch(Id, On(First, Begin), First, 0, true);
  } else { // so many accesses reach 1 - e^(-accesses/pages) of the pages
    double Pages = std::max(1.0, double(Bytes) / double(Heap::PageBytes));
    double Size = double(std::max<int64_t>(1, Bytes));
    double Part = std::min(0.999, double(Now.Written.total()) / Size);
    double Reached = -std::expm1(std::log1p(-Part) * (1 + Times));
    Mem.touch(Id, 0, Bytes, int64_t(Reached * Pages), true);
  }
}

} // namespace

/// Goes on to iteration \p To, with the mean of those since R.Half.
void Machine::extrapolate(LoopRun &R, Path &P, int64_t To) {
  const LoopRun::Past &H = *R.Half;
  int64_t Done = R.Next - H.Next, Rest = To - R.Next;
  double Times = double(Rest) / double(Done);
  const std::string Line = std::to_string(R.loop().Line);
  noteUnknown(&R.A.C, nullptr, "iterations of the loop at line " + Line +
                                   " differ in a way that is not followed to the end");
  Counters Since = minus(P.Sum, H.Sum);
  for (auto M : SummedCounters)
    P.Sum.*M = P.Sum.*M + scaled(Since.*M, Times, Times, Times);

  // Values, while the objects of the last iterations are still there to compare.
  const auto &Last = R.Last;
  bool Compare = Last.size() >= 2;
  auto Even = [&](const Val &A, const Val &B, const Val &Then,
                  const Val &Now) -> std::optional<int64_t> {
    int64_t Step = 0;
    if (linear(A, B, Now, Step) && __int128(Step) * Done == __int128(Now.Mid) - Then.Mid)
      return Step;
    return std::nullopt;
  };
  for (size_t I = 0; I != R.facts().Carried.size(); ++I) {
    uint32_t Id = R.facts().Carried[I];
    Val &Now = P.Values[Id];
    const Val &Then = H.Values[Id];
    if (Now == Then || Now.isPtr())
      continue;
    std::optional<int64_t> Step;
    if (Compare)
      Step = Even(Last[Last.size() - 2].Carried[I], Last.back().Carried[I], Then, Now);
    Now = Now.exactInt() && Then.exactInt()
              ? movedOn(Then, Now, Times, Step, Rest)
              : unknownOf(Now.Ty, "value that changes from iteration to iteration");
  }
  struct Move {
    ObjectId Id;
    int64_t At;
    Val To;
  };
  std::vector<Move> Moves;
  std::vector<std::pair<ObjectId, Object>> Written;
  Memory::differing(H.Mem, P.Mem, [&](ObjectId I) {
    const Object &Then = H.Mem.at(I), &Now = P.Mem.at(I);
    if (Now.Freed || Then.Freed)
      return;
    Written.emplace_back(I, Then);
    Now.Cells.changedSince(Then.Cells, [&](int64_t At, const Val &V) {
      auto Old = Then.Cells.find(At);
      if (Old == Then.Cells.end() || Old->second == V || !V.exactInt() || !Old->second.exactInt())
        return;
      std::optional<int64_t> Step;
      if (Compare)
        Step = Even(Last[Last.size() - 2].Start->load(I, At, V.Ty),
                    Last.back().Start->load(I, At, V.Ty), Old->second, V);
      Moves.push_back({I, At, movedOn(Old->second, V, Times, Step, Rest)});
    });
  });
  for (const Move &M : Moves)
    P.Mem.store(M.Id, M.At, M.To);
  charge(Moves.size() + Written.size());

  double Before = double(P.Mem.allocated());
  bool Recurs = R.Leapt * 2 >= Done; // the ways, so that the mean is exact
  double Growing = Recurs ? Times : double(newKeys(R, Rest)) / double(Done);
  std::vector<Growth> All = growthOf(H.Mem, P.Mem);
  std::ranges::sort(All, {}, &Growth::Count); // what shrinks makes room
  auto More = [&](const Growth &G) {
    return int64_t(std::clamp(double(G.Count) * Growing, -1e15, 1e15));
  };
  if (!Recurs) // before peaks are noted: it may as well not grow
    for (const Growth &G : All)
      P.Mem.ExtraLow += double(G.Bytes) * double(std::max<int64_t>(0, More(G)));
  for (const Growth &G : All) {
    int64_t N = More(G);
    if (N > 0 && !G.Made.empty())
      P.Mem.multiply(G.Made[G.Made.size() / 2], N, double(G.Bytes) * double(N));
    for (ObjectId I = 0; I != P.Mem.size() && N < 0; ++I)
      if (const Object &O = P.Mem.at(I);
          !O.Freed && O.Where == Object::Home::Heap && O.Bytes == G.Bytes) {
        int64_t Here = std::min(-N, O.Count);
        P.Mem.release(I, Here);
        N += Here;
      }
  }
  for (auto &[I, Then] : Written)
    if (!P.Mem.at(I).Freed)
      writeOn(P.Mem, I, Then, Times);

  double Grown = std::max(0.0, double(P.Mem.allocated()) - Before);
  auto Again = [&](double Now, double Then) { // infinite stays infinite
    return Now > Then && !std::isinf(Now) ? (Now - Then) * Times : 0;
  };
  P.Mem.ExtraHigh += Again(P.Mem.ExtraHigh, H.Mem.ExtraHigh);
  P.Mem.ExtraLow += Again(P.Mem.ExtraLow, H.Mem.ExtraLow);
  P.Mem.ExtraCapacity += Again(P.Mem.ExtraCapacity, H.Mem.ExtraCapacity);
  if (!Recurs) { // as well none as all, or as the greediest did
    double Most = std::max(0.0, R.MostGrowth * double(Rest) - Grown);
    P.Mem.ExtraHigh += Most;
    P.Mem.ExtraCapacity += Most;
    if (R.Bursts || (R.MostGrowth == 0 && mayAllocate(R)))
      P.Mem.openBound(true); // when that will be next is not known
  }
  double Transient = 0;
  for (const auto &It : R.Last)
    Transient = std::max(Transient, It.Transient);
  P.Mem.Concurrent += Transient;
  P.Mem.notePeak();
  P.Mem.Concurrent -= Transient;
  R.Next = To;
  charge(16);
}

} // namespace auspex::demand::evaluate
