//===- demand/text_cursor.h - Reading formulas from text ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the two parsers of expressions share: white space, words, numbers,
// strings, and an error that points at its column.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_TEXT_CURSOR_H
#define AUSPEX_DEMAND_TEXT_CURSOR_H

#include "demand/expr.h"

#include <optional>
#include <string>
#include <string_view>

namespace auspex::demand {

/// Expressions nested deeper than this in a text are refused.
inline constexpr unsigned MaxTextDepth = 200;

struct Number {
  bool Real = false;
  int64_t Int = 0;
  double Float = 0;
};

class TextCursor {
public:
  explicit TextCursor(std::string_view Text) : Text(Text) {}

  void space();
  bool atEnd() {
    space();
    return Pos == Text.size();
  }
  /// The next character that is no space; 0 at the end.
  char peek() {
    space();
    return Pos < Text.size() ? Text[Pos] : '\0';
  }
  /// Takes \p Token where it comes next.
  bool take(std::string_view Token);
  /// Letters, digits and underscores, not beginning with a digit; maybe empty.
  std::string_view word();
  /// An unsigned number: 24, 0x18, 1.5, 2e9.
  std::optional<Number> number();
  /// "..." with \" \\ and \xNN.
  std::optional<std::string> quoted();

  std::unexpected<Error> error(std::string_view What) const;

private:
  std::string_view Text;
  size_t Pos = 0;
};

/// \p S as quoted() reads it.
std::string quote(std::string_view S);
/// The shortest text that reads back as \p V; always with a point or an exponent.
std::string shortestReal(double V);

} // namespace auspex::demand

#endif
