//===- demand/evaluate/delta.h - What happened between two states ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_DELTA_H
#define AUSPEX_DEMAND_EVALUATE_DELTA_H

#include "demand/evaluate/memory.h"

#include <array>
#include <utility>
#include <vector>

namespace auspex::demand::evaluate {

inline constexpr std::array SummedCounters{
    &Counters::Flops,     &Counters::SingleFlops, &Counters::IntOps,   &Counters::Read,
    &Counters::Written,   &Counters::DiskRead,    &Counters::DiskWrite, &Counters::NetRead,
    &Counters::NetWrite,  &Counters::Cycles,      &Counters::BeyondL1, &Counters::BeyondL2,
    &Counters::BeyondL3,  &Counters::Irregular,   &Counters::Chased,   &Counters::Seconds,
    &Counters::Traffic,  &Counters::GpuFlops,    &Counters::GpuBytes,  &Counters::ToGpu,
    &Counters::FromGpu,  &Counters::Launches,    &Counters::GpuCalls};

/// \p A less \p B; what is unbounded in both is taken to be so for one reason.
Counters minus(const Counters &A, const Counters &B);
/// Likely operations and bytes accessed.
double workIn(const Counters &C);
/// Each lane times a factor of its own; nothing times infinity is nothing.
Range scaled(const Range &R, double Low, double Likely, double High);

/// Net effect on the objects.
struct ObjectDelta {
  std::vector<ObjectId> Made;                        ///< alive at the end
  std::vector<std::pair<ObjectId, int64_t>> Released; ///< older ones, how many
};
ObjectDelta deltaOf(const Memory &Before, const Memory &After);

/// Whether A, B, C are equally far apart, and how far.
bool linear(const Val &A, const Val &B, const Val &C, int64_t &Step);
Val advanced(Val V, int64_t Step, int64_t Times);

} // namespace auspex::demand::evaluate

#endif
