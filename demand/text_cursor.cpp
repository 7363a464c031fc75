//===- demand/text_cursor.cpp ---------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/text_cursor.h"

#include <charconv>

namespace auspex::demand {

// The locale's idea of a letter is not ours.
static bool isDigit(char C) { return C >= '0' && C <= '9'; }
static bool isWordStart(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || C == '_';
}
static int hexDigit(char C) {
  if (isDigit(C))
    return C - '0';
  char Low = char(C | 32);
  return Low >= 'a' && Low <= 'f' ? Low - 'a' + 10 : -1;
}

void TextCursor::space() {
  while (Pos < Text.size() && (Text[Pos] == ' ' || (Text[Pos] >= '\t' && Text[Pos] <= '\r')))
    ++Pos;
}

bool TextCursor::take(std::string_view Token) {
  space();
  if (!Text.substr(Pos).starts_with(Token))
    return false;
  Pos += Token.size();
  return true;
}

std::string_view TextCursor::word() {
  space();
  size_t Begin = Pos;
  if (Pos < Text.size() && isWordStart(Text[Pos]))
    while (Pos < Text.size() && (isWordStart(Text[Pos]) || isDigit(Text[Pos])))
      ++Pos;
  return Text.substr(Begin, Pos - Begin);
}

std::optional<Number> TextCursor::number() {
  space();
  const char *Begin = Text.data() + Pos, *End = Text.data() + Text.size();
  Number N;
  if (Text.substr(Pos).starts_with("0x")) {
    uint64_t Bits;
    auto R = std::from_chars(Begin + 2, End, Bits, 16);
    if (R.ec != std::errc())
      return std::nullopt;
    N.Int = int64_t(Bits);
    Pos += size_t(R.ptr - Begin);
    return N;
  }
  if (Begin == End || !isDigit(*Begin))
    return std::nullopt;
  const char *P = Begin;
  while (P != End && (isDigit(*P) || *P == '.'))
    N.Real |= *P++ == '.';
  if (P != End && (*P == 'e' || *P == 'E')) {
    N.Real = true;
    ++P;
    if (P != End && (*P == '+' || *P == '-'))
      ++P;
    while (P != End && isDigit(*P))
      ++P;
  }
  std::from_chars_result R;
  if (N.Real) {
    R = std::from_chars(Begin, P, N.Float);
  } else {
    // Up to 2^63, so that a sign before it can make the smallest integer.
    uint64_t Bits;
    R = std::from_chars(Begin, P, Bits);
    if (R.ec == std::errc() && Bits > uint64_t(INT64_MAX) + 1)
      return std::nullopt;
    N.Int = int64_t(Bits);
  }
  if (R.ec != std::errc() || R.ptr != P)
    return std::nullopt;
  Pos += size_t(P - Begin);
  return N;
}

std::optional<std::string> TextCursor::quoted() {
  if (!take("\""))
    return std::nullopt;
  std::string S;
  while (Pos < Text.size()) {
    char C = Text[Pos++];
    if (C == '"')
      return S;
    if (C != '\\') {
      S.push_back(C);
      continue;
    }
    if (Pos == Text.size())
      return std::nullopt;
    C = Text[Pos++];
    if (C != 'x') {
      S.push_back(C);
      continue;
    }
    if (Pos + 2 > Text.size() || hexDigit(Text[Pos]) < 0 || hexDigit(Text[Pos + 1]) < 0)
      return std::nullopt;
    S.push_back(char(hexDigit(Text[Pos]) << 4 | hexDigit(Text[Pos + 1])));
    Pos += 2;
  }
  return std::nullopt;
}

std::unexpected<Error> TextCursor::error(std::string_view What) const {
  return fail(std::string(What) + " at column " + std::to_string(Pos + 1) + " of '" +
              std::string(Text.substr(0, 200)) + (Text.size() > 200 ? "...'" : "'"));
}

std::string quote(std::string_view S) {
  std::string Out = "\"";
  for (char C : S) {
    if (C == '"' || C == '\\') {
      Out.push_back('\\');
      Out.push_back(C);
    } else if (uint8_t(C) < 0x20 || uint8_t(C) == 0x7f) {
      Out += "\\x";
      Out.push_back("0123456789abcdef"[uint8_t(C) >> 4]);
      Out.push_back("0123456789abcdef"[C & 15]);
    } else {
      Out.push_back(C);
    }
  }
  return Out + "\"";
}

std::string shortestReal(double V) {
  char Buffer[32];
  auto R = std::to_chars(Buffer, Buffer + sizeof(Buffer), V);
  std::string S(Buffer, R.ptr);
  if (S.find_first_of(".eni") == std::string::npos)
    S += ".0";
  return S;
}

} // namespace auspex::demand
