//===- passes/execute/Operations.cpp - What instructions compute -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Executor.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/MathExtras.h"

#include <bit>

using namespace llvm;

namespace auspex::passes::execute {
namespace {

int64_t extended(uint64_t V, unsigned Bits) { return SignExtend64(V, Bits); }

using Wide = unsigned __int128;
Wide wideAt(const Slot *S) { return Wide(S[0].V) | Wide(S[1].V) << 64; }
Wide wideMasked(Wide V, unsigned Bits) { return Bits >= 128 ? V : V & ((Wide(1) << Bits) - 1); }
__int128 wideExtended(Wide V, unsigned Bits) {
  return __int128(V << (128 - Bits)) >> (128 - Bits);
}

template <typename T> bool holds(CmpInst::Predicate P, T A, T B) {
  switch (P) {
  case CmpInst::ICMP_EQ: return A == B;
  case CmpInst::ICMP_NE: return A != B;
  case CmpInst::ICMP_UGT: case CmpInst::ICMP_SGT: return A > B;
  case CmpInst::ICMP_UGE: case CmpInst::ICMP_SGE: return A >= B;
  case CmpInst::ICMP_ULT: case CmpInst::ICMP_SLT: return A < B;
  default: return A <= B;
  }
}

} // namespace

/// In doubles the encoding of a number is known, and code may look at it.
bool Executor::number(Slot &S, unsigned Bits) {
  if (S.K == Slot::Number)
    return true;
  if (S.K != Slot::Int || (Bits != 64 && Bits != 32))
    return false;
  const double D = Bits == 64 ? std::bit_cast<double>(S.V) : double(std::bit_cast<float>(uint32_t(S.V)));
  if (N.isField() && S.V != 0)
    return false;
  S = Slot::number(N.of(D));
  return true;
}

bool Executor::integer(Slot &S, unsigned Bits) {
  if (S.K == Slot::Int)
    return true;
  if (S.K != Slot::Number || N.isField() || (Bits != 64 && Bits != 32))
    return false;
  S = Slot::integer(Bits == 64 ? S.V : std::bit_cast<uint32_t>(float(N.asDouble(S.V))));
  return true;
}

bool Executor::binary(Frame &F, const Op &O) {
  const unsigned Bits = O.Type.Bits;
  if (Bits > 64 && !O.Type.Real)
    return wide(F, O);
  for (unsigned L = 0; L < O.Type.Count; ++L) {
    Slot A = F.at(O.From[0])[L], B = O.From.size() > 1 ? F.at(O.From[1])[L] : Slot{};
    if (O.Type.Real) {
      if (!number(A, Bits) || (O.From.size() > 1 && !number(B, Bits)))
        return stop("arithmetic on the bits of a number", O.I);
      std::optional<uint64_t> V;
      switch (O.Opcode) {
      case Instruction::FAdd: V = N.add(A.V, B.V); break;
      case Instruction::FSub: V = N.subtract(A.V, B.V); break;
      case Instruction::FMul: V = N.multiply(A.V, B.V); break;
      case Instruction::FDiv: V = N.divide(A.V, B.V); break;
      case Instruction::FRem: V = N.apply(Real::Fmod, A.V, B.V); break;
      case Instruction::FNeg: V = N.negate(A.V); break;
      default: break;
      }
      if (!V)
        return stop("an operation that these numbers do not have", O.I);
      F.to(O.To)[L] = Slot::number(*V);
      continue;
    }
    if (!integer(A, Bits) || !integer(B, Bits))
      return stop("arithmetic on the bits of a number", O.I);
    const uint64_t X = A.V, Y = B.V;
    const int64_t Sx = extended(X, Bits), Sy = extended(Y, Bits);
    uint64_t V = 0;
    switch (O.Opcode) {
    case Instruction::Add: V = X + Y; break;
    case Instruction::Sub: V = X - Y; break;
    case Instruction::Mul: V = X * Y; break;
    case Instruction::And: V = X & Y; break;
    case Instruction::Or: V = X | Y; break;
    case Instruction::Xor: V = X ^ Y; break;
    case Instruction::Shl: V = Y < Bits ? X << Y : 0; break;
    case Instruction::LShr: V = Y < Bits ? X >> Y : 0; break;
    case Instruction::AShr: V = uint64_t(Sx >> std::min<uint64_t>(Y, Bits - 1)); break;
    case Instruction::UDiv: case Instruction::URem: case Instruction::SDiv: case Instruction::SRem:
      if (!Y || (Sy == -1 && X == uint64_t(1) << (Bits - 1) && O.Opcode != Instruction::UDiv && O.Opcode != Instruction::URem))
        return stop("a division by zero", O.I);
      V = O.Opcode == Instruction::UDiv   ? X / Y
          : O.Opcode == Instruction::URem ? X % Y
          : O.Opcode == Instruction::SDiv ? uint64_t(Sx / Sy)
                                          : uint64_t(Sx % Sy);
      break;
    default:
      return stop("an instruction that is not modelled", O.I);
    }
    F.to(O.To)[L] = Slot::integer(truncated(V, Bits));
  }
  return true;
}

/// Integers of 65 to 128 bits.
bool Executor::wide(Frame &F, const Op &O) {
  const unsigned Bits = O.Type.Bits;
  const Slot *A = F.at(O.From[0]), *B = F.at(O.From[1]);
  if (O.Type.Count != 2 || A[0].K != Slot::Int || B[0].K != Slot::Int)
    return stop("a value of a type that is not modelled", O.I);
  const Wide X = wideAt(A), Y = wideAt(B);
  Wide V = 0;
  switch (O.Opcode) {
  case Instruction::Add: V = X + Y; break;
  case Instruction::Sub: V = X - Y; break;
  case Instruction::Mul: V = X * Y; break;
  case Instruction::And: V = X & Y; break;
  case Instruction::Or: V = X | Y; break;
  case Instruction::Xor: V = X ^ Y; break;
  case Instruction::Shl: V = Y < Bits ? X << unsigned(Y) : 0; break;
  case Instruction::LShr: V = Y < Bits ? X >> unsigned(Y) : 0; break;
  case Instruction::AShr:
    V = Wide(wideExtended(X, Bits) >> unsigned(std::min<Wide>(Y, Bits - 1)));
    break;
  case Instruction::UDiv: case Instruction::URem:
    if (!Y)
      return stop("a division by zero", O.I);
    V = O.Opcode == Instruction::UDiv ? X / Y : X % Y;
    break;
  default:
    return stop("an instruction that is not modelled", O.I);
  }
  V = wideMasked(V, Bits);
  F.to(O.To)[0] = Slot::integer(uint64_t(V));
  F.to(O.To)[1] = Slot::integer(uint64_t(V >> 64));
  return true;
}

bool Executor::compare(Frame &F, const Op &O) {
  auto *Cmp = llvm::cast<CmpInst>(O.I);
  const unsigned Bits = O.Operand.Bits;
  const auto P = Cmp->getPredicate();
  if (!O.Operand.Real && Bits > 64) {
    const Slot *A = F.at(O.From[0]), *B = F.at(O.From[1]);
    if (O.Operand.Count != 2 || A[0].K != Slot::Int || B[0].K != Slot::Int)
      return stop("a value of a type that is not modelled", O.I);
    const bool R = Cmp->isSigned()
                       ? holds(P, wideExtended(wideAt(A), Bits), wideExtended(wideAt(B), Bits))
                       : holds(P, wideAt(A), wideAt(B));
    F.to(O.To)[0] = Slot::integer(R);
    return true;
  }
  for (unsigned L = 0; L < O.Operand.Count; ++L) {
    Slot A = F.at(O.From[0])[L], B = F.at(O.From[1])[L];
    bool R;
    if (O.Operand.Real) {
      if (!number(A, Bits) || !number(B, Bits))
        return stop("arithmetic on the bits of a number", O.I);
      if (N.isField()) {
        // Equality has a meaning in the field, order has none.
        const bool Equal = A.V == B.V;
        switch (P) {
        case CmpInst::FCMP_OEQ: case CmpInst::FCMP_UEQ: R = Equal; break;
        case CmpInst::FCMP_ONE: case CmpInst::FCMP_UNE: R = !Equal; break;
        case CmpInst::FCMP_ORD: R = true; break;
        case CmpInst::FCMP_UNO: R = false; break;
        default: return stop("a comparison of numbers", O.I);
        }
      } else {
        R = FCmpInst::compare(APFloat(N.asDouble(A.V)), APFloat(N.asDouble(B.V)), P);
      }
    } else {
      if (!integer(A, Bits) || !integer(B, Bits))
        return stop("arithmetic on the bits of a number", O.I);
      R = Cmp->isSigned() ? holds(P, extended(A.V, Bits), extended(B.V, Bits)) : holds(P, A.V, B.V);
    }
    F.to(O.To)[L] = Slot::integer(R);
  }
  return true;
}

bool Executor::cast(Frame &F, const Op &O) {
  const unsigned From = O.Operand.Bits, To = O.Type.Bits;
  if (O.Opcode == Instruction::BitCast)
    return bitcast(F, O);
  if (!O.Operand.Real && !O.Type.Real && (From > 64 || To > 64)) {
    const Slot *A = F.at(O.From[0]);
    if (A[0].K != Slot::Int || O.Operand.Count > 2 || O.Type.Count > 2)
      return stop("a value of a type that is not modelled", O.I);
    Wide V = From > 64 ? wideAt(A) : Wide(A[0].V);
    if (O.Opcode == Instruction::SExt)
      V = Wide(wideExtended(V, From));
    V = wideMasked(V, To);
    F.to(O.To)[0] = Slot::integer(uint64_t(V));
    if (O.Type.Count == 2)
      F.to(O.To)[1] = Slot::integer(uint64_t(V >> 64));
    return true;
  }
  if (O.Operand.Count != O.Type.Count)
    return stop("a conversion that is not modelled", O.I);
  for (unsigned L = 0; L < O.Type.Count; ++L) {
    Slot A = F.at(O.From[0])[L];
    if (O.Operand.Real ? !number(A, From) : !integer(A, From))
      return stop("arithmetic on the bits of a number", O.I);
    Slot R;
    switch (O.Opcode) {
    case Instruction::Trunc: case Instruction::ZExt: case Instruction::PtrToInt:
    case Instruction::IntToPtr: case Instruction::PtrToAddr:
      R = Slot::integer(truncated(A.V, To));
      break;
    case Instruction::SExt:
      R = Slot::integer(truncated(uint64_t(extended(A.V, From)), To));
      break;
    case Instruction::FPTrunc: case Instruction::FPExt:
      R = A;
      break;
    case Instruction::SIToFP:
      R = Slot::number(N.ofSigned(extended(A.V, From)));
      break;
    case Instruction::UIToFP:
      R = Slot::number(N.ofUnsigned(A.V));
      break;
    case Instruction::FPToSI: case Instruction::FPToUI: {
      auto V = N.toInteger(A.V);
      if (!V)
        return stop("a number is made an integer", O.I);
      R = Slot::integer(truncated(uint64_t(*V), To));
      break;
    }
    default:
      return stop("a conversion that is not modelled", O.I);
    }
    F.to(O.To)[L] = R;
  }
  return true;
}

/// Same bits, other lanes.
bool Executor::bitcast(Frame &F, const Op &O) {
  const Slot *A = F.at(O.From[0]);
  if (O.Operand.Count == O.Type.Count && O.Operand.Bits == O.Type.Bits) {
    std::copy_n(A, O.Type.Count, F.to(O.To)); // a number stays one until somebody looks at its bits
    return true;
  }
  auto LaneBits = [](const Shape &S) { return S.Bits > 64 && !S.Real ? 64 : S.Bits; };
  const unsigned From = LaneBits(O.Operand), To = LaneBits(O.Type);
  if (!From || !To || uint64_t(From) * O.Operand.Count < uint64_t(To) * O.Type.Count)
    return stop("a conversion that is not modelled", O.I);
  SmallVector<Slot, 16> In(A, A + O.Operand.Count);
  for (Slot &S : In)
    if (!integer(S, From))
      return stop("arithmetic on the bits of a number", O.I);
  for (unsigned L = 0; L < O.Type.Count; ++L) {
    uint64_t V = 0;
    for (unsigned Bit = 0; Bit < To;) {
      const uint64_t At = uint64_t(L) * To + Bit;
      const unsigned Shift = unsigned(At % From), Take = std::min(From - Shift, To - Bit);
      V |= truncated(In[At / From].V >> Shift, Take) << Bit;
      Bit += Take;
    }
    Slot R = Slot::integer(V);
    if (O.Type.Real && !number(R, To))
      return stop("arithmetic on the bits of a number", O.I);
    F.to(O.To)[L] = R;
  }
  return true;
}

bool Executor::loadOrStore(Frame &F, const Op &O) {
  const bool Stores = O.Opcode == Instruction::Store;
  const Slot P = *F.at(O.From[Stores ? 1 : 0]);
  if (P.K != Slot::Int)
    return stop("an address that is not known", O.I);
  for (size_t L = 0; L < O.Leaves.size(); ++L) {
    const Leaf &Part = O.Leaves[L];
    const uint64_t A = P.V + Part.Offset;
    if (Stores) {
      const Slot &V = F.at(O.From[0])[L];
      if (!Mem.store(A, Part.Bytes, V))
        return stop("memory of no object", O.I);
      continue;
    }
    auto V = Part.Real      ? Mem.loadNumber(A, Part.Bytes)
             : Part.Pointer ? Mem.loadPointer(A)
                            : Mem.load(A, Part.Bytes);
    if (!V)
      return stop("memory of no object, or a part of a number", O.I);
    if (V->K == Slot::Int)
      V->V = truncated(V->V, Part.Bits);
    F.to(O.To)[L] = *V;
  }
  return true;
}

bool Executor::compute(Frame &F, const Op &O) {
  switch (O.Opcode) {
  case Instruction::Load: case Instruction::Store:
    return loadOrStore(F, O);
  case Instruction::GetElementPtr: {
    uint64_t A = F.at(O.From[0])->V + O.Constant;
    if (F.at(O.From[0])->K != Slot::Int)
      return stop("an address that is not known", O.I);
    for (size_t K = 0; K < O.Scales.size(); ++K) {
      const Slot *S = F.at(O.From[K + 1]);
      if (S->K != Slot::Int)
        return stop("an address that is not known", O.I);
      A += uint64_t(extended(S->V, O.Leaves[K].Bits)) * uint64_t(O.Scales[K]);
    }
    *F.to(O.To) = Slot::integer(A);
    return true;
  }
  case Instruction::Alloca:
    *F.to(O.To) = Slot::integer(Mem.allocate(Memory::Owner::Stack));
    return true;
  case Instruction::ICmp: case Instruction::FCmp:
    return compare(F, O);
  case Instruction::Select: {
    // A condition for all lanes, or one each.
    for (unsigned L = 0; L < O.Type.Count; ++L) {
      const Slot *C = F.at(O.From[0]) + (O.Operand.Count == 1 ? 0 : L);
      if (C->K != Slot::Int)
        return stop("a choice by what is not known", O.I);
      F.to(O.To)[L] = F.at(O.From[C->V & 1 ? 1 : 2])[L];
    }
    return true;
  }
  case Instruction::Freeze: case Instruction::ExtractValue: {
    const Slot *A = F.at(O.From[0]) + O.Constant;
    std::copy_n(A, O.Type.Count, F.to(O.To));
    return true;
  }
  case Instruction::InsertValue:
    std::copy_n(F.at(O.From[0]), O.Type.Count, F.to(O.To));
    std::copy_n(F.at(O.From[1]), O.Operand.Count, F.to(O.To) + O.Constant);
    return true;
  case Instruction::ExtractElement: {
    const uint64_t L = F.at(O.From[1])->V;
    if (L >= O.Operand.Count)
      return stop("a lane that a vector does not have", O.I);
    *F.to(O.To) = F.at(O.From[0])[L];
    return true;
  }
  case Instruction::InsertElement: {
    const uint64_t L = F.at(O.From[2])->V;
    if (L >= O.Type.Count)
      return stop("a lane that a vector does not have", O.I);
    std::copy_n(F.at(O.From[0]), O.Type.Count, F.to(O.To));
    F.to(O.To)[L] = *F.at(O.From[1]);
    return true;
  }
  case Instruction::ShuffleVector: {
    ArrayRef<int> Mask = llvm::cast<ShuffleVectorInst>(O.I)->getShuffleMask();
    SmallVector<Slot, 16> R;
    for (int K : Mask)
      R.push_back(K < 0 ? *F.at(O.From[0]) : unsigned(K) < O.Operand.Count ? F.at(O.From[0])[K]
                                               : F.at(O.From[1])[unsigned(K) - O.Operand.Count]);
    std::copy(R.begin(), R.end(), F.to(O.To));
    return true;
  }
  default:
    if (O.I->isCast())
      return cast(F, O);
    return binary(F, O);
  }
}

} // namespace auspex::passes::execute
