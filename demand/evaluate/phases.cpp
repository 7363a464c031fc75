//===- demand/evaluate/phases.cpp - Where a timeline is cut ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/phases.h"

#include "demand/evaluate/machine.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand::evaluate {

void PhaseList::push(Phase P) {
  if (size() >= Most) {
    std::vector<Phase> Fewer = condense(all(), {Most / 2, 0});
    Last.reset();
    for (Phase &X : Fewer)
      append(std::move(X));
  }
  append(std::move(P));
}

void PhaseList::extend(Phase P) {
  auto Before = Last->Before;
  Last = std::make_shared<const Link>(joined(Last->What, std::move(P)), Before, Last->Length);
}

std::vector<Phase> PhaseList::all() const {
  std::vector<Phase> All;
  All.reserve(size());
  for (const Link *L = Last.get(); L; L = L->Before.get())
    All.push_back(L->What);
  std::ranges::reverse(All);
  return All;
}

void Tallies::add(KernelTally T) {
  auto I = std::ranges::find(Kernels, T.Of, &KernelTally::Of);
  if (I == Kernels.end()) {
    Kernels.push_back(std::move(T));
    return;
  }
  I->Use.Runs += T.Use.Runs;
  I->Use.Flops += T.Use.Flops;
  I->Use.Bytes += T.Use.Bytes;
  I->Use.Accesses += T.Use.Accesses;
}

void Tallies::add(CostTally T) {
  constexpr size_t Most = 512;
  auto I = std::ranges::find_if(
      Costs, [&](const CostTally &X) { return X.Of == T.Of && X.Loop == T.Loop; });
  if (I != Costs.end())
    I->Cost += T.Cost;
  else if (Costs.size() < Most)
    Costs.push_back(T);
}

void Tallies::add(Tallies &&Inner, double Times) {
  for (KernelTally &T : Inner.Kernels) {
    for (double KernelUse::*M :
         {&KernelUse::Runs, &KernelUse::Flops, &KernelUse::Bytes, &KernelUse::Accesses})
      T.Use.*M *= Times;
    add(std::move(T));
  }
  for (CostTally &T : Inner.Costs)
    add(CostTally{T.Of, T.Loop, T.Cost * Times});
}

/// Whether the place that is evaluated may begin a phase: outside of what runs beside other
/// threads, near main; in loops only where iterations allocate, and not for ever.
bool Machine::mayCut(const Path &P) const {
  constexpr unsigned MostInLoops = 2000;
  return Depth <= DeepestPhase && LoopDepth == CutLoops && TeamSize == 1 && P.Threads.empty() &&
         !InThread && !P.Ended && (CutLoops == 0 || CutInLoops < MostInLoops);
}

void Machine::cut(Path &P, const Code *C, uint32_t Line, std::string_view Name) {
  P.TouchesAhead = false;
  if (!mayCut(P))
    return;
  CutInLoops += CutLoops > 0;
  endPhase(P, C, Line, Name);
}

/// Whether \p Next, within a loop, goes on with the phase before it: memory is what makes
/// phases of an iteration.
bool Machine::goesOn(const Path &P, const Phase &Next) const {
  if (!CutLoops || P.Done.size() <= DoneAtLoop)
    return false;
  constexpr double Least = 1 << 20;
  const double Notable = std::max(Least, P.Mem.Peak.Likely / 16);
  const Phase &Before = *P.Done.last();
  return std::abs(Before.Resident.Likely - Next.Resident.Likely) < Notable &&
         std::abs(Before.GpuMemory.Likely - Next.GpuMemory.Likely) < Notable;
}

/// Everything since the last phase is one.
void Machine::endPhase(Path &P, const Code *C, uint32_t Line, std::string_view Name) {
  auto Since = [&](const Range &Now, const Range &Then) {
    return Range{Now.Low - Then.Low, Now.Likely - Then.Likely,
                 !std::isinf(Now.High)    ? Now.High - Then.High
                 : std::isinf(Then.High) ? Now.Likely - Then.Likely
                                         : Range::Unbounded};
  };
  settleTime(P, P.Mark, double(P.Mem.resident()));
  Phase Ph;
  Ph.Flops = Since(P.Sum.Flops, P.Mark.Flops);
  Ph.SingleFlops = Since(P.Sum.SingleFlops, P.Mark.SingleFlops);
  Ph.Seconds = Since(P.Sum.Seconds, P.Mark.Seconds);
  Ph.Traffic = Since(P.Sum.Traffic, P.Mark.Traffic);
  Ph.IntOps = Since(P.Sum.IntOps, P.Mark.IntOps);
  Ph.BytesRead = Since(P.Sum.Read, P.Mark.Read);
  Ph.BytesWritten = Since(P.Sum.Written, P.Mark.Written);
  Ph.DiskRead = Since(P.Sum.DiskRead, P.Mark.DiskRead);
  Ph.DiskWrite = Since(P.Sum.DiskWrite, P.Mark.DiskWrite);
  Ph.NetRead = Since(P.Sum.NetRead, P.Mark.NetRead);
  Ph.NetWrite = Since(P.Sum.NetWrite, P.Mark.NetWrite);
  Ph.GpuFlops = Since(P.Sum.GpuFlops, P.Mark.GpuFlops);
  Ph.GpuBytes = Since(P.Sum.GpuBytes, P.Mark.GpuBytes);
  Ph.ToGpu = Since(P.Sum.ToGpu, P.Mark.ToGpu);
  Ph.FromGpu = Since(P.Sum.FromGpu, P.Mark.FromGpu);
  Ph.GpuMemory = P.Mem.Gpus.Window;
  Ph.Resident = P.Mem.WindowPeak;
  Ph.ResidentEnd = P.Mem.residency();
  const Phase *Before = P.Done.last();
  if (Before)
    Ph.ResidentStart = Before->ResidentEnd;
  auto Zero = [&](auto M) { return (Ph.*M).Likely == 0 && !((Ph.*M).High > 0); };
  auto Near = [](const Range &A, const Range &B) {
    return std::abs(A.Likely - B.Likely) <= 0.01 * B.Likely;
  };
  constexpr double Moment = 1e-6; // what calls take goes to the phase that comes
  auto Nothing = [&](auto M) {
    return Zero(M) || (M == &Phase::Seconds && Ph.Seconds.Likely < Moment);
  };
  if (std::ranges::all_of(AdditiveQuantities, Nothing) && Near(Ph.Resident, Ph.ResidentStart) &&
      Near(Ph.ResidentEnd, Ph.ResidentStart) &&
      Near(Ph.GpuMemory, Before ? Before->GpuMemory : Range()))
    return; // nothing happened: it goes on
  Ph.Name = nameOf(Name);
  if (C)
    Ph.Where = where(*C, Line);
  Ph.Parallelism = P.Sum.Parallel;
  Ph.Need = P.Sum.Need;
  for (KernelTally &T : Seen.Kernels)
    Ph.Kernels.push_back(std::move(T.Use));
  Seen.Kernels.clear();
  P.Mark = P.Sum;
  P.Sum.Parallel = P.Mark.Parallel = {1, 1, 1};
  P.Sum.Need = P.Mark.Need = 0;
  P.Mem.openWindow();
  if (goesOn(P, Ph))
    P.Done.extend(std::move(Ph));
  else
    P.Done.push(std::move(Ph));
}

/// Kernel \p K of \p C ran: \p Did tells of it where its own formulas do not.
void Machine::tally(Activation &A, Path &P, const Kernel &K, const Counters &Did) {
  KernelUse U;
  U.Idiom = K.Idiom;
  U.Where =
      K.File.empty() ? where(A.C, K.Line) : K.File + (K.Line ? ":" + std::to_string(K.Line) : "");
  U.Runs = 1;
  U.Need = K.Need;
  auto Of = [&](ExprRef E, double Otherwise) {
    Val V = E == NoExpr ? Val() : eval(A, P, E);
    return V.isInt() ? double(V.Mid) : V.K == Val::Kind::Real ? V.asReal() : Otherwise;
  };
  U.Flops = Of(K.Flops, Did.Flops.Likely);
  U.Accesses = Of(K.Accesses, Did.Read.Likely + Did.Written.Likely);
  U.Bytes = Of(K.Bytes, 0);
  Seen.add(KernelTally{&K, std::move(U)});
}

} // namespace auspex::demand::evaluate
