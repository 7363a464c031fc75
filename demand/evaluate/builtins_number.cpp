//===- demand/evaluate/builtins_number.cpp - Text to numbers -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

#include <cctype>
#include <cerrno>
#include <cstdlib>

namespace auspex::demand::evaluate {
namespace {

/// The text at argument 0 as far as a number in it goes. Behind that it may not be
/// known.
std::optional<std::string> numeral(CallSite &C) {
  if (auto S = text(C, 0))
    return S;
  std::string S = beginning(C, C.arg(0));
  constexpr std::string_view Blanks = " \t\n\v\f\r";
  size_t Begin = S.find_first_not_of(Blanks);
  // A blank or a separator ends every numeral.
  size_t End = Begin == S.npos ? S.npos : S.find_first_of(" \t\n\v\f\r,;:/", Begin);
  if (End == S.npos)
    return std::nullopt;
  S.resize(End + 1);
  return S;
}

template <bool Wide> Val toInteger(CallSite &C) { // atoi, atol, atoll
  auto S = numeral(C);
  if (!S)
    return unknownText(C, "number");
  return intResult(C, Wide ? std::strtoll(S->c_str(), nullptr, 10)
                           : int(std::strtol(S->c_str(), nullptr, 10)));
}

template <bool Unsigned> Val strToInteger(CallSite &C) {
  auto S = numeral(C);
  const Val &Base = C.arg(2);
  if (!S || !Base.exactInt() || Base.Mid < 0 || Base.Mid > 36) {
    put(C, C.arg(1), Val::unknown(Type::Ptr));
    return unknownText(C, "number");
  }
  char *End = nullptr;
  errno = 0;
  int64_t V = Unsigned ? int64_t(std::strtoull(S->c_str(), &End, int(Base.Mid)))
                       : std::strtoll(S->c_str(), &End, int(Base.Mid));
  if (auto Errno = C.M.libraryObject("errno"); Errno && errno)
    C.P.Mem.store(*Errno, 0, Val::integer(errno, Type::I32));
  put(C, C.arg(1), offset(C.arg(0), End - S->c_str()));
  return intResult(C, V);
}

Val strToReal(CallSite &C) { // strtod, strtof, atof
  auto S = numeral(C);
  if (!S)
    return unknownText(C, "number");
  char *End = nullptr;
  double V =
      C.Result == Type::F32 ? double(std::strtof(S->c_str(), &End)) : std::strtod(S->c_str(), &End);
  put(C, C.arg(1), offset(C.arg(0), End - S->c_str()));
  return Val::real(V, isFloat(C.Result) ? C.Result : Type::F64);
}

template <int (*Fn)(int)> Val character(CallSite &C) {
  const Val &V = C.arg(0);
  if (!V.exactInt() || V.Mid < -1 || V.Mid > 255)
    return C.M.unknownOf(C.Result, "class of a character that is not known");
  return intResult(C, Fn(int(V.Mid)));
}

/// __ctype_b_loc and its kin: the C locale's tables, once for each path.
template <typename Entry, const Entry **(*Table)(), LibraryState Place>
Val characterTable(CallSite &C) {
  ObjectId State = *C.M.libraryObject("library state");
  if (Val Known = C.P.Mem.load(State, Place, Type::Ptr); Known.isPtr())
    return Known;
  Object T;
  T.Where = Object::Home::Foreign;
  T.Text = std::make_shared<std::string>(reinterpret_cast<const char *>(*Table() - 128),
                                         384 * sizeof(Entry));
  T.Initial = T.Text.get();
  T.Bytes = int64_t(T.Text->size());
  ObjectId Data = C.P.Mem.create(std::move(T));
  Val Holder = opaque(C, 8);
  C.P.Mem.store(Holder.Id, 0, Val::pointer(Data, 128 * int64_t(sizeof(Entry))));
  C.P.Mem.store(State, Place, Holder);
  return Holder;
}

Val absolute(CallSite &C) {
  const Val &V = C.arg(0);
  return V.exactInt() ? intResult(C, V.Mid < 0 ? -V.Mid : V.Mid)
                      : C.M.unknownOf(C.Result, "absolute value of an unknown");
}

Val errorNumber(CallSite &C) { return Val::pointer(*C.M.libraryObject("errno"), 0); }

} // namespace

std::span<const BuiltinRow> numberBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"atoi", toInteger<false>},
      {"atol", toInteger<true>},
      {"atoll", toInteger<true>},
      {"strtol", strToInteger<false>},
      {"strtoll", strToInteger<false>},
      {"strtoimax", strToInteger<false>},
      {"strtoul", strToInteger<true>},
      {"strtoull", strToInteger<true>},
      {"strtoumax", strToInteger<true>},
      {"strtod", strToReal},
      {"strtof", strToReal},
      {"strtold", strToReal},
      {"atof", strToReal},
      {"isdigit", character<std::isdigit>},
      {"isalpha", character<std::isalpha>},
      {"isalnum", character<std::isalnum>},
      {"isspace", character<std::isspace>},
      {"isupper", character<std::isupper>},
      {"islower", character<std::islower>},
      {"isxdigit", character<std::isxdigit>},
      {"ispunct", character<std::ispunct>},
      {"isprint", character<std::isprint>},
      {"iscntrl", character<std::iscntrl>},
      {"isgraph", character<std::isgraph>},
      {"isblank", character<std::isblank>},
      {"tolower", character<std::tolower>},
      {"toupper", character<std::toupper>},
      {"__ctype_b_loc", characterTable<unsigned short, __ctype_b_loc, CtypeClass>},
      {"__ctype_tolower_loc", characterTable<int, __ctype_tolower_loc, CtypeLower>},
      {"__ctype_toupper_loc", characterTable<int, __ctype_toupper_loc, CtypeUpper>},
      {"abs", absolute},
      {"labs", absolute},
      {"__errno_location", errorNumber},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
