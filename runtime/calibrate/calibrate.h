//===- runtime/calibrate/calibrate.h - Measures this machine --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each part fills in its fields of a model that modelFromFeatures() began; what
// cannot be measured here keeps the derived value. All together take well under a
// minute, at most 256 MiB of memory and 64 MiB on the disk.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_CALIBRATE_CALIBRATE_H
#define AUSPEX_RUNTIME_CALIBRATE_CALIBRATE_H

#include "demand/machine_model.h"

#include <functional>
#include <string>
#include <vector>

namespace auspex::calibrate {

// core.cpp: clock, issue rates, latencies, floating-point operations
void measureClock(demand::MachineModel &M);
void measureIssue(demand::MachineModel &M);
void measureFlops(demand::MachineModel &M);
// instructions.cpp
void measureCrypto(demand::MachineModel &M);
// memory.cpp
void measureBandwidth(demand::MachineModel &M);
void measureLatency(demand::MachineModel &M);
// system.cpp
void measurePageFaults(demand::MachineModel &M);
void measureStarts(demand::MachineModel &M);
void measureDisk(demand::MachineModel &M);
void measureLoopback(demand::MachineModel &M);

/// What was measured, and what should be known about it.
struct Result {
  demand::MachineModel Model;
  std::vector<std::string> Notes; ///< "the machine was busy: ..."
};

/// Measures everything; \p Progress is told what comes next and how far it is (0..1).
Result measureAll(const std::function<void(const char *What, double Done)> &Progress);

} // namespace auspex::calibrate

#endif
