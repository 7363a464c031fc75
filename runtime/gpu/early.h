//===- runtime/gpu/early.h - A context that is ready when the program wants it ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A small library, libauspex-gpu.so (preload.cpp), is preloaded into the one program that
// the forecast is of. It starts the driver and the primary context on a thread while the
// host part of the program runs, and takes itself out of the environment before `main`, so
// that no child gets it. docs/rationale.md says why it is not linked into programs.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_EARLY_H
#define AUSPEX_RUNTIME_GPU_EARLY_H

#include "demand/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace auspex::gpu {

/// "DEVICE INODE POOL_BYTES": the program that the library shall do it for, and how much of the
/// default memory pool it will use.
inline constexpr const char *StartVariable = "AUSPEX_GPU_START";
inline constexpr const char *PreloadName = "libauspex-gpu.so";

/// What to set ("NAME=value") so that \p Program starts that way. Fails, with the reason,
/// where it could be disturbed by it or would not notice: a static program, one that a
/// sanitizer's library has to come first in, one of other rights than its caller's.
/// \p Environment is the caller's.
demand::Expected<std::vector<std::string>> earlyStart(const std::string &Program,
                                                      const std::string &Library,
                                                      uint64_t PoolBytes,
                                                      const std::vector<std::string> &Environment);

/// The value of \p Name in \p Environment, or null.
const char *valueOf(const std::vector<std::string> &Environment, std::string_view Name);

} // namespace auspex::gpu

#endif
