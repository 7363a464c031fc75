//===- runtime/place/size.cpp - Sizes as people write them ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/size.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

namespace auspex::place {

std::optional<uint64_t> parseSize(const std::string &Text) {
  const char *const Last = Text.data() + Text.size();
  uint64_t Value = 0;
  auto [End, Error] = std::from_chars(Text.data(), Last, Value);
  if (Error != std::errc() || Value == 0)
    return std::nullopt;
  std::string_view Rest(End, size_t(Last - End));
  unsigned Shift = 0;
  if (!Rest.empty()) {
    constexpr std::string_view Units = "KMGT";
    size_t At = Units.find(char(toupper(static_cast<unsigned char>(Rest[0]))));
    if (At == Units.npos || (Rest.size() > 1 && Rest.substr(1) != "iB"))
      return std::nullopt;
    Shift = 10 * unsigned(At + 1);
  }
  if (Value > ~uint64_t(0) >> 1 >> Shift)
    return std::nullopt;
  return Value << Shift;
}

std::string scaledText(double Value, double Step, std::span<const char *const> Units) {
  size_t U = 0;
  while (std::abs(Value) >= Step && U + 1 < Units.size()) {
    Value /= Step;
    ++U;
  }
  bool Whole = Value == std::floor(Value);
  int Digits = Whole || std::abs(Value) >= 100 ? 0 : std::abs(Value) >= 10 ? 1 : 2;
  return fmt::format("{:.{}f}{}", Value, Digits, Units[U]);
}

std::string sizeText(double Bytes) {
  static constexpr const char *Units[] = {" B", " KiB", " MiB", " GiB", " TiB", " PiB"};
  return scaledText(Bytes, 1024, Units);
}

std::string rateText(double BytesPerSecond) { return sizeText(BytesPerSecond) + "/s"; }

} // namespace auspex::place
