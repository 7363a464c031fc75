//===- runtime/machine/baseline.h - Resident memory before main ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a dynamically or statically linked process holds when main begins,
// computed from its files alone; nothing is executed. The kernel maps file
// pages in aligned windows of 64 KiB around a fault ("fault-around",
// mm/memory.c do_fault_around) where they are in the page cache, which is what
// makes the figure regular:
//   - a module's symbol, string, hash and relocation tables are read all over
//     by ld.so: their segment is resident as a whole;
//   - of its text, the windows that hold its constructors and the resolvers of
//     its indirect functions; ld.so itself is resident completely; after main,
//     those that the calls of the program run (facility.h);
//   - of its writable data, the pages that relocations write to;
//   - stack, thread-local storage, the loader's own records.
// test/unit measures it against programs of this machine, stopped at main.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MACHINE_BASELINE_H
#define AUSPEX_RUNTIME_MACHINE_BASELINE_H

#include "demand/forecast.h"

#include <cstdint>
#include <span>
#include <string>

namespace auspex::machine {

struct Baseline {
  uint64_t FileBytes = 0;    ///< mapped from files, shared with other processes
  uint64_t PrivateBytes = 0; ///< written
  uint64_t total() const { return FileBytes + PrivateBytes; }
};

/// What the process holds when main begins. \p Modules are the files of the process: the executable, its libraries and,
/// where there is one, ld.so (recognised by its name), in any order after the
/// first. A file that cannot be read counts nothing. 64-bit little-endian ELF.
Baseline baselineOf(std::span<const std::string> Modules);

/// The same when main has ended, after \p Calls into its libraries. What the program
/// itself allocates and writes is not in it.
Baseline baselineOf(std::span<const std::string> Modules,
                    std::span<const demand::LibraryCall> Calls);

} // namespace auspex::machine

#endif
