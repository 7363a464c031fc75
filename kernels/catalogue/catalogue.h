//===- kernels/catalogue/catalogue.h - Every idiom in one table -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The table behind recognition, `auspex idioms` and docs/idioms.md. Order
// matters where forms are equal: the special idiom stands before the general.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_CATALOGUE_H
#define AUSPEX_KERNELS_CATALOGUE_H

#include "kernels/idiom.h"

#include <span>
#include <string>

namespace auspex::kernels {

std::span<const Idiom *const> catalogue();

/// What a verdict on \p I rests on, for a person.
std::string_view proofOf(const Idiom &I);

/// docs/idioms.md: the catalogue for readers.
std::string catalogueMarkdown();

} // namespace auspex::kernels

#endif
