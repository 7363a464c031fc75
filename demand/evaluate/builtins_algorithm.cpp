//===- demand/evaluate/builtins_algorithm.cpp - Sorting, random numbers ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace auspex::demand::evaluate {
namespace {

double sortingSteps(double Elements) { return Elements * std::log2(std::max(2.0, Elements)); }

/// glibc sorts by merging through a copy (manual, "Array Sort Function"): of
/// the elements, or, where these are larger than 32 bytes, of pointers to them
/// and one element. Small copies go to the stack.
Val sort(CallSite &C) { // qsort(base, count, size, compare)
  const Val &Base = C.arg(0), &Count = C.arg(1), &Size = C.arg(2);
  forgetTarget(C, Base);
  if (!Count.isInt() || !Size.exactInt() || Count.Mid <= 0 || Size.Mid <= 0)
    return Val();
  double N = double(Count.Mid);
  C.P.Sum.IntOps = C.P.Sum.IntOps + Range::exactly(sortingSteps(N));
  double Copy = Size.Mid > 32 ? 16 * N + double(Size.Mid) : N * double(Size.Mid);
  if (Copy < 1024 || Copy > 1e15)
    return Val();
  ObjectId Temporary = C.P.Mem.allocate(Val::integer(int64_t(Copy)), AllocKind::Malloc, 16);
  C.P.Mem.touchWhole(Temporary, true);
  C.P.Mem.release(Temporary);
  return Val();
}

/// Elements change places: numbers are not known any more, pointers point where they did.
Val permuteHere(CallSite &C) { // (first, ...)
  if (C.arg(0).isPtr())
    C.P.Mem.forgetAll(C.arg(0).Id, /*Pointers=*/false);
  return Val();
}

/// Bytes from \p First to \p Last of one object; 0 where they are not that.
int64_t bytesBetween(const Val &First, const Val &Last) {
  int64_t Bytes = 0;
  if (!isPlace(First) || !isPlace(Last) || First.Id != Last.Id ||
      __builtin_sub_overflow(Last.Mid, First.Mid, &Bytes))
    return 0;
  return std::max<int64_t>(0, Bytes);
}

Val permute(CallSite &C) { // (first, last, ...)
  permuteHere(C);
  // How large an element is the row does not tell: at least a byte, likely a number.
  const double Bytes = double(bytesBetween(C.arg(0), C.arg(1)));
  C.P.Sum.IntOps = C.P.Sum.IntOps + Range{0, sortingSteps(Bytes / 8), sortingSteps(Bytes)};
  return Val();
}

Val mergeSort(CallSite &C) { // (first, last, buffer, ...): the buffer is written, too
  permute(C);
  const Val &Buffer = C.arg(2);
  int64_t End = 0;
  if (isPlace(Buffer) &&
      !__builtin_add_overflow(Buffer.Mid, bytesBetween(C.arg(0), C.arg(1)), &End))
    C.P.Mem.touch(Buffer.Id, Buffer.Mid, End, 0, true);
  return Val();
}

/// The state is the parameters, from and to.
Val uniformInt(CallSite &C) { // std::uniform_int_distribution(self, engine [, parameters])
  const Val &From = C.Args.size() > 2 ? C.arg(2) : C.arg(0);
  Val A, B;
  if (isPlace(From)) {
    A = C.P.Mem.load(From.Id, From.Mid, C.Result);
    B = C.P.Mem.load(From.Id, From.Mid + bytesOf(C.Result), C.Result);
  }
  if (!A.isInt() || !B.isInt() || A.Lo > B.Hi)
    return C.M.unknownOf(C.Result, "a random number");
  return Val::interval(A.Lo, std::clamp(std::midpoint(A.Mid, B.Mid), A.Lo, B.Hi), B.Hi, C.Result);
}

} // namespace

std::span<const BuiltinRow> algorithmBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"qsort", sort, true},
      {"std::permute", permute},
      {"std::permute_here", permuteHere},
      {"std::merge_sort", mergeSort, true},
      {"std::uniform_int_distribution", uniformInt},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
