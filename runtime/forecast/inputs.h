//===- runtime/forecast/inputs.h - Numbers that a command line holds --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_FORECAST_INPUTS_H
#define AUSPEX_RUNTIME_FORECAST_INPUTS_H

#include "demand/forecast.h"
#include "runtime/learn/features.h"

namespace auspex::forecast {

/// Names of what the formulas say; Kind::Formula, or Kind::Size where the formula is open.
inline constexpr const char *FormulaPeak = "formula", *OpenPeak = "open formula",
                            *FormulaSeconds = "formula seconds", *FormulaFlops = "formula FLOP";

/// Sizes of the regular files that arguments name (and of standard input, where it is
/// one), numbers among the arguments and after options ("-n 40", "--size=2G"), and what
/// the formulas say. Positive ones only.
learn::Features inputsOf(const std::vector<std::string> &Argv, const demand::Forecast &F);

} // namespace auspex::forecast

#endif
