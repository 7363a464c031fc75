//===- kernels/trace/bilinear.h - Sums of products of two arrays ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_TRACE_BILINEAR_H
#define AUSPEX_KERNELS_TRACE_BILINEAR_H

#include "kernels/trace/classify.h"

namespace auspex::kernels::trace {

/// For each output the elements of W by those of X that they multiply.
using Products = std::vector<std::map<size_t, size_t>>;

/// \p Y as sums of products of an element of \p X and one of \p W, each counted once;
/// nullopt where it is something else.
std::optional<Products> productsOf(const Analysis &A, const Response &Y, const Signal &X, const Signal &W);

} // namespace auspex::kernels::trace

#endif
