//===- kernels/record.h - A match as what a note carries of it --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Extents, costs, what is parallel, parameters, instruction needs and what would do
// better: all that follows from a match, as formulas of the function.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_RECORD_H
#define AUSPEX_KERNELS_RECORD_H

#include "demand/skeleton.h"
#include "kernels/domain.h"
#include "kernels/idiom.h"

#include <vector>

namespace auspex::kernels {

/// \p M as a kernel without its place in the source; \p All are the statements of the
/// function, by whose tags it is known what the code as written loads and stores.
demand::Kernel recordOf(const Match &M, const Form &F, const std::vector<Statement> &All,
                        Atoms &A);

/// Adds to \p K what every kernel of \p I carries: roles, parameters that are always the
/// same, instruction needs (those of floating point where the elements are).
void carry(demand::Kernel &K, const Idiom &I, demand::ExprPool &Pool);

} // namespace auspex::kernels

#endif
