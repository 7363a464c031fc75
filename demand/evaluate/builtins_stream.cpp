//===- demand/evaluate/builtins_stream.cpp - Reading from std::istream ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/stdstring.h"
#include "demand/evaluate/stream.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>

namespace auspex::demand::evaluate {
namespace {

bool isBlank(char Ch) { return std::isspace(static_cast<unsigned char>(Ch)) != 0; }

//===----------------------------------------------------------------------===//
// Formatted input
//===----------------------------------------------------------------------===//

/// The type that operator>> stores, by its code in the Itanium ABI, which ends
/// _ZNSirsERi and follows in _ZNSi10_M_extractIjEE...
char storedCode(std::string_view Symbol) {
  size_t At = Symbol.find("_M_extractI");
  if (At != Symbol.npos)
    return Symbol[std::min(At + 11, Symbol.size() - 1)];
  return Symbol.empty() ? 'l' : Symbol.back();
}

Type storedType(char Code) {
  switch (Code) {
  case 'b':
    return Type::I8;
  case 's':
  case 't':
    return Type::I16;
  case 'i':
  case 'j':
    return Type::I32;
  case 'f':
    return Type::F32;
  case 'd':
  case 'e':
    return Type::F64;
  default:
    return Type::I64;
  }
}

/// The number at the beginning of \p Text, and how long it is. Nothing where there is
/// none, or what a stream makes of it is not simply its value: out of the type's range,
/// an exponent without digits.
template <class T> std::optional<std::pair<T, size_t>> numberIn(std::string_view Text) {
  const char *End = Text.data() + Text.size(), *Digits = Text.data();
  if (Digits != End && *Digits == '+')
    ++Digits; // which from_chars does not take
  T V{};
  auto [Rest, Error] = std::from_chars(Digits, End, V);
  bool Odd = Error != std::errc();
  if constexpr (std::is_floating_point_v<T>)
    Odd |= !std::isfinite(V) || (Rest != End && (*Rest == 'e' || *Rest == 'E'));
  if (Odd || (Digits != Text.data() && *Digits == '-'))
    return std::nullopt;
  return std::pair(V, size_t(Rest - Text.data()));
}

/// The same of the type with the code \p Code.
std::optional<std::pair<Val, size_t>> numberIn(char Code, std::string_view Text) {
  Type Ty = storedType(Code);
  auto As = [&](auto Read) -> std::optional<std::pair<Val, size_t>> {
    if (!Read)
      return std::nullopt;
    if constexpr (std::is_floating_point_v<decltype(Read->first)>)
      return std::pair(Val::real(double(Read->first), Ty), Read->second);
    else
      return std::pair(Val::integer(canonical(int64_t(Read->first), Ty), Ty), Read->second);
  };
  switch (Code) {
  case 's':
    return As(numberIn<int16_t>(Text));
  case 't':
    return As(numberIn<uint16_t>(Text));
  case 'i':
    return As(numberIn<int32_t>(Text));
  case 'j':
    return As(numberIn<uint32_t>(Text));
  case 'l':
  case 'x':
    return As(numberIn<int64_t>(Text));
  case 'm':
  case 'y':
    return As(numberIn<uint64_t>(Text));
  case 'f':
    return As(numberIn<float>(Text));
  case 'd':
    return As(numberIn<double>(Text));
  default: // bool, long double
    return std::nullopt;
  }
}

/// Behind a number or a word that ended \p Bytes bytes into \p Text: not where it
/// may go on behind what is known.
bool finishItem(Stream &S, const std::string &Text, size_t Bytes, bool Found) {
  bool Ended = Bytes == Text.size();
  if (Ended && !S.endsAfter(Bytes))
    return false;
  S.take(Bytes);
  S.setState((Found ? Stream::Good : Stream::Fail) | (Ended ? Stream::Eof : Stream::Good));
  return true;
}

Val readNumber(CallSite &C) { // operator>>(number &)
  char Code = storedCode(C.S ? std::string_view(C.S->Text) : std::string_view());
  Type T = storedType(Code);
  Val V = C.M.unknownOf(T, "number read from a stream");
  Stream S(C, C.arg(0));
  if (S.failed()) // leaves the number as it is
    return C.arg(0);
  if (S.known() && S.plain()) {
    std::string Text = S.peek();
    size_t Blanks = size_t(std::ranges::find_if_not(Text, isBlank) - Text.begin());
    auto Read = numberIn(Code, std::string_view(Text).substr(Blanks));
    if (Read && finishItem(S, Text, Blanks + Read->second, true)) {
      put(C, C.arg(1), Read->first);
      return C.arg(0);
    }
    // Where no number begins, zero is stored and the stream fails.
    bool None = Blanks == Text.size() || !std::strchr("+-.0123456789", Text[Blanks]);
    if (None && finishItem(S, Text, Blanks, false)) {
      put(C, C.arg(1), isFloat(T) ? Val::real(0, T) : Val::integer(0, T));
      return C.arg(0);
    }
  }
  put(C, C.arg(1), V);
  if (Code == 'e') // a long double is wider than any type here
    overwrite(C, C.arg(1), Val::integer(16));
  S.pass(&FileContents::Items::Word);
  return C.arg(0);
}

/// Text from a stream goes into the string at argument 1; \p Likely long, as it is in
/// the mean, where it is not known.
Val deliver(CallSite &C, const std::optional<std::string> &Text, const Val &Likely = Val()) {
  StdString S(C, C.arg(1));
  if (!S.known() || (!Text && !Likely.isInt())) {
    S.lost();
    return C.arg(0);
  }
  if (!Text) {
    S.replace(0, S.size(), Val(), Likely);
    return C.arg(0);
  }
  Val From = Val::pointer(C.M.textObject(C.P, *Text), 0);
  S.replace(0, S.size(), From, Val::integer(int64_t(Text->size())));
  return C.arg(0);
}

Val readWord(CallSite &C) { // operator>>(string &)
  Stream S(C, C.arg(0));
  if (S.known() && S.plain()) {
    std::string Text = S.peek();
    auto Begin = std::ranges::find_if_not(Text, isBlank);
    auto End = std::find_if(Begin, Text.end(), isBlank);
    std::string Word(Begin, End);
    if (finishItem(S, Text, size_t(End - Text.begin()), !Word.empty()))
      return deliver(C, Word);
  }
  const FileContents::Items *Items = S.isFile() ? S.source().items() : nullptr;
  Val Likely;
  if (Items)
    Likely = Val::integer(std::max<int64_t>(1, std::llround(Items->Word) - 1));
  S.pass(&FileContents::Items::Word);
  return S.failed() ? C.arg(0) : deliver(C, {}, Likely);
}

Val readLine(CallSite &C) { // getline(stream, string [, delimiter])
  const Val &Given = C.arg(2);
  Stream S(C, C.arg(0));
  bool Exact = !Given.known() || Given.exactInt();
  char Delimiter = Given.exactInt() ? char(Given.Mid) : '\n';
  if (Exact && S.known()) {
    std::string Text = S.peek();
    size_t End = Text.find(Delimiter);
    if (End != Text.npos || S.endsAfter(Text.size())) {
      bool Found = End != Text.npos;
      S.take(Found ? End + 1 : Text.size());
      S.setState(Found ? Stream::Good : Text.empty() ? Stream::Eof | Stream::Fail : Stream::Eof);
      return deliver(C, Text.substr(0, End));
    }
  }
  const FileContents::Items *Items = S.isFile() && Delimiter == '\n' ? S.source().items() : nullptr;
  Val Likely;
  if (Items)
    Likely = Val::integer(std::max<int64_t>(0, std::llround(Items->Line) - 1));
  S.pass(&FileContents::Items::Line);
  return S.failed() ? C.arg(0) : deliver(C, {}, Likely);
}

//===----------------------------------------------------------------------===//
// Unformatted input
//===----------------------------------------------------------------------===//

Val readBlock(CallSite &C) { // istream.read(buffer, count)
  Stream S(C, C.arg(0));
  if (!S.isFile()) {
    overwrite(C, C.arg(1), C.arg(2));
    S.setCount(Val::unknown(Type::I64));
    S.lose();
    return C.arg(0);
  }
  auto Got = S.source().transfer(C.arg(1), C.arg(2));
  S.setCount(Got ? Val::integer(*Got) : Val::unknown(Type::I64));
  if (!Got)
    S.setState(Val::unknown(Type::I32));
  else if (*Got < C.arg(2).Mid)
    S.setState(Stream::Eof | Stream::Fail);
  return C.arg(0);
}

/// A character from the stream at argument 0; -1 at its end.
Val character(CallSite &C, bool Takes) {
  Stream S(C, C.arg(0));
  if (S.known()) {
    std::string Text = S.peek();
    if (!Text.empty() && Takes)
      S.take(1);
    if (Text.empty())
      S.setState(Takes ? Stream::Eof | Stream::Fail : Stream::Eof);
    return Val::integer(Text.empty() ? -1 : int64_t(uint8_t(Text[0])), Type::I32);
  }
  std::optional<bool> More;
  if (S.isFile() && Takes) {
    Val At = S.source().position();
    if (auto Got = At.exactInt() ? S.source().transfer(Val(), Val::integer(1)) : std::nullopt)
      More = *Got == 1;
    else
      More = S.source().pass(1);
  }
  if (!More) {
    if (Takes)
      S.lose();
    return C.M.unknownOf(Type::I32, "character of input");
  }
  S.setState(*More ? Stream::Good : Stream::Eof | Stream::Fail);
  return *More ? Val::interval(0, ' ', 255, Type::I32) : Val::integer(-1, Type::I32);
}

Val getCharacter(CallSite &C) { return character(C, true); } // istream.get()
Val peekCharacter(CallSite &C) { return character(C, false); }

Val getCharacterTo(CallSite &C) { // istream.get(char &)
  Val V = character(C, true);
  if (!V.exactInt())
    put(C, C.arg(1), Val::unknown(Type::I8));
  else if (V.Mid >= 0)
    put(C, C.arg(1), Val::integer(int8_t(V.Mid), Type::I8));
  return C.arg(0);
}

Val readCharacter(CallSite &C) { // operator>>(char &)
  Stream S(C, C.arg(0));
  if (S.known() && S.plain()) {
    std::string Text = S.peek();
    size_t Begin = size_t(std::ranges::find_if_not(Text, isBlank) - Text.begin());
    if (Begin < Text.size() || S.endsAfter(Begin)) {
      bool Found = Begin < Text.size();
      S.take(Begin + Found);
      S.setState(Found ? Stream::Good : Stream::Eof | Stream::Fail);
      if (Found)
        put(C, C.arg(1), Val::integer(Text[Begin], Type::I8));
      return C.arg(0);
    }
  }
  put(C, C.arg(1), Val::unknown(Type::I8));
  S.lose();
  return C.arg(0);
}

Val skipBlanks(CallSite &C) { // std::ws
  Stream S(C, C.arg(0));
  std::string Text = S.peek();
  size_t Begin = size_t(std::ranges::find_if_not(Text, isBlank) - Text.begin());
  if (Begin < Text.size())
    S.take(Begin);
  else
    S.lose();
  return C.arg(0);
}

Val ignore(CallSite &C) { // istream.ignore([count [, delimiter]])
  Stream S(C, C.arg(0));
  Val Count = C.Args.size() > 1 ? C.arg(1) : Val::integer(1);
  std::string Text = S.peek();
  if (Count.exactInt() && Count.Mid >= 0) {
    size_t Most = size_t(Count.Mid), End = Text.npos;
    if (C.Args.size() > 2 && C.arg(2).exactInt() && C.arg(2).Mid >= 0)
      End = Text.find(char(C.arg(2).Mid));
    if (End != Text.npos && End < Most)
      Most = End + 1;
    if (Most <= Text.size()) {
      S.take(Most);
      return C.arg(0);
    }
    if (C.Args.size() <= 2 && S.isFile()) {
      S.source().seek(Count, Val::integer(1));
      return C.arg(0);
    }
  }
  if (Count.exactInt() && Count.Mid > Stream::MostAtOnce)
    S.pass(&FileContents::Items::Line);
  else
    S.lose();
  return C.arg(0);
}

/// istream.seekg(offset, direction) and seekg(place).
template <bool Relative> Val seekTo(CallSite &C) {
  Stream S(C, C.arg(0));
  if (!S.isFile())
    return S.lose(), C.arg(0);
  Val At = S.source().seek(C.arg(1), Relative ? C.arg(2) : Val::integer(0));
  S.setState(At.exactInt() ? Val::integer(Stream::Good, Type::I32) : Val::unknown(Type::I32));
  return C.arg(0);
}

Val tell(CallSite &C) { // istream.tellg(), which returns a structure
  Stream S(C, C.arg(0));
  if (C.Args.size() > 1)
    put(C, C.arg(1),
        S.isFile() && S.source().position().known()
            ? S.source().position()
            : C.M.unknownOf(Type::I64, "position in a file"));
  return Val();
}

Val clearState(CallSite &C) { // basic_ios.clear(state)
  if (isPlace(C.arg(0)))
    C.P.Mem.store(C.arg(0).Id, C.arg(0).Mid + Stream::StateInIos,
                  C.arg(1).exactInt() ? Val::integer(C.arg(1).Mid, Type::I32)
                                      : Val::unknown(Type::I32));
  return Val();
}

/// What is not modelled may read anything.
Val readSomething(CallSite &C) {
  for (size_t I = 1; I < C.Args.size(); ++I)
    forgetTarget(C, C.arg(I));
  Stream(C, C.arg(0)).lose();
  return C.Result == Type::Ptr ? C.arg(0) : C.M.unknownOf(C.Result, "what a stream reads");
}

} // namespace

std::span<const BuiltinRow> streamBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::istream::number", readNumber},
      {"std::istream::word", readWord, true},
      {"std::istream::character", readCharacter},
      {"std::getline", readLine, true},
      {"std::istream::read", readBlock},
      {"std::istream::get", getCharacter},
      {"std::istream::get to", getCharacterTo},
      {"std::istream::peek", peekCharacter},
      {"std::istream::ignore", ignore},
      {"std::istream::seekg", seekTo<true>},
      {"std::istream::seekg place", seekTo<false>},
      {"std::istream::tellg", tell},
      {"std::istream::other", readSomething},
      {"std::ws", skipBlanks},
      {"std::ios::clear", clearState},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
