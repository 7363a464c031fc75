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
class Instruction;
class Value;
} // namespace llvm

namespace auspex::passes {

/// The source variable that \p V is the value of.
std::string sourceName(const llvm::Value &V);

/// ... or, of a variable that lives in memory because its address is passed on, of that.
std::string variableName(const llvm::Instruction &I);

/// The line in its function that \p I comes from: of inlined code the call.
uint32_t lineOf(const llvm::Instruction &I);

/// File, line, and the names of the parameters of \p F.
void nameFunction(const llvm::Function &F, demand::Function &D);

} // namespace auspex::passes

#endif
