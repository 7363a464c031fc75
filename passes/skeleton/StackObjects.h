//===- passes/skeleton/StackObjects.h - What lies on the stack -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_STACKOBJECTS_H
#define AUSPEX_PASSES_SKELETON_STACKOBJECTS_H

namespace llvm {
class AllocaInst;
class Value;
} // namespace llvm

namespace auspex::passes {

/// Whether \p A takes a page or more, or nobody knows how much.
bool isLarge(const llvm::AllocaInst &A);

/// The stack object that \p Pointer points into; null: none, or not known.
const llvm::AllocaInst *allocaUnder(const llvm::Value *Pointer);

/// Whether \p A is only loaded from and stored to by this function.
bool isPrivateAlloca(const llvm::AllocaInst &A);

} // namespace auspex::passes

#endif
