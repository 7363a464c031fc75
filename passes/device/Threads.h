//===- passes/device/Threads.h - Which numbers of threads a kernel reads --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_DEVICE_THREADS_H
#define AUSPEX_PASSES_DEVICE_THREADS_H

#include "llvm/ADT/SmallVector.h"

#include <array>

namespace llvm {
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace auspex::passes {

/// \p V before it was made wider.
const llvm::Value *withoutExtension(const llvm::Value *V);

/// What a kernel reads of one of the three dimensions.
struct ThreadDimension {
  llvm::SmallVector<llvm::Instruction *, 2> Thread, Block, BlockExtent, GridExtent;
  /// `blockIdx*blockDim + threadIdx`, as 32 or 64 bits.
  llvm::SmallVector<llvm::Instruction *, 2> Global;
  /// All that is read of Thread and Block goes into Global.
  bool Joined = false;

  bool any() const {
    return !(Thread.empty() && Block.empty() && BlockExtent.empty() && GridExtent.empty());
  }
};

/// Of x, y and z.
using ThreadDimensions = std::array<ThreadDimension, 3>;
ThreadDimensions threadDimensions(llvm::Function &F);

/// Whether \p V is gridDim*blockDim, the number of threads in dimension \p D.
bool isThreadCount(const llvm::Value *V, const ThreadDimension &D);

/// Takes out what orders threads; true where there was any, or where threads exchange
/// data otherwise.
bool dropBarriers(llvm::Function &F);

} // namespace auspex::passes

#endif
