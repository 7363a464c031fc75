//===- runtime/gpu/wishes.h - What a program wants of a GPU ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a forecast, or a person, says of a run before it starts. Where something is not
// known the field says so, and nothing that depends on it is done.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_WISHES_H
#define AUSPEX_RUNTIME_GPU_WISHES_H

#include <cstdint>
#include <string>

namespace auspex::gpu {

struct Wishes {
  /// Every run with these arguments uses a GPU.
  bool Certain = false;
  /// Device memory that the program asks for at once, bytes: likely, and the high end; the
  /// context's own is not in it. 0: not known.
  uint64_t LikelyBytes = 0, Bytes = 0;
  /// How many devices it addresses, from number 0 on; 0: not known, or all that there are.
  unsigned Devices = 0;
  /// Why it may address others than that, which then must not be hidden; empty: it does not.
  std::string Unseen;
  /// Oldest compute capability that its code runs on, 10 * major + minor; 0: not known.
  int Capability = 0;
  /// No fork is reached before the first use of the GPU, which is through the primary context
  /// of device 0 with the flags that it has: the context may be made ahead of the program.
  bool Early = false;
  /// Bytes of the default memory pool (cudaMallocAsync) that it will use; 0: none.
  uint64_t PoolBytes = 0;
};

} // namespace auspex::gpu

#endif
