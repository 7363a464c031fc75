//===- runtime/place/process.h - Who is whose child --------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_PROCESS_H
#define AUSPEX_RUNTIME_PLACE_PROCESS_H

#include <sys/types.h>
#include <vector>

namespace auspex::place {

/// 0 where the process is gone.
pid_t parentOf(pid_t Pid);

/// All descendants of \p Pid, itself included, 4096 at most.
std::vector<pid_t> descendants(pid_t Pid);

} // namespace auspex::place

#endif
