//===- demand/machine_model.h - What a machine can do ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rates that durations are computed from. `auspex calibrate` measures them;
// without that they are derived from the CPU's features. Plain data: reading and
// writing it is the runtime's (runtime/machine/model.h).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_MACHINE_MODEL_H
#define AUSPEX_DEMAND_MACHINE_MODEL_H

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace auspex::demand {

/// What carries numbers: one at a time, or so many bits of them.
enum class Width : uint8_t { Scalar, Bits128, Bits256, Bits512 };
inline constexpr size_t Widths = 4;

/// A place that data comes from: a cache level or, last, memory.
struct MemoryLevel {
  std::string Name;                  ///< "L1", "L2", "L3", "memory"
  double Bytes = 0;                  ///< that fit for one thread; memory: all there is
  double OneThread = 0, AllThreads = 0; ///< bytes a second, read in order
  double Latency = 0;                ///< seconds of a load whose address the last one gave
};

struct MachineModel {
  bool Measured = false;     ///< by `auspex calibrate`; else from the CPU's features
  std::string Processor, When; ///< its name; when it was measured (ISO 8601)
  std::string Source;        ///< the file it was read from; empty: none
  unsigned Cpus = 1;
  uint64_t MemoryBytes = 0;

  /// Integer additions a second, each of which waits for the one before: the clock
  /// under load. Cycles below are such.
  double Hertz = 3e9;
  double IntegersPerCycle = 4;   ///< independent ones
  double LoadsPerCycle = 2, StoresPerCycle = 1;
  double FloatLatency = 4;       ///< cycles of an addition or multiplication
  double DivideCycles = 5;       ///< between independent divisions in double precision
  /// Floating-point operations a second of one thread that multiplies and adds:
  /// [single precision][fused][width]; 0: the machine cannot.
  std::array<std::array<std::array<double, Widths>, 2>, 2> Flops{};
  std::vector<MemoryLevel> Levels; ///< the nearest first

  double AesBytes = 0, ShaBytes = 0, CrcBytes = 0; ///< bytes a second; 0: no instructions
  double DiskRead = 5e8, DiskWrite = 3e8, Loopback = 2e9; ///< bytes a second
  double GpuContextBytes = 0;       ///< that a context takes of a GPU's memory; 0: not known
  double PageFaultSeconds = 2.5e-7;  ///< first write to a page of anonymous memory
  double ThreadStartSeconds = 3e-5;
  double ProcessStartSeconds = 1e-3; ///< fork, exec and exit of a program that does nothing

  /// The most a thread does, in single precision as a rule.
  double peakFlops() const {
    double Most = 0;
    for (const auto &Fused : Flops)
      for (const auto &ByWidth : Fused)
        for (double F : ByWidth)
          Most = F > Most ? F : Most;
    return Most;
  }
};

} // namespace auspex::demand

#endif
