//===- kernels/better.h - What would compute the same with less -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Idiom::Better as formulas of a function.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_BETTER_H
#define AUSPEX_KERNELS_BETTER_H

#include "demand/skeleton.h"
#include "kernels/idiom.h"

namespace auspex::kernels {

/// What formulas know besides the kernel's extents and parameters.
struct Facts {
  int64_t ElementBytes = 0;
  size_t Loops = 0; ///< that it was made from
};

/// The first alternative of \p I that serves \p K and takes less, or may do so where the
/// extents are not known: its ratio is then 1 where it does not serve. No name: none.
demand::Alternative betterThan(const demand::Kernel &K, const Idiom &I, const Facts &Known,
                               demand::ExprPool &Pool);

/// \p Formula over the extents and parameters of \p K and `e`, as an integer; NoExpr where
/// it mentions something else.
demand::ExprRef costOf(const demand::Kernel &K, std::string_view Formula, int64_t ElementBytes,
                       demand::ExprPool &Pool);

} // namespace auspex::kernels

#endif
