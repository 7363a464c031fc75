//===- demand/evaluate/builtins_text.cpp - Conversions, strings, memory ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins.h"

#include "demand/arith.h"

#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <strings.h>

namespace auspex::demand::evaluate {
namespace {

std::optional<std::string> text(CallSite &C, size_t I) { return C.M.stringAt(C.P, C.arg(I)); }

Val intResult(CallSite &C, int64_t V) {
  Type T = isInteger(C.Result) ? C.Result : Type::I32;
  return Val::integer(canonical(V, T), T);
}

Val unknownText(CallSite &C, std::string_view Of) {
  std::string Why = C.arg(0).isNull() ? " of a null pointer" : " of text that is not known";
  return C.M.unknownOf(C.Result, std::string(Of) + Why);
}

void storeEnd(CallSite &C, size_t EndArg, int64_t Consumed) {
  const Val &End = C.arg(EndArg);
  if (!End.isPtr() || End.AnyOffset)
    return;
  Val At = C.arg(0);
  At.Mid += Consumed;
  C.P.Mem.store(End.Id, End.Mid, At);
}

/// A program that is run without the argument it wants converts a null pointer
/// and dies; the forecast has nothing to say about that.
template <bool Wide> Val toInteger(CallSite &C) { // atoi, atol, atoll
  auto S = text(C, 0);
  if (!S)
    return unknownText(C, "number");
  return intResult(C, Wide ? std::strtoll(S->c_str(), nullptr, 10)
                           : int(std::strtol(S->c_str(), nullptr, 10)));
}

template <bool Unsigned> Val strToInteger(CallSite &C) {
  auto S = text(C, 0);
  const Val &Base = C.arg(2);
  if (!S || !Base.exactInt() || Base.Mid < 0 || Base.Mid > 36) {
    if (C.arg(1).isPtr())
      C.P.Mem.forget(C.arg(1).Id, C.arg(1).Mid, C.arg(1).Mid + 8);
    return unknownText(C, "number");
  }
  char *End = nullptr;
  errno = 0;
  int64_t V = Unsigned ? int64_t(std::strtoull(S->c_str(), &End, int(Base.Mid)))
                       : std::strtoll(S->c_str(), &End, int(Base.Mid));
  if (auto Errno = C.M.libraryObject("errno"); Errno && errno)
    C.P.Mem.store(*Errno, 0, Val::integer(errno, Type::I32));
  storeEnd(C, 1, End - S->c_str());
  return intResult(C, V);
}

Val strToReal(CallSite &C) { // strtod, strtof, atof
  auto S = text(C, 0);
  if (!S)
    return unknownText(C, "number");
  char *End = nullptr;
  double V = std::strtod(S->c_str(), &End);
  storeEnd(C, 1, End - S->c_str());
  return Val::real(C.Result == Type::F32 ? double(float(V)) : V,
                   isFloat(C.Result) ? C.Result : Type::F64);
}

/// sscanf with the conversions that read sizes: %d %i %u %x %o %c %s %f with
/// length modifiers, assignment suppression and field widths.
Val scan(CallSite &C) {
  auto S = text(C, 0), Format = text(C, 1);
  if (!S || !Format) {
    for (size_t I = 2; I < C.Args.size(); ++I)
      if (C.arg(I).isPtr())
        C.P.Mem.forgetAll(C.arg(I).Id);
    return unknownText(C, "fields");
  }
  const char *In = S->c_str();
  size_t Next = 2;
  int64_t Assigned = 0;
  auto Blank = [](char Ch) { return std::isspace(static_cast<unsigned char>(Ch)); };
  for (const char *F = Format->c_str(); *F; ++F) {
    if (Blank(*F)) {
      while (*In && Blank(*In))
        ++In;
      continue;
    }
    if (*F != '%') {
      if (*In++ != *F)
        return intResult(C, Assigned);
      continue;
    }
    ++F;
    bool Suppress = *F == '*';
    F += Suppress;
    size_t Width = 0;
    while (std::isdigit(static_cast<unsigned char>(*F)))
      Width = Width * 10 + size_t(*F++ - '0');
    Type T = Type::I32, R = Type::F32;
    for (;; ++F) {
      if (*F == 'l' || *F == 'z' || *F == 'j' || *F == 't' || *F == 'L' || *F == 'q')
        T = Type::I64, R = Type::F64;
      else if (*F == 'h')
        T = T == Type::I16 ? Type::I8 : Type::I16;
      else
        break;
    }
    char Kind = *F;
    if (Kind == 'n') {
      if (C.arg(Next).isPtr())
        C.P.Mem.store(C.arg(Next).Id, C.arg(Next).Mid, Val::integer(In - S->c_str(), T));
      ++Next;
      continue;
    }
    if (Kind != 'c')
      while (*In && Blank(*In))
        ++In;
    if (!*In)
      return intResult(C, Assigned ? Assigned : -1);
    std::string Field = Width ? std::string(In, strnlen(In, Width)) : std::string(In);
    char *End = nullptr;
    Val V;
    switch (Kind) {
    case 'd': V = Val::integer(canonical(std::strtoll(Field.c_str(), &End, 10), T), T); break;
    case 'i': V = Val::integer(canonical(std::strtoll(Field.c_str(), &End, 0), T), T); break;
    case 'u':
      V = Val::integer(canonical(int64_t(std::strtoull(Field.c_str(), &End, 10)), T), T);
      break;
    case 'x':
    case 'X':
      V = Val::integer(canonical(int64_t(std::strtoull(Field.c_str(), &End, 16)), T), T);
      break;
    case 'o':
      V = Val::integer(canonical(int64_t(std::strtoull(Field.c_str(), &End, 8)), T), T);
      break;
    case 'f':
    case 'g':
    case 'e': V = Val::real(std::strtod(Field.c_str(), &End), R); break;
    case 'c':
      V = Val::integer(Field[0], Type::I8);
      End = Field.data() + 1;
      break;
    case 's': {
      size_t N = 0;
      while (N < Field.size() && !Blank(Field[N]))
        ++N;
      if (!Suppress && C.arg(Next).isPtr() && !C.arg(Next).AnyOffset)
        for (size_t I = 0; I <= N; ++I)
          C.P.Mem.store(C.arg(Next).Id, C.arg(Next).Mid + int64_t(I),
                        Val::integer(I == N ? 0 : Field[I], Type::I8));
      Next += !Suppress;
      Assigned += !Suppress;
      In += N;
      continue;
    }
    default:
      return C.M.unknownOf(C.Result, "sscanf with a conversion that is not modelled");
    }
    if (End == Field.c_str())
      return intResult(C, Assigned);
    In += End - Field.c_str();
    if (Suppress)
      continue;
    const Val &To = C.arg(Next++);
    if (To.isPtr() && !To.AnyOffset)
      C.P.Mem.store(To.Id, To.Mid, V);
    ++Assigned;
  }
  return intResult(C, Assigned);
}

Val length(CallSite &C) {
  auto S = text(C, 0);
  return S ? intResult(C, int64_t(S->size())) : unknownText(C, "length");
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
  if (!A.isPtr() || !B.isPtr() || A.AnyOffset || B.AnyOffset || !N.exactInt() || N.Mid > 4096)
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

Val findText(CallSite &C) {
  auto S = text(C, 0), T = text(C, 1);
  if (!S || !T)
    return unknownText(C, "place in a string");
  return within(C, S->c_str(), std::strstr(S->c_str(), T->c_str()));
}

template <bool Complement> Val span(CallSite &C) {
  auto S = text(C, 0), T = text(C, 1);
  if (!S || !T)
    return unknownText(C, "length");
  return intResult(C, int64_t(Complement ? std::strcspn(S->c_str(), T->c_str())
                                         : std::strspn(S->c_str(), T->c_str())));
}

Val copyMemory(CallSite &C) { // memcpy, memmove
  const Val &To = C.arg(0), &From = C.arg(1), &N = C.arg(2);
  if (To.isPtr() && From.isPtr() && !To.AnyOffset && !From.AnyOffset && N.isInt())
    C.P.Mem.copy(To.Id, To.Mid, From.Id, From.Mid, N.Mid);
  else if (To.isPtr())
    C.P.Mem.forgetAll(To.Id);
  return To;
}

Val setMemory(CallSite &C) {
  const Val &To = C.arg(0), &Byte = C.arg(1), &N = C.arg(2);
  if (!To.isPtr())
    return To;
  if (To.AnyOffset || !N.isInt()) {
    C.P.Mem.forgetAll(To.Id);
    return To;
  }
  C.P.Mem.forget(To.Id, To.Mid, To.Mid + N.Hi);
  if (Byte.exactInt() && Byte.Mid == 0)
    C.P.Mem.zero(To.Id, To.Mid, To.Mid + N.Lo);
  return To;
}

/// strcpy, strcat, strncpy, stpcpy: the text arrives, wherever it is known.
template <bool Append, bool Bounded> Val copyText(CallSite &C) {
  const Val &To = C.arg(0);
  if (!To.isPtr() || To.AnyOffset)
    return To;
  auto S = text(C, 1);
  auto Old = Append ? text(C, 0) : std::optional<std::string>("");
  if (!S || !Old || (Bounded && !C.arg(2).exactInt())) {
    C.P.Mem.forgetAll(To.Id);
    return To;
  }
  if (Bounded)
    S->resize(std::min(S->size(), size_t(C.arg(2).Mid)));
  int64_t At = To.Mid + int64_t(Old->size());
  for (char Ch : *S)
    C.P.Mem.store(To.Id, At++, Val::integer(Ch, Type::I8));
  if (!Bounded || Append || S->size() < size_t(C.arg(2).Mid))
    C.P.Mem.store(To.Id, At, Val::integer(0, Type::I8));
  return To;
}

Val duplicate(CallSite &C) { // strdup, strndup
  auto S = text(C, 0);
  if (!S)
    return Val::pointer(
        C.P.Mem.allocate(Val::interval(1, 32, 4096, Type::I64), AllocKind::Malloc, 16), 0);
  if (C.arg(1).exactInt())
    S->resize(std::min(S->size(), size_t(C.arg(1).Mid)));
  int64_t Bytes = int64_t(S->size()) + 1;
  ObjectId O = C.P.Mem.allocate(Val::integer(Bytes), AllocKind::Malloc, 16);
  C.P.Mem.touch(O, 0, Bytes, 0, true);
  for (int64_t I = 0; I != Bytes; ++I)
    C.P.Mem.store(O, I, Val::integer((*S)[size_t(I)], Type::I8));
  return Val::pointer(O, 0);
}

/// printf into a buffer: %s %d %i %u %ld %lu %zu %c and literal text.
template <bool Bounded> Val print(CallSite &C) { // sprintf, snprintf
  size_t Next = Bounded ? 2 : 1;
  auto Format = text(C, Next++);
  const Val &To = C.arg(0);
  std::string Out;
  bool Known = Format.has_value();
  for (const char *F = Known ? Format->c_str() : ""; *F && Known; ++F) {
    if (*F != '%') {
      Out.push_back(*F);
      continue;
    }
    ++F;
    if (*F == '%') {
      Out.push_back('%');
      continue;
    }
    while (*F == 'l' || *F == 'z' || *F == 'j')
      ++F;
    const Val &V = C.arg(Next++);
    if (*F == 's') {
      auto S = C.M.stringAt(C.P, V);
      Known = S.has_value();
      Out += S.value_or("");
    } else if ((*F == 'd' || *F == 'i' || *F == 'u') && V.exactInt()) {
      Out += *F == 'u' ? std::to_string(unsignedOf(V.Mid, V.Ty)) : std::to_string(V.Mid);
    } else if (*F == 'c' && V.exactInt()) {
      Out.push_back(char(V.Mid));
    } else {
      Known = false;
    }
  }
  if (To.isPtr() && !To.AnyOffset) {
    size_t Limit = Bounded ? (C.arg(1).exactInt() ? size_t(C.arg(1).Mid) : 0) : SIZE_MAX;
    if (!Known || Limit == 0) {
      C.P.Mem.forgetAll(To.Id);
    } else {
      size_t N = std::min(Out.size(), Limit - 1);
      for (size_t I = 0; I <= N; ++I)
        C.P.Mem.store(To.Id, To.Mid + int64_t(I), Val::integer(I == N ? 0 : Out[I], Type::I8));
    }
  }
  return Known ? intResult(C, int64_t(Out.size())) : C.M.unknownOf(C.Result, "length of formatted text");
}

template <int (*Fn)(int)> Val character(CallSite &C) {
  const Val &V = C.arg(0);
  if (!V.exactInt() || V.Mid < -1 || V.Mid > 255)
    return C.M.unknownOf(C.Result, "class of a character that is not known");
  return intResult(C, Fn(int(V.Mid)));
}

/// __ctype_b_loc and its kin: the C locale's tables.
template <typename Entry, const Entry **(*Table)()> Val characterTable(CallSite &C) {
  Object T;
  T.Where = Object::Home::Foreign;
  T.Text = std::make_shared<std::string>(
      reinterpret_cast<const char *>(*Table() - 128), 384 * sizeof(Entry));
  T.Initial = T.Text.get();
  T.Bytes = int64_t(T.Text->size());
  ObjectId Data = C.P.Mem.create(std::move(T));
  Object Ptr;
  Ptr.Where = Object::Home::Foreign;
  Ptr.Bytes = 8;
  ObjectId Holder = C.P.Mem.create(std::move(Ptr));
  C.P.Mem.store(Holder, 0, Val::pointer(Data, 128 * int64_t(sizeof(Entry))));
  return Val::pointer(Holder, 0);
}

Val absolute(CallSite &C) {
  const Val &V = C.arg(0);
  return V.exactInt() ? intResult(C, V.Mid < 0 ? -V.Mid : V.Mid)
                      : C.M.unknownOf(C.Result, "absolute value of an unknown");
}

Val errorNumber(CallSite &C) { return Val::pointer(*C.M.libraryObject("errno"), 0); }

Val leave(CallSite &C) {
  C.M.end(C.P);
  return Val();
}

} // namespace

std::span<const BuiltinRow> textBuiltins() {
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
      {"sscanf", scan},
      {"strlen", length},
      {"strcmp", compare<Compare::Exact, false>},
      {"strncmp", compare<Compare::Exact, true>},
      {"strcasecmp", compare<Compare::Fold, false>},
      {"strncasecmp", compare<Compare::Fold, true>},
      {"memcmp", compareMemory},
      {"strchr", findChar<false>},
      {"strrchr", findChar<true>},
      {"strstr", findText},
      {"strspn", span<false>},
      {"strcspn", span<true>},
      {"memcpy", copyMemory},
      {"memmove", copyMemory},
      {"memset", setMemory},
      {"strcpy", copyText<false, false>},
      {"strncpy", copyText<false, true>},
      {"strcat", copyText<true, false>},
      {"strncat", copyText<true, true>},
      {"strdup", duplicate},
      {"strndup", duplicate},
      {"sprintf", print<false>},
      {"snprintf", print<true>},
      {"isdigit", character<std::isdigit>},
      {"isalpha", character<std::isalpha>},
      {"isalnum", character<std::isalnum>},
      {"isspace", character<std::isspace>},
      {"isupper", character<std::isupper>},
      {"islower", character<std::islower>},
      {"isxdigit", character<std::isxdigit>},
      {"ispunct", character<std::ispunct>},
      {"isprint", character<std::isprint>},
      {"tolower", character<std::tolower>},
      {"toupper", character<std::toupper>},
      {"__ctype_b_loc", characterTable<unsigned short, __ctype_b_loc>},
      {"__ctype_tolower_loc", characterTable<int, __ctype_tolower_loc>},
      {"__ctype_toupper_loc", characterTable<int, __ctype_toupper_loc>},
      {"abs", absolute},
      {"labs", absolute},
      {"__errno_location", errorNumber},
      {"exit", leave},
      {"_exit", leave},
      {"abort", leave},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
