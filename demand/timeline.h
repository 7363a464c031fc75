//===- demand/timeline.h - The phases of a run ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A timeline is the run of a program cut where its demand changes: a few phases
// in the order in which they happen, without gaps, each with low / likely / high
// of every resource. The evaluation cuts finely, where a call, a loop, a parallel
// region or a transfer begins or ends and where much memory is freed;
// condense() joins neighbours until what is left differs.
//
// What holds of every timeline that a forecast carries (settle() sees to it):
//   - what adds up (operations, bytes, seconds) gives the whole program's figure
//     when it is summed over the phases: the likely ones up to rounding, and so
//     low and high;
//   - the largest Resident of a phase is the program's peak, at each of the three
//     ends, and no phase starts or ends above its own peak;
//   - a phase starts where the one before it ended, in time and in memory;
//   - High is infinite where nothing bounds a quantity. What was without a bound
//     before a phase leaves the phase its likely figure as its high one.
//
// Who watches a run asks phaseAt() for the phase that is due, or goes on by the
// beacons' own evidence; Resident of the phases that follow is what the rest of
// the run needs (peakFrom()). Times are those of an undisturbed run.
//
// Units: bytes, operations, seconds; Parallelism in threads.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_TIMELINE_H
#define AUSPEX_DEMAND_TIMELINE_H

#include "demand/range.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace auspex::demand {

/// A kernel that runs within a phase: all its executions there together.
struct KernelUse {
  std::string Idiom;  ///< "gemm"
  std::string Where;  ///< file:line, may be empty
  double Runs = 0;    ///< executions
  double Flops = 0;
  double Bytes = 0;    ///< compulsory traffic: each operand once an execution
  double Accesses = 0; ///< bytes that the code as written loads and stores
  uint32_t Need = 0;   ///< demand::Needs that a good implementation has a use for
};

struct Phase {
  std::string Name;     ///< kernel, function or loop that takes most of it
  std::string Where;    ///< file:line (function), may be empty
  Range Start;          ///< seconds since the program's start
  Range Seconds;        ///< how long it takes; zero where no rates are known

  Range ResidentStart;  ///< resident bytes when it begins
  Range Resident;       ///< the most within it
  Range ResidentEnd;    ///< when it ends

  Range Flops;          ///< floating-point operations of any width
  Range SingleFlops;    ///< of them those in single precision, and narrower
  Range IntOps;
  Range BytesRead, BytesWritten; ///< by loads and stores, wherever they hit
  Range Traffic;        ///< of it what memory has to deliver or take, past the caches
  Range Bandwidth;      ///< Traffic a second
  Range DiskRead, DiskWrite, NetRead, NetWrite;
  Range GpuMemory;            ///< the most that the program holds of GPUs within it, as requested
  Range GpuFlops, GpuBytes;   ///< operations and memory traffic of what it enqueues there
  Range ToGpu, FromGpu;       ///< transfers
  Range Parallelism{1, 1, 1}; ///< threads that can run at once
  uint32_t Need = 0;    ///< demand::Needs of the code in it
  std::vector<KernelUse> Kernels; ///< the most work first

  Range bytesAccessed() const { return BytesRead + BytesWritten; }
};

/// The quantities of a phase that add up over phases.
inline constexpr std::array AdditiveQuantities{
    &Phase::Seconds, &Phase::Flops,    &Phase::SingleFlops, &Phase::IntOps,
    &Phase::BytesRead, &Phase::BytesWritten, &Phase::Traffic, &Phase::DiskRead,
    &Phase::DiskWrite, &Phase::NetRead,      &Phase::NetWrite,    &Phase::GpuFlops,
    &Phase::GpuBytes,  &Phase::ToGpu,        &Phase::FromGpu};

/// Two neighbours as one; the longer one gives the name.
Phase joined(Phase First, Phase Second);

/// At most so many phases are left, and neighbours that differ by less than Least
/// (a share of the peak or of the time; both, where they trade) are one.
struct Coarseness {
  size_t Most = 48;
  double Least = 0.03;
};

/// Joins the neighbours that are most alike until what is left differs.
std::vector<Phase> condense(std::vector<Phase> Fine, const Coarseness &C = {});

/// Makes the conditions at the head of this file hold of what an evaluation cut:
/// ends that went below zero are taken from the phases before, no peak exceeds
/// \p Peak and one reaches it, starts follow from durations.
void settle(std::vector<Phase> &Timeline, const Range &Peak);

/// The phase in progress \p Seconds after the start if all goes as is likely; the
/// last one after its end, null where there is none.
const Phase *phaseAt(const std::vector<Phase> &Timeline, double Seconds);

/// The largest Resident from phase number \p First on.
Range peakFrom(const std::vector<Phase> &Timeline, size_t First);

} // namespace auspex::demand

#endif
