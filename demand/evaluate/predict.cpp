//===- demand/evaluate/predict.cpp - How long a way stays the same --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Iterations that went the same way made the same comparisons. Each compared
// quantity is taken to move on as it did; the first comparison that then turns
// out otherwise ends the stretch.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/loops.h"

#include <algorithm>
#include <map>

namespace auspex::demand::evaluate {
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

/// In how many iterations a remainder starts over; 0: it does all the time, or
/// that is not to be said.
int64_t startsOver(const std::array<const Val *, Remembered> &Left, const Val &By) {
  auto M = motion(Left);
  if (!M || M->Second != 0 || M->First == 0 || !By.exactInt() || By.Mid <= 0)
    return 0;
  for (const Val *V : Left)
    if (V->Mid < 0 || V->Mid / By.Mid != Left.back()->Mid / By.Mid)
      return 0;
  __int128 Rest = M->Value % By.Mid;
  return int64_t(M->First > 0 ? (By.Mid - 1 - Rest) / M->First + 1 : Rest / -M->First + 1);
}

/// The distance between places where the result starts over, or steps.
Val period(const Trace::Compare &C) {
  if (!C.Right.exactInt())
    return Val();
  int64_t By = C.Right.Mid;
  if (C.O == Op::And)
    return Val::integer(By > 0 && By != INT64_MAX && (By & (By + 1)) == 0 ? By + 1 : By & -By);
  if (C.O == Op::LShr || C.O == Op::AShr)
    return By >= 0 && By < 62 ? Val::integer(int64_t(1) << By) : Val();
  return C.Right;
}

/// What the last iterations compared at one place.
struct Sides {
  std::array<const Val *, Remembered> Left, Right;
};
Sides compared(const std::array<const Trace *, Remembered> &Last, size_t Place) {
  Sides S;
  for (size_t K = 0; K != Remembered; ++K) {
    S.Left[K] = &Last[K]->Compares[Place].Left;
    S.Right[K] = &Last[K]->Compares[Place].Right;
  }
  return S;
}

enum class Arrival : uint8_t { AsForetold, Strayed, Wrong };
/// Whether \p V is where the \p Last ones get after \p Times more iterations. What
/// stood still may have moved in the meantime.
Arrival arrivalOf(const std::array<const Val *, Remembered> &Last, const Val &V, int64_t Times) {
  auto M = motion(Last);
  if (!M)
    return Arrival::AsForetold; // nothing was said
  const Val &Now = *Last.back();
  if (V.K != Now.K || V.Ty != Now.Ty || (V.isInt() && !V.exactInt()) ||
      (V.isPtr() && (V.Id != Now.Id || V.AnyOffset)))
    return Arrival::Wrong;
  __int128 K = Times;
  if (V.Mid == M->Value + K * M->First + K * (K + 1) / 2 * M->Second)
    return Arrival::AsForetold;
  return M->First == 0 && M->Second == 0 ? Arrival::Strayed : Arrival::Wrong;
}

} // namespace

bool wentOn(const std::array<const Trace *, Remembered> &Last,
            std::initializer_list<Later> Samples) {
  const Trace &Newest = *Last.back();
  for (const Trace *T : Last)
    if (T->Compares.size() != Newest.Compares.size())
      return false;
  for (const Later &S : Samples)
    if (S.Way->Shape != Newest.Shape || S.Way->Compares.size() != Newest.Compares.size())
      return false;
  for (size_t I = 0; I != Newest.Compares.size(); ++I) {
    if (takesPart(Newest.Compares[I].O)) // only the result counts
      continue;
    auto [Left, Right] = compared(Last, I);
    for (auto [Before, Side] :
         {std::pair(&Left, &Trace::Compare::Left), {&Right, &Trace::Compare::Right}}) {
      // What strays goes one way (a quotient), or it goes to and fro and a
      // sample tells nothing.
      int Goes = 0;
      const Val *Previous = Before->back();
      for (const Later &S : Samples) {
        const Val &V = S.Way->Compares[I].*Side;
        Arrival A = arrivalOf(*Before, V, S.Times);
        bool Fixed = Newest.Compares[I].Plays == Trace::Compare::Part::Amount;
        if (A == Arrival::Wrong || (A == Arrival::Strayed && Fixed))
          return false;
        int Now = A == Arrival::Strayed ? (V.Mid > Previous->Mid) - (V.Mid < Previous->Mid) : 0;
        if (Now * Goes < 0)
          return false;
        Goes = Now ? Now : Goes;
        Previous = &V;
      }
    }
  }
  return true;
}

int64_t stretch(const std::array<const Trace *, Remembered> &Last) {
  const Trace &Newest = *Last.back();
  for (const Trace *T : Last)
    if (T->Shape != Newest.Shape || T->Compares.size() != Newest.Compares.size())
      return 0;
  int64_t Most = INT64_MAX / 4;
  for (size_t I = 0; I != Newest.Compares.size() && Most > 0; ++I) {
    const Trace::Compare &C = Newest.Compares[I];
    if (C.Plays != Trace::Compare::Part::Way)
      continue;
    auto [Left, Right] = compared(Last, I);
    bool Still = true;
    for (size_t K = 0; K != Remembered; ++K)
      Still &= *Left[K] == C.Left && *Right[K] == C.Right;
    if (Still || (!C.Left.known() && !C.Right.known()))
      continue; // as before, or both arms were run anyway
    if (C.O == Op::Xor)
      return 0; // had to stay the same
    if (takesPart(C.O)) {
      Val By = period(C);
      if (!isRemainder(C.O) && By.exactInt() && C.Left.exactInt() && !motion(Left))
        return 0; // it jumps about, and so will what is taken of it
      if (int64_t After = startsOver(Left, By))
        Most = std::min(Most, After - 1);
      continue;
    }
    bool OtherObject =
        C.Left.isPtr() != C.Right.isPtr() || (C.Left.isPtr() && C.Left.Id != C.Right.Id);
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

namespace {

/// For how many more iterations what one read of the \p Iterations found goes on as
/// it did. \p Irregular: it was found here and there.
int64_t readsOn(std::span<const Machine::LoopRun::Iteration> Iterations, const Memory &Mem,
                size_t Number, bool &Irregular) {
  constexpr int64_t Always = INT64_MAX / 4;
  std::array<const TouchLog::Access *, Remembered> Read;
  for (size_t K = 0; K != Remembered; ++K)
    Read[K] = &Iterations[K].Touched.Loads[Number];
  const TouchLog::Access &Last = *Read.back(), &Previous = *Read[Remembered - 2];
  bool OneObject = true, OnePlace = true, Evenly = true, Pointers = true, Unknown = true,
       Moves = true;
  int64_t Step = Last.At - Previous.At;
  for (size_t K = 0; K != Remembered; ++K) {
    const Val &V = Read[K]->Value;
    OneObject &= Read[K]->Id == Last.Id;
    OnePlace &= Read[K]->At == Last.At;
    Pointers &= V.isPtr();
    Unknown &= !V.known();
    if (K > 0)
      Evenly &= Read[K]->At - Read[K - 1]->At == Step;
    int64_t By = 0;
    if (K > 1)
      Moves &= linear(Read[K - 2]->Value, Read[K - 1]->Value, V, By);
  }
  if (Unknown || (OneObject && OnePlace))
    return Always;
  if (!OneObject || !Evenly) {
    Irregular = true;
    return Always;
  }
  // What an earlier iteration stored ahead is not there yet.
  for (const TouchLog::Access &S : Iterations.back().Touched.Stores)
    if (S.Id == Last.Id && (S.At - Last.At) % Step == 0 && (S.At - Last.At) / Step > 0)
      return Always;
  Memory::Pattern What;
  What.Ty = Last.Value.Ty;
  if (Moves) {
    What.K = Memory::Pattern::Kind::Value;
    What.ValueStep = int64_t(uint64_t(Last.Value.Mid) - uint64_t(Previous.Value.Mid));
    What.First = advanced(Last.Value, What.ValueStep, 1);
  } else if (Pointers) {
    What.K = Memory::Pattern::Kind::Pointer;
  } else {
    Irregular = true;
    return Always;
  }
  return Mem.steady(Last.Id, Last.At + Step, Step, What);
}

} // namespace

std::span<const Machine::LoopRun::Iteration>
Machine::LoopRun::last(size_t Period, std::vector<Iteration> &All) const {
  if (Period == 1)
    return std::span(Last).last(std::min(Last.size(), Remembered));
  All.clear();
  size_t First = Last.size() - std::min(Last.size() / Period, Remembered) * Period;
  for (size_t I = First; I != Last.size(); ++I) {
    if ((I - First) % Period == 0) {
      All.push_back(Last[I]);
      continue;
    }
    Iteration &To = All.back();
    const Iteration &More = Last[I];
    To.Went.append(More.Went);
    To.Touched.append(More.Touched);
    To.Touched.Stores.insert(To.Touched.Stores.end(), More.Touched.Stores.begin(),
                             More.Touched.Stores.end());
    for (auto M : SummedCounters)
      To.Cost.*M = To.Cost.*M + More.Cost.*M;
    To.Transient = std::max(To.Transient, More.Transient);
    To.GpuTransient = std::max(To.GpuTransient, More.GpuTransient);
  }
  return All;
}

std::array<const Trace *, Remembered> Machine::LoopRun::ways(std::span<const Iteration> Of) {
  std::array<const Trace *, Remembered> Ways;
  for (size_t K = 0; K != Remembered; ++K)
    Ways[K] = &Of[Of.size() - Remembered + K].Went;
  return Ways;
}

bool Machine::LoopRun::writesText() const {
  if (Last.size() < 3)
    return false;
  std::array<const std::vector<TouchLog::Access> *, 3> Stores;
  for (size_t K = 0; K != 3; ++K)
    Stores[K] = &Last[Last.size() - 3 + K].Touched.Stores;
  for (size_t I = 0; I != Stores[2]->size(); ++I) {
    const TouchLog::Access &S = (*Stores[2])[I];
    if (S.Value.Ty != Type::I8 || !S.Value.exactInt() || I >= Stores[0]->size() ||
        I >= Stores[1]->size())
      continue;
    const Val &A = (*Stores[0])[I].Value, &B = (*Stores[1])[I].Value;
    if (A.Ty == Type::I8 && B.Ty == Type::I8 && A.exactInt() && B.exactInt() &&
        B.Mid - A.Mid != S.Value.Mid - B.Mid)
      return true;
  }
  return false;
}

/// For how many more iterations, or turns of a few iterations, the last ones say
/// that the way stays the same.
Machine::Prediction Machine::predictable(const LoopRun &R, const Memory &Mem) const {
  Prediction Best;
  std::vector<LoopRun::Iteration> Room;
  for (size_t Period = 1; Period <= MaxPeriod && R.Last.size() >= Remembered * Period; ++Period) {
    bool Turns = true;
    for (size_t I = 0; I != (Remembered - 1) * Period; ++I)
      Turns &= R.Last[R.Last.size() - 1 - I].Went.Shape ==
               R.Last[R.Last.size() - 1 - I - Period].Went.Shape;
    if (!Turns)
      continue;
    std::span<const LoopRun::Iteration> Iterations = R.last(Period, Room);
    Prediction P{stretch(LoopRun::ways(Iterations)), Period, false};
    size_t Reads = Iterations.back().Touched.Loads.size();
    for (const auto &I : Iterations)
      if (I.Touched.Loads.size() != Reads)
        Reads = 0;
    for (size_t I = 0; I != Reads && P.Periods > 0; ++I)
      P.Periods = std::min(P.Periods, readsOn(Iterations, Mem, I, P.Irregular));
    P.Periods = std::min(P.Periods, MostPeriods - R.Next);
    if (R.Counted)
      P.Periods = std::min(P.Periods, (R.Trip - R.Next - 1) / int64_t(Period));
    if (P.Periods * int64_t(Period) > Best.Periods * int64_t(Best.Period) || Period == 1)
      Best = P;
    if (Best.Periods >= 8)
      break;
  }
  return Best;
}

/// What is looked up by a remainder is found again after as many iterations as
/// the divisor says, at the latest; what is looked up by a byte, after 256.
int64_t Machine::newKeys(const LoopRun &R, int64_t Rest) const {
  if (R.Last.empty())
    return Rest;
  Rest = std::min(Rest, R.Fresh.value_or(Rest));
  if (unsigned Bits = R.Last.back().Went.KeyBits; Bits < 32)
    Rest = std::clamp<int64_t>((int64_t(1) << Bits) - R.Next, 0, Rest);
  std::optional<int64_t> Divisor;
  for (const auto &It : R.Last)
    for (const Trace::Compare &C : It.Went.Compares) {
      if (!isRemainder(C.O))
        continue;
      if (!C.Right.exactInt() || (Divisor && *Divisor != C.Right.Mid))
        return Rest; // or the table grows
      Divisor = C.Right.Mid;
    }
  // A table of so many pointers leads to chains, which have room for more keys than that.
  constexpr int64_t PointerBytes = 8;
  for (const auto &It : R.Last)
    for (const TouchLog::Access &L : It.Touched.Loads)
      if (Divisor && *Divisor <= INT64_MAX / PointerBytes && L.Value.Ty == Type::Ptr &&
          L.Id < It.Start->size() && It.Start->at(L.Id).Bytes == *Divisor * PointerBytes)
        return Rest;
  if (!Divisor || *Divisor < R.Next)
    return Rest; // or it is not what decides
  return std::min(Rest, *Divisor - R.Next);
}

/// After how many more iterations a comparison that leaves the loop, or says that there
/// is no more to read, turns out otherwise, whatever ways the last ones took in between.
std::optional<int64_t> Machine::exitAfter(const LoopRun &R) const {
  if (R.Last.size() < Remembered)
    return std::nullopt;
  std::array<std::vector<const Trace::Compare *>, Remembered> Exits;
  for (size_t K = 0; K != Remembered; ++K)
    for (const Trace::Compare &C : R.Last[R.Last.size() - Remembered + K].Went.Compares)
      if (C.Input || (C.Leaves == R.Loop && C.Depth == R.A.Depth))
        Exits[K].push_back(&C);
  std::optional<int64_t> First;
  for (size_t I = 0; I != Exits.back().size(); ++I) {
    std::array<const Val *, Remembered> Left, Right;
    for (size_t K = 0; K != Remembered; ++K) {
      if (Exits[K].size() != Exits.back().size() || Exits[K][I]->O != Exits.back()[I]->O)
        return std::nullopt;
      Left[K] = &Exits[K][I]->Left;
      Right[K] = &Exits[K][I]->Right;
    }
    auto L = motion(Left), Rt = motion(Right);
    if (!L || !Rt || Left.back()->isPtr() != Right.back()->isPtr() ||
        (Left.back()->isPtr() && Left.back()->Id != Right.back()->Id))
      continue;
    auto Flip = flipAfter(*Exits.back()[I], *L, *Rt);
    if (Flip && *Flip > 0 && *Flip < INT64_MAX / 4)
      First = First ? std::min(*First, *Flip) : *Flip;
  }
  return First;
}

std::optional<int64_t> Machine::LoopRun::meanExit() const {
  if (!Half || Last.empty() || Next <= Half->Next)
    return std::nullopt;
  std::optional<int64_t> First;
  for (const Trace::Compare &Was : HalfExits) {
    auto I = std::ranges::find_if(Last.back().Went.Compares, [&](const Trace::Compare &C) {
      return leaves(C) && C.Site == Was.Site;
    });
    if (I == Last.back().Went.Compares.end() || !Was.Site)
      continue;
    auto Alike = [](const Val &V, const Val &Like) {
      return (V.exactInt() && Like.exactInt()) ||
             (V.isPtr() && Like.isPtr() && V.Id == Like.Id && !V.AnyOffset && !Like.AnyOffset);
    };
    if (!Alike(I->Left, I->Right) || !Alike(Was.Left, I->Left) || !Alike(Was.Right, I->Left))
      continue;
    const double Away = double(I->Left.Mid) - double(I->Right.Mid),
                 Before = double(Was.Left.Mid) - double(Was.Right.Mid);
    const double Step = (Away - Before) / double(Next - Half->Next);
    if (Away * Step >= 0) // it does not come nearer
      continue;
    const auto After = int64_t(std::clamp(-Away / Step, 1.0, 4e18));
    First = First ? std::min(*First, After) : After;
  }
  return First;
}

/// After how many more iterations a comparison that every iteration makes once, and that
/// does not leave the loop, turns out otherwise: an array is full.
std::optional<int64_t> Machine::nextTurn(const LoopRun &R) const {
  if (R.Last.size() < Remembered)
    return std::nullopt;
  std::array<std::map<uint64_t, const Trace::Compare *>, Remembered> Made; // null: again and again
  for (size_t K = 0; K != Remembered; ++K)
    for (const Trace::Compare &C : R.Last[R.Last.size() - Remembered + K].Went.Compares)
      if (C.Site && !(C.Leaves == R.Loop && C.Depth == R.A.Depth))
        if (auto [I, New] = Made[K].try_emplace(C.Site, &C); !New)
          I->second = nullptr;
  std::optional<int64_t> First;
  for (auto [Site, Newest] : Made.back()) {
    std::array<const Val *, Remembered> Left, Right;
    bool Always = Newest != nullptr;
    for (size_t K = 0; K != Remembered && Always; ++K) {
      auto I = Made[K].find(Site);
      Always = I != Made[K].end() && I->second;
      if (Always)
        Left[K] = &I->second->Left, Right[K] = &I->second->Right;
    }
    if (!Always || Newest->Left.isPtr() != Newest->Right.isPtr() ||
        (Newest->Left.isPtr() && Newest->Left.Id != Newest->Right.Id))
      continue;
    auto L = motion(Left), Rt = motion(Right);
    auto Flip = L && Rt ? flipAfter(*Newest, *L, *Rt) : std::nullopt;
    if (Flip && *Flip > 0 && *Flip < INT64_MAX / 4)
      First = First ? std::min(*First, *Flip) : *Flip;
  }
  return First;
}

} // namespace auspex::demand::evaluate
