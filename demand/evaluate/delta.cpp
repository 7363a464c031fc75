//===- demand/evaluate/delta.cpp - What happened between two states -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/delta.h"

#include "demand/arith.h"

#include <cmath>

namespace auspex::demand::evaluate {

namespace {
Range minus(const Range &A, const Range &B) {
  double High = std::isinf(A.High) ? (std::isinf(B.High) ? 0 : Range::Unbounded) : A.High - B.High;
  return {A.Low - B.Low, A.Likely - B.Likely, High};
}

} // namespace

Counters minus(const Counters &A, const Counters &B) {
  Counters D;
  for (auto M : SummedCounters)
    D.*M = minus(A.*M, B.*M);
  return D;
}

double workIn(const Counters &C) {
  return C.Flops.Likely + C.IntOps.Likely + C.Read.Likely + C.Written.Likely;
}

Range scaled(const Range &R, double Low, double Likely, double High) {
  auto Times = [](double X, double By) { return X == 0 || By == 0 ? 0 : X * By; }; // not even infinite
  return {Times(R.Low, Low), Times(R.Likely, Likely), Times(R.High, High)};
}

ObjectDelta deltaOf(const Memory &Before, const Memory &After) {
  ObjectDelta D;
  Memory::differing(Before, After, [&](ObjectId I) {
    const Object &A = Before.at(I), &B = After.at(I);
    if (!A.Freed && B.Count < A.Count)
      D.Released.emplace_back(I, A.Count - B.Count);
  });
  for (ObjectId I = ObjectId(Before.size()); I < After.size(); ++I)
    if (const Object &O = After.at(I); !O.Freed && O.Where != Object::Home::Foreign &&
                                       O.Where != Object::Home::Stack)
      D.Made.push_back(I);
  return D;
}

bool linear(const Val &A, const Val &B, const Val &C, int64_t &Step) {
  if (A.K != B.K || B.K != C.K || A.Ty != C.Ty)
    return false;
  if (A.exactInt() && B.exactInt() && C.exactInt()) {
  } else if (A.isPtr() && A.Id == B.Id && B.Id == C.Id && !A.AnyOffset && !B.AnyOffset &&
             !C.AnyOffset) {
  } else {
    return false;
  }
  Step = int64_t(uint64_t(C.Mid) - uint64_t(B.Mid));
  return Step == int64_t(uint64_t(B.Mid) - uint64_t(A.Mid));
}

Val advanced(Val V, int64_t Step, int64_t Times) {
  int64_t By = int64_t(uint64_t(Step) * uint64_t(Times));
  V.Mid = int64_t(uint64_t(V.Mid) + uint64_t(By));
  if (V.isInt())
    V.Mid = V.Lo = V.Hi = canonical(V.Mid, V.Ty);
  return V;
}

} // namespace auspex::demand::evaluate
