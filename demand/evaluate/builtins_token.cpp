//===- demand/evaluate/builtins_token.cpp - Pieces of strings ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

#include <libgen.h>

namespace auspex::demand::evaluate {
namespace {

Val unknownToken(CallSite &C, const Val &Rest) {
  put(C, Rest, C.M.unknownOf(Type::Ptr, "rest of text that is not known"));
  return C.M.unknownOf(Type::Ptr, "piece of text that is not known");
}

/// The next token of \p From, which \p Rest (a char **) then points behind.
/// strsep also yields the empty tokens between two delimiters.
Val nextToken(CallSite &C, const Val &From, const Val &Delimiters, const Val &Rest, bool Empty) {
  if (From.isNull())
    return nullPointer();
  auto S = C.M.stringAt(C.P, From);
  auto D = C.M.stringAt(C.P, Delimiters);
  if (!S || !D)
    return unknownToken(C, Rest);
  size_t Begin = Empty ? 0 : S->find_first_not_of(*D);
  if (Begin == std::string::npos) {
    put(C, Rest, offset(From, int64_t(S->size())));
    return nullPointer();
  }
  size_t End = S->find_first_of(*D, Begin);
  if (End == std::string::npos) {
    put(C, Rest, Empty ? nullPointer() : offset(From, int64_t(S->size())));
  } else {
    put(C, offset(From, int64_t(End)), Val::integer(0, Type::I8));
    put(C, Rest, offset(From, int64_t(End) + 1));
  }
  return offset(From, int64_t(Begin));
}

Val token(CallSite &C) { // strtok(text, delimiters)
  Val Rest = Val::pointer(*C.M.libraryObject("library state"), StrtokRest);
  Val From = C.arg(0).isNull() ? C.P.Mem.load(Rest.Id, Rest.Mid, Type::Ptr) : C.arg(0);
  return nextToken(C, From, C.arg(1), Rest, false);
}

Val tokenReentrant(CallSite &C) { // strtok_r(text, delimiters, rest)
  const Val &Rest = C.arg(2);
  Val From = C.arg(0);
  if (From.isNull())
    From = isPlace(Rest) ? C.P.Mem.load(Rest.Id, Rest.Mid, Type::Ptr) : Val::unknown(Type::Ptr);
  return nextToken(C, From, C.arg(1), Rest, false);
}

Val separate(CallSite &C) { // strsep(&text, delimiters)
  const Val &Rest = C.arg(0);
  Val From = isPlace(Rest) ? C.P.Mem.load(Rest.Id, Rest.Mid, Type::Ptr) : Val::unknown(Type::Ptr);
  return nextToken(C, From, C.arg(1), Rest, true);
}

/// GNU's and XPG's basename differ where the path ends in a slash.
Val baseName(CallSite &C) {
  auto S = text(C, 0);
  if (!S || S->empty() || S->ends_with('/'))
    return unknownText(C, "last part of a path");
  return offset(C.arg(0), int64_t(S->rfind('/') + 1));
}

Val directoryName(CallSite &C) {
  auto S = text(C, 0);
  if (!S)
    return unknownText(C, "directory of a path");
  std::string Copy = *S;
  const char *Result = dirname(Copy.data());
  if (Result < Copy.data() || Result > Copy.data() + S->size()) // "."
    return Val::pointer(C.M.textObject(C.P, Result), 0);
  for (size_t I = 0; I != S->size(); ++I)
    if (Copy[I] != (*S)[I])
      put(C, offset(C.arg(0), int64_t(I)), Val::integer(Copy[I], Type::I8));
  return offset(C.arg(0), Result - Copy.data());
}

Val errorText(CallSite &C) {                          // strerror, strsignal, strerror_r
  if (isInteger(C.Result) && C.Result != Type::Ptr) { // XPG's strerror_r
    overwrite(C, C.arg(1), Val::integer(1));
    return intResult(C, 0);
  }
  return opaque(C, 64);
}

} // namespace

std::span<const BuiltinRow> tokenBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"strtok", token},      {"strtok_r", tokenReentrant}, {"strsep", separate},
      {"basename", baseName}, {"dirname", directoryName},   {"strerror", errorText},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
