//===- runtime/report/text.h - Quantities and names for a terminal --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_REPORT_TEXT_H
#define AUSPEX_RUNTIME_REPORT_TEXT_H

#include "demand/forecast.h"

#include <string>
#include <string_view>

namespace auspex::report {

/// "137 G": powers of 1000.
std::string countText(double Count);
/// "12.3 ms".
std::string secondsText(double Seconds);
/// "384 MiB", "384 MiB (12 MiB to 1.2 GiB)", "384 MiB or more" by \p One.
std::string rangeText(const demand::Range &R, std::string (*One)(double));

/// Text from a file that is not trusted, for a terminal: control characters
/// (escape sequences) become '?', long texts are cut.
std::string printable(std::string_view Text, size_t MaxBytes = 400);

/// "file:12", "file", "" as far as known.
std::string placeText(std::string_view File, uint32_t Line);

} // namespace auspex::report

#endif
