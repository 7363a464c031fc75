//===- demand/evaluate/value.cpp - Operators on values --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/value.h"

#include "demand/arith.h"

#include <algorithm>
#include <array>
#include <optional>

namespace auspex::demand::evaluate {
namespace {

Val boolean(bool B) { return Val::integer(B, Type::I1); }
/// Undecided, with the outcome that is likelier.
Val maybe(bool Likely) { return Val::interval(0, Likely, 1, Type::I1); }

bool isCompare(Op O) { return O >= Op::Eq && O <= Op::FLe; }

/// An interval from its ends. The ends of different operands need not occur
/// together: where only an end overflows, it is the type's.
std::optional<Val> lanes(Type T, std::optional<int64_t> Lo, std::optional<int64_t> Mid,
                         std::optional<int64_t> Hi) {
  if (!Mid)
    return std::nullopt;
  int64_t Low = Lo.value_or(std::min<int64_t>(*Mid, 0));
  int64_t High = Hi.value_or(largestOf(T));
  if (Low > High)
    return std::nullopt;
  return Val::interval(Low, std::clamp(*Mid, Low, High), High, T);
}

/// \p A and a mask, and-ed or or-ed: the bits above the highest in which the ends of
/// \p A differ are those of every member.
std::optional<Val> bitwise(Op O, Type T, const Val &A, int64_t Mask) {
  if ((A.Lo < 0) != (A.Hi < 0) && (O == Op::Or || Mask < 0))
    return std::nullopt;
  const auto Differ = uint64_t(A.Lo ^ A.Hi);
  const int64_t Open = int64_t(Differ ? ~uint64_t(0) >> std::countl_zero(Differ) : 0);
  const int64_t Low = A.Lo & ~Open, High = A.Lo | Open;
  if (O == Op::And)
    return Val::interval(Low & Mask, A.Mid & Mask, High & Mask, T);
  return Val::interval(Low | Mask, A.Mid | Mask, High | Mask, T);
}

Val intBinary(const ExprNode &N, const Val &A, const Val &B) {
  auto Ev = [&](int64_t X, int64_t Y) { return evalInt(N.O, N.Ty, N.Flags, X, Y); };
  if (A.exactInt() && B.exactInt()) {
    if (auto R = Ev(A.Mid, B.Mid))
      return Val::integer(*R, N.Ty);
    return Val::unknown(N.Ty);
  }
  std::optional<Val> R;
  switch (N.O) {
  case Op::Add:
  case Op::SMin:
  case Op::SMax:
    R = lanes(N.Ty, Ev(A.Lo, B.Lo), Ev(A.Mid, B.Mid), Ev(A.Hi, B.Hi));
    break;
  case Op::UMin:
  case Op::UMax:
    if (A.Lo >= 0 && B.Lo >= 0)
      R = lanes(N.Ty, Ev(A.Lo, B.Lo), Ev(A.Mid, B.Mid), Ev(A.Hi, B.Hi));
    break;
  case Op::Sub:
    R = lanes(N.Ty, Ev(A.Lo, B.Hi), Ev(A.Mid, B.Mid), Ev(A.Hi, B.Lo));
    break;
  case Op::Mul: {
    std::array<std::optional<int64_t>, 4> C{Ev(A.Lo, B.Lo), Ev(A.Lo, B.Hi), Ev(A.Hi, B.Lo),
                                            Ev(A.Hi, B.Hi)};
    if (!std::ranges::all_of(C, [](auto &X) { return X.has_value(); }))
      break;
    auto [Min, Max] = std::ranges::minmax({*C[0], *C[1], *C[2], *C[3]});
    R = lanes(N.Ty, Min, Ev(A.Mid, B.Mid), Max);
    break;
  }
  case Op::Shl:
  case Op::LShr:
  case Op::AShr:
  case Op::UDiv:
  case Op::SDiv:
  case Op::CeilDiv:
    if (B.exactInt() && B.Mid > 0 && A.Lo >= 0)
      R = lanes(N.Ty, Ev(A.Lo, B.Mid), Ev(A.Mid, B.Mid), Ev(A.Hi, B.Mid));
    break;
  case Op::And:
  case Op::Or:
    if (A.exactInt() || B.exactInt())
      R = A.exactInt() ? bitwise(N.O, N.Ty, B, A.Mid) : bitwise(N.O, N.Ty, A, B.Mid);
    break;
  case Op::URem:
  case Op::SRem:
    if (B.exactInt() && B.Mid > 0 && A.Lo >= 0) {
      // Within one multiple the remainder grows with the number.
      bool Within = A.Lo / B.Mid == A.Hi / B.Mid;
      R = lanes(N.Ty, Within ? A.Lo % B.Mid : 0, A.Mid % B.Mid, Within ? A.Hi % B.Mid : B.Mid - 1);
    }
    break;
  default:
    break;
  }
  return R ? *R : Val::unknown(N.Ty);
}

Val intCompare(Op O, Type T, const Val &A, const Val &B) {
  auto Holds = [&](int64_t X, int64_t Y) { return evalCompare(O, T, X, Y).value_or(false); };
  if (A.exactInt() && B.exactInt())
    return boolean(Holds(A.Mid, B.Mid));
  bool Unsigned = O == Op::ULt || O == Op::ULe;
  if (Unsigned && (A.Lo < 0 || B.Lo < 0))
    return maybe(Holds(A.Mid, B.Mid));
  if (A.Hi < B.Lo || B.Hi < A.Lo) // disjoint: every pair compares alike
    return boolean(Holds(A.Mid, B.Mid));
  return maybe(Holds(A.Mid, B.Mid));
}

/// Pointers as numbers: differences within an object, tests against null.
std::optional<Val> pointerArithmetic(const ExprNode &N, const Val &A, const Val &B) {
  switch (N.O) {
  case Op::PtrAdd:
  case Op::Add: {
    const Val &P = A.isPtr() ? A : B, &D = A.isPtr() ? B : A;
    if (!P.isPtr() || D.isPtr())
      return std::nullopt;
    Val R = P;
    R.Ty = N.Ty;
    if (D.exactInt() && !P.AnyOffset)
      R.Mid = int64_t(uint64_t(P.Mid) + uint64_t(D.Mid));
    else
      R.AnyOffset = true;
    return R;
  }
  case Op::Sub:
    if (A.isPtr() && B.isPtr()) {
      if (A.Id == B.Id && !A.AnyOffset && !B.AnyOffset)
        return Val::integer(int64_t(uint64_t(A.Mid) - uint64_t(B.Mid)), N.Ty);
      return Val::unknown(N.Ty);
    }
    if (A.isPtr() && B.exactInt()) {
      Val R = A;
      R.Mid = int64_t(uint64_t(A.Mid) - uint64_t(B.Mid));
      return R;
    }
    return std::nullopt;
  case Op::And: // alignment of an address: stays where it was as far as anyone can tell
    if (A.isPtr() && B.exactInt() && B.Mid < 0)
      return A;
    return std::nullopt;
  case Op::Eq:
  case Op::Ne: {
    bool Equal;
    if (A.isPtr() && B.isPtr()) {
      if (A.AnyOffset || B.AnyOffset)
        return A.Id == B.Id ? maybe(N.O == Op::Ne) : boolean(N.O == Op::Ne);
      Equal = A.Id == B.Id && A.Mid == B.Mid;
    } else if (A.K == Val::Kind::Code && B.K == Val::Kind::Code) {
      Equal = A.Id == B.Id;
    } else if (A.known() && B.known() && !(A.isInt() && B.isInt())) {
      Equal = false;
    } else {
      return std::nullopt;
    }
    return boolean(Equal == (N.O == Op::Eq));
  }
  case Op::ULt:
  case Op::ULe:
  case Op::SLt:
  case Op::SLe:
    if (A.isPtr() && B.isPtr() && A.Id == B.Id && !A.AnyOffset && !B.AnyOffset)
      return boolean(
          evalCompare(N.O == Op::ULt || N.O == Op::SLt ? Op::SLt : Op::SLe, Type::I64, A.Mid, B.Mid)
              .value_or(false));
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

Val convert(const ExprNode &N, const Val &A) {
  if (A.isPtr() || A.K == Val::Kind::Code) {
    if (N.O != Op::Cast || (N.Ty != Type::Ptr && N.Ty != Type::I64))
      return Val::unknown(N.Ty);
    Val R = A;
    R.Ty = N.Ty;
    return R;
  }
  auto One = [&](int64_t X) { return evalConvert(N.O, A.Ty, N.Ty, X); };
  if (A.K == Val::Kind::Real) {
    auto R = One(A.Mid);
    if (!R)
      return Val::unknown(N.Ty);
    if (isFloat(N.Ty))
      return Val::real(std::bit_cast<double>(*R), N.Ty);
    return Val::integer(*R, N.Ty);
  }
  if (A.exactInt()) {
    auto R = One(A.Mid);
    if (!R)
      return Val::unknown(N.Ty);
    return isFloat(N.Ty) ? Val::real(std::bit_cast<double>(*R), N.Ty) : Val::integer(*R, N.Ty);
  }
  if (isFloat(N.Ty)) // reals are exact: an interval keeps its likeliest member only
    return Val::unknown(N.Ty);
  auto R = lanes(N.Ty, One(A.Lo), One(A.Mid), One(A.Hi));
  // A narrowing that wraps some members but not others is no interval.
  if (!R ||
      (N.O == Op::Trunc && uint64_t(R->Hi) - uint64_t(R->Lo) != uint64_t(A.Hi) - uint64_t(A.Lo)))
    return Val::unknown(N.Ty);
  return *R;
}

} // namespace

Val join(const Val &A, const Val &B, bool LikelyIsA) {
  if (A == B)
    return A;
  const Val &L = LikelyIsA ? A : B;
  if (A.isInt() && B.isInt() && A.Ty == B.Ty && A.Ty != Type::Ptr)
    return Val::interval(std::min(A.Lo, B.Lo), L.Mid, std::max(A.Hi, B.Hi), A.Ty);
  if (A.isPtr() && B.isPtr() && A.Id == B.Id) {
    Val R = A;
    R.AnyOffset = true;
    return R;
  }
  // Null on the path that is not taken is an error path: the pointer counts.
  if (A.Ty == Type::Ptr && B.Ty == Type::Ptr && A.known() && B.known())
    return L.isNull() ? (LikelyIsA ? B : A) : L;
  return Val::unknown(A.Ty, !A.known() ? A.Id : !B.known() ? B.Id : NoReason);
}

Val apply(const ExprNode &N, const Val &A, const Val &B, const Val &C) {
  if (N.O == Op::Select) {
    if (A.exactInt())
      return A.Mid & 1 ? B : C;
    if (A.isInt())
      return join(B, C, A.Mid & 1);
    if (B == C)
      return B;
    Val R = join(B, C, true);
    return R.known() ? R : Val::unknown(N.Ty, A.known() ? NoReason : A.Id);
  }
  unsigned Arity = arityOf(N.O);
  if (Arity == 2)
    if (auto R = pointerArithmetic(N, A, B))
      return *R;
  if (N.O == Op::UMax || N.O == Op::SMax)
    for (const auto &[Known, Other] : {std::pair(&A, &B), std::pair(&B, &A)})
      // Everything from there on may be already.
      if (Known->isInt() && !Other->known() && Known->Lo >= 0 &&
          Known->Hi == largestOf(N.Ty))
        return *Known;
  if (!A.known())
    return Val::unknown(N.Ty, A.Id);
  if (Arity >= 2 && !B.known())
    return Val::unknown(N.Ty, B.Id);
  if (N.O >= Op::Trunc && N.O <= Op::Cast)
    return convert(N, A);
  if (Arity == 2 && A.isInt() && B.isInt())
    return isCompare(N.O) ? intCompare(N.O, A.Ty, A, B) : intBinary(N, A, B);
  if (Arity == 1 && A.exactInt()) {
    if (auto R = evalInt(N.O, N.Ty, N.Flags, A.Mid, 0))
      return Val::integer(*R, N.Ty);
    return Val::unknown(N.Ty);
  }
  if (A.K == Val::Kind::Real && (Arity == 1 || B.K == Val::Kind::Real)) {
    if (isCompare(N.O)) {
      if (auto R = evalCompareReal(N.O, A.asReal(), B.asReal()))
        return boolean(*R);
    } else if (auto R = evalReal(N.O, N.Ty, A.asReal(), Arity == 2 ? B.asReal() : 0.0)) {
      return Val::real(*R, N.Ty);
    }
  }
  return Val::unknown(N.Ty);
}

} // namespace auspex::demand::evaluate
