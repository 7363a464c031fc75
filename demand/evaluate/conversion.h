//===- demand/evaluate/conversion.h - Conversions of printf and scanf -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_CONVERSION_H
#define AUSPEX_DEMAND_EVALUATE_CONVERSION_H

#include "demand/expr.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace auspex::demand::evaluate {

/// One conversion of a format: flags, width, precision, length, letter.
struct Conversion {
  std::string Spec; ///< from '%' to before the length modifier
  std::string Set;  ///< "[...]" of a scan
  std::string_view Length;
  char Letter = 0;
  bool Suppressed = false, Allocates = false;
  unsigned Stars = 0; ///< widths and precisions that are arguments
  int64_t Width = -1; ///< -1: none
};

inline bool isDigit(char C) { return C >= '0' && C <= '9'; }

/// Reads the conversion at \p F (behind its '%') and moves behind it; false
/// where the format ends within it.
inline bool takeConversion(const char *&F, bool Scan, Conversion &C) {
  C = {};
  C.Spec = "%";
  for (; *F && std::strchr(Scan ? "*'m" : "-+ #0'", *F); ++F) {
    C.Suppressed |= Scan && *F == '*';
    C.Allocates |= *F == 'm';
    if (!Scan)
      C.Spec += *F;
  }
  for (; isDigit(*F) || (!Scan && (*F == '*' || *F == '.')); ++F) {
    C.Spec += *F;
    C.Stars += *F == '*';
    if (isDigit(*F) && C.Spec.find('.') == std::string::npos)
      C.Width = std::min<int64_t>(std::max<int64_t>(C.Width, 0) * 10 + (*F - '0'), 1 << 20);
  }
  C.Allocates |= Scan && *F == 'm';
  F += Scan && *F == 'm';
  const char *Begin = F;
  while (*F && std::strchr("hlqjztL", *F))
    ++F;
  C.Length = std::string_view(Begin, size_t(F - Begin));
  if (!*F)
    return false;
  C.Letter = *F++;
  if (Scan && C.Letter == '[') {
    const char *Open = F;
    F += *F == '^';
    F += *F == ']';
    while (*F && *F != ']')
      ++F;
    if (!*F)
      return false;
    C.Set.assign(Open, F++);
  }
  return true;
}

/// The integer that a length modifier stands for.
inline Type integerOf(std::string_view Length) {
  if (Length == "hh")
    return Type::I8;
  if (Length == "h")
    return Type::I16;
  return Length.empty() ? Type::I32 : Type::I64;
}

} // namespace auspex::demand::evaluate

#endif
