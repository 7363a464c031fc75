//===- kernels/idioms/neural-networks/laws.h - What holds of a layer -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Laws that a layer made of several loops keeps whatever goes in, each on numbers
// (kernels/sample.h). False where it holds, and where it cannot be looked at.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_NEURAL_NETWORKS_LAWS_H
#define AUSPEX_KERNELS_IDIOMS_NEURAL_NETWORKS_LAWS_H

#include "kernels/flow.h"

namespace auspex::kernels {

/// A softmax's rows, or the exponentials of what it stores, add up to 1: these do not.
bool rowsDoNotAddUp(const Statement &S, NodeRef Value, const Flow &F, bool Logarithms);

/// Rows that are normalised have no scale, and no mean where they are \p Centred: these do.
bool rowsKeepScale(const Statement &S, NodeRef Value, const Flow &F, bool Centred);

/// The weights that the array \p Values is summed with add up to one number for all that an
/// attention makes: these do not, and nothing divides by their sum later.
bool weightsDiffer(const Statement &S, NodeRef Value, const Flow &F, uint32_t Values);

} // namespace auspex::kernels

#endif
