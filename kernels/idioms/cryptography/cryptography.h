//===- kernels/idioms/cryptography/cryptography.h - The family's idioms ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each is its standard's definition on words and bytes, and a way to find its inputs and
// outputs in what a function did (kernels/behaviour.h). No constants are looked for.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CRYPTOGRAPHY_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CRYPTOGRAPHY_H

#include "kernels/idiom.h"

namespace auspex::kernels {

extern const Idiom Sha256;

} // namespace auspex::kernels

#endif
