//===- demand/roofline.cpp - How long work takes on a machine -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/roofline.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand {
namespace {

/// What a branch that goes the other way costs, and how often it does.
constexpr double MispredictCycles = 16, MispredictShare = 0.3;
/// Loads on their way at once where their addresses are known early.
constexpr double LoadsInFlight = 8;
/// Of the peak that well-written libraries reach.
constexpr double LibraryEfficiency = 0.7;
/// Of the integer operations of a vector loop, those that count it: unrolled, it does
/// them seldom.
constexpr double Counting = 2;
/// Code that is not a tight loop does not fill a core.
constexpr double PlainShare = 0.5;

size_t widthOf(unsigned Bits) {
  return Bits >= 512 ? 3 : Bits >= 256 ? 2 : Bits >= 128 ? 1 : 0;
}

/// The widest vectors of single or double precision that the machine has and code
/// with \p Bits uses.
double flopsPerCycle(const MachineModel &M, bool Single, unsigned Bits) {
  for (size_t W = widthOf(Bits) + 1; W-- > 0;)
    if (double Rate = M.Flops[Single][0][W]; Rate > 0)
      return Rate / M.Hertz;
  return 2;
}

} // namespace

double cyclesOf(const Pace &P, const MachineModel &M) {
  const double Lanes = std::max(1u, P.Lanes);
  const bool Single = P.Single > P.Flops / 2;
  const unsigned Bits = P.Lanes > 1 ? P.Lanes * (Single ? 32 : 64) : 0;
  double Flops = P.Flops / flopsPerCycle(M, Single, Bits); // the rate counts lanes
  double Integers = P.Lanes > 1 ? std::max(0.0, P.IntOps - 0.75 * Counting) : P.IntOps + 1;
  double Issued = (P.Flops + P.Slow + Integers + P.Loads + P.Stores) / Lanes;
  double Waits = P.Chain + P.FloatChain * M.FloatLatency;
  double Cycles = std::max({Flops, Issued / M.IntegersPerCycle, P.Loads / Lanes / M.LoadsPerCycle,
                            P.Stores / Lanes / M.StoresPerCycle,
                            P.Slow * M.DivideCycles / std::min(Lanes, 2.0), Waits});
  return Cycles + P.Opaque + P.Undecided * MispredictShare * MispredictCycles;
}

double entryCyclesOf(const Pace &P, const MachineModel &M) {
  constexpr double Entry = 6;
  if (P.Lanes <= 1)
    return Entry;
  Pace Scalar = P;
  Scalar.Lanes = 1;
  return 2 * Entry + P.Lanes / 2.0 * cyclesOf(Scalar, M);
}

double cyclesOfPlain(double Ops, double Bytes, const MachineModel &M) {
  return (Ops + Bytes / 8) / (M.IntegersPerCycle * PlainShare);
}

double cyclesOfLibrary(double Flops, double Bytes, const MachineModel &M) {
  double Peak = 0;
  for (double Rate : M.Flops[0][1])
    Peak = std::max(Peak, Rate);
  if (Peak == 0)
    Peak = M.peakFlops();
  double Compute = Peak > 0 ? Flops / (Peak * LibraryEfficiency) * M.Hertz : 0;
  constexpr double BytesPerCycle = 16, Call = 20;
  return Call + std::max(Compute, Bytes / BytesPerCycle);
}

double capacityOf(const MachineModel &M, size_t Level) {
  return Level + 1 < M.Levels.size() ? M.Levels[Level].Bytes : 0;
}

double secondsOf(const Stretch &S, const MachineModel &M) {
  double Seconds = S.Cycles / M.Hertz;
  // What comes from behind a level is delivered by the next one; with fewer caches
  // than are counted the last of them is memory.
  for (size_t L = 0; L != CacheLevels && !M.Levels.empty(); ++L) {
    const MemoryLevel &From = M.Levels[std::min(L + 1, M.Levels.size() - 1)];
    if (From.OneThread > 0)
      Seconds = std::max(Seconds, S.Beyond[L] / From.OneThread);
  }
  if (S.Irregular > 0 || S.Chased > 0) {
    size_t Holds = 0;
    while (Holds + 1 < M.Levels.size() && M.Levels[Holds].Bytes < S.Footprint)
      ++Holds;
    double Latency = M.Levels.empty() ? 0 : M.Levels[Holds].Latency;
    double Nearest = M.Levels.empty() ? 0 : M.Levels.front().Latency;
    double More = std::max(0.0, Latency - Nearest); // the nearest is in the cycles
    if (More > 0) // times as many as may be: without bound
      Seconds += More * (S.Chased + std::max(0.0, S.Irregular - S.Chased) / LoadsInFlight);
  }
  return Seconds;
}

} // namespace auspex::demand
