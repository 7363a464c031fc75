//===- runtime/place/contradictions.h - What a program is told to take ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program whose options allow it more memory or threads than the limit in force
// will fail or crawl, and it can be said before it starts. Options are recognised
// by the names that are usual (--threads, -j, --max-mem, -Xmx); nothing follows
// from them but a note.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_CONTRADICTIONS_H
#define AUSPEX_RUNTIME_PLACE_CONTRADICTIONS_H

#include "demand/forecast.h"

#include <cstdint>
#include <string>
#include <vector>

namespace auspex::place {

struct InForce {
  double Cpus = 0;          ///< that the job may use at once
  uint64_t MemoryBytes = 0; ///< that it may hold; 0: not known
  bool MemoryIsLimit = false; ///< a limit, not the machine's memory
};

/// One sentence for each thing in \p Argv, \p Env ("NAME=value") and the forecast that
/// does not fit \p Limits.
std::vector<std::string> contradictions(const std::vector<std::string> &Argv,
                                        const std::vector<std::string> &Env,
                                        const demand::Forecast &F, const InForce &Limits);

} // namespace auspex::place

#endif
