//===- demand/evaluate/builtins_stdstring_search.cpp - std::string --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The members of std::string that compare and find, on text that is known.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/stdstring.h"

namespace auspex::demand::evaluate {
namespace {

using MaybeText = std::optional<std::string>;
/// Reads the other text from argument \p I on.
using TextAt = MaybeText (*)(CallSite &C, size_t I);

MaybeText terminated(CallSite &C, size_t I) { return text(C, I); }
MaybeText string(CallSite &C, size_t I) { return StdString(C, C.arg(I)).text(); }
MaybeText character(CallSite &C, size_t I) {
  const Val &V = C.arg(I);
  return V.exactInt() ? MaybeText(std::string(1, char(V.Mid))) : std::nullopt;
}

MaybeText bytes(CallSite &C, const Val &At, const Val &Count) {
  if (!isPlace(At) || !Count.exactInt() || Count.Mid < 0 || Count.Mid > StdString::FollowedBytes)
    return std::nullopt;
  std::string S;
  for (int64_t I = 0; I != Count.Mid; ++I) {
    auto B = C.P.Mem.byte(At.Id, At.Mid + I);
    if (!B)
      return std::nullopt;
    S.push_back(char(*B));
  }
  return S;
}

Val sign(CallSite &C, int R) { return intResult(C, (R > 0) - (R < 0)); }

Val notKnown(CallSite &C) {
  return C.M.unknownOf(C.Result, "comparison with text that is not known");
}

template <TextAt Other> Val compare(CallSite &C) {
  MaybeText A = string(C, 0), B = Other(C, 1);
  return A && B ? sign(C, A->compare(*B)) : notKnown(C);
}

template <TextAt Other> Val comparePart(CallSite &C) { // pos, n, text [, count]
  MaybeText A = string(C, 0), B = Other(C, 3);
  const Val &At = C.arg(1), &Count = C.arg(2);
  if (!A || !B || !At.exactInt() || !Count.exactInt() || size_t(At.Mid) > A->size())
    return notKnown(C);
  return sign(C, A->compare(size_t(At.Mid), size_t(Count.Mid), *B));
}
MaybeText countedFromThird(CallSite &C, size_t I) { return bytes(C, C.arg(I), C.arg(I + 1)); }

/// A member of std::string that looks for a text from a position on.
using Finder = size_t (std::string::*)(const std::string &, size_t) const;

template <Finder Find, TextAt Other> Val find(CallSite &C) {
  MaybeText A = string(C, 0), B = Other(C, 1);
  const Val &From = C.arg(2);
  if (!A || !B || !From.exactInt())
    return C.M.unknownOf(C.Result, "place in text that is not known");
  return intResult(C, int64_t(((*A).*Find)(*B, size_t(From.Mid))));
}
/// text, pos, count
MaybeText countedFromFirst(CallSite &C, size_t I) { return bytes(C, C.arg(I), C.arg(I + 2)); }

constexpr Finder Find = &std::string::find, RFind = &std::string::rfind,
                 FirstOf = &std::string::find_first_of, LastOf = &std::string::find_last_of,
                 FirstNotOf = &std::string::find_first_not_of,
                 LastNotOf = &std::string::find_last_not_of;

} // namespace

std::span<const BuiltinRow> stdStringSearchBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::string::compare text", compare<terminated>},
      {"std::string::compare", compare<string>},
      {"std::string::compare part text", comparePart<terminated>},
      {"std::string::compare part", comparePart<countedFromThird>},
      {"std::string::compare part string", comparePart<string>},
      {"std::string::find text", find<Find, terminated>},
      {"std::string::find", find<Find, countedFromFirst>},
      {"std::string::find string", find<Find, string>},
      {"std::string::find char", find<Find, character>},
      {"std::string::rfind text", find<RFind, terminated>},
      {"std::string::rfind", find<RFind, countedFromFirst>},
      {"std::string::rfind string", find<RFind, string>},
      {"std::string::rfind char", find<RFind, character>},
      {"std::string::find_first_of text", find<FirstOf, terminated>},
      {"std::string::find_first_of", find<FirstOf, countedFromFirst>},
      {"std::string::find_first_of string", find<FirstOf, string>},
      {"std::string::find_first_of char", find<FirstOf, character>},
      {"std::string::find_last_of text", find<LastOf, terminated>},
      {"std::string::find_last_of", find<LastOf, countedFromFirst>},
      {"std::string::find_last_of string", find<LastOf, string>},
      {"std::string::find_last_of char", find<LastOf, character>},
      {"std::string::find_first_not_of text", find<FirstNotOf, terminated>},
      {"std::string::find_first_not_of", find<FirstNotOf, countedFromFirst>},
      {"std::string::find_first_not_of string", find<FirstNotOf, string>},
      {"std::string::find_first_not_of char", find<FirstNotOf, character>},
      {"std::string::find_last_not_of text", find<LastNotOf, terminated>},
      {"std::string::find_last_not_of", find<LastNotOf, countedFromFirst>},
      {"std::string::find_last_not_of string", find<LastNotOf, string>},
      {"std::string::find_last_not_of char", find<LastNotOf, character>},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
