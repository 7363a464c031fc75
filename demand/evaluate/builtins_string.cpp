//===- demand/evaluate/builtins_string.cpp - Strings and bytes -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

#include <cstring>
#include <strings.h>

namespace auspex::demand::evaluate {
namespace {

constexpr uint64_t MaxSearchedBytes = 1 << 16, MaxStoredBytes = 512;

Val length(CallSite &C) {
  Val N = lengthOf(C, C.arg(0));
  return N.known() ? N : unknownText(C, "length");
}

Val boundedLength(CallSite &C) { // strnlen
  const Val &Most = C.arg(1);
  if (!isPlace(C.arg(0)) || !Most.exactInt())
    return unknownText(C, "length");
  uint64_t N = unsignedOf(Most.Mid, Type::I64);
  for (uint64_t I = 0; I != std::min(N, MaxSearchedBytes); ++I) {
    auto B = C.P.Mem.byte(C.arg(0).Id, C.arg(0).Mid + int64_t(I));
    if (!B)
      return unknownText(C, "length");
    if (*B == 0)
      return intResult(C, int64_t(I));
  }
  return N <= MaxSearchedBytes ? intResult(C, int64_t(N)) : unknownText(C, "length");
}

enum class Compare { Exact, Fold };
template <Compare How, bool Bounded> Val compare(CallSite &C) {
  auto A = text(C, 0), B = text(C, 1);
  if (!A || !B || (Bounded && !C.arg(2).exactInt()))
    return C.M.unknownOf(C.Result, "comparison with text that is not known");
  size_t N = Bounded ? size_t(C.arg(2).Mid) : SIZE_MAX;
  int R;
  if constexpr (How == Compare::Exact)
    R = Bounded ? std::strncmp(A->c_str(), B->c_str(), N) : std::strcmp(A->c_str(), B->c_str());
  else
    R = Bounded ? strncasecmp(A->c_str(), B->c_str(), N) : strcasecmp(A->c_str(), B->c_str());
  return intResult(C, (R > 0) - (R < 0));
}

Val compareMemory(CallSite &C) { // memcmp, bcmp
  const Val &A = C.arg(0), &B = C.arg(1), &N = C.arg(2);
  if (!A.isPtr() || !B.isPtr() || A.AnyOffset || B.AnyOffset || !N.exactInt() ||
      uint64_t(N.Mid) > MaxSearchedBytes)
    return C.M.unknownOf(C.Result, "comparison of memory that is not known");
  for (int64_t I = 0; I < N.Mid; ++I) {
    auto X = C.P.Mem.byte(A.Id, A.Mid + I), Y = C.P.Mem.byte(B.Id, B.Mid + I);
    if (!X || !Y)
      return C.M.unknownOf(C.Result, "comparison of memory that is not known");
    if (*X != *Y)
      return intResult(C, *X < *Y ? -1 : 1);
  }
  return intResult(C, 0);
}

/// A pointer into the first argument's text, or null.
Val within(CallSite &C, const char *Start, const char *Found) {
  if (!Found)
    return Val::integer(0, Type::Ptr);
  Val R = C.arg(0);
  R.Mid += Found - Start;
  return R;
}

template <bool FromEnd> Val findChar(CallSite &C) {
  auto S = text(C, 0);
  if (!S || !C.arg(1).exactInt())
    return unknownText(C, "place in a string");
  const char *B = S->c_str();
  int Ch = int(C.arg(1).Mid);
  return within(C, B, FromEnd ? std::strrchr(B, Ch) : std::strchr(B, Ch));
}

Val findCharOrEnd(CallSite &C) { // strchrnul
  auto S = text(C, 0);
  if (!S || !C.arg(1).exactInt())
    return unknownText(C, "place in a string");
  return offset(C.arg(0), int64_t(std::min(S->find(char(C.arg(1).Mid)), S->size())));
}

template <bool FromEnd> Val findByte(CallSite &C) { // memchr, memrchr
  const Val &In = C.arg(0), &Byte = C.arg(1), &N = C.arg(2);
  if (isPlace(In) && Byte.exactInt() && N.exactInt() && N.Mid >= 0) {
    bool Known = true;
    for (int64_t I = 0; I != N.Mid && Known; ++I) {
      int64_t At = FromEnd ? N.Mid - 1 - I : I;
      if (I == int64_t(MaxSearchedBytes))
        return C.M.unknownOf(Type::Ptr, "place in memory that is far away");
      auto B = C.P.Mem.byte(In.Id, In.Mid + At);
      Known = B.has_value();
      if (Known && *B == uint8_t(Byte.Mid))
        return offset(In, At);
    }
    if (Known)
      return nullPointer();
  }
  return C.M.unknownOf(Type::Ptr, "place in memory that is not known");
}

using Finder = const char *(*)(const char *, const char *);
template <Finder Find> Val findText(CallSite &C) { // strstr, strcasestr, strpbrk
  auto S = text(C, 0), T = text(C, 1);
  if (!S || !T)
    return unknownText(C, "place in a string");
  return within(C, S->c_str(), Find(S->c_str(), T->c_str()));
}
const char *plain(const char *S, const char *T) { return std::strstr(S, T); }
const char *folded(const char *S, const char *T) { return strcasestr(S, T); }
const char *anyOf(const char *S, const char *T) { return std::strpbrk(S, T); }

template <bool Complement> Val span(CallSite &C) { // strspn, strcspn
  auto S = text(C, 0), T = text(C, 1);
  if (!S || !T)
    return unknownText(C, "length");
  return intResult(C, int64_t(Complement ? std::strcspn(S->c_str(), T->c_str())
                                         : std::strspn(S->c_str(), T->c_str())));
}

void copyBytes(CallSite &C, const Val &To, const Val &From, const Val &N) {
  if (isPlace(To) && isPlace(From) && N.exactInt())
    C.P.Mem.copy(To.Id, To.Mid, From.Id, From.Mid, N.Mid);
  else if (isPlace(To) && N.isInt())
    C.P.Mem.forget(To.Id, To.Mid, To.Mid + N.Hi);
  else
    forgetTarget(C, To);
}

Val copyMemory(CallSite &C) { // memcpy, memmove
  copyBytes(C, C.arg(0), C.arg(1), C.arg(2));
  return C.arg(0);
}

Val copyMemoryToEnd(CallSite &C) { // mempcpy
  copyBytes(C, C.arg(0), C.arg(1), C.arg(2));
  Val End = C.arg(0);
  if (End.isPtr() && C.arg(2).exactInt())
    End.Mid += C.arg(2).Mid;
  else if (End.isPtr())
    End.AnyOffset = true;
  return End;
}

Val copyMemorySwapped(CallSite &C) { // bcopy
  copyBytes(C, C.arg(1), C.arg(0), C.arg(2));
  return Val();
}

void fill(CallSite &C, const Val &To, const Val &Byte, const Val &N) {
  if (!isPlace(To) || !N.isInt()) {
    forgetTarget(C, To);
    return;
  }
  C.P.Mem.forget(To.Id, To.Mid, To.Mid + N.Hi);
  if (!Byte.exactInt())
    return;
  if (uint8_t(Byte.Mid) == 0)
    C.P.Mem.zero(To.Id, To.Mid, To.Mid + N.Lo);
  else if (N.exactInt() && uint64_t(N.Mid) <= MaxStoredBytes)
    for (int64_t I = 0; I != N.Mid; ++I)
      C.P.Mem.store(To.Id, To.Mid + I, Val::integer(int8_t(Byte.Mid), Type::I8));
}

Val setMemory(CallSite &C) { // memset
  fill(C, C.arg(0), C.arg(1), C.arg(2));
  return C.arg(0);
}

Val clearMemory(CallSite &C) { // bzero
  fill(C, C.arg(0), Val::integer(0), C.arg(1));
  return Val();
}

/// strcpy, strcat, strncpy, strncat: the text arrives, wherever it is known.
template <bool Append, bool Bounded> Val copyText(CallSite &C) {
  const Val &To = C.arg(0), &Most = C.arg(2);
  auto S = text(C, 1);
  auto Old = Append ? text(C, 0) : std::optional<std::string>("");
  if (!isPlace(To) || !S || !Old || (Bounded && !Most.exactInt())) {
    forgetTarget(C, To);
    return To;
  }
  uint64_t Limit = Bounded ? unsignedOf(Most.Mid, Type::I64) : UINT64_MAX;
  S->resize(std::min<uint64_t>(S->size(), Limit));
  bool Pads = Bounded && !Append; // strncpy fills the rest with NULs, or writes none
  if (Pads && Limit - S->size() <= MaxStoredBytes)
    S->resize(Limit);
  else if (Pads)
    overwrite(C, To, Val::integer(int64_t(Limit)));
  putText(C, offset(To, int64_t(Old->size())), *S, !Pads || S->size() < Limit);
  return To;
}

Val copyTextToEnd(CallSite &C) { // stpcpy
  const Val &To = C.arg(0);
  auto S = text(C, 1);
  copyText<false, false>(C);
  if (!S || !isPlace(To))
    return C.M.unknownOf(Type::Ptr, "end of text that is not known");
  return offset(To, int64_t(S->size()));
}

Val copyTextInto(CallSite &C) { // strlcpy
  const Val &To = C.arg(0), &Room = C.arg(2);
  auto S = text(C, 1);
  if (!S || !Room.exactInt()) {
    forgetTarget(C, To);
    return unknownText(C, "length");
  }
  if (Room.Mid > 0)
    putText(C, To, std::string_view(*S).substr(0, size_t(Room.Mid) - 1), true);
  return intResult(C, int64_t(S->size()));
}

template <bool Bounded> Val duplicate(CallSite &C) { // strdup, strndup
  auto S = text(C, 0);
  if (!S || (Bounded && !C.arg(1).exactInt())) {
    Val Bytes = Val::interval(1, 32, 4096, Type::I64); // no unknown for the sake of a name
    Val Length = Bounded ? Val() : lengthOf(C, C.arg(0));
    if (Length.isInt())
      Bytes = Val::interval(Length.Lo + 1, Length.Mid + 1, Length.Hi + 1, Type::I64);
    Val To = Val::pointer(C.P.Mem.allocate(Bytes, AllocKind::Malloc, 16), 0);
    if (Length.isInt()) {
      overwrite(C, To, Bytes);
      put(C, offset(To, Length.Mid), Val::integer(0, Type::I8));
    }
    return To;
  }
  if (Bounded)
    S->resize(std::min<uint64_t>(S->size(), unsignedOf(C.arg(1).Mid, Type::I64)));
  Val Bytes = Val::integer(int64_t(S->size()) + 1);
  Val To = Val::pointer(C.P.Mem.allocate(Bytes, AllocKind::Malloc, 16), 0);
  putText(C, To, *S, true);
  return To;
}

} // namespace

std::span<const BuiltinRow> stringBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"strlen", length},
      {"strnlen", boundedLength},
      {"strcmp", compare<Compare::Exact, false>},
      {"strcoll", compare<Compare::Exact, false>}, // in the C locale
      {"strncmp", compare<Compare::Exact, true>},
      {"strcasecmp", compare<Compare::Fold, false>},
      {"strncasecmp", compare<Compare::Fold, true>},
      {"memcmp", compareMemory},
      {"strchr", findChar<false>},
      {"strrchr", findChar<true>},
      {"strchrnul", findCharOrEnd},
      {"memchr", findByte<false>},
      {"memrchr", findByte<true>},
      {"strcasestr", findText<folded>},
      {"strpbrk", findText<anyOf>},
      {"strstr", findText<plain>},
      {"strspn", span<false>},
      {"strcspn", span<true>},
      {"memcpy", copyMemory},
      {"memmove", copyMemory},
      {"mempcpy", copyMemoryToEnd},
      {"bcopy", copyMemorySwapped},
      {"memset", setMemory},
      {"bzero", clearMemory},
      {"strcpy", copyText<false, false>},
      {"strncpy", copyText<false, true>},
      {"strcat", copyText<true, false>},
      {"strncat", copyText<true, true>},
      {"stpcpy", copyTextToEnd},
      {"strlcpy", copyTextInto},
      {"strdup", duplicate<false>, true},
      {"strndup", duplicate<true>, true},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
