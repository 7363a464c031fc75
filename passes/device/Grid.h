//===- passes/device/Grid.h - A kernel as a loop nest over its threads ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A kernel says what one thread does. The threads of a grid that do not wait for
// each other may run in any order, so in that of a loop nest: over the blocks, over
// the threads of a block. Then a kernel is a function like any other, with the
// extents of grid and block as further parameters:
//
//   i = blockIdx.x*blockDim.x + threadIdx.x;      for (i = 0; i < min(n, T); ++i)
//   if (i < n)                               =>     y[i] += a*x[i];
//     y[i] += a*x[i];                             with T = gridDim.x*blockDim.x
//
// A number of block and thread that occurs only in that combination is one index;
// a test in front of the whole body is a bound of it; a loop that goes on by the
// size of the grid (`i += T`) from there is the loop over all of n. An index that
// nothing refers to has no loop and no parameter: whoever evaluates the kernel
// multiplies by its extent.
//
// Threads that exchange data (shared memory, barriers, shuffles) do wait. Their
// kernels get the nest all the same, for trip counts and sizes, but what it computes
// is not what the kernel does: Exchanges says so, and nothing may be named.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_DEVICE_GRID_H
#define AUSPEX_PASSES_DEVICE_GRID_H

#include <string>
#include <vector>

namespace llvm {
class Function;
} // namespace llvm

namespace auspex::passes {

struct Grid {
  bool Exchanges = false; ///< threads wait for what others wrote
  /// The last parameters, by the names of demand/launch.h.
  std::vector<std::string> Extents;
};

/// Whether \p F has the kernels' calling convention.
bool isKernel(const llvm::Function &F);

/// Makes the kernel \p F a loop nest; \p SharedMemory: it refers to any. The function
/// that takes its name and place has the extents as last parameters.
Grid spreadOverGrid(llvm::Function &F, bool SharedMemory);

} // namespace auspex::passes

#endif
