//===- demand/evaluate/builtins_support.h - What builtins share -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Arguments in, results out: the few words in which builtins are written.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_BUILTINS_SUPPORT_H
#define AUSPEX_DEMAND_EVALUATE_BUILTINS_SUPPORT_H

#include "demand/arith.h"
#include "demand/evaluate/builtins.h"

#include <algorithm>

namespace auspex::demand::evaluate {

/// The string that argument \p I points to, where all of it is known.
inline std::optional<std::string> text(CallSite &C, size_t I) {
  return C.M.stringAt(C.P, C.arg(I));
}

/// An exact place in memory.
inline bool isPlace(const Val &V) { return V.isPtr() && !V.AnyOffset; }

/// A result that rests on text that is not known. A program that is run without
/// the argument that it wants converts a null pointer and dies; the forecast has
/// nothing to say about that.
inline Val unknownText(CallSite &C, std::string_view Of) {
  std::string Why = C.arg(0).isNull() ? " of a null pointer" : " of text that is not known";
  return C.M.unknownOf(C.Result, std::string(Of) + Why);
}

inline Val nullPointer() { return Val::integer(0, Type::Ptr); }

/// What is known of the text at \p At, of which the end is not known.
inline std::string beginning(CallSite &C, const Val &At) {
  constexpr int64_t Most = 1024;
  std::string S;
  for (int64_t I = 0; isPlace(At) && I != Most; ++I) {
    auto B = C.P.Mem.byte(At.Id, At.Mid + I);
    if (!B || *B == 0)
      break;
    S.push_back(char(*B));
  }
  return S;
}

/// How long the NUL-terminated text at \p At is; not known where nothing bounds it.
inline Val lengthOf(CallSite &C, const Val &At) {
  if (auto S = C.M.stringAt(C.P, At))
    return Val::integer(int64_t(S->size()));
  // Text that a loop wrote: it ends where a zero was stored, or earlier.
  if (isPlace(At))
    if (auto End = C.P.Mem.terminator(At.Id, At.Mid))
      return Val::interval(0, *End - At.Mid, *End - At.Mid, Type::I64);
  return Val();
}

/// An integer of the type that the call has.
inline Val intResult(CallSite &C, int64_t V) {
  Type T = isInteger(C.Result) ? C.Result : Type::I32;
  return Val::integer(canonical(V, T), T);
}

/// Stores where \p To points, if that is known; the page is written.
inline void put(CallSite &C, const Val &To, const Val &V) {
  if (isPlace(To)) {
    C.P.Mem.touch(To.Id, To.Mid, To.Mid + bytesOf(V.Ty), 0, true);
    C.P.Mem.store(To.Id, To.Mid, V);
  } else if (To.isPtr()) {
    C.P.Mem.forgetAll(To.Id);
  }
}

/// Stores bytes; \p Terminated adds the NUL.
inline void putText(CallSite &C, const Val &To, std::string_view Text, bool Terminated) {
  if (!isPlace(To)) {
    if (To.isPtr())
      C.P.Mem.forgetAll(To.Id);
    return;
  }
  int64_t At = To.Mid;
  C.P.Mem.touch(To.Id, At, At + int64_t(Text.size()) + Terminated, 0, true);
  for (char Ch : Text)
    C.P.Mem.store(To.Id, At++, Val::integer(Ch, Type::I8));
  if (Terminated)
    C.P.Mem.store(To.Id, At, Val::integer(0, Type::I8));
}

/// What \p To points to is written with \p Bytes bytes that nobody knows.
inline void overwrite(CallSite &C, const Val &To, const Val &Bytes) {
  if (!To.isPtr())
    return;
  if (To.AnyOffset || !Bytes.isInt()) {
    C.P.Mem.touchWhole(To.Id, true);
    C.P.Mem.forgetAll(To.Id);
    return;
  }
  C.P.Mem.touch(To.Id, To.Mid, To.Mid + std::max<int64_t>(0, Bytes.Mid), 0, true);
  C.P.Mem.forget(To.Id, To.Mid, To.Mid + std::max<int64_t>(0, Bytes.Hi));
}

inline void forgetTarget(CallSite &C, const Val &To) {
  if (To.isPtr())
    C.P.Mem.forgetAll(To.Id);
}

/// What happens here may take any amount of memory; \p Why says what is not known.
inline void growsUnbounded(CallSite &C, std::string Why) {
  C.M.noteUnknown(C.From, C.S, std::move(Why));
  C.P.Mem.openBound(/*Allocates=*/true);
}

/// \p V moved on by \p Bytes.
inline Val offset(Val V, int64_t Bytes) {
  V.Mid += Bytes;
  return V;
}

/// A piece of the library's own memory with contents that nobody knows.
inline Val opaque(CallSite &C, int64_t Bytes) {
  Object O;
  O.Where = Object::Home::Foreign;
  O.Bytes = O.LowBytes = O.HighBytes = Bytes;
  return Val::pointer(C.P.Mem.create(std::move(O)), 0);
}

/// Places in the library object "library state".
enum LibraryState : int64_t {
  StrtokRest = 0,
  CtypeClass = 8,
  CtypeLower = 16,
  CtypeUpper = 24,
  NewUnits = 32,
};

/// realloc's effect and result.
Val reallocated(CallSite &C, const Val &Old, const Val &Bytes);

} // namespace auspex::demand::evaluate

#endif
