//===- runtime/learn/series.h - Trend and season of a repeated job ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The same job every hour or every night, on data that grows and comes and goes with the
// week. Exponential smoothing with a damped trend, with and without an additive season:
// Holt and Winters (Management Science 6, 1960), damped by Gardner and McKenzie
// (Management Science 31, 1985), in the notation of Hyndman and Athanasopoulos,
// Forecasting: Principles and Practice, 3rd edition, sections 8.2 and 8.3. On logarithms,
// so that trends and seasons are factors.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LEARN_SERIES_H
#define AUSPEX_RUNTIME_LEARN_SERIES_H

#include "runtime/learn/regression.h"

#include <span>

namespace auspex::learn {

/// The next of \p Logs (oldest first) and the error of such predictions one step ahead. Not
/// Known for less than 8 values.
Estimate nextOf(std::span<const double> Logs);

} // namespace auspex::learn

#endif
