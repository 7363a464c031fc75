//===- runtime/launch/environment.h - What a job's environment has more ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between launcher and keeper: "NAME=value", each with its end, and an empty one at the end of the
// list. The keeper has no C++ library.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_ENVIRONMENT_H
#define AUSPEX_RUNTIME_LAUNCH_ENVIRONMENT_H

#include <cstddef>

namespace auspex::launch {

/// \p Env with the entries of \p List in place of those of the same name, or behind them. The
/// strings stay where they are.
char **withAdditions(char *List, size_t Size, char **Env);

} // namespace auspex::launch

#endif
