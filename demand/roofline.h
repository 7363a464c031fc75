//===- demand/roofline.h - How long work takes on a machine ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A hierarchical roofline (Williams, Waterman, Patterson, CACM 2009; Ilic, Pratas,
// Sousa, IEEE CAL 2014): a loop nest takes as long as the slowest of what it issues,
// what it waits for, and what each level of the memory hierarchy has to deliver. How
// much that is follows from footprints (Wolf and Lam, PLDI 1991): the outermost loop
// of a nest whose data fits a cache loads it there once an execution; loops further
// in cost that cache nothing more.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_ROOFLINE_H
#define AUSPEX_DEMAND_ROOFLINE_H

#include "demand/machine_model.h"
#include "demand/skeleton.h"

#include <array>

namespace auspex::demand {

/// Cache levels that traffic is counted behind; further ones are part of the last.
inline constexpr size_t CacheLevels = 3;

/// Cycles that an iteration of a loop with the pace \p P takes with its data at hand.
double cyclesOf(const Pace &P, const MachineModel &M);

/// Cycles of one execution of it besides those of its iterations: the vector loop's
/// preparation and its remainder, the branch that ends it.
double entryCyclesOf(const Pace &P, const MachineModel &M);

/// Cycles of \p Ops operations and \p Bytes accessed outside of innermost loops.
double cyclesOfPlain(double Ops, double Bytes, const MachineModel &M);

/// Cycles of a library function that does \p Flops operations well, moves \p Bytes.
double cyclesOfLibrary(double Flops, double Bytes, const MachineModel &M);

/// Bytes that fit cache number \p Level (0: the nearest); nothing fits behind the last.
double capacityOf(const MachineModel &M, size_t Level);

/// What a stretch of one thread did.
struct Stretch {
  double Cycles = 0;
  std::array<double, CacheLevels> Beyond{}; ///< bytes from and to behind each cache level
  double Irregular = 0, Chased = 0;         ///< accesses where data says; waiting for each other
  double Footprint = 0;                     ///< bytes that they may hit
};
double secondsOf(const Stretch &S, const MachineModel &M);

} // namespace auspex::demand

#endif
