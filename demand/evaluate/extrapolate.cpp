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
#include "demand/evaluate/growth.h"
#include "demand/evaluate/loops.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace auspex::demand::evaluate {
namespace {

/// Objects of one size: how many more (or fewer) than before, and one of them.
struct Growth {
  int64_t Bytes;
  Object::Home Where;
  int64_t Count = 0;
  std::vector<ObjectId> Made;
};

std::vector<Growth> growthOf(const Memory &Before, const Memory &After,
                             const std::vector<Relocation> &Apart) {
  std::vector<Growth> All;
  auto Of = [&](const Object &O) -> Growth & {
    auto I = std::ranges::find_if(
        All, [&](const Growth &G) { return G.Bytes == O.Bytes && G.Where == O.Where; });
    return I != All.end() ? *I : All.emplace_back(Growth{O.Bytes, O.Where, 0, {}});
  };
  ObjectDelta D = deltaOf(Before, After);
  for (ObjectId I : D.Made) {
    if (std::ranges::find(Apart, I, &Relocation::Now) != Apart.end())
      continue;
    Growth &G = Of(After.at(I));
    G.Count += After.at(I).Count;
    G.Made.push_back(I);
  }
  for (auto [I, N] : D.Released)
    if (std::ranges::find(Apart, I, &Relocation::Then) == Apart.end())
      Of(Before.at(I)).Count -= N;
  return All;
}

/// By how much a number came on in an iteration, of those that are remembered.
struct Pace {
  int64_t Least, Most;
  bool Still = true; ///< in the last few
  bool even() const { return Least == Most; }
};
/// \p At(K): the number at the start of the K-th iteration.
template <class Fn> std::optional<Pace> paceOf(size_t Iterations, const Val &Now, Fn At) {
  if (Iterations < 2)
    return std::nullopt;
  Pace P{INT64_MAX, INT64_MIN};
  Val Later = Now;
  for (size_t K = Iterations; K-- > 0;) {
    Val Here = At(K);
    int64_t Step = 0;
    if (!Here.exactInt() || !Later.exactInt() || __builtin_sub_overflow(Later.Mid, Here.Mid, &Step))
      return std::nullopt;
    P.Still &= Step == 0 || Iterations - K > Remembered;
    P.Least = std::min(P.Least, Step);
    P.Most = std::max(P.Most, Step);
    Later = Here;
  }
  return P;
}

/// \p Now, \p Rest iterations further, after \p Done since \p Then. \p Sample: to one state that may be, the mean one. What goes to and fro stays; and what moves
/// only now and then, for what moves it is not skipped.
Val movedOn(const Val &Then, const Val &Now, int64_t Done, int64_t Rest,
            const std::optional<Pace> &P, bool Sample) {
  if (Sample && P && ((P->Least < 0 && P->Most > 0) || P->Still))
    return Now;
  if (P && P->even() && __int128(P->Least) * Done == __int128(Now.Mid) - Then.Mid)
    return advanced(Now, P->Least, Rest);
  double Mean = (double(Now.Mid) - double(Then.Mid)) / double(Done);
  double Slow = Sample ? Mean : 0, Fast = Sample ? Mean : 4 * Mean;
  // Where it came on at nearly the same pace it does not stop, nor race.
  if (P && !Sample && std::abs(double(P->Most - P->Least)) <= std::abs(Mean) / 4) {
    Slow = std::min(Mean, double(P->Least)) - std::abs(Mean) / 10;
    Fast = std::max(Mean, double(P->Most)) + std::abs(Mean) / 10;
  }
  auto After = [&](double Step) {
    constexpr double Most = 4e18;
    return int64_t(std::clamp(double(Now.Mid) + Step * double(Rest), -Most, Most));
  };
  return Val::interval(std::min(After(Slow), After(Fast)), After(Mean),
                       std::max(After(Slow), After(Fast)), Now.Ty);
}

/// A pointer that moved from \p Then to \p Now within an object, further at the mean pace.
Val walkedOn(const Memory &Mem, const Val &Then, Val Now, int64_t Done, int64_t Rest) {
  if (!Then.isPtr() || Then.Id != Now.Id || Then.AnyOffset || Now.AnyOffset)
    return Now;
  constexpr double Most = 4e18;
  const double Step = (double(Now.Mid) - double(Then.Mid)) / double(Done);
  const double End = double(std::max(Now.Mid, Mem.at(Now.Id).Bytes));
  Now.Mid = int64_t(std::clamp(double(Now.Mid) + Step * double(Rest), 0.0, std::clamp(End, 0.0, Most)));
  return Now;
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

/// Whether the carried value \p Id is, after an iteration, the larger of what it was and of
/// something that does not depend on it.
bool Machine::keepsLargest(const LoopRun &R, uint32_t Id) {
  const Function &F = R.A.C.fn();
  const demand::Loop &L = R.loop();
  std::vector<ExprRef> Work;
  std::vector<uint32_t> Values; // that were looked through
  bool Stays = false, Other = false, Largest = false;
  auto Assigned = [&](uint32_t Value) {
    for (uint32_t N = L.Header; N != L.End; ++N)
      for (const Edge &E : F.Nodes[N].Edges)
        for (auto &[To, X] : E.Assign)
          if (To == Value && E.Target >= L.Header && E.Target < L.End)
            Work.push_back(X);
  };
  Assigned(Id);
  for (unsigned Steps = 0; !Work.empty(); ++Steps) {
    constexpr unsigned MostSteps = 64;
    if (Steps == MostSteps)
      return false;
    const ExprNode &N = F.Exprs[Work.back()];
    Work.pop_back();
    if (N.O == Op::Select) {
      Work.push_back(N.B);
      Work.push_back(N.C);
    } else if (N.O == Op::UMax || N.O == Op::SMax) {
      Work.push_back(N.A);
      Work.push_back(N.B);
      Largest = true;
    } else if (N.O == Op::Value && N.Imm == Id) {
      Stays = true;
    } else if (N.O == Op::Value) {
      if (std::ranges::find(Values, uint32_t(N.Imm)) != Values.end())
        continue;
      Values.push_back(uint32_t(N.Imm));
      const size_t Before = Work.size();
      Assigned(uint32_t(N.Imm));
      Other |= Work.size() == Before; // a step's result
    } else if (N.A == NoExpr) {
      Other = true;
    } else {
      // Arithmetic: of something else only.
      std::vector<ExprRef> Parts{N.A, N.B, N.C};
      for (size_t I = 0; I != Parts.size(); ++I) {
        if (Parts[I] == NoExpr)
          continue;
        const ExprNode &Part = F.Exprs[Parts[I]];
        if (Parts.size() > MostSteps || (Part.O == Op::Value && Part.Imm == Id))
          return false;
        Parts.insert(Parts.end(), {Part.A, Part.B, Part.C});
      }
      Other = true;
    }
  }
  return Stays && Other && Largest;
}

/// Goes on to iteration \p To, with the mean of those since R.Half.
void Machine::extrapolate(LoopRun &R, Path &P, int64_t To) {
  const LoopRun::Past &H = *R.Half;
  int64_t Done = R.Next - H.Next, Rest = To - R.Next;
  double Times = double(Rest) / double(Done);
  const std::string Line = std::to_string(R.loop().Line);
  noteUnknown(&R.A.C, nullptr,
              "iterations of the loop at line " + Line +
                  " differ in a way that is not followed to the end");
  Counters Since = minus(P.Sum, H.Sum);
  for (auto M : SummedCounters)
    P.Sum.*M = P.Sum.*M + scaled(Since.*M, Times, Times, Times);

  // Values, while the objects of the last iterations are still there to compare.
  const auto &Last = R.Last;
  std::vector<Relocation> Moved = relocations(H.Mem, P.Mem);
  std::vector<GrowingArray> Arrays;
  const bool Recurs = R.Leapt * 2 >= Done; // the ways, so that the mean is exact
  const int64_t Keys = Recurs ? Rest : newKeys(R, Rest);
  for (Relocation M : Moved)
    if (H.Mem.at(M.Then).ZeroFilled && P.Mem.at(M.Now).ZeroFilled) // a table of what was met
      Arrays.push_back(GrowingArray::table(H.Mem, P.Mem, M, R.Next, Keys));
    else
      Arrays.emplace_back(H.Mem, P.Mem, M, Done, Rest);
  std::vector<int64_t> Steps; // by which each is filled at most; a tenth more where that differs
  for (const GrowingArray &A : Arrays) {
    int64_t Before = A.used(), Most = A.meanStep();
    for (auto I = Last.rbegin(); I != Last.rend() && A.id() < I->Start->size(); ++I) {
      int64_t Used = usedOf(I->Start->at(A.id()));
      Most = std::max(Most, Before - Used);
      Before = Used;
    }
    Steps.push_back(A.isFilledBy(Most) ? Most : Most + Most / 10 + 1);
  }
  const bool ReadsInput = std::ranges::any_of(Last, [](const auto &It) { return It.Went.Follows; });
  std::vector<std::pair<uint32_t, Val>> Carried(R.facts().Carried.size()); // as they are
  for (size_t I = 0; I != Carried.size(); ++I)
    Carried[I] = {R.facts().Carried[I], P.Values[R.facts().Carried[I]]};
  for (size_t I = 0; I != R.facts().Carried.size(); ++I) {
    uint32_t Id = R.facts().Carried[I];
    Val &Now = P.Values[Id];
    const Val &Then = H.Values[Id];
    if (Now.isPtr()) {
      if (R.Sampling)
        Now = walkedOn(P.Mem, Then, Now, Done, Rest);
      continue;
    }
    auto Seen = paceOf(Last.size(), Now, [&](size_t K) { return Last[K].Carried[I]; });
    if (ReadsInput && Now.exactInt() && Then.exactInt() && Now.Mid >= Then.Mid &&
        (!Seen || Seen->Least >= 0) && !R.Sampling && keepsLargest(R, Id)) {
      // The largest so far is, in the end, the largest that there is; a file that is looked at
      // here and there may hold one with a digit more. Half the type leaves room to add to it.
      constexpr int64_t More = 16;
      int64_t Largest = std::max(Now.Mid, Files.largestNumber().value_or(Now.Mid));
      int64_t Most = std::max(Largest, largestOf(Now.Ty) / 2);
      Now = Val::interval(Now.Mid, Largest, Largest > Most / More ? Most : Largest * More, Now.Ty);
      continue;
    }
    if (Now == Then)
      continue;
    Now = Now.exactInt() && Then.exactInt()
              ? movedOn(Then, Now, Done, Rest, Seen, R.Sampling)
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
      if (Old != Then.Cells.end() && V.isPtr() && R.Sampling)
        Moves.push_back({I, At, walkedOn(P.Mem, Old->second, V, Done, Rest)});
      if (Old == Then.Cells.end() || Old->second == V || !V.exactInt() || !Old->second.exactInt())
        return;
      if (ReadsInput && V.Ty == Type::I8)
        return; // text: one line is as good as another
      auto Seen = paceOf(Last.size(), V, [&](size_t K) {
        const Memory &Start = *Last[K].Start; // perhaps before H, and before the object was made
        return I < Start.size() ? Start.load(I, At, V.Ty) : Val::unknown(V.Ty);
      });
      Moves.push_back({I, At, movedOn(Old->second, V, Done, Rest, Seen, R.Sampling)});
    });
  });
  for (const Move &M : Moves)
    P.Mem.store(M.Id, M.At, M.To);
  charge(Moves.size() + Written.size());

  double Grown = 0;                  // with what a chunk takes besides
  const double Growing = Recurs ? Times : double(Keys) / double(Done);
  std::vector<Growth> All = growthOf(H.Mem, P.Mem, Moved);
  std::ranges::sort(All, {}, &Growth::Count); // what shrinks makes room
  auto More = [&](const Growth &G) {
    return int64_t(std::clamp(double(G.Count) * Growing, -1e15, 1e15));
  };
  if (!Recurs) // before peaks are noted: it may as well not grow
    for (const Growth &G : All)
      if (int64_t N = More(G); N > 0 && !G.Made.empty())
        P.Mem.mayBeLess(G.Made.front(), double(G.Where == Object::Home::Heap
                                                   ? Heap::chunkBytes(G.Bytes)
                                                   : G.Bytes) *
                                            double(N));
  std::vector<int64_t> Came(All.size());
  auto GrowTo = [&](double Part) {
    for (size_t K = 0; K != All.size(); ++K) {
      const Growth &G = All[K];
      int64_t Goal = Part < 1 ? int64_t(double(More(G)) * Part) : More(G);
      int64_t N = Goal - std::exchange(Came[K], Goal);
      if (G.Where != Object::Home::Device)
        Grown += double(Heap::chunkBytes(G.Bytes)) * double(N);
      else if (N > 0 && !Recurs)
        P.Mem.Gpus.open(); // the greediest iteration is not known
      if (N > 0 && !G.Made.empty())
        P.Mem.multiply(G.Made[G.Made.size() / 2], N, double(G.Bytes) * double(N));
      for (ObjectId I = 0; I != P.Mem.size() && N < 0; ++I)
        if (const Object &O = P.Mem.at(I); !O.Freed && O.Where == G.Where && O.Bytes == G.Bytes) {
          int64_t Here = std::min(-N, O.Count);
          P.Mem.release(I, Here);
          N += Here;
        }
    }
  };
  // Arrays move in between, and leave their old places to the others.
  while (!Arrays.empty() && !exhausted()) {
    auto Next = std::ranges::min_element(Arrays, {}, &GrowingArray::nextMove);
    double Part = Next->nextMove();
    if (Part > 1)
      break;
    GrowTo(std::max(0.0, Part));
    Next->move(P.Mem);
    charge(4);
  }
  GrowTo(1);
  for (auto &[I, Then] : Written) {
    if (P.Mem.at(I).Freed || std::ranges::find(Moved, I, &Relocation::Now) != Moved.end())
      continue;
    // Where data decides each may write on as far as the greediest did that is remembered.
    const int64_t Used = usedOf(P.Mem.at(I)), Came = Used - usedOf(Then);
    int64_t Step = (Came + Done - 1) / Done, Before = Used;
    for (auto It = Last.rbegin(); It != Last.rend() && I < It->Start->size(); ++It) {
      const int64_t Was = usedOf(It->Start->at(I));
      Step = std::max(Step, Before - Was);
      Before = Was;
    }
    writeOn(P.Mem, I, Then, Times);
    if (Recurs || Came <= 0)
      continue;
    const Object &O = P.Mem.at(I);
    const double Most = std::min(double(O.Bytes), double(Used) + 1.1 * double(Step) * double(Rest));
    P.Mem.ExtraHigh += std::max(0.0, Most - double(usedOf(O))) * double(O.Count);
  }
  for (GrowingArray &A : Arrays) {
    A.settle(P.Mem);
    for (auto &[Id, Now] : Carried)
      if (auto To = A.moved(H.Values[Id], Now))
        P.Values[Id] = *To;
  }

  auto Again = [&](double Now, double Then) { // infinite stays infinite
    return Now > Then && !std::isinf(Now) ? (Now - Then) * Times : 0;
  };
  P.Mem.ExtraHigh += Again(P.Mem.ExtraHigh, H.Mem.ExtraHigh);
  P.Mem.ExtraLow += Again(P.Mem.ExtraLow, H.Mem.ExtraLow);
  P.Mem.ExtraCapacity += Again(P.Mem.ExtraCapacity, H.Mem.ExtraCapacity);
  for (size_t I = 0; I != Arrays.size(); ++I) {
    double More = Arrays[I].atMostBeyond(Steps[I]);
    P.Mem.ExtraHigh += More;
    P.Mem.ExtraCapacity += More;
  }
  if (!Recurs) { // as well none as all, or as the greediest did
    double Most = std::max(0.0, R.greediest() * double(newKeys(R, Rest)) - std::max(0.0, Grown));
    P.Mem.ExtraHigh += Most;
    P.Mem.ExtraCapacity += Most;
    if (R.Bursts || (R.MostGrowth == 0 && mayDo(R).take()))
      P.Mem.openBound(true); // when that will be next is not known
  }
  double Transient = 0, GpuTransient = 0;
  for (const auto &It : R.Last) {
    Transient = std::max(Transient, It.Transient);
    GpuTransient = std::max(GpuTransient, It.GpuTransient);
  }
  P.Mem.Concurrent += Transient;
  P.Mem.notePeak();
  P.Mem.Concurrent -= Transient;
  P.Mem.Gpus.notePeak(GpuTransient);
  R.Next = To;
  charge(16);
}

} // namespace auspex::demand::evaluate
