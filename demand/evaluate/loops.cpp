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
//     says for how many more iterations the way stays the same (predictable());
//     so for ways that take turns. leap() takes that many at once;
//     extrapolate() goes to the end with the mean of what was seen where that
//     takes too long;
//   - where an exit depends on an unknown, the body stands for as many
//     iterations as the compiler expects (giveUp()).
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/loops.h"
#include "demand/evaluate/growth.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace auspex::demand::evaluate {

std::optional<Path> Machine::iterate(LoopRun &R, Path &&P, int64_t Number, bool Last,
                                     Pending &Exits) {
  LoopRun::Iteration It;
  TouchLog *OuterLog = P.Mem.Log;
  Trace *OuterTrace = Tracing;
  P.Mem.Log = &It.Touched;
  Tracing = &It.Went;
  if (CutLoops == LoopDepth)
    cut(P, &R.A.C, R.loop().Line, "loop in " + nameOf(R.A.C.fn().Symbol));
  const PhaseList Done = P.Done;
  It.Start = P.Mem;
  charge(P.Mem.size() / 256);
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
  Range GpuWindow = P.Mem.Gpus.Window;
  P.Mem.openWindow();

  R.A.Index[R.Loop] = Val::integer(Number);
  const Pace *Pc = R.A.C.pace(R.Loop);
  if (Pc)
    paceIteration(P, *Pc);
  const bool OuterPacing = std::exchange(Pacing, Pc != nullptr);
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
  Pacing = OuterPacing;
  R.UndecidedExit |= In.UndecidedExit;

  auto Restore = [&](Path &Q) {
    double Peak = Q.Mem.WindowPeak.Likely, GpuPeak = Q.Mem.Gpus.Window.Likely;
    if (Q.Done != Done) { // the first that ended in it has what was before
      R.Phased = true;
      if (Q.Done.size() >= Done.size()) // else all were condensed, and which are its own is lost
        PhaseList::onlyIn(Q.Done, Done, [&](const Phase &Ph) {
          Peak = std::max(Peak, Ph.Resident.Likely);
          GpuPeak = std::max(GpuPeak, Ph.GpuMemory.Likely);
        });
    } else {
      Q.Mem.WindowPeak = maxOf(Window, Q.Mem.WindowPeak);
      Q.Mem.Gpus.Window = maxOf(GpuWindow, Q.Mem.Gpus.Window);
    }
    It.Transient = std::max(It.Transient, Peak - Q.Mem.residency().Likely);
    It.GpuTransient = std::max(It.GpuTransient, GpuPeak - Q.Mem.Gpus.held().Likely);
    Q.Mem.Log = OuterLog;
  };
  if (StandsFor > 1)
    for (Path *Q :
         {In.Again ? &*In.Again : nullptr, Left.empty() ? nullptr : &Left.begin()->second})
      if (Q) {
        Counters One = minus(Q->Sum, Before);
        double More = double(StandsFor - 1);
        for (auto M : SummedCounters)
          Q->Sum.*M = Q->Sum.*M + scaled(One.*M, More, More, More);
        for (auto [Id, N] : deltaOf(*It.Start, Q->Mem).Released)
          Q->Mem.release(Id, N * (StandsFor - 1));
      }
  double Did = 0;
  for (auto &[Target, Q] : Left) {
    Restore(Q);
    Did = std::max(Did, workIn(minus(Q.Sum, Before)));
    arrive(Exits, Target, std::move(Q));
  }
  if (In.Again) {
    Restore(*In.Again);
    It.Cost = minus(In.Again->Sum, Before);
    Did = workIn(It.Cost);
  }
  R.Did += Did;
  if (OuterLog)
    OuterLog->append(It.Touched);
  if (OuterTrace)
    OuterTrace->Follows |= It.Went.Follows;
  if (R.Tells && R.Told.Compares.size() <= LoopRun::MostTold)
    R.Told.append(It.Went);
  R.Last.push_back(std::move(It));
  if (R.Last.size() > Remembered * MaxPeriod)
    R.Last.erase(R.Last.begin());
  R.Next = Number + 1;
  return std::move(In.Again);
}

/// The loop's end depends on something unknown: what one iteration cost stands
/// for as many as the compiler expects. \p Next: where the next one would begin.
void Machine::giveUp(LoopRun &R, const Path &Next, Pending &Exits) {
  const LoopRun::Iteration &It = R.Last.back();
  double Expected = std::max(1.0, R.loop().ExpectedTrip);
  noteUnknown(&R.A.C, nullptr,
              "trip count of the loop at line " + std::to_string(R.loop().Line) + " is not known",
              R.loop().Name);
  const Deeds May = mayDo(R);
  bool Walks = false; // from object to object
  for (size_t I = 0; I != R.facts().Carried.size(); ++I) {
    const Val &Was = It.Carried[I], &Is = Next.Values[R.facts().Carried[I]];
    Walks |= Is.Ty == Type::Ptr &&
             ((!Is.isPtr() && !Is.isNull()) || (Is.isPtr() && Was.isPtr() && Is.Id != Was.Id));
  }
  auto Scale = [&](Path &Q) {
    for (auto M : SummedCounters)
      Q.Sum.*M = Q.Sum.*M + scaled(It.Cost.*M, 0, Expected - 1, Range::Unbounded);
    // More iterations may allocate, and write all of what this one wrote to.
    const bool Takes = std::max(Q.Mem.MostHeld, Next.Mem.MostHeld) > It.Start->MostHeld;
    if (Takes || (May.Write && Walks)) {
      Q.Mem.openBound(Takes);
    } else if (May.Write) {
      for (const auto &E : It.Touched.Entries) {
        if (E.Id >= It.Start->size()) // of one of its ways
          continue;
        if (const Object &O = Q.Mem.at(E.Id); !O.Freed && O.Where != Object::Home::Stack)
          Q.Mem.ExtraHigh +=
              double(O.Bytes - std::min(O.Bytes, O.Written.total())) * double(O.Count);
      }
    }
    ObjectDelta D = deltaOf(*It.Start, Q.Mem);
    for (ObjectId Id : D.Made) {
      Q.Mem.multiply(Id, int64_t(Expected) - 1, double(Q.Mem.at(Id).Bytes) * (Expected - 1));
      Q.Mem.openBound(true);
    }
    for (uint32_t Id : R.facts().Carried)
      if (Q.Values[Id].isInt())
        Q.Values[Id] = unknownOf(Q.Values[Id].Ty, "value after a loop of unknown length");
    Q.Mem.notePeak();
  };
  double Left = 0;
  for (auto &[Target, Q] : Exits)
    Left += Q.Weight;
  for (auto &[Target, Q] : Exits) {
    Scale(Q);
    if (Left > 0) // it is left in the end
      Q.Weight *= R.Weight / Left;
  }
}

/// Leaves the loop from \p P although it would go on: what it still does is not
/// known.
void Machine::abandon(LoopRun &R, Path &&P, Pending &Exits) {
  const Function &F = R.A.C.fn();
  const demand::Loop &L = R.loop();
  noteUnknown(&R.A.C, nullptr,
              "the loop at line " + std::to_string(L.Line) +
                  " runs longer than the evaluation follows");
  std::vector<const Edge *> Ways;
  for (uint32_t I = L.Header; I != L.End; ++I) {
    for (const Step &S : F.Nodes[I].Steps)
      if (S.Result != NoValue)
        P.Values[S.Result] = unknownOf(P.Values[S.Result].Ty, "value computed in a long loop");
    for (const Edge &E : F.Nodes[I].Edges) {
      if (E.Target < L.Header || E.Target >= L.End)
        Ways.push_back(&E);
      else
        for (auto &[Id, X] : E.Assign)
          P.Values[Id] = unknownOf(P.Values[Id].Ty, "value computed in a long loop");
    }
  }
  if (Deeds May = mayDo(R); May.any())
    P.Mem.openBound(May.take());
  for (auto M : {&Counters::Flops, &Counters::IntOps, &Counters::Read, &Counters::Written,
                 &Counters::Seconds})
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
  R.Weight = P.Weight;
  bool Outermost = Depth <= 2 && LoopDepth == 0;
  if (!P.TouchesAhead) // what is touched in front of a loop is the loop's
    cut(P, &A.C, 0, F.Symbol);
  const TouchedAhead Ahead = P.TouchesAhead ? P.Ahead : TouchedAhead();
  P.TouchesAhead = false;
  const Kernel *Named = nullptr;
  for (const Kernel &K : F.Kernels)
    if (K.Loop == Loop && !InKernel)
      Named = &K;
  InKernel |= Named != nullptr;
  const Counters Entered = P.Sum;
  Tallies Outer = std::exchange(Seen, {});
  // Iterations that allocate may have phases of their own: bursts.
  constexpr unsigned MostCutLoops = 2;
  const unsigned OuterCuts = CutLoops;
  if (mayCut(P) && CutLoops < MostCutLoops && !A.C.loop(Loop).Uniform && mayDo(R).Allocate)
    if (CutLoops++ == 0)
      DoneAtLoop = P.Done.size();
  ++LoopDepth;
  const bool OuterEnded = InputEnded;
  R.Tells = Tracing && mayDo(R).Allocate;
  auto Leave = [&](Pending &To) {
    --LoopDepth;
    CutLoops = OuterCuts;
    InputEnded = OuterEnded;
    if (R.Tells && R.Told.Compares.size() <= LoopRun::MostTold)
      Tracing->append(R.Told);
    else if (R.Tells)
      Tracing->mix(++UntoldRuns);
    A.Index[Loop] = R.Counted ? Val::integer(std::max<int64_t>(0, R.Trip - 1)) : Val::integer(0);
    A.Trips[Loop] = double(R.Counted ? R.Trip : R.Next);
    for (auto &[Target, Q] : To)
      paceLoop(A, Q, Loop, Entered, Ahead);
    double Did = 0; // with the iterations that were not run
    for (auto &[Target, Q] : To)
      Did = std::max(Did, workIn(minus(Q.Sum, Entered)));
    Tallies Inner = std::exchange(Seen, std::move(Outer));
    Seen.add(std::move(Inner), R.Did > 0 ? std::max(1.0, Did / R.Did) : 1);
    double Took = 0;
    for (auto &[Target, Q] : To)
      Took = std::max(Took, timeIn(minus(Q.Sum, Entered)));
    Seen.add(CostTally{&A.C, Loop, Took});
    if (Named) {
      InKernel = false;
      for (auto &[Target, Q] : To) {
        tally(A, Q, *Named, minus(Q.Sum, Entered));
        // Each range that it touches once.
        if (auto T = std::ranges::find(Seen.Kernels, Named, &KernelTally::Of);
            T != Seen.Kernels.end() && Named->Bytes == NoExpr)
          T->Use.Bytes += Ahead.Bytes;
        break; // the likeliest way is the one that goes on
      }
    }
    for (auto &[Target, Q] : To)
      cut(Q, &A.C, L.Line, Named ? Named->Idiom : "loop in " + nameOf(F.Symbol));
  };

  Val Trip = L.Trip == NoExpr ? Val() : eval(A, P, L.Trip);
  if (L.Trip != NoExpr && !Trip.isInt()) {
    auto Given = assumed(L.Name);
    if (!L.Name.empty() && Given != In.Assume.end())
      Trip = Val::integer(int64_t(Given->second));
    else if (Trip.Id)
      noteUnknown(&A.C, nullptr,
                  "trip count of the loop at line " + std::to_string(L.Line) + ": " + why(Trip),
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
    Limit = std::min(Limit, Used + 2 * Bound.PartSteps);
  }
  const uint64_t Half = (std::max(Limit, Used) - Used) / 2;
  uint64_t Allowance = std::min(Bound.PartSteps / (Outermost ? 2 : 8), Half);
  while (Now) {
    R.Here = &*Now;
    // Where data decides, more of the same tells no more.
    uint64_t Enough = !R.Last.empty() && R.Last.back().Went.Undecided ? Allowance / 4 : Allowance;
    // Lines differ: more of them say better what they have in the mean, as long as what is kept
    // of them is known.
    constexpr int64_t MostLines = 48;
    if (Outermost && !R.Last.empty() && R.Last.back().Went.Follows &&
        !R.Last.back().Went.Undecided && R.Next < MostLines)
      Enough = std::min(Bound.PartSteps, Half);
    bool Late = Used - Start > Enough;
    int64_t End = R.Trip; // where an iteration is the last
    bool ByInput = false; // there is nothing left to read
    if (Late && !R.Half && R.Early)
      R.Half = R.Early;
    if (Late && !R.Counted) {
      auto After = exitAfter(R);
      if (!After && R.Half && !R.Last.empty() && R.Last.back().Went.Follows) {
        if (!R.Skips)
          R.lookBack();
        After = inputFor(R);
        ByInput = After.has_value();
      }
      if (!After) { // of many states that may be, one
        After = R.meanExit();
        R.Sampling = After.has_value();
      }
      End = After                        ? R.Next + std::min(*After, int64_t(1) << 61)
            : R.Last.size() < Remembered ? INT64_MAX
                                         : 0;
    }
    // What is nearly done is run to its end.
    if (Late && !ByInput && End > R.Next && End - R.Next <= R.Next / 2 && Used - Start < 2 * Enough)
      Late = false;
    const bool ReadsOn = R.Next < R.FollowedTo;
    if (exhausted() || (Late && !ReadsOn && End <= R.Next)) {
      abandon(R, std::move(*Now), Exits);
      Now.reset();
      break;
    }
    bool Last = R.Counted && R.Next >= R.Trip - 1;
    if (!R.Half && Used - Start > Enough / 2)
      R.mark(*Now, Files.taken());
    if (!Last && R.Last.size() >= Remembered) {
      Prediction To = predictable(R, Now->Mem);
      if (To.Irregular && R.LeastGrowth != R.MostGrowth)
        To.Periods = 0; // what data decides is known by its mean, not by a few samples
      if (R.Next < R.Distrusted)
        To.Periods = 0;
      if (To.Irregular && !Late && R.linksObjects() && !mayDo(R).Allocate)
        To.Periods = 0; // what is skipped would tear the structure
      int64_t Least = R.writesText() ? MinTextLeap : R.Phased ? MinPhaseLeap : MinLeap;
      if (Late) // only what brings it on
        Least = std::max(Least, (End - R.Next) / 8 / int64_t(To.Period));
      if (To.Periods >= Least && tryLeap(R, *Now, To, Least)) {
        if (Now->Ended)
          break;
        continue;
      }
      if (R.Skips && R.Next == R.FollowedTo)
        if (auto More = inputFor(R)) {
          skipInput(R, *Now, *More);
          continue;
        }
      if (Late && !ReadsOn && R.Next > R.Half->Next) {
        if (ByInput) {
          skipInput(R, *Now, End - R.Next);
        } else {
          extrapolate(R, *Now, End - 1);
          R.Last.clear();
        }
        continue;
      }
    }
    // While input is followed, the next iteration may be the first that is not; what is read
    // at the end of one is looked at in the next.
    std::optional<Path> Followed;
    const auto Newest = std::span(R.Last).last(std::min<size_t>(2, R.Last.size()));
    if (!R.Counted && std::ranges::any_of(Newest, [](const auto &It) { return It.Went.Follows; })) {
      if (R.Next >= MinLeap && std::has_single_bit(uint64_t(R.Next)) && !R.Skips)
        R.markEarly(*Now, Files.taken());
      if (R.Early)
        Followed = *Now;
    }
    Memory Before = Now->Mem;
    Pending Out;
    auto Again = iterate(R, std::move(*Now), R.Next, Last, Followed ? Out : Exits);
    auto Lost = [&](uint32_t Id) {
      return Followed->Values[Id].known() && !Again->Values[Id].known();
    };
    if (Followed &&
        (R.UndecidedExit ||
         (Again && !R.Last.back().Went.Follows && std::ranges::any_of(R.facts().Carried, Lost))) &&
        toInputEnd(R, *Followed)) {
      Now = std::move(Followed);
      continue;
    }
    for (auto &[Target, Q] : Out)
      arrive(Exits, Target, std::move(Q));
    Now = std::move(Again);
    if (Now) {
      int64_t Growth = std::max<int64_t>(0, Now->Mem.allocated() - Before.allocated());
      if (Growth > 0) // that a full array moved is no greed
        if (auto Moved = relocations(Before, Now->Mem); !Moved.empty()) {
          Growth = Now->Mem.HeapRequested - Before.HeapRequested;
          for (Relocation M : Moved)
            Growth -= Now->Mem.at(M.Now).Bytes - Before.at(M.Then).Bytes;
        }
      R.Bursts |= R.Foretold && double(Growth) > R.MostGrowth;
      if (!std::exchange(R.Foretold, false)) {
        R.LeastGrowth = std::min(R.LeastGrowth, double(Growth));
        R.MostGrowth = std::max(R.MostGrowth, double(Growth));
        R.LaterGrowth = std::max(R.LaterGrowth, double(Growth));
      }
    }
    if (R.UndecidedExit && !R.Counted) {
      // It may have ended here; how often it goes round is not known.
      if (Now && !R.Last.empty())
        giveUp(R, *Now, Exits);
      if (Now && Exits.empty())
        retire(std::move(*Now)); // never leaves: a server's loop
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
  if (Ours && Saved) { // ways that left before it was cut off weigh what they do
    double Left = 0;
    for (auto &[Target, Q] : Exits)
      Left += Q.Weight;
    Path Rest = salvage(std::move(*Saved));
    Rest.Weight = std::max(Rest.Weight - Left, Rest.Weight * 1e-6);
    abandon(R, std::move(Rest), Exits);
  }
  Leave(Exits);
}

} // namespace auspex::demand::evaluate
