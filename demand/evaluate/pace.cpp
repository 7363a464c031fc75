//===- demand/evaluate/pace.cpp - How long what was evaluated takes -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Iterations of innermost loops add cycles and the bytes that they come to; the
// loops around them cap these by what fits each cache (demand/roofline.h). When
// a function's outermost loop is left, what has gathered becomes seconds.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/delta.h"
#include "demand/evaluate/machine.h"
#include "demand/roofline.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr Range Counters::*Beyond[CacheLevels] = {&Counters::BeyondL1, &Counters::BeyondL2,
                                                  &Counters::BeyondL3};
constexpr std::array Gathered{&Counters::Cycles,   &Counters::BeyondL1,  &Counters::BeyondL2,
                              &Counters::BeyondL3, &Counters::Irregular, &Counters::Chased};
/// Of a cache that a nest's data may take: the rest is for what else is in use.
constexpr double Usable = 0.8;

constexpr double CallCycles = 4, AllocateCycles = 60, FreeCycles = 40;

void add(Range &To, double V) { To = To + Range::exactly(V); }

} // namespace

const Pace *Code::pace(uint32_t Loop) const {
  for (const Pace &P : fn().Paces)
    if (P.Loop == Loop)
      return &P;
  return nullptr;
}

/// An iteration of a loop with the pace \p Pc begins.
void Machine::paceIteration(Path &P, const Pace &Pc) {
  if (!In.Model)
    return;
  add(P.Sum.Cycles, cyclesOf(Pc, *In.Model));
  double Bytes = 64 * Pc.Irregular;
  for (const Pace::Stream &S : Pc.Streams)
    if (S.Moves & 1)
      Bytes += S.Near * (S.Written ? 2 : 1); // a line is read, and goes back
  for (auto B : Beyond)
    add(P.Sum.*B, Bytes);
  add(P.Sum.SingleFlops, Pc.Single);
  add(P.Sum.Irregular, Pc.Irregular);
  add(P.Sum.Chased, Pc.Chased);
}

void Machine::paceStep(Path &P, const Step &S, double Ops, double Bytes) {
  if (!In.Model || Pacing)
    return;
  switch (S.Kind) {
  case StepKind::Work:
    add(P.Sum.Cycles, cyclesOfPlain(Ops, Bytes, *In.Model));
    for (auto B : Beyond)
      add(P.Sum.*B, Bytes);
    return;
  case StepKind::Alloc:
  case StepKind::Realloc:
    add(P.Sum.Cycles, allocates(S) ? AllocateCycles : 1);
    return;
  case StepKind::Free:
    add(P.Sum.Cycles, FreeCycles);
    return;
  case StepKind::Call:
    add(P.Sum.Cycles, CallCycles);
    return;
  default:
    return;
  }
}

void Machine::paceLibrary(Path &P, double Flops, double Bytes) {
  if (!In.Model)
    return;
  add(P.Sum.Cycles, cyclesOfLibrary(Flops, Bytes, *In.Model));
  for (auto B : Beyond)
    add(P.Sum.*B, Bytes);
}

/// The loops from \p Pc's to \p Outermost, the innermost first.
Machine::Nest Machine::nestOf(const Activation &A, const Pace &Pc, uint32_t Outermost) const {
  const Function &F = A.C.fn();
  Nest N;
  for (uint32_t L = Pc.Loop; L != NoLoop && N.Depth != N.Trips.size(); L = F.Loops[L].Parent) {
    N.Loops[N.Depth] = L;
    N.Trips[N.Depth++] = std::max(1.0, A.Trips[L]);
    if (L == Outermost)
      break;
  }
  return N;
}

/// Bytes of the stream \p S that the \p Depth innermost loops of \p N come to.
double Machine::streamBytes(const Pace::Stream &S, const Nest &N, unsigned Depth) {
  double Times = 1;
  unsigned Moving = 0;
  for (unsigned D = 0; D != Depth; ++D)
    if (S.Moves & (1u << D)) {
      Times *= N.Trips[D];
      ++Moving;
    }
  return Moving > 1 ? std::max(double(S.Dense) * Times, double(S.Near))
         : Moving   ? double(S.Near) * Times
                    : 64;
}

/// Bytes that one execution of \p Loop comes to; infinite where data says which.
double Machine::footprintOf(const Activation &A, uint32_t Loop) const {
  const Function &F = A.C.fn();
  double Sum = 0;
  for (const Pace &Pc : F.Paces) {
    if (F.Loops[Pc.Loop].Header < F.Loops[Loop].Header || F.Loops[Pc.Loop].End > F.Loops[Loop].End)
      continue;
    if (Pc.Irregular > 0)
      return Range::Unbounded;
    Nest N = nestOf(A, Pc, Loop);
    for (const Pace::Stream &S : Pc.Streams)
      Sum += streamBytes(S, N, N.Depth);
  }
  return Sum > 0 ? Sum : Range::Unbounded;
}

/// Bytes from and to behind a cache of \p Fits bytes for one execution of \p Loop; less
/// than zero where it is not known.
double Machine::trafficOf(const Activation &A, uint32_t Loop, double Fits) const {
  const Function &F = A.C.fn();
  double Sum = 0;
  bool Any = false;
  for (const Pace &Pc : F.Paces) {
    if (F.Loops[Pc.Loop].Header < F.Loops[Loop].Header || F.Loops[Pc.Loop].End > F.Loops[Loop].End)
      continue;
    if (Pc.Irregular > 0)
      return -1;
    Any = true;
    const Nest N = nestOf(A, Pc, Loop);
    bool FitInside = true; // the loop below: a loop without loops always reuses its lines
    std::array<double, MaxStreams> Bytes{};
    for (unsigned D = 1; D <= N.Depth; ++D) {
      bool FitHere = footprintOf(A, N.Loops[D - 1]) <= Fits;
      for (size_t I = 0; I != Pc.Streams.size(); ++I) {
        const Pace::Stream &S = Pc.Streams[I];
        if (D == 1 || FitHere)
          Bytes[I] = streamBytes(S, N, D);
        else if (!(FitInside && !(S.Moves & (1u << (D - 1)))))
          Bytes[I] *= N.Trips[D - 1];
      }
      FitInside = FitHere;
    }
    for (size_t I = 0; I != Pc.Streams.size(); ++I)
      Sum += Bytes[I] * (Pc.Streams[I].Written ? 2 : 1); // a line is read, and goes back
  }
  return Any ? Sum : -1;
}

/// \p Loop was left on \p P, entered with \p Entered and with \p Ahead told about the
/// memory in front of it.
void Machine::paceLoop(Activation &A, Path &P, uint32_t Loop, const Counters &Entered,
                       const TouchedAhead &Ahead) {
  if (!In.Model)
    return;
  const Function &F = A.C.fn();
  const MachineModel &M = *In.Model;
  double Footprint = footprintOf(A, Loop);
  if (Ahead.Bytes > 0)
    Footprint = std::min(Footprint, Ahead.Bytes);
  auto Cap = [&](Range Counters::*B, double At) {
    Range &Now = P.Sum.*B;
    const Range &Then = Entered.*B;
    for (double Range::*End : {&Range::Low, &Range::Likely, &Range::High})
      Now.*End = std::min(Now.*End, Then.*End + At);
  };
  if (const Pace *Own = A.C.pace(Loop)) // what comes before and after its steady state
    add(P.Sum.Cycles, entryCyclesOf(*Own, M));
  const bool Again = LoopDepth > 0 && (A.C.ranBefore(Loop, Ahead.Hash));
  const bool SameObjects = LoopDepth > 0 && Ahead.Objects > 0 && A.C.ranBefore(Loop);
  for (size_t L = 0; L != CacheLevels; ++L) {
    double Fits = Usable * capacityOf(M, std::min(L, M.Levels.size() - 2));
    bool Warm = (Again && Footprint <= Fits) || (SameObjects && Ahead.Objects <= Fits);
    if (double Traffic = Warm ? 0 : trafficOf(A, Loop, Fits); Traffic >= 0)
      Cap(Beyond[L], Traffic);
    else if (Footprint <= Fits)
      Cap(Beyond[L], 2 * Footprint);
  }
  A.C.noteRun(Loop, Ahead.Hash);
  if (F.Loops[Loop].Parent != NoLoop)
    return;
  settleTime(P, Entered, std::isinf(Footprint) ? double(P.Mem.resident()) : Footprint);
}

/// What \p C took, for comparisons; without a machine the work in it.
double Machine::timeIn(const Counters &C) const {
  if (!In.Model)
    return workIn(C);
  Stretch S{C.Cycles.Likely, {}, C.Irregular.Likely, C.Chased.Likely, 0};
  for (size_t L = 0; L != CacheLevels; ++L)
    S.Beyond[L] = (C.*Beyond[L]).Likely;
  return C.Seconds.Likely + secondsOf(S, *In.Model);
}

/// What has gathered since \p Entered becomes seconds.
void Machine::settleTime(Path &P, const Counters &Entered, double Footprint) {
  if (!In.Model)
    return;
  Range Seconds;
  for (double Range::*End : {&Range::Low, &Range::Likely, &Range::High}) {
    auto Since = [&](Range Counters::*C) {
      double Now = (P.Sum.*C).*End, Then = (Entered.*C).*End;
      return std::isinf(Now) ? (std::isinf(Then) ? 0 : Now) : std::max(0.0, Now - Then);
    };
    Stretch S{Since(&Counters::Cycles), {}, Since(&Counters::Irregular), Since(&Counters::Chased),
              Footprint};
    for (size_t L = 0; L != CacheLevels; ++L)
      S.Beyond[L] = Since(Beyond[L]);
    Seconds.*End = secondsOf(S, *In.Model);
    P.Sum.Traffic.*End += S.Beyond[CacheLevels - 1];
  }
  // Which cache serves a footprint is no matter of bounds: what is likely lies within.
  Seconds.Low = std::min(Seconds.Low, Seconds.Likely);
  Seconds.High = std::max(Seconds.High, Seconds.Likely);
  P.Sum.Seconds = P.Sum.Seconds + Seconds;
  for (auto C : Gathered)
    P.Sum.*C = Entered.*C;
}

} // namespace auspex::demand::evaluate
