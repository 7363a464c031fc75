//===- demand/evaluate/builtins_stream.cpp - Reading from std::istream ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A string stream that was made from text that is known (an argument) yields
// numbers and words that are known. Every other stream reads data.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/stdstring.h"

#include <cctype>
#include <cstdlib>

namespace auspex::demand::evaluate {
namespace {

/// Where a stream keeps the rest of its text, beyond any real member.
constexpr int64_t RestCell = 1 << 20;

Val makeStringStream(CallSite &C) { // basic_istringstream(const string &, openmode)
  const Val &Self = C.arg(0);
  if (!isPlace(Self))
    return Val();
  if (auto Text = StdString(C, C.arg(1)).text())
    C.P.Mem.store(Self.Id, Self.Mid + RestCell, Val::pointer(C.M.textObject(C.P, *Text), 0));
  return Val();
}

/// What the stream at argument 0 has yet to read.
std::optional<std::string> rest(CallSite &C) {
  const Val &Self = C.arg(0);
  Val At = isPlace(Self) ? C.P.Mem.load(Self.Id, Self.Mid + RestCell, Type::Ptr) : Val();
  return At.isPtr() ? C.M.stringAt(C.P, At) : std::nullopt;
}

void advance(CallSite &C, size_t By) {
  const Val &Self = C.arg(0);
  Val At = C.P.Mem.load(Self.Id, Self.Mid + RestCell, Type::Ptr);
  C.P.Mem.store(Self.Id, Self.Mid + RestCell, offset(At, int64_t(By)));
}

/// The type that operator>> stores, from its name: _ZNSirsERi and
/// _ZNSi10_M_extractIjEE...
Type storedType(std::string_view Symbol) {
  size_t At = Symbol.find("_M_extractI");
  char Code = At != Symbol.npos ? Symbol[std::min(At + 11, Symbol.size() - 1)]
              : Symbol.empty()  ? 'l'
                                : Symbol.back();
  switch (Code) {
  case 'b': return Type::I8;
  case 's':
  case 't': return Type::I16;
  case 'i':
  case 'j': return Type::I32;
  case 'f': return Type::F32;
  case 'd':
  case 'e': return Type::F64;
  default: return Type::I64;
  }
}

Val readNumber(CallSite &C) { // operator>>(number &)
  Type T = storedType(C.S ? std::string_view(C.S->Text) : std::string_view());
  Val V = C.M.unknownOf(T, "number read from a stream");
  if (auto Text = rest(C)) {
    const char *Begin = Text->c_str();
    char *End = nullptr;
    if (isFloat(T))
      V = Val::real(std::strtod(Begin, &End), T);
    else
      V = Val::integer(canonical(std::strtoll(Begin, &End, 10), T), T);
    advance(C, size_t(End - Begin));
  }
  put(C, C.arg(1), V);
  return C.arg(0);
}

/// Text from a stream goes into the string at argument 1.
Val deliver(CallSite &C, const std::optional<std::string> &Text) {
  StdString S(C, C.arg(1));
  if (!Text || !S.known()) {
    S.lost();
    return C.arg(0);
  }
  Val From = Val::pointer(C.M.textObject(C.P, *Text), 0);
  S.replace(0, S.size(), From, Val::integer(int64_t(Text->size())));
  return C.arg(0);
}

Val readWord(CallSite &C) { // operator>>(string &)
  auto Text = rest(C);
  if (!Text)
    return deliver(C, {});
  auto Blank = [](char Ch) { return std::isspace(static_cast<unsigned char>(Ch)) != 0; };
  auto Begin = std::ranges::find_if_not(*Text, Blank);
  auto End = std::find_if(Begin, Text->end(), Blank);
  advance(C, size_t(End - Text->begin()));
  return deliver(C, std::string(Begin, End));
}

Val readLine(CallSite &C) { // getline(stream, string [, delimiter])
  auto Text = rest(C);
  const Val &Given = C.arg(2);
  if (!Text || (Given.known() && !Given.exactInt()))
    return deliver(C, {});
  size_t End = std::min(Text->find(Given.exactInt() ? char(Given.Mid) : '\n'), Text->size());
  advance(C, std::min(End + 1, Text->size()));
  return deliver(C, Text->substr(0, End));
}

} // namespace

std::span<const BuiltinRow> streamBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::istringstream", makeStringStream},
      {"std::istream::number", readNumber},
      {"std::istream::word", readWord},
      {"std::getline", readLine},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
