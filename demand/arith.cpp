//===- demand/arith.cpp ---------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand {

int64_t canonical(int64_t V, Type T) {
  switch (T) {
  case Type::I1: return V & 1;
  case Type::I8: return int8_t(V);
  case Type::I16: return int16_t(V);
  case Type::I32: return int32_t(V);
  default: return V;
  }
}

uint64_t unsignedOf(int64_t V, Type T) {
  unsigned Bits = bitsOf(T);
  return Bits >= 64 || Bits == 0 ? uint64_t(V) : uint64_t(V) & ((uint64_t(1) << Bits) - 1);
}

int64_t signedOf(int64_t V, Type T) { return T == Type::I1 ? -V : V; }

bool takesFlags(Op O) { return O == Op::Add || O == Op::Sub || O == Op::Mul || O == Op::Shl; }

bool isCommutative(Op O) {
  switch (O) {
  case Op::Add: case Op::Mul: case Op::And: case Op::Or: case Op::Xor:
  case Op::UMin: case Op::UMax: case Op::SMin: case Op::SMax:
  case Op::Eq: case Op::Ne: case Op::FEq: case Op::FNe:
  case Op::FAdd: case Op::FMul:
    return true;
  default:
    return false;
  }
}

bool isComparison(Op O) { return O >= Op::Eq && O <= Op::SLe; }
bool isRealComparison(Op O) { return O >= Op::FEq && O <= Op::FLe; }
bool isConversion(Op O) { return O >= Op::Trunc && O <= Op::Cast; }

/// The exact result as a 128-bit number, where the operator can overflow.
static std::optional<int64_t> wrapped(Type T, uint8_t Flags, __int128 Signed,
                                      unsigned __int128 Unsigned, bool Borrow) {
  int64_t R = canonical(int64_t(uint64_t(Unsigned)), T);
  if ((Flags & NoSignedWrap) && Signed != signedOf(R, T))
    return std::nullopt;
  if ((Flags & NoUnsignedWrap) && (Borrow || Unsigned != unsignedOf(R, T)))
    return std::nullopt;
  return R;
}

std::optional<int64_t> evalInt(Op O, Type T, uint8_t Flags, int64_t A, int64_t B) {
  const uint64_t UA = unsignedOf(A, T), UB = unsignedOf(B, T);
  const int64_t SA = signedOf(A, T), SB = signedOf(B, T);
  const unsigned Bits = bitsOf(T);
  auto Result = [T](uint64_t V) { return canonical(int64_t(V), T); };
  const int64_t Lowest = Bits == 64 ? INT64_MIN : -(int64_t(1) << (Bits ? Bits - 1 : 0));
  switch (O) {
  case Op::Add:
    return wrapped(T, Flags, __int128(SA) + SB, (unsigned __int128)(UA) + UB, false);
  case Op::Sub:
    return wrapped(T, Flags, __int128(SA) - SB, UA - UB, UA < UB);
  case Op::Mul:
    return wrapped(T, Flags, __int128(SA) * SB, (unsigned __int128)(UA) * UB, false);
  case Op::Shl:
    if (UB >= Bits)
      return std::nullopt;
    return wrapped(T, Flags, __int128(SA) * (__int128(1) << UB), (unsigned __int128)(UA) << UB,
                   false);
  case Op::UDiv:
    return UB ? std::optional(Result(UA / UB)) : std::nullopt;
  case Op::URem:
    return UB ? std::optional(Result(UA % UB)) : std::nullopt;
  case Op::CeilDiv:
    return UB ? std::optional(Result(UA / UB + (UA % UB != 0))) : std::nullopt;
  case Op::SDiv:
  case Op::SRem:
    if (SB == 0 || (SB == -1 && SA == Lowest))
      return std::nullopt;
    return Result(uint64_t(O == Op::SDiv ? SA / SB : SA % SB));
  case Op::LShr:
    return UB < Bits ? std::optional(Result(UA >> UB)) : std::nullopt;
  case Op::AShr:
    return UB < Bits ? std::optional(Result(uint64_t(SA >> UB))) : std::nullopt;
  case Op::And: return A & B;
  case Op::Or: return A | B;
  case Op::Xor: return A ^ B;
  case Op::UMin: return UA < UB ? A : B;
  case Op::UMax: return UA > UB ? A : B;
  case Op::SMin: return SA < SB ? A : B;
  case Op::SMax: return SA > SB ? A : B;
  case Op::CtPop: return Result(uint64_t(std::popcount(UA)));
  case Op::Ctlz: return Result(uint64_t(std::countl_zero(UA)) - (64 - Bits));
  case Op::Cttz: return Result(UA ? uint64_t(std::countr_zero(UA)) : Bits);
  case Op::Bswap: return Result(std::byteswap(UA) >> (64 - Bits));
  default: return std::nullopt;
  }
}

std::optional<int64_t> evalCompare(Op O, Type T, int64_t A, int64_t B) {
  const uint64_t UA = unsignedOf(A, T), UB = unsignedOf(B, T);
  const int64_t SA = signedOf(A, T), SB = signedOf(B, T);
  switch (O) {
  case Op::Eq: return A == B;
  case Op::Ne: return A != B;
  case Op::ULt: return UA < UB;
  case Op::ULe: return UA <= UB;
  case Op::SLt: return SA < SB;
  case Op::SLe: return SA <= SB;
  default: return std::nullopt;
  }
}

std::optional<int64_t> evalCompareReal(Op O, double A, double B) {
  switch (O) {
  case Op::FEq: return A == B;
  case Op::FNe: return A != B;
  case Op::FLt: return A < B;
  case Op::FLe: return A <= B;
  default: return std::nullopt;
  }
}

static std::optional<double> evalDouble(Op O, double A, double B) {
  switch (O) {
  case Op::FAdd: return A + B;
  case Op::FSub: return A - B;
  case Op::FMul: return A * B;
  case Op::FDiv: return A / B;
  case Op::FNeg: return -A;
  case Op::FMin: return std::fmin(A, B);
  case Op::FMax: return std::fmax(A, B);
  case Op::Sqrt: return std::sqrt(A);
  case Op::Log2: return std::log2(A);
  case Op::Log: return std::log(A);
  case Op::Log10: return std::log10(A);
  case Op::Exp: return std::exp(A);
  case Op::Exp2: return std::exp2(A);
  case Op::Pow: return std::pow(A, B);
  case Op::Floor: return std::floor(A);
  case Op::Ceil: return std::ceil(A);
  case Op::Round: return std::round(A);
  case Op::FAbs: return std::fabs(A);
  case Op::Sin: return std::sin(A);
  case Op::Cos: return std::cos(A);
  default: return std::nullopt;
  }
}

/// \p V as a value of type \p T. A double beyond float's range becomes an
/// infinity, as the hardware's conversion does.
static double roundTo(Type T, double V) { return T == Type::F32 ? double(float(V)) : V; }

std::optional<double> evalReal(Op O, Type T, double A, double B) {
  auto R = evalDouble(O, A, B);
  return R ? std::optional(roundTo(T, *R)) : std::nullopt;
}

static std::optional<int64_t> realToInt(double V, Type To, bool Signed) {
  double Whole = std::trunc(V);
  unsigned Bits = bitsOf(To);
  double Low = Signed ? -std::ldexp(1.0, int(Bits) - 1) : 0;
  double End = std::ldexp(1.0, int(Signed ? Bits - 1 : Bits));
  if (!(Whole >= Low && Whole < End)) // also excludes NaN
    return std::nullopt;
  return canonical(Whole < 0 ? int64_t(Whole) : int64_t(uint64_t(Whole)), To);
}

std::optional<int64_t> evalConvert(Op O, Type From, Type To, int64_t A) {
  switch (O) {
  case Op::Trunc: return canonical(A, To);
  case Op::ZExt: return canonical(int64_t(unsignedOf(A, From)), To);
  case Op::SExt: return canonical(signedOf(A, From), To);
  case Op::FpToSi: return realToInt(realOf(A), To, true);
  case Op::FpToUi: return realToInt(realOf(A), To, false);
  // Straight to float where that is the type: through double it would round twice.
  case Op::SiToFp:
    return bitsOfReal(To == Type::F32 ? double(float(signedOf(A, From)))
                                      : double(signedOf(A, From)));
  case Op::UiToFp:
    return bitsOfReal(To == Type::F32 ? double(float(unsignedOf(A, From)))
                                      : double(unsignedOf(A, From)));
  case Op::FpCast: return bitsOfReal(roundTo(To, realOf(A)));
  case Op::Cast: {
    // The same bits read as another type of the same width.
    uint64_t Raw = From == Type::F32 ? std::bit_cast<uint32_t>(float(realOf(A))) : uint64_t(A);
    if (To == Type::F32)
      return bitsOfReal(double(std::bit_cast<float>(uint32_t(Raw))));
    return canonical(int64_t(Raw), To);
  }
  default: return std::nullopt;
  }
}

std::optional<int64_t> evalNode(const ExprNode &N, Type OperandTy, int64_t A, int64_t B,
                                int64_t C) {
  if (isConversion(N.O))
    return evalConvert(N.O, OperandTy, N.Ty, A);
  if (isComparison(N.O))
    return evalCompare(N.O, OperandTy, A, B);
  if (isRealComparison(N.O))
    return evalCompareReal(N.O, realOf(A), realOf(B));
  if (N.O == Op::Select)
    return A ? B : C;
  if (N.O == Op::PtrAdd)
    return int64_t(uint64_t(A) + uint64_t(B));
  if (isFloat(N.Ty)) {
    auto R = evalReal(N.O, N.Ty, realOf(A), realOf(B));
    return R ? std::optional(bitsOfReal(*R)) : std::nullopt;
  }
  return evalInt(N.O, N.Ty, N.Flags, A, B);
}

static bool isIntegral(Type T) { return isInteger(T) || T == Type::Ptr; }

bool wellTyped(Op O, Type Ty, Type A, Type B, Type C) {
  switch (O) {
  case Op::Int: return isIntegral(Ty);
  case Op::Real: return isFloat(Ty);
  case Op::Param:
  case Op::Value: return Ty != Type::Void;
  case Op::Index: return Ty == Type::I64;
  case Op::Symbol: return Ty == Type::Ptr;
  case Op::Unknown: return true;
  case Op::Trunc: return isInteger(A) && isInteger(Ty) && bitsOf(A) > bitsOf(Ty);
  case Op::ZExt:
  case Op::SExt: return isInteger(A) && isInteger(Ty) && bitsOf(A) < bitsOf(Ty);
  case Op::FpToSi:
  case Op::FpToUi: return isFloat(A) && isInteger(Ty);
  case Op::SiToFp:
  case Op::UiToFp: return isInteger(A) && isFloat(Ty);
  case Op::FpCast: return isFloat(A) && isFloat(Ty) && A != Ty;
  case Op::Cast: return A != Ty && bitsOf(A) == bitsOf(Ty) && bitsOf(A) >= 32;
  case Op::Select: return A == Type::I1 && B == C && Ty == B && Ty != Type::Void;
  case Op::PtrAdd: return Ty == Type::Ptr && A == Type::Ptr && B == Type::I64;
  case Op::CtPop:
  case Op::Ctlz:
  case Op::Cttz: return isInteger(Ty) && A == Ty;
  case Op::Bswap: return isInteger(Ty) && A == Ty && bitsOf(Ty) >= 16;
  default: break;
  }
  if (isComparison(O))
    return Ty == Type::I1 && isIntegral(A) && A == B;
  if (isRealComparison(O))
    return Ty == Type::I1 && isFloat(A) && A == B;
  bool Two = arityOf(O) == 2;
  if (O >= Op::FAdd && O <= Op::Cos)
    return isFloat(Ty) && A == Ty && (!Two || B == Ty);
  return isIntegral(Ty) && A == Ty && (!Two || B == Ty); // Add ... SMax, CeilDiv
}

} // namespace auspex::demand
