//===- passes/skeleton/Arithmetic.cpp - Integers of any width in formulas ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Arithmetic.h"

#include "llvm/IR/DerivedTypes.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::Op;

unsigned passes::bitsOf(const Type *T) {
  if (T->isPointerTy())
    return 64;
  if (T->isIntegerTy() && T->getIntegerBitWidth() <= 64)
    return T->getIntegerBitWidth();
  return 0;
}

demand::Type passes::machineType(unsigned Bits) {
  if (Bits <= 1)
    return demand::Type::I1;
  if (Bits <= 8)
    return demand::Type::I8;
  if (Bits <= 16)
    return demand::Type::I16;
  return Bits <= 32 ? demand::Type::I32 : demand::Type::I64;
}

demand::Type passes::typeOf(const Type *T) {
  if (T->isPointerTy())
    return T->getPointerAddressSpace() == 0 ? demand::Type::Ptr : demand::Type::Void;
  if (T->isIntegerTy() && T->getIntegerBitWidth() <= 64)
    return machineType(T->getIntegerBitWidth());
  if (T->isFloatTy())
    return demand::Type::F32;
  return T->isDoubleTy() ? demand::Type::F64 : demand::Type::Void;
}

ExprRef Arithmetic::wrap(ExprRef E, unsigned Bits) {
  demand::Type T = Pool[E].Ty;
  if (Bits == demand::bitsOf(T))
    return E;
  return Pool.binary(Op::And, E, Pool.integer((int64_t(1) << Bits) - 1, T));
}

ExprRef Arithmetic::signExtended(ExprRef E, unsigned Bits) {
  demand::Type T = Pool[E].Ty;
  unsigned Held = demand::bitsOf(T);
  if (Bits == Held)
    return E;
  ExprRef Shift = Pool.integer(Held - Bits, T);
  return Pool.binary(Op::AShr, Pool.binary(Op::Shl, E, Shift), Shift);
}

ExprRef Arithmetic::arith(Op O, ExprRef A, ExprRef B, unsigned Bits, uint8_t Flags) {
  bool Odd = Bits != demand::bitsOf(Pool[A].Ty);
  if (!Odd)
    return Pool.binary(O, A, B, Flags);
  switch (O) {
  case Op::SDiv:
  case Op::SRem:
  case Op::SMin:
  case Op::SMax:
  case Op::SLt:
  case Op::SLe:
    A = signExtended(A, Bits), B = signExtended(B, Bits);
    break;
  case Op::AShr:
    A = signExtended(A, Bits);
    break;
  default:
    break;
  }
  ExprRef E = Pool.binary(O, A, B);
  return Pool[E].Ty == demand::Type::I1 ? E : wrap(E, Bits);
}

ExprRef Arithmetic::resize(ExprRef E, unsigned From, unsigned To, bool Signed) {
  demand::Type T = machineType(To);
  if (From == To)
    return E;
  if (To < From)
    return wrap(T == Pool[E].Ty ? E : Pool.unary(Op::Trunc, E, T), To);
  if (Signed)
    E = signExtended(E, From);
  if (T != Pool[E].Ty)
    E = Pool.unary(Signed ? Op::SExt : Op::ZExt, E, T);
  return wrap(E, To);
}

ExprRef Arithmetic::logicalNot(ExprRef E) {
  return Pool.binary(Op::Xor, E, Pool.integer(1, demand::Type::I1));
}

/// Whether nothing can be said about \p E because a part is unknown.
bool Arithmetic::isLost(ExprRef E, unsigned Fuel) const {
  const demand::ExprNode &N = Pool[E];
  switch (N.O) {
  case Op::Unknown:
    return true;
  case Op::Select:
  case Op::And:
  case Op::Or:
  case Op::UMin:
  case Op::UMax:
  case Op::SMin:
  case Op::SMax:
  case Op::URem:
  case Op::SRem:
  case Op::LShr:
    return false;
  case Op::PtrAdd:
    return Fuel && isLost(N.A, Fuel - 1);
  default:
    break;
  }
  if (Fuel == 0)
    return false;
  for (ExprRef Part : {N.A, N.B, N.C})
    if (Part != demand::NoExpr && isLost(Part, Fuel - 1))
      return true;
  return false;
}

ExprRef Arithmetic::absorb(ExprRef E) {
  if (Pool[E].O == Op::Unknown || !isLost(E, 4))
    return E;
  demand::Type T = Pool[E].Ty;
  for (unsigned Fuel = 5; Fuel != 0 && Pool[E].O != Op::Unknown; --Fuel) {
    const demand::ExprNode &N = Pool[E];
    for (ExprRef Part : {N.A, N.B, N.C})
      if (Part != demand::NoExpr && isLost(Part, Fuel - 1)) {
        E = Part;
        break;
      }
  }
  return Pool.unknown(uint32_t(Pool[E].Imm), T);
}
