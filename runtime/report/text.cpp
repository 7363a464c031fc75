//===- runtime/report/text.cpp - Quantities and names for a terminal ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/report/text.h"

#include "runtime/place/size.h"

#include <fmt/core.h>

#include <cmath>

namespace auspex::report {

std::string countText(double Count) {
  static constexpr const char *Units[] = {"", " k", " M", " G", " T", " P", " E"};
  return place::scaledText(Count, 1000, Units);
}

std::string secondsText(double S) {
  if (S < 1e-3)
    return fmt::format("{:.1f} us", S * 1e6);
  if (S < 1)
    return fmt::format("{:.1f} ms", S * 1e3);
  if (S < 120)
    return fmt::format("{:.2f} s", S);
  return fmt::format("{:.0f} min {:.0f} s", std::floor(S / 60), std::fmod(S, 60));
}

std::string rangeText(const demand::Range &R, std::string (*One)(double)) {
  std::string Likely = One(R.Likely), Low = One(R.Low);
  if (!R.bounded())
    return fmt::format("{} (at least {}, no upper bound)", Likely, Low);
  std::string High = One(R.High);
  return Low == Likely && High == Likely ? Likely : fmt::format("{} ({} to {})", Likely, Low, High);
}

std::string printable(std::string_view Text, size_t MaxBytes) {
  std::string Out;
  bool Cut = Text.size() > MaxBytes;
  Text = Text.substr(0, MaxBytes);
  for (size_t I = 0; I < Text.size(); ++I) {
    unsigned char C = static_cast<unsigned char>(Text[I]);
    // C1 controls in UTF-8 are C2 80 to C2 9F.
    bool C1 = C == 0xC2 && I + 1 < Text.size() && (static_cast<unsigned char>(Text[I + 1]) & 0xE0) == 0x80;
    Out += C < 0x20 || C == 0x7F || C1 ? '?' : char(C);
  }
  return Cut ? Out + "..." : Out;
}

std::string placeText(std::string_view File, uint32_t Line) {
  if (File.empty())
    return {};
  return Line ? fmt::format("{}:{}", printable(File), Line) : printable(File);
}

} // namespace auspex::report
