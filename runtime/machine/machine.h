//===- runtime/machine/machine.h - What this machine is --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a forecast has to know about the machine, and what `doctor` shows.
// detectMachine() is part of every launch and costs a few system calls;
// everything else is read on demand.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MACHINE_MACHINE_H
#define AUSPEX_RUNTIME_MACHINE_MACHINE_H

#include <cstdint>
#include <string>
#include <vector>

namespace auspex::machine {

struct Machine {
  unsigned Cpus = 1;           ///< that this process may use (affinity)
  uint64_t MemoryBytes = 0;
  uint64_t PageBytes = 4096;
  bool HugePagesAlways = false; ///< transparent huge pages without madvise
  std::string Kernel;          ///< "Linux 6.18.44"
  /// "2 CPUs, 23.4 GiB, Linux 6.18.44"
  std::string summary() const;
};
Machine detectMachine();

/// CPUs of the machine, whatever the affinity.
unsigned cpusOnline();

struct Cache {
  int Level = 0;
  std::string Type;            ///< "Data", "Instruction", "Unified"
  uint64_t Bytes = 0;
  std::string SharedBy;        ///< list of CPUs
};
std::vector<Cache> caches();
/// Processor's own name, or empty.
std::string processorName();
/// "always", "madvise", "never"; empty where the kernel has none.
std::string hugePageMode();

} // namespace auspex::machine

#endif
