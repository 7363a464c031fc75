//===- runtime/launch/sample.h - A look at a job -----------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_SAMPLE_H
#define AUSPEX_RUNTIME_LAUNCH_SAMPLE_H

#include <cstdint>

namespace auspex::launch {

struct Sample {
  double Seconds = 0;    ///< since the job's start
  uint64_t Held = 0;     ///< bytes, page cache left out
  uint64_t Reserved = 0; ///< bytes; 0: no limit
  uint64_t CpuNanos = 0;
  uint32_t Phase = 0; ///< of the timeline, as followed
};

} // namespace auspex::launch

#endif
