//===- kernels/complex.h - Real and imaginary parts as one kernel -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Complex arithmetic reaches the normal form as two outputs of two terms each:
//
//     re += a*b - a'*b'        im += a*b' + a'*b
//
// where x' lies one element behind x. The signs may differ for conjugates: an
// odd number of them is negative. Both outputs together are one kernel over
// complex elements.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_COMPLEX_H
#define AUSPEX_KERNELS_COMPLEX_H

#include "kernels/normal_form.h"

#include <vector>

namespace auspex::kernels {

/// Replaces pairs of statements, given by their updates, that are the parts of a
/// complex one. Comes before re-rolling, which would take the parts for copies.
void joinComplex(std::vector<Update> &Updates);

} // namespace auspex::kernels

#endif
