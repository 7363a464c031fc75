//===- demand/knowledge_kernel.h - What a row's form says of its kernel ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A row of knowledge names a computation by its idiom and form. Which of its dimensions
// are parallel and which instructions a good library uses follow from those as they do
// for a loop; a row says it where they do not.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_KNOWLEDGE_KERNEL_H
#define AUSPEX_DEMAND_KNOWLEDGE_KERNEL_H

#include "demand/knowledge.h"

#include <optional>
#include <string_view>

namespace auspex::demand {

/// The bit of demand::Needs that is called \p Name ("fma", "aes"), as needNames() prints it.
std::optional<uint32_t> needNamed(std::string_view Name);

/// Names of the bits of \p Need.
std::vector<std::string> needNames(uint32_t Need);

/// How the iterations of \p Dimension stand to each other in a form that folds:
/// in C[i,j] += A[i,k]*B[k,j] those of i and j are parallel, those of k meet. Unknown for
/// other forms and where the output is an input.
DimKind kindIn(std::string_view Form, std::string_view Dimension);

/// What a good implementation of \p Idiom with \p Form over \p Elem uses.
uint32_t usualNeeds(std::string_view Idiom, std::string_view Form, Type Elem);

} // namespace auspex::demand

#endif
