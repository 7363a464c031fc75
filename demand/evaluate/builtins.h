//===- demand/evaluate/builtins.h - Library calls that yield values -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the C library's functions return and leave in memory, as the C and POSIX
// standards (and, for getopt's permutation, glibc's manual) define it. Costs are
// rows of knowledge; a row names its builtin. One table a file.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_BUILTINS_H
#define AUSPEX_DEMAND_EVALUATE_BUILTINS_H

#include "demand/evaluate/machine.h"

#include <span>

namespace auspex::demand::evaluate {

struct BuiltinRow {
  std::string_view Name;
  Builtin Run;
};

std::span<const BuiltinRow> textBuiltins();    ///< conversions, strings, memory
std::span<const BuiltinRow> optionBuiltins();  ///< getopt and the environment
std::span<const BuiltinRow> fileBuiltins();    ///< sizes and positions of files
std::span<const BuiltinRow> threadBuiltins();  ///< pthreads, std::thread, OpenMP

} // namespace auspex::demand::evaluate

#endif
