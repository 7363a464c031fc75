//===- passes/device/Bounds.h - Which threads do anything -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_DEVICE_BOUNDS_H
#define AUSPEX_PASSES_DEVICE_BOUNDS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instructions.h"

#include <optional>

namespace auspex::passes {

/// An index of the nest runs from Begin (null: 0) to less than each of Ends, of 32 bits.
struct IndexBounds {
  llvm::Value *Begin = nullptr;
  llvm::SmallVector<llvm::Value *, 2> Ends;
};

/// Whether \p V is computed from the kernel's arguments alone.
bool isSameForAllThreads(const llvm::Value *V, unsigned Fuel = 12);

/// How an index is compared where \p C must be \p Holds: index P limit.
std::optional<llvm::CmpInst::Predicate>
predicateOn(const llvm::ICmpInst &C, bool Holds,
            llvm::function_ref<bool(const llvm::Value *)> IsIndex);

/// Whether a thread that leaves from \p Body for the kernel's end has done nothing; it
/// goes on where the branch's condition is \p Holds.
bool decidesAlone(const llvm::BasicBlock &Body, bool &Holds);

/// Takes tests of \p Index (or its extensions) against what does not depend on the
/// thread out of the condition with which \p Body, the kernel's first block, leaves
/// for the kernel's end. What they compare with is computed in front of \p Before.
IndexBounds takeBounds(llvm::BasicBlock &Body, llvm::Value &Index, llvm::Instruction &Before);

} // namespace auspex::passes

#endif
