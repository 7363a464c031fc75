//===- kernels/trace/classify.cpp - What a behaviour is ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

namespace auspex::kernels::trace {
namespace {

/// Every K-th element from First on: one channel of several.
Signal channelOf(const Signal &S, int64_t First, int64_t Step) {
  Signal C;
  C.First = S.First;
  C.ByCall = S.ByCall;
  for (size_t K = 0; K < S.size(); ++K)
    if (S.At[K] % Step == First) {
      C.Inputs.push_back(S.Inputs[K]);
      C.At.push_back(S.At[K] / Step);
    }
  return C;
}
Response channelOf(const Response &S, int64_t First, int64_t Step) {
  Response C;
  C.First = S.First;
  C.ByCall = S.ByCall;
  for (size_t K = 0; K < S.size(); ++K)
    if (S.At[K] % Step == First) {
      C.Values.push_back(S.Values[K]);
      C.At.push_back(S.At[K] / Step);
    }
  return C;
}

std::optional<Verdict> filters(const Analysis &A) {
  constexpr size_t MinOutputs = 4;
  for (const Response &Y : A.Responses) {
    if (Y.size() < MinOutputs)
      continue;
    for (const Signal &X : A.Signals) {
      if (X.size() < MinOutputs || (Y.First.Own && !Y.ByCall && Y.First.Object == X.First.Object))
        continue;
      const auto J = A.linear(Y.Values, X.Inputs);
      if (!J)
        continue;
      if (auto V = filter(A, Y, X, *J))
        return V;
      // Two channels side by side.
      if (X.size() < 2 * MinOutputs || Y.size() < 2 * MinOutputs)
        continue;
      const Signal X0 = channelOf(X, 0, 2);
      const Response Y0 = channelOf(Y, 0, 2);
      if (X0.size() < MinOutputs || Y0.size() < MinOutputs)
        continue;
      if (const auto J0 = A.linear(Y0.Values, X0.Inputs))
        if (auto V = filter(A, Y0, X0, *J0); V && (V->Idiom == "fir" || V->Idiom == "iir"))
          return V;
    }
  }
  return std::nullopt;
}

} // namespace

std::optional<Verdict> classify(const Trace &T) {
  const Analysis A(T);
  if (auto V = adaptive(A))
    return V;
  if (auto V = transform(A))
    return V;
  if (auto V = goertzel(A))
    return V;
  if (auto V = quadratic(A))
    return V;
  return filters(A);
}

} // namespace auspex::kernels::trace
