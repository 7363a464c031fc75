//===- passes/skeleton/Layout.h - A slice written down as nodes -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Kept blocks become nodes in an order in which every edge goes forward, except
// to the header of a loop around it, and in which a loop's nodes are contiguous.
// A loop gets a node in front of it for what happens once per entry. Nodes
// without steps, straight chains and branches without consequence disappear.
// The work of what was not kept goes to the node that dominates it in the same
// loop, weighted by block frequency.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_LAYOUT_H
#define AUSPEX_PASSES_SKELETON_LAYOUT_H

#include "passes/skeleton/Slice.h"

namespace auspex::passes {

/// Fills D.Nodes and the extents of D.Loops, which must have one entry for
/// every loop of the function, in the builder's numbering.
void layOut(Slice &S, demand::Function &D, const Analyses &A);

/// Lets each way into a test for null that it decides go where the test leads.
void threadTests(demand::Function &D);

/// Drops nodes, branches and loops that decide nothing. True: something went.
bool simplify(demand::Function &D);

/// Simplifies, and drops expressions, values, loops and strings that nothing uses any more.
void compact(demand::Function &D);

} // namespace auspex::passes

#endif
