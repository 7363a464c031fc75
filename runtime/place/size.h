//===- runtime/place/size.h - Sizes as people write them ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_SIZE_H
#define AUSPEX_RUNTIME_PLACE_SIZE_H

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace auspex::place {

/// Bytes of "1048576", "300M", "2g" or "8GiB" (powers of 1024, up to T): above 0 and
/// below 2^63. Nothing where \p Text is none of these.
std::optional<uint64_t> parseSize(const std::string &Text);
/// Bytes as a person reads them: "96.3 MiB".
std::string sizeText(double Bytes);
/// ... of bytes a second.
std::string rateText(double BytesPerSecond);
/// \p Value in the largest of \p Units (each \p Step times the one before it) in which it is
/// not below one, with three digits, or none behind the point where there is nothing.
std::string scaledText(double Value, double Step, std::span<const char *const> Units);

} // namespace auspex::place

#endif
