//===- runtime/gpu/choose.h - Which GPU a job gets -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A GPU fits when the job's memory fits beside what is held and what was promised to other
// jobs, its compute capability is enough, and its mode admits another process. Of those
// that fit the newest comes first, as the driver's own order has it; among equals one
// that nobody uses, then the one with the most memory left.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_CHOOSE_H
#define AUSPEX_RUNTIME_GPU_CHOOSE_H

#include "runtime/gpu/nvml.h"
#include "runtime/gpu/wishes.h"

#include <span>

namespace auspex::gpu {

/// What a context takes beside the program's own memory, bytes; an upper end of what recent
/// drivers take on recent GPUs.
inline constexpr uint64_t ContextBytes = 600ull << 20;

/// Memory that a job was promised and does not hold yet.
struct Outstanding {
  std::string Job, Uuid;
  uint64_t Bytes = 0;
};

struct Choice {
  const Gpu *Fits = nullptr;        ///< of what was given; null: none
  std::vector<std::string> Refused; ///< a sentence for each GPU that does not fit
};

/// \p Mps: an MPS server runs, so that exclusive GPUs take several processes.
Choice choose(std::span<const Gpu> Gpus, std::span<const Outstanding> Promised, const Wishes &W,
              bool Mps);

} // namespace auspex::gpu

#endif
