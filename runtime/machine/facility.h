//===- runtime/machine/facility.h - What calls of the C library run ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// printf formats through vfprintf, writes through the functions of a FILE, and
// reads the tables of the locale: library pages that become resident by the call,
// beyond those of the called function. A facility is a group of functions that
// bring in the same pages, told by the exported functions that stand near the
// code that runs. Found by single-stepping programs that make one such call (glibc
// 2.36, x86-64) and by their smaps.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MACHINE_FACILITY_H
#define AUSPEX_RUNTIME_MACHINE_FACILITY_H

#include "demand/forecast.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace auspex::machine {

/// What runs in the C library when the calls of a program are made.
struct Use {
  struct Anchor {
    std::string_view Symbol; ///< an exported function
    uint64_t Offset = 0;     ///< bytes behind it
    auto operator<=>(const Anchor &) const = default;
  };
  std::vector<Anchor> Code;  ///< sorted by name
  uint64_t ReadOnlyBytes = 0; ///< of the C library's constants: locale, conversions
  uint64_t PrivateBytes = 0;  ///< that it writes for itself
  bool Teams = false;         ///< the OpenMP runtime has started its threads
};
/// \p Calls is what a program calls until it ends; the end itself is included.
/// The names in the answer live as long as those of \p Calls.
Use useOf(std::span<const demand::LibraryCall> Calls);

} // namespace auspex::machine

#endif
