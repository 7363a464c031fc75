//===- passes/emit/UnitSummary.h - What a translation unit shares ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The globals that skeletons refer to, with their initial contents as far as
// they are small, and large static data, whose size counts by itself.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EMIT_UNITSUMMARY_H
#define AUSPEX_PASSES_EMIT_UNITSUMMARY_H

#include "demand/skeleton.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class GlobalValue;
class Module;
} // namespace llvm

namespace auspex::passes {

/// Unique and the same in every build of the same source: a hash of the
/// source's name and of the symbols that the unit defines.
/// \p Variant tells compilations of one source apart.
std::string unitId(const llvm::Module &M, llvm::StringRef Variant = {});

/// \p Referred are the globals in formulas; what their initialisers point to
/// comes along.
demand::Unit summariseUnit(const llvm::Module &M, std::string Id,
                           const llvm::SetVector<const llvm::GlobalValue *> &Referred);

} // namespace auspex::passes

#endif
