//===- kernels/idioms/cryptography/curve_points.h - Points in memory ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Formulas for points hold on the curve, and in coordinates that belong together. So the run
// is given points, in each of the usual coordinates in turn, and what was written is compared
// as a point: whichever formula was used.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CURVE_POINTS_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CURVE_POINTS_H

#include "kernels/idioms/cryptography/curve.h"
#include "kernels/idioms/cryptography/field_element.h"

namespace auspex::kernels {

/// The subject adds, doubles or multiplies points of \p C with coordinates in one of \p Radices.
std::optional<Explained> explainPoints(Subject &S, const Curve &C, std::span<const Radix> Radices);

/// Radices of programs for P-256.
std::span<const Radix> radicesOfP256();

} // namespace auspex::kernels

#endif
