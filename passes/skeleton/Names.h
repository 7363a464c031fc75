//===- passes/skeleton/Names.h - What the source calls a value ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Names and places from debug information; empty and 0 without it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_NAMES_H
#define AUSPEX_PASSES_SKELETON_NAMES_H

#include "demand/skeleton.h"

namespace llvm {
class Function;
class Value;
} // namespace llvm

namespace auspex::passes {

/// The source variable that \p V is the value of.
std::string sourceName(const llvm::Value &V);

/// File, line, and the names of the parameters of \p F.
void nameFunction(const llvm::Function &F, demand::Function &D);

} // namespace auspex::passes

#endif
