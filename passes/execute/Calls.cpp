//===- passes/execute/Calls.cpp - Functions, intrinsics, the C library ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Executor.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/MathExtras.h"

#include <bit>

using namespace llvm;

namespace auspex::passes::execute {
namespace {

/// Real functions, whoever provides them.
std::optional<Real> realIntrinsic(unsigned Id) {
  switch (Id) {
  case Intrinsic::sqrt: return Real::Sqrt;
  case Intrinsic::exp: return Real::Exp;
  case Intrinsic::exp2: return Real::Exp2;
  case Intrinsic::log: return Real::Log;
  case Intrinsic::log2: return Real::Log2;
  case Intrinsic::log10: return Real::Log10;
  case Intrinsic::sin: return Real::Sin;
  case Intrinsic::cos: return Real::Cos;
  case Intrinsic::tan: return Real::Tan;
  case Intrinsic::atan: return Real::Atan;
  case Intrinsic::atan2: return Real::Atan2;
  case Intrinsic::sinh: return Real::Sinh;
  case Intrinsic::cosh: return Real::Cosh;
  case Intrinsic::tanh: return Real::Tanh;
  case Intrinsic::floor: return Real::Floor;
  case Intrinsic::ceil: return Real::Ceil;
  case Intrinsic::trunc: return Real::Trunc;
  case Intrinsic::rint: case Intrinsic::nearbyint: case Intrinsic::roundeven: return Real::Round;
  case Intrinsic::fabs: return Real::Abs;
  case Intrinsic::pow: return Real::Pow;
  case Intrinsic::minnum: case Intrinsic::minimum: case Intrinsic::minimumnum: return Real::Min;
  case Intrinsic::maxnum: case Intrinsic::maximum: case Intrinsic::maximumnum: return Real::Max;
  case Intrinsic::copysign: return Real::CopySign;
  default: return std::nullopt;
  }
}

std::optional<Real> realFunction(LibFunc F) {
  switch (F) {
#define BOTH(LOWER, NAME) case LibFunc_##LOWER: case LibFunc_##LOWER##f: return Real::NAME;
  BOTH(sqrt, Sqrt) BOTH(exp, Exp) BOTH(exp2, Exp2) BOTH(log, Log) BOTH(log2, Log2)
  BOTH(log10, Log10) BOTH(sin, Sin) BOTH(cos, Cos) BOTH(tan, Tan) BOTH(atan, Atan)
  BOTH(sinh, Sinh) BOTH(cosh, Cosh) BOTH(tanh, Tanh) BOTH(erf, Erf) BOTH(expm1, Expm1)
  BOTH(log1p, Log1p) BOTH(floor, Floor) BOTH(ceil, Ceil) BOTH(trunc, Trunc) BOTH(rint, Round)
  BOTH(fabs, Abs) BOTH(pow, Pow) BOTH(atan2, Atan2) BOTH(fmod, Fmod) BOTH(fmin, Min)
  BOTH(fmax, Max) BOTH(copysign, CopySign)
#undef BOTH
  default: return std::nullopt;
  }
}

} // namespace

bool Executor::intrinsic(Frame &F, const Op &O, unsigned Id, bool &Known) {
  Known = true;
  auto *II = llvm::cast<IntrinsicInst>(O.I);
  const unsigned Bits = O.Type.Bits;
  auto Arg = [&](unsigned K, unsigned L = 0) { return F.at(O.From[K])[L]; };

  if (auto *Move = dyn_cast<MemTransferInst>(II)) {
    (void)Move;
    return charge(Arg(2).V, O.I) &&
           (Mem.copy(Arg(0).V, Arg(1).V, Arg(2).V) || stop("memory of no object", O.I));
  }
  if (isa<MemSetInst>(II))
    return charge(Arg(2).V, O.I) &&
           (Mem.fill(Arg(0).V, uint8_t(Arg(1).V), Arg(2).V) || stop("memory of no object", O.I));

  if (auto R = realIntrinsic(Id); R || Id == Intrinsic::fma || Id == Intrinsic::fmuladd) {
    for (unsigned L = 0; L < O.Type.Count; ++L) {
      Slot A = Arg(0, L), B = II->arg_size() > 1 && O.Type.Real ? Arg(1, L) : Slot::number(N.of(0));
      if (!number(A, Bits) || !number(B, Bits))
        return stop("arithmetic on the bits of a number", O.I);
      std::optional<uint64_t> V;
      if (R) {
        V = N.apply(*R, A.V, B.V);
      } else {
        Slot C = Arg(2, L);
        if (number(C, Bits))
          V = N.add(N.multiply(A.V, B.V), C.V);
      }
      if (!V)
        return stop("an operation that these numbers do not have", O.I);
      F.to(O.To)[L] = Slot::number(*V);
    }
    return true;
  }

  // Integers, lane by lane.
  const bool Flagged = isa<WithOverflowInst>(II);
  const unsigned Lanes = Flagged ? 1 : O.Type.Count;
  const unsigned W = Flagged ? II->getArgOperand(0)->getType()->getScalarSizeInBits() : Bits;
  auto Each = [&](auto Compute) {
    if (W > 64)
      return stop("a value of a type that is not modelled", O.I);
    for (unsigned L = 0; L < Lanes; ++L) {
      Slot A = Arg(0, L);
      if (!integer(A, W))
        return stop("arithmetic on the bits of a number", O.I);
      F.to(O.To)[L] = Slot::integer(truncated(Compute(A.V, L), W));
    }
    return true;
  };
  auto Signed = [&](uint64_t V) { return SignExtend64(V, W); };
  switch (Id) {
  case Intrinsic::fshl: case Intrinsic::fshr:
    return Each([&](uint64_t A, unsigned L) {
      const uint64_t B = Arg(1, L).V, S = Arg(2, L).V % W;
      if (!S)
        return Id == Intrinsic::fshl ? A : B;
      return Id == Intrinsic::fshl ? A << S | B >> (W - S) : A << (W - S) | B >> S;
    });
  case Intrinsic::bswap:
    return Each([&](uint64_t A, unsigned) { return llvm::byteswap(A) >> (64 - W); });
  case Intrinsic::bitreverse:
    return Each([&](uint64_t A, unsigned) { return reverseBits(A) >> (64 - W); });
  case Intrinsic::ctpop:
    return Each([&](uint64_t A, unsigned) { return uint64_t(popcount(A)); });
  case Intrinsic::ctlz:
    return Each([&](uint64_t A, unsigned) { return uint64_t(A ? unsigned(countl_zero(A)) - (64 - W) : W); });
  case Intrinsic::cttz:
    return Each([&](uint64_t A, unsigned) { return uint64_t(A ? unsigned(countr_zero(A)) : W); });
  case Intrinsic::umin:
    return Each([&](uint64_t A, unsigned L) { return std::min(A, Arg(1, L).V); });
  case Intrinsic::umax:
    return Each([&](uint64_t A, unsigned L) { return std::max(A, Arg(1, L).V); });
  case Intrinsic::smin:
    return Each([&](uint64_t A, unsigned L) { return uint64_t(std::min(Signed(A), Signed(Arg(1, L).V))); });
  case Intrinsic::smax:
    return Each([&](uint64_t A, unsigned L) { return uint64_t(std::max(Signed(A), Signed(Arg(1, L).V))); });
  case Intrinsic::abs:
    return Each([&](uint64_t A, unsigned) { return Signed(A) < 0 ? 0 - A : A; });
  case Intrinsic::ucmp:
  case Intrinsic::scmp: {
    const unsigned Of = II->getArgOperand(0)->getType()->getScalarSizeInBits();
    if (Of > 64 || O.Type.Count != 1 || Arg(0).K != Slot::Int || Arg(1).K != Slot::Int)
      return stop("a value of a type that is not modelled", O.I);
    const int64_t A = SignExtend64(Arg(0).V, Of), B = SignExtend64(Arg(1).V, Of);
    const int R = Id == Intrinsic::scmp ? (A > B) - (A < B) : (Arg(0).V > Arg(1).V) - (Arg(0).V < Arg(1).V);
    *F.to(O.To) = Slot::integer(truncated(uint64_t(int64_t(R)), Bits));
    return true;
  }
  case Intrinsic::uadd_sat:
    return Each([&](uint64_t A, unsigned L) {
      const uint64_t Most = truncated(~uint64_t(0), W), B = Arg(1, L).V;
      return B > Most - A ? Most : A + B;
    });
  case Intrinsic::usub_sat:
    return Each([&](uint64_t A, unsigned L) { return A > Arg(1, L).V ? A - Arg(1, L).V : 0; });
  case Intrinsic::sadd_sat: case Intrinsic::ssub_sat:
    return Each([&](uint64_t A, unsigned L) {
      const __int128 B = Signed(Arg(1, L).V), V = Id == Intrinsic::sadd_sat ? Signed(A) + B : Signed(A) - B;
      const __int128 Most = (__int128(1) << (W - 1)) - 1;
      return uint64_t(std::clamp<__int128>(V, -Most - 1, Most));
    });
  case Intrinsic::uadd_with_overflow: case Intrinsic::usub_with_overflow:
  case Intrinsic::umul_with_overflow: case Intrinsic::sadd_with_overflow:
  case Intrinsic::ssub_with_overflow: case Intrinsic::smul_with_overflow: {
    bool Over = false;
    if (!Each([&](uint64_t A, unsigned L) {
          const uint64_t B = Arg(1, L).V;
          const bool IsSigned = llvm::cast<WithOverflowInst>(II)->isSigned();
          const __int128 X = IsSigned ? __int128(Signed(A)) : __int128(A),
                         Y = IsSigned ? __int128(Signed(B)) : __int128(B);
          const auto Opcode = llvm::cast<WithOverflowInst>(II)->getBinaryOp();
          const __int128 V = Opcode == Instruction::Add   ? X + Y
                             : Opcode == Instruction::Sub ? X - Y
                                                          : __int128((unsigned __int128)X * (unsigned __int128)Y);
          const uint64_t R = truncated(uint64_t(V), W);
          Over = V != (IsSigned ? __int128(Signed(R)) : __int128(R));
          return R;
        }))
      return false;
    F.to(O.To)[1] = Slot::integer(Over);
    return true;
  }
  case Intrinsic::vector_reduce_add: case Intrinsic::vector_reduce_mul:
  case Intrinsic::vector_reduce_and: case Intrinsic::vector_reduce_or:
  case Intrinsic::vector_reduce_xor: case Intrinsic::vector_reduce_fadd: case Intrinsic::vector_reduce_fmul: {
    const bool IsReal = Id == Intrinsic::vector_reduce_fadd || Id == Intrinsic::vector_reduce_fmul;
    const unsigned Of = IsReal;
    const Shape S = F.C.shapeOf(II->getArgOperand(Of)->getType());
    Slot R = Arg(Of);
    for (unsigned L = 0; L < S.Count; ++L) {
      Slot X = Arg(Of, L);
      if (IsReal ? !number(X, Bits) : !integer(X, Bits))
        return stop("arithmetic on the bits of a number", O.I);
      if (!L) {
        R = IsReal ? Arg(0) : X;
        if (!IsReal)
          continue;
      }
      switch (Id) {
      case Intrinsic::vector_reduce_add: R.V += X.V; break;
      case Intrinsic::vector_reduce_mul: R.V *= X.V; break;
      case Intrinsic::vector_reduce_and: R.V &= X.V; break;
      case Intrinsic::vector_reduce_or: R.V |= X.V; break;
      case Intrinsic::vector_reduce_xor: R.V ^= X.V; break;
      case Intrinsic::vector_reduce_fadd: R.V = N.add(R.V, X.V); break;
      default: R.V = N.multiply(R.V, X.V); break;
      }
    }
    *F.to(O.To) = IsReal ? Slot::number(R.V) : Slot::integer(truncated(R.V, Bits));
    return true;
  }
  case Intrinsic::expect: case Intrinsic::expect_with_probability: case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group: case Intrinsic::ssa_copy: case Intrinsic::ptrmask:
    std::copy_n(F.at(O.From[0]), O.Type.Count, F.to(O.To));
    return Id != Intrinsic::ptrmask || stop("an address that is not modelled", O.I);
  case Intrinsic::is_constant:
    *F.to(O.To) = Slot::integer(0);
    return true;
  case Intrinsic::objectsize:
    *F.to(O.To) = Slot::integer(truncated(Arg(1).V ? 0 : ~uint64_t(0), Bits));
    return true;
  case Intrinsic::prefetch: case Intrinsic::stacksave: case Intrinsic::stackrestore:
    if (O.Type.Count)
      *F.to(O.To) = Slot::integer(0);
    return true;
  case Intrinsic::trap:
    return stop("the code does not go on", O.I);
  default:
    Known = false;
    return true;
  }
}

bool Executor::library(const CallBase &Call, const Function &Callee, ArrayRef<Slot> Args,
                       MutableArrayRef<Slot> Result, bool &Known) {
  Known = true;
  LibFunc Lib;
  if (!TLI.getLibFunc(Callee, Lib) || !TLI.has(Lib)) {
    Known = false;
    return true;
  }
  if (auto R = realFunction(Lib); R && Result.size() == 1 && Call.getType()->isFloatingPointTy()) {
    Slot A = Args[0], B = Args.size() > 1 ? Args[1] : Slot::number(N.of(0));
    const unsigned Bits = Call.getType()->getScalarSizeInBits();
    std::optional<uint64_t> V;
    if (number(A, Bits) && number(B, Bits))
      V = N.apply(*R, A.V, B.V);
    if (!V)
      return stop("an operation that these numbers do not have", &Call);
    Result[0] = Slot::number(*V);
    return true;
  }
  auto Bytes = [&](uint64_t A, uint64_t I) -> std::optional<uint64_t> {
    auto S = Mem.load(A + I, 1);
    return S && S->K == Slot::Int ? std::optional(S->V) : std::nullopt;
  };
  constexpr uint64_t MaxLength = 1 << 16;
  switch (Lib) {
  case LibFunc_memcpy: case LibFunc_memmove: case LibFunc_mempcpy:
  case LibFunc_memcpy_chk: case LibFunc_memmove_chk:
    if (!charge(Args[2].V, &Call))
      return false;
    if (!Mem.copy(Args[0].V, Args[1].V, Args[2].V))
      return stop("memory of no object", &Call);
    Result[0] = Slot::integer(Args[0].V + (Lib == LibFunc_mempcpy ? Args[2].V : 0));
    return true;
  case LibFunc_memset: case LibFunc_memset_chk:
    if (!charge(Args[2].V, &Call))
      return false;
    if (!Mem.fill(Args[0].V, uint8_t(Args[1].V), Args[2].V))
      return stop("memory of no object", &Call);
    Result[0] = Args[0];
    return true;
  case LibFunc_memcmp: case LibFunc_bcmp: {
    int64_t R = 0;
    for (uint64_t I = 0; I < Args[2].V && !R; ++I) {
      auto A = Bytes(Args[0].V, I), B = Bytes(Args[1].V, I);
      if (!A || !B || I > MaxLength)
        return stop("memory of no object", &Call);
      R = int64_t(*A) - int64_t(*B);
    }
    Result[0] = Slot::integer(uint32_t(R));
    return true;
  }
  case LibFunc_strlen: {
    uint64_t Length = 0;
    for (;; ++Length) {
      auto A = Bytes(Args[0].V, Length);
      if (!A || Length > MaxLength)
        return stop("memory of no object", &Call);
      if (!*A)
        break;
    }
    Result[0] = Slot::integer(Length);
    return true;
  }
  case LibFunc_malloc: case LibFunc_calloc: case LibFunc_realloc: case LibFunc_aligned_alloc:
  case LibFunc_Znwm: case LibFunc_Znam: case LibFunc_ZnwmSt11align_val_t: {
    const uint64_t At = Mem.allocate(Memory::Owner::Heap);
    if (Lib == LibFunc_calloc && !Mem.fill(At, 0, Args[0].V * Args[1].V))
      return stop("memory of no object", &Call);
    if (Lib == LibFunc_realloc && Args[0].V && !Mem.copy(At, Args[0].V, std::min<uint64_t>(Args[1].V, MaxLength)))
      return stop("memory of no object", &Call);
    Result[0] = Slot::integer(At);
    return true;
  }
  case LibFunc_free: case LibFunc_ZdlPv: case LibFunc_ZdaPv: case LibFunc_ZdlPvm: case LibFunc_ZdaPvm:
    return true;
  case LibFunc_abs: case LibFunc_labs: case LibFunc_llabs: {
    const unsigned Bits = Call.getType()->getScalarSizeInBits();
    const int64_t V = SignExtend64(Args[0].V, Bits);
    Result[0] = Slot::integer(truncated(uint64_t(V < 0 ? -V : V), Bits));
    return true;
  }
  default:
    Known = false;
    return true;
  }
}

bool Executor::call(Frame &F, const Op &O) {
  auto *Call = llvm::cast<CallBase>(O.I);
  const Function *Callee = Call->getCalledFunction();
  if (!Callee && !Call->isInlineAsm()) {
    const Slot *S = F.at(O.From.back());
    if (S->K == Slot::Int)
      if (auto It = Functions.find(S->V); It != Functions.end())
        Callee = It->second;
  }
  if (Callee && Callee->isIntrinsic()) {
    bool Known;
    if (!intrinsic(F, O, Callee->getIntrinsicID(), Known))
      return false;
    if (!Known && !x86(F, O, Callee->getIntrinsicID(), Known))
      return false;
    if (Known)
      return true;
  }
  SmallVector<Slot, 8> Args;
  for (unsigned K = 0; K < Call->arg_size(); ++K) {
    const unsigned Count = F.C.shapeOf(Call->getArgOperand(K)->getType()).Count;
    Args.append(F.at(O.From[K]), F.at(O.From[K]) + Count);
  }
  if (!Callee) {
    MutableArrayRef<Slot> Result(O.Type.Count ? F.to(O.To) : nullptr, O.Type.Count);
    return (!Call->isInlineAsm() && External && External(*Call, Args, Result)) ||
           stop("a call of a function that is not known", O.I);
  }
  if (!Callee->isDeclaration() && !Callee->isInterposable()) {
    // A copy from before dead parameters went (passes/Snapshots.h).
    if (Call->arg_size() != Callee->arg_size())
      return stop("a call of a function with other parameters", O.I);
    // An aggregate that is passed by value is the callee's own.
    for (unsigned K = 0, At = 0; K < Call->arg_size(); ++K) {
      if (llvm::Type *T = Call->getParamByValType(K)) {
        const uint64_t Own = Mem.allocate(Memory::Owner::Stack);
        if (!Mem.copy(Own, Args[At].V, M.getDataLayout().getTypeAllocSize(T).getFixedValue()))
          return stop("memory of no object", O.I);
        Args[At] = Slot::integer(Own);
      }
      At += F.C.shapeOf(Call->getArgOperand(K)->getType()).Count;
    }
    SmallVector<Slot, 4> Result;
    if (run(*Callee, Args, Result))
      return false;
    if (O.Type.Count && Result.size() != O.Type.Count)
      return stop("a call of a function with other results", O.I);
    std::copy(Result.begin(), Result.begin() + O.Type.Count, O.Type.Count ? F.to(O.To) : nullptr);
    return true;
  }
  MutableArrayRef<Slot> Result(O.Type.Count ? F.to(O.To) : nullptr, O.Type.Count);
  bool Known;
  if (!library(*Call, *Callee, Args, Result, Known))
    return false;
  if (Known || (External && External(*Call, Args, Result)))
    return true;
  return stop("a call of a function that is not known", O.I);
}

} // namespace auspex::passes::execute
