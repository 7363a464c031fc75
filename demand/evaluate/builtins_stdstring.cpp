//===- demand/evaluate/builtins_stdstring.cpp - std::string ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The members of std::string that libstdc++ keeps out of line and that change
// the text: each is a place (where characters are replaced) and a source (what
// is put there).
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/stdstring.h"

namespace auspex::demand::evaluate {
namespace {

/// Characters that a member puts into a string.
struct Source {
  Val From;  ///< where they lie; unknown: \p Fill, Count times
  Val Count; ///< unknown: cannot be followed
  Val Fill;
};
/// Reads a source from the arguments from number \p I on.
using SourceAt = Source (*)(CallSite &C, size_t I);

Source terminated(CallSite &C, size_t I) { return {C.arg(I), lengthOf(C, C.arg(I)), {}}; }
Source counted(CallSite &C, size_t I) { return {C.arg(I), C.arg(I + 1), {}}; }
Source repeated(CallSite &C, size_t I) { return {{}, C.arg(I), C.arg(I + 1)}; }
Source single(CallSite &C, size_t I) { return {{}, Val::integer(1), C.arg(I)}; }
Source nothing(CallSite &, size_t) { return {{}, Val::integer(0), {}}; }

Source string(CallSite &C, size_t I) {
  StdString S(C, C.arg(I));
  return S.known() ? Source{S.at(0), S.length(), {}} : Source{};
}

Source part(CallSite &C, size_t I) { // const string &, pos, n
  StdString S(C, C.arg(I));
  const Val &At = C.arg(I + 1), &Most = C.arg(I + 2);
  if (!S.known() || !At.exactInt() || !Most.exactInt() || At.Mid < 0 || At.Mid > S.size())
    return {};
  auto Count = [&](int64_t Size) {
    return int64_t(std::min(uint64_t(Most.Mid), uint64_t(std::max<int64_t>(0, Size - At.Mid))));
  };
  const Val &N = S.length();
  return {S.at(At.Mid), Val::interval(Count(N.Lo), Count(N.Mid), Count(N.Hi), Type::I64), {}};
}

Source range(CallSite &C, size_t I) { // two pointers
  const Val &Begin = C.arg(I), &End = C.arg(I + 1);
  if (Begin.isNull() && End.isNull())
    return nothing(C, I);
  if (!isPlace(Begin) || !isPlace(End) || Begin.Id != End.Id)
    return {};
  return {Begin, Val::integer(End.Mid - Begin.Mid), {}};
}

Val putIn(CallSite &C, StdString &S, int64_t At, int64_t Old, const Source &X) {
  S.replace(At, Old, X.From, X.Count);
  if (X.Count.exactInt() && !X.From.known())
    S.fill(At, X.Count.Mid, X.Fill);
  return C.arg(0);
}

template <SourceAt From> Val append(CallSite &C) {
  StdString S(C, C.arg(0));
  Source X = From(C, 1);
  return S.known() && X.Count.isInt() ? putIn(C, S, S.size(), 0, X) : S.lost();
}

template <SourceAt From> Val assign(CallSite &C) {
  StdString S(C, C.arg(0));
  Source X = From(C, 1);
  return S.known() && X.Count.isInt() ? putIn(C, S, 0, S.size(), X) : S.lost();
}

/// Members that take a position and how many characters go.
template <SourceAt From, bool Counted> Val replaceAt(CallSite &C) {
  StdString S(C, C.arg(0));
  const Val &At = C.arg(1);
  Val Old = Counted ? C.arg(2) : Val::integer(0);
  Source X = From(C, Counted ? 3 : 2);
  if (!S.known() || !X.Count.isInt() || !At.exactInt() || !Old.exactInt() || At.Mid < 0 ||
      At.Mid > S.size())
    return S.lost();
  int64_t Gone = int64_t(std::min(uint64_t(Old.Mid), uint64_t(S.size() - At.Mid)));
  return putIn(C, S, At.Mid, Gone, X);
}

template <SourceAt From> Val construct(CallSite &C) {
  StdString S(C, C.arg(0));
  Source X = From(C, 1);
  if (!isPlace(C.arg(0)) || !X.Count.isInt())
    return S.lost();
  S.create();
  if (X.Count.Hi > StdString::LocalCapacity) // exactly what is needed
    S.allocate(X.Count.exactInt() ? X.Count.Mid : std::max(X.Count.Mid, X.Count.Lo));
  return putIn(C, S, 0, 0, X);
}

Val constructMoved(CallSite &C) {
  StdString S(C, C.arg(0)), Other(C, C.arg(1));
  if (!isPlace(C.arg(0)) || !Other.known())
    return S.lost();
  S.create();
  S.take(Other);
  return C.arg(0);
}

Val assignMoved(CallSite &C) {
  StdString S(C, C.arg(0)), Other(C, C.arg(1));
  if (!S.known() || !Other.known())
    return S.lost();
  S.take(Other);
  return C.arg(0);
}

/// _M_create(size_t &capacity, size_t old): a block, and the capacity that it has.
Val createBlock(CallSite &C) {
  const Val &At = C.arg(1), &Old = C.arg(2);
  Val Wanted = isPlace(At) ? C.P.Mem.load(At.Id, At.Mid, Type::I64) : Val();
  if (Wanted.isInt() && Old.exactInt()) {
    C.M.decideLess(2 * Old.Mid, Wanted.Mid);
    auto Grown = [&](int64_t N) { return N > Old.Mid ? std::max(N, 2 * Old.Mid) : N; };
    Wanted = Val::interval(Grown(Wanted.Lo), Grown(Wanted.Mid), Grown(Wanted.Hi), Type::I64);
    put(C, At, Wanted);
    Wanted.Lo += 1, Wanted.Mid += 1, Wanted.Hi += 1;
  } else {
    C.M.noteUnknown(C.From, C.S, "length of a string is not known");
  }
  return Val::pointer(C.P.Mem.allocate(Wanted, AllocKind::New, 16), 0);
}

/// _M_mutate(pos, len1, const char *, len2): the result in a new block; the
/// caller sets the size.
Val mutate(CallSite &C) {
  StdString S(C, C.arg(0));
  const Val &At = C.arg(1), &Old = C.arg(2), &New = C.arg(4);
  if (!S.known() || !At.exactInt() || !Old.exactInt() || !New.isInt())
    return S.lost();
  S.grow(std::max<int64_t>(S.size() + New.Mid - Old.Mid, StdString::LocalCapacity + 1));
  if (New.Mid > 0)
    S.write(At.Mid, C.arg(3), New.Mid);
  return Val();
}

Val reserve(CallSite &C) {
  StdString S(C, C.arg(0));
  if (!S.known() || !C.arg(1).exactInt())
    return S.lost();
  S.grow(C.arg(1).Mid);
  return Val();
}

Val resize(CallSite &C) { // resize(size_t, char)
  StdString S(C, C.arg(0));
  const Val &N = C.arg(1);
  if (!S.known() || !N.isInt() || N.Lo < 0)
    return S.lost();
  if (N.Mid <= S.size()) {
    S.setSize(N);
    return Val();
  }
  Val More = Val::interval(std::max<int64_t>(0, N.Lo - S.size()), N.Mid - S.size(), N.Hi - S.size(),
                           Type::I64);
  putIn(C, S, S.size(), 0, {{}, More, C.arg(2)});
  return Val();
}

Val clear(CallSite &C) {
  StdString S(C, C.arg(0));
  if (S.known())
    S.setSize(Val::integer(0));
  return Val();
}

Val dispose(CallSite &C) { // _M_dispose, the destructor
  StdString S(C, C.arg(0));
  if (S.known())
    S.dispose();
  return Val();
}

Val lost(CallSite &C) { return StdString(C, C.arg(0)).lost(); }

Val substring(CallSite &C) { // substr: the result's place comes first
  StdString S(C, C.arg(0));
  Source X = part(C, 1);
  if (!isPlace(C.arg(0)) || !X.Count.isInt())
    return S.lost();
  return construct<part>(C);
}

} // namespace

std::span<const BuiltinRow> stdStringBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::string::append text", append<terminated>, true},
      {"std::string::append", append<counted>, true},
      {"std::string::append string", append<string>, true},
      {"std::string::append part", append<part>, true},
      {"std::string::append fill", append<repeated>, true},
      {"std::string::push_back", append<single>, true},
      {"std::string::assign text", assign<terminated>, true},
      {"std::string::assign counted", assign<counted>, true},
      {"std::string::assign", assign<string>, true},
      {"std::string::assign part", assign<part>, true},
      {"std::string::assign fill", assign<repeated>, true},
      {"std::string::assign char", assign<single>, true},
      {"std::string::assign moved", assignMoved},
      {"std::string::insert text", replaceAt<terminated, false>, true},
      {"std::string::insert", replaceAt<counted, false>, true},
      {"std::string::insert string", replaceAt<string, false>, true},
      {"std::string::insert fill", replaceAt<repeated, false>, true},
      {"std::string::replace text", replaceAt<terminated, true>, true},
      {"std::string::replace", replaceAt<counted, true>, true},
      {"std::string::replace string", replaceAt<string, true>, true},
      {"std::string::replace fill", replaceAt<repeated, true>, true},
      {"std::string::erase", replaceAt<nothing, true>},
      {"std::string::string", construct<nothing>},
      {"std::string::string text", construct<terminated>, true},
      {"std::string::string counted", construct<counted>, true},
      {"std::string::string copy", construct<string>, true},
      {"std::string::string part", construct<part>, true},
      {"std::string::string range", construct<range>, true},
      {"std::string::construct", construct<repeated>, true},
      {"std::string::string moved", constructMoved},
      {"std::string::substr", substring, true},
      {"std::string::create", createBlock, true},
      {"std::string::mutate", mutate, true},
      {"std::string::reserve", reserve, true},
      {"std::string::resize", resize, true},
      {"std::string::clear", clear},
      {"std::string::dispose", dispose},
      {"std::string::lost", lost, true},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
