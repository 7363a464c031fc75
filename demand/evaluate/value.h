//===- demand/evaluate/value.h - A value during the evaluation ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An integer is an interval with a likeliest member (all three equal when it is
// known exactly), a real is exact, a pointer is an object and an offset, code is
// the address of a function. Everything else is Unknown, with the number of the
// reason under which the evaluator records it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_VALUE_H
#define AUSPEX_DEMAND_EVALUATE_VALUE_H

#include "demand/expr.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace auspex::demand::evaluate {

using ObjectId = uint32_t;
using ReasonId = uint32_t;
inline constexpr ReasonId NoReason = 0;

/// The largest number of \p T that has a sign: where what is bounded by nothing ends.
inline int64_t largestOf(Type T) { return INT64_MAX >> (64 - std::max(2u, bitsOf(T))); }

struct Val {
  enum class Kind : uint8_t { Unknown, Int, Real, Ptr, Code };
  Kind K = Kind::Unknown;
  Type Ty = Type::I64;
  bool AnyOffset = false;       ///< Ptr: somewhere in the object
  uint32_t Id = 0;              ///< Ptr: ObjectId; Code: function number; Unknown: ReasonId
  int64_t Lo = 0, Mid = 0, Hi = 0; ///< Int: interval; Ptr: Mid is the offset; Real: bits in Mid

  static Val unknown(Type T, ReasonId Why = NoReason) {
    Val V;
    V.Ty = T;
    V.Id = Why;
    return V;
  }
  static Val integer(int64_t I, Type T = Type::I64) { return interval(I, I, I, T); }
  static Val interval(int64_t Lo, int64_t Mid, int64_t Hi, Type T) {
    Val V;
    V.K = Kind::Int;
    V.Ty = T;
    V.Lo = Lo, V.Mid = Mid, V.Hi = Hi;
    return V;
  }
  static Val real(double D, Type T = Type::F64) {
    Val V;
    V.K = Kind::Real;
    V.Ty = T;
    V.Mid = std::bit_cast<int64_t>(D);
    return V;
  }
  static Val pointer(ObjectId O, int64_t Offset) {
    Val V;
    V.K = Kind::Ptr;
    V.Ty = Type::Ptr;
    V.Id = O;
    V.Mid = Offset;
    return V;
  }
  static Val code(uint32_t Function) {
    Val V;
    V.K = Kind::Code;
    V.Ty = Type::Ptr;
    V.Id = Function;
    return V;
  }

  bool known() const { return K != Kind::Unknown; }
  bool exactInt() const { return K == Kind::Int && Lo == Hi; }
  bool isInt() const { return K == Kind::Int; }
  bool isPtr() const { return K == Kind::Ptr; }
  bool isNull() const { return exactInt() && Ty == Type::Ptr && Mid == 0; }
  double asReal() const { return std::bit_cast<double>(Mid); }
  bool operator==(const Val &) const = default;
};

/// Evaluates one operator on evaluated operands (B, C as its arity asks).
/// Unknown operands give Unknown with the first operand's reason.
Val apply(const ExprNode &N, const Val &A, const Val &B, const Val &C);

/// The least value that covers both; \p Likely says whose likeliest member to keep.
Val join(const Val &A, const Val &B, bool LikelyIsA);

} // namespace auspex::demand::evaluate

#endif
