//===- passes/emit/Remarks.h - What was found, as LLVM remarks ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Under the pass name "auspex": passed (a kernel was recognised), missed (a
// proposal was turned down, a function has no skeleton, a size is unknown), and
// analysis (trip counts, allocations). So -Rpass=auspex, -Rpass-missed=auspex,
// -Rpass-analysis=auspex and -fsave-optimization-record work.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EMIT_REMARKS_H
#define AUSPEX_PASSES_EMIT_REMARKS_H

#include "demand/skeleton.h"

namespace llvm {
class Function;
} // namespace llvm

namespace auspex::passes {

void remark(llvm::Function &F, const demand::Function &D);

} // namespace auspex::passes

#endif
