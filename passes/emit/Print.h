//===- passes/emit/Print.h - A skeleton as text, for tests and for people -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EMIT_PRINT_H
#define AUSPEX_PASSES_EMIT_PRINT_H

#include "demand/skeleton.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace auspex::passes {

void print(llvm::raw_ostream &OS, const demand::Function &D);
void print(llvm::raw_ostream &OS, const demand::Unit &U);

} // namespace auspex::passes

#endif
