//===- demand/timeline.cpp - The phases of a run --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/timeline.h"

#include <cmath>
#include <utility>

namespace auspex::demand {
namespace {

constexpr std::array Ends{&Range::Low, &Range::Likely, &Range::High};

double work(const Phase &P) { return P.Flops.Likely + P.IntOps.Likely + P.bytesAccessed().Likely; }

/// How long a phase takes beside others: in seconds, or in work where no rates
/// are known.
double extent(const Phase &P, bool Timed) { return Timed ? P.Seconds.Likely : work(P); }

double transferred(const Phase &P) {
  return P.DiskRead.Likely + P.DiskWrite.Likely + P.NetRead.Likely + P.NetWrite.Likely +
         P.ToGpu.Likely + P.FromGpu.Likely;
}

/// The whole that differences are shares of.
struct Whole {
  bool Timed = false;
  double Extent = 0, Peak = 0, GpuPeak = 0, Transferred = 0;

  explicit Whole(const std::vector<Phase> &All) {
    for (const Phase &P : All)
      Timed |= P.Seconds.Likely > 0;
    for (const Phase &P : All) {
      Extent += extent(P, Timed);
      Transferred += transferred(P);
      Peak = std::max(Peak, P.Resident.Likely);
      GpuPeak = std::max(GpuPeak, P.GpuMemory.Likely);
    }
  }

  static double share(double Part, double Of) { return Of > 0 ? Part / Of : 0; }

  /// What is lost when both become one: memory that one holds and the other does
  /// not, and time that is attributed to what does something else.
  double difference(const Phase &A, const Phase &B) const {
    // Joined, the one that holds less is taken to hold as much. A moment of it
    // does not matter, a tenth of the time as much as all.
    auto Idle = [&](auto M, double Most) {
      const Phase &Less = (A.*M).Likely < (B.*M).Likely ? A : B;
    double Held = Extent > 0 ? std::min(1.0, 10 * share(extent(Less, Timed), Extent)) : 1;
      return Held * share(std::abs((A.*M).Likely - (B.*M).Likely), Most);
    };
    double Shorter = std::min(extent(A, Timed), extent(B, Timed));
    bool Alike = A.Name == B.Name && A.Where == B.Where;
    double Other = Alike ? 0 : 1;
    double Threads = std::max(A.Parallelism.Likely, B.Parallelism.Likely);
    if (A.Parallelism.Likely != B.Parallelism.Likely && Threads > 1)
      Other += 1;
    double Moved = std::min(transferred(A), transferred(B)),
           Most = std::max(transferred(A), transferred(B));
    double Transfer = Alike ? 0 : share(Most - Moved, Transferred);
    return Idle(&Phase::Resident, Peak) + Idle(&Phase::GpuMemory, GpuPeak) +
           Other * share(Shorter, Extent) + Transfer * std::min(1.0, 10 * share(Shorter, Extent));
  }
};

void addKernels(std::vector<KernelUse> &To, std::vector<KernelUse> &&From) {
  for (KernelUse &K : From) {
    auto I = std::ranges::find_if(
        To, [&](const KernelUse &X) { return X.Idiom == K.Idiom && X.Where == K.Where; });
    if (I == To.end()) {
      To.push_back(std::move(K));
      continue;
    }
    I->Runs += K.Runs;
    I->Flops += K.Flops;
    I->Bytes += K.Bytes;
    I->Accesses += K.Accesses;
  }
  std::ranges::sort(To, std::ranges::greater(),
                           [](const KernelUse &K) { return K.Flops + K.Accesses; });
}

Range perSecond(const Range &Bytes, const Range &Seconds) {
  if (!(Seconds.Likely > 0))
    return {};
  double Rate = Bytes.Likely / Seconds.Likely;
  // The same code moves the same bytes in the same time: what is not known of the
  // amount does not widen the rate, what is not known of the time does.
  double Slow = std::isinf(Seconds.High) || Seconds.High <= 0 ? 1 : Seconds.Likely / Seconds.High;
  double Fast = Seconds.Low > 0 ? Seconds.Likely / Seconds.Low : 1;
  return {std::min(Rate, Rate * std::max(Slow, 0.5)), Rate,
          std::max(Rate, Rate * std::min(Fast, 2.0))};
}

} // namespace

Phase joined(Phase A, Phase B) {
  bool Timed = A.Seconds.Likely + B.Seconds.Likely > 0;
  double ExtentA = extent(A, Timed), ExtentB = extent(B, Timed);
  bool BNames = ExtentB > ExtentA || (ExtentB == ExtentA && B.Resident.Likely > A.Resident.Likely);
  if (BNames) {
    A.Name = std::move(B.Name);
    A.Where = std::move(B.Where);
  }
  for (auto M : AdditiveQuantities)
    A.*M = A.*M + B.*M;
  A.Resident = maxOf(A.Resident, B.Resident);
  A.ResidentEnd = B.ResidentEnd;
  A.GpuMemory = maxOf(A.GpuMemory, B.GpuMemory);
  A.Parallelism = maxOf(A.Parallelism, B.Parallelism);
  A.Need |= B.Need;
  addKernels(A.Kernels, std::move(B.Kernels));
  A.Bandwidth = perSecond(A.Traffic, A.Seconds);
  return A;
}

std::vector<Phase> condense(std::vector<Phase> Fine, const Coarseness &C) {
  const Whole W(Fine);
  std::vector<double> Apart; // from the next one
  for (size_t I = 0; I + 1 < Fine.size(); ++I)
    Apart.push_back(W.difference(Fine[I], Fine[I + 1]));
  while (!Apart.empty()) {
    auto Least = std::ranges::min_element(Apart);
    if (*Least >= C.Least && Fine.size() <= C.Most)
      break;
    size_t At = size_t(Least - Apart.begin());
    Fine[At] = joined(std::move(Fine[At]), std::move(Fine[At + 1]));
    Fine.erase(Fine.begin() + ptrdiff_t(At) + 1);
    Apart.erase(Least);
    if (At > 0)
      Apart[At - 1] = W.difference(Fine[At - 1], Fine[At]);
    if (At < Apart.size())
      Apart[At] = W.difference(Fine[At], Fine[At + 1]);
  }
  return Fine;
}

void settle(std::vector<Phase> &Timeline, const Range &Peak) {
  if (Timeline.empty())
    return;
  // Of two ways the shorter gives the low end: it may lack what an earlier phase of
  // the longer one did.
  for (auto M : AdditiveQuantities) {
    double Missing = 0;
    for (size_t I = Timeline.size(); I-- > 0;) {
      double &Low = (Timeline[I].*M).Low;
      Low += std::exchange(Missing, 0);
      if (Low < 0)
        Missing = std::exchange(Low, 0);
    }
  }
  for (auto End : Ends) {
    Phase *Highest = &Timeline.front();
    for (Phase &P : Timeline) {
      P.Resident.*End = std::min(P.Resident.*End, Peak.*End);
      if (P.Resident.*End > Highest->Resident.*End)
        Highest = &P;
    }
    Highest->Resident.*End = Peak.*End;
  }
  Range Now;
  const Phase *Before = nullptr;
  for (Phase &P : Timeline) {
    P.Resident.Likely = std::max(P.Resident.Likely, P.Resident.Low);
    P.Resident.High = std::max(P.Resident.High, P.Resident.Likely);
    if (Before)
      P.ResidentStart = Before->ResidentEnd;
    for (Range *At : {&P.ResidentStart, &P.ResidentEnd})
      for (auto End : Ends)
        At->*End = std::min(At->*End, P.Resident.*End);
    P.Start = Now;
    Now = Now + P.Seconds;
    P.Bandwidth = perSecond(P.Traffic, P.Seconds);
    Before = &P;
  }
}

const Phase *phaseAt(const std::vector<Phase> &Timeline, double Seconds) {
  const Phase *Due = nullptr;
  for (const Phase &P : Timeline)
    if (!Due || P.Start.Likely <= Seconds)
      Due = &P;
  return Due;
}

Range peakFrom(const std::vector<Phase> &Timeline, size_t First) {
  Range Peak;
  for (size_t I = First; I < Timeline.size(); ++I)
    Peak = maxOf(Peak, Timeline[I].Resident);
  return Peak;
}

} // namespace auspex::demand
