//===- demand/arith.h - What one operator computes ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one arithmetic core: constant folding in the pool and the evaluator call
// the same functions, so that a formula means the same in both.
//
// Integers are carried in an int64_t in canonical form: sign-extended from the
// width of their type, except I1, which is 0 or 1. A real is a double; a
// result of type F32 is rounded to float. "Nothing" is a result that the
// program leaves undefined: division by zero, a shift past the width, an
// overflow that the flags exclude, a conversion out of range. The semantics are
// those of the LLVM instructions of the same names (LLVM Language Reference).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_ARITH_H
#define AUSPEX_DEMAND_ARITH_H

#include "demand/expr.h"

#include <bit>
#include <cstdint>
#include <optional>

namespace auspex::demand {

/// \p V reduced to the width of \p T, in canonical form.
int64_t canonical(int64_t V, Type T);
/// The canonical \p V as an unsigned number of the width of \p T.
uint64_t unsignedOf(int64_t V, Type T);
/// The canonical \p V as a signed number: differs from V for I1 only.
int64_t signedOf(int64_t V, Type T);

inline double realOf(int64_t Bits) { return std::bit_cast<double>(Bits); }
inline int64_t bitsOfReal(double V) { return std::bit_cast<int64_t>(V); }

/// Add ... SMax, CeilDiv and, with \p B ignored, CtPop, Ctlz, Cttz, Bswap.
std::optional<int64_t> evalInt(Op O, Type T, uint8_t Flags, int64_t A, int64_t B);
/// Eq ... SLe on operands of type \p T; 0 or 1.
std::optional<int64_t> evalCompare(Op O, Type T, int64_t A, int64_t B);
/// FEq ... FLe; 0 or 1.
std::optional<int64_t> evalCompareReal(Op O, double A, double B);
/// FAdd ... Cos; \p B is ignored where the operator has one operand.
std::optional<double> evalReal(Op O, Type T, double A, double B = 0);
/// Trunc ... Cast. Operand and result are integers in canonical form or the
/// bits of a double, as their types say.
std::optional<int64_t> evalConvert(Op O, Type From, Type To, int64_t A);
/// Any operator with operands: \p N says operator, result type and flags, \p
/// OperandTy the type of its first operand (Select: I1). Values as in
/// evalConvert.
std::optional<int64_t> evalNode(const ExprNode &N, Type OperandTy, int64_t A, int64_t B,
                                int64_t C);

/// Whether an operator may have these types; operands that it does not have
/// are Void. Everything in a pool satisfies this.
bool wellTyped(Op O, Type Ty, Type A, Type B, Type C);
/// NoSignedWrap and NoUnsignedWrap mean something on this operator.
bool takesFlags(Op O);
bool isCommutative(Op O);
bool isComparison(Op O); ///< of integers or pointers
bool isRealComparison(Op O);
bool isConversion(Op O);

} // namespace auspex::demand

#endif
