//===- kernels/idioms/cryptography/ctr.h - Runs of counters ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CTR_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CTR_H

#include "kernels/idioms/cryptography/key_stream.h"
#include "kernels/idioms/cryptography/modes.h"

namespace auspex::kernels {

struct CounterRun {
  Bytes First, Last, Next; ///< counters: of the first and last block, and the one after
};
/// The blocks of \p Stream are encrypted counters.
std::optional<CounterRun> counterRun(const Behaviour &B, const Keyed &K,
                                     std::span<const uint8_t> Stream);

} // namespace auspex::kernels

#endif
