//===- passes/trace/Calls.cpp - Calls in code that is traced ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/trace/Tracer.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <bit>
#include <cmath>

using namespace llvm;
using namespace auspex::passes::trace;
using auspex::kernels::trace::Op;

static uint64_t hashOf(uint64_t N) { return (N + 0x51ed27) * 0x9e3779b97f4a7c15u; }

Val Tracer::function(Op O, const Val &A, const Val &B) {
  const Ref X = A.N == None ? T.G.constant(double(int64_t(A.I))) : A.N;
  if (O == Op::Sin || O == Op::Cos || O == Op::Exp || O == Op::Pow)
    use(X, Angle);
  if (B.K == Val::Undef)
    return Val::real(T.G.make(O, X));
  return Val::real(T.G.make(O, X, B.N == None ? T.G.constant(double(int64_t(B.I))) : B.N));
}

bool Tracer::callInstruction(Frame &Fr, const CallBase &C, unsigned Depth) {
  const auto *Callee = dyn_cast<Function>(C.getCalledOperand()->stripPointerCasts());
  if (!Callee)
    return stop("a call through a pointer");
  Val R;
  SmallVector<Val, 8> Args;
  const bool Ignored = isa<DbgInfoIntrinsic>(C) || isa<AssumeInst>(C) ||
                       (Callee->isIntrinsic() && isa<LifetimeIntrinsic>(C));
  if (Ignored)
    return true;
  for (const Use &A : C.args())
    Args.push_back(A->getType()->isMetadataTy() ? Val{} : get(Fr, A));
  bool Known = false;
  // A parallel region is executed by one thread.
  if (Callee->getName() == "__kmpc_fork_call" && C.arg_size() >= 3)
    if (const auto *Region = dyn_cast<Function>(C.getArgOperand(2)->stripPointerCasts());
        Region && !Region->isDeclaration()) {
      const Val Thread = Val::integer(Mem.objectOf(hashOf(++Allocations), true, nullptr, true));
      std::vector<Val> Passed{Thread, Thread};
      Passed.insert(Passed.end(), Args.begin() + 3, Args.end());
      return call(*Region, std::move(Passed), R, Depth + 1);
    }
  if (Callee->isIntrinsic() ? !intrinsic(C, Args, R, Known)
                            : !library(Callee->getName(), C, Args, R, Known))
    return stop("a call that is not modelled");
  if (!Known) {
    if (Callee->isDeclaration())
      return stop("a call of a function that is not here");
    if (Callee->isVarArg())
      return stop("variable arguments");
    if (!call(*Callee, std::vector<Val>(Args.begin(), Args.end()), R, Depth + 1))
      return false;
  }
  if (!C.getType()->isVoidTy())
    Fr.Values[Fr.C.Slots[&C]] = std::move(R);
  return !Reason;
}

bool Tracer::intrinsic(const CallBase &C, ArrayRef<Val> A, Val &R, bool &Known) {
  Known = true;
  auto &G = T.G;
  Type *Ty = C.getType();
  Type *Scalar = Ty->getScalarType();
  const Intrinsic::ID Id = C.getIntrinsicID();
  auto Each = [&](auto Do) {
    R = each(Ty, A[0], A.size() > 1 ? A[1] : Val{}, Do);
    return true;
  };
  auto Apply = [&](Op O) {
    return Each([&](const Val &X, const Val &) { return function(O, X); });
  };
  auto Rounded = [&](double (*Do)(double)) {
    return Each([&](const Val &X, const Val &) {
      const Ref N = numberOf(X, Scalar);
      if (G.isConstant(N))
        return Val::real(G.constant(Do(G[N].Value)));
      return Val::real(G.opaque(N, None, Do(G[N].Value)));
    });
  };
  auto Limit = [&](bool Least, bool Signed) {
    return Each([&](const Val &X, const Val &Y) { return limit(Least, X, Y, Scalar, Signed); });
  };
  switch (Id) {
  case Intrinsic::fmuladd:
  case Intrinsic::fma: {
    const Val Product = each(Ty, A[0], A[1], [&](const Val &X, const Val &Y) {
      return binary(Instruction::FMul, X, Y, Scalar, false);
    });
    R = each(Ty, Product, A[2], [&](const Val &X, const Val &Y) {
      return binary(Instruction::FAdd, X, Y, Scalar, false);
    });
    return true;
  }
  case Intrinsic::sqrt:
    return Apply(Op::Sqrt);
  case Intrinsic::fabs:
    return Apply(Op::Abs);
  case Intrinsic::sin:
    return Apply(Op::Sin);
  case Intrinsic::cos:
    return Apply(Op::Cos);
  case Intrinsic::exp:
    return Apply(Op::Exp);
  case Intrinsic::log:
    return Apply(Op::Log);
  case Intrinsic::log10:
    return Apply(Op::Log10);
  case Intrinsic::sincos:
    R = Val::many({function(Op::Sin, A[0]), function(Op::Cos, A[0])});
    return true;
  case Intrinsic::pow:
    R = function(Op::Pow, A[0], A[1]);
    return true;
  case Intrinsic::powi:
    R = function(Op::Pow, A[0],
                 Val::real(numberOf(A[1], C.getArgOperand(1)->getType())));
    return true;
  case Intrinsic::floor:
    return Rounded([](double V) { return std::floor(V); });
  case Intrinsic::ceil:
    return Rounded([](double V) { return std::ceil(V); });
  case Intrinsic::trunc:
    return Rounded([](double V) { return std::trunc(V); });
  case Intrinsic::round:
  case Intrinsic::rint:
  case Intrinsic::nearbyint:
  case Intrinsic::roundeven:
    return Each([&](const Val &X, const Val &) { return X; });
  case Intrinsic::lround:
  case Intrinsic::lrint:
  case Intrinsic::llround:
  case Intrinsic::llrint: {
    const double V = G[numberOf(A[0], C.getArgOperand(0)->getType())].Value;
    R = Val::integer(uint64_t(std::llround(V)), G.isConstant(A[0].N) ? None : A[0].N);
    return true;
  }
  case Intrinsic::copysign: {
    const Ref X = numberOf(A[0], Scalar), Y = numberOf(A[1], Scalar);
    R = Val::real(G.isConstant(X) && G.isConstant(Y)
                      ? G.constant(std::copysign(G[X].Value, G[Y].Value))
                      : G.opaque(X, Y, std::copysign(G[X].Value, G[Y].Value)));
    return true;
  }
  case Intrinsic::minnum:
  case Intrinsic::minimum:
  case Intrinsic::minimumnum:
  case Intrinsic::smin:
    return Limit(true, true);
  case Intrinsic::umin:
    return Limit(true, false);
  case Intrinsic::maxnum:
  case Intrinsic::maximum:
  case Intrinsic::maximumnum:
  case Intrinsic::smax:
    return Limit(false, true);
  case Intrinsic::umax:
    return Limit(false, false);
  case Intrinsic::sadd_sat:
  case Intrinsic::uadd_sat:
    return Each([&](const Val &X, const Val &Y) {
      return binary(Instruction::Add, X, Y, Scalar, false);
    });
  case Intrinsic::ssub_sat:
    return Each([&](const Val &X, const Val &Y) {
      return binary(Instruction::Sub, X, Y, Scalar, false);
    });
  case Intrinsic::abs:
    return Each([&](const Val &X, const Val &) {
      const unsigned Bits = Scalar->getIntegerBitWidth();
      const APInt V = APInt(Bits, X.I).abs();
      return Val::integer(V.getZExtValue(),
                          X.N == None ? None : G.make(Op::Abs, X.N));
    });
  case Intrinsic::fshl:
  case Intrinsic::fshr: {
    if (!Ty->isIntegerTy() || Ty->getIntegerBitWidth() > 64)
      return false;
    const unsigned Bits = Ty->getIntegerBitWidth(), By = unsigned(A[2].I % Bits);
    const APInt X(Bits, A[0].I), Y(Bits, A[1].I);
    const APInt V = By == 0 ? (Id == Intrinsic::fshl ? X : Y)
                    : Id == Intrinsic::fshl ? X.shl(By) | Y.lshr(Bits - By)
                                            : X.shl(Bits - By) | Y.lshr(By);
    Ref N = None;
    if (A[0].N != None || A[1].N != None)
      N = G.opaque(A[0].N, A[1].N, double(V.getSExtValue()));
    R = Val::integer(V.getZExtValue(), N);
    return true;
  }
  case Intrinsic::ctlz:
  case Intrinsic::cttz:
  case Intrinsic::ctpop:
  case Intrinsic::bswap:
  case Intrinsic::bitreverse: {
    if (!Ty->isIntegerTy() || Ty->getIntegerBitWidth() > 64)
      return false;
    const APInt X(Ty->getIntegerBitWidth(), A[0].I);
    const uint64_t V = Id == Intrinsic::ctlz    ? X.countl_zero()
                       : Id == Intrinsic::cttz  ? X.countr_zero()
                       : Id == Intrinsic::ctpop ? X.popcount()
                       : Id == Intrinsic::bswap ? X.byteSwap().getZExtValue()
                                                : X.reverseBits().getZExtValue();
    use(A[0], Mask);
    R = Val::integer(V, A[0].N == None ? None : G.opaque(A[0].N, None, double(V)));
    return true;
  }
  case Intrinsic::sadd_with_overflow:
  case Intrinsic::uadd_with_overflow:
  case Intrinsic::ssub_with_overflow:
  case Intrinsic::usub_with_overflow:
  case Intrinsic::smul_with_overflow:
  case Intrinsic::umul_with_overflow: {
    const auto &O = cast<BinaryOpIntrinsic>(C);
    R = Val::many({binary(O.getBinaryOp(), A[0], A[1], C.getArgOperand(0)->getType(), false),
                   Val::integer(0)});
    return true;
  }
  case Intrinsic::expect:
  case Intrinsic::ssa_copy:
    R = A[0];
    return true;
  case Intrinsic::vector_reduce_fadd:
  case Intrinsic::vector_reduce_add: {
    const bool Real = Id == Intrinsic::vector_reduce_fadd;
    const Val &V = A[Real ? 1 : 0];
    if (V.K != Val::Many)
      return false;
    R = Real ? A[0] : Val::integer(0);
    for (const Val &X : *V.Parts)
      R = binary(Real ? Instruction::FAdd : Instruction::Add, R, X, Ty, false);
    return true;
  }
  case Intrinsic::memcpy:
  case Intrinsic::memcpy_inline:
  case Intrinsic::memmove:
  case Intrinsic::memset:
    use(A[2], Address);
    if (Id == Intrinsic::memset)
      return Mem.fill(A[0].I, uint8_t(A[1].I), A[2].I);
    return Mem.copy(A[0].I, A[1].I, A[2].I);
  case Intrinsic::is_constant:
    R = Val::integer(0);
    return true;
  case Intrinsic::objectsize:
    R = Val::integer(~uint64_t(0));
    return true;
  case Intrinsic::stacksave:
    R = Val::integer(0);
    return true;
  case Intrinsic::stackrestore:
  case Intrinsic::experimental_noalias_scope_decl:
  case Intrinsic::prefetch:
  case Intrinsic::donothing:
  case Intrinsic::sideeffect:
    return true;
  default:
    return false;
  }
}

bool Tracer::library(StringRef Name, const CallBase &C, ArrayRef<Val> A, Val &R, bool &Known) {
  Known = true;
  auto &G = T.G;
  Type *Ty = C.getType();
  auto Allocate = [&] {
    for (const Val &X : A)
      use(X, Address);
    R = Val::integer(Mem.objectOf(hashOf(++Allocations), true));
    return true;
  };
  if (Name == "malloc" || Name == "calloc" || Name == "aligned_alloc" || Name == "_Znwm" ||
      Name == "_Znam" || Name == "_ZnwmSt11align_val_t")
    return Allocate();
  if (Name == "free" || Name == "_ZdlPv" || Name == "_ZdlPvm" || Name == "_ZdaPv" ||
      Name == "__errno_location") {
    if (Name[0] == '_' && Name[1] == '_')
      R = Val::integer(Mem.objectOf(hashOf(7), true));
    return true;
  }
  if (Name == "memcpy" || Name == "memmove" || Name == "memset") {
    use(A[2], Address);
    R = A[0];
    return Name == "memset" ? Mem.fill(A[0].I, uint8_t(A[1].I), A[2].I)
                            : Mem.copy(A[0].I, A[1].I, A[2].I);
  }
  // Of OpenMP's threads there is one, which has all iterations.
  if (Name.starts_with("__kmpc_")) {
    R = Val::integer(Name.starts_with("__kmpc_reduce"));
    if (Name.starts_with("__kmpc_for_static_init") && A.size() > 3)
      return store(A[3].I, Type::getInt32Ty(C.getContext()), Val::integer(1));
    if (Name.starts_with("__kmpc_for_static_fini") || Name.starts_with("__kmpc_reduce") ||
        Name.starts_with("__kmpc_end_reduce") || Name == "__kmpc_barrier" ||
        Name == "__kmpc_push_num_threads" || Name == "__kmpc_global_thread_num")
      return true;
  }
  // Complex numbers come as two numbers or as a vector of two, and go back likewise.
  auto Lanes = [&](unsigned From) {
    std::vector<Ref> Out;
    for (size_t K = From; K < A.size(); ++K)
      if (A[K].K == Val::Many)
        for (const Val &X : *A[K].Parts)
          Out.push_back(numberOf(X, Ty));
      else
        Out.push_back(numberOf(A[K], Ty));
    return Out;
  };
  auto Pair = [&](Ref Re, Ref Im) {
    R = Val::many({Val::real(Re), Val::real(Im)});
    return true;
  };
  auto Make = [&](Op O, Ref X, Ref Y) { return G.make(O, X, Y); };
  if (Name == "__muldc3" || Name == "__mulsc3") {
    const auto L = Lanes(0);
    if (L.size() != 4)
      return false;
    return Pair(Make(Op::Sub, Make(Op::Mul, L[0], L[2]), Make(Op::Mul, L[1], L[3])),
                Make(Op::Add, Make(Op::Mul, L[0], L[3]), Make(Op::Mul, L[1], L[2])));
  }
  if (Name == "__divdc3" || Name == "__divsc3") {
    const auto L = Lanes(0);
    if (L.size() != 4)
      return false;
    const Ref Norm = Make(Op::Add, Make(Op::Mul, L[2], L[2]), Make(Op::Mul, L[3], L[3]));
    return Pair(
        Make(Op::Div, Make(Op::Add, Make(Op::Mul, L[0], L[2]), Make(Op::Mul, L[1], L[3])), Norm),
        Make(Op::Div, Make(Op::Sub, Make(Op::Mul, L[1], L[2]), Make(Op::Mul, L[0], L[3])), Norm));
  }
  if (Name == "cexp" || Name == "cexpf") {
    const auto L = Lanes(0);
    if (L.size() != 2)
      return false;
    use(L[1], Angle);
    const Ref Size = G.make(Op::Exp, L[0]);
    return Pair(Make(Op::Mul, Size, G.make(Op::Cos, L[1])), Make(Op::Mul, Size, G.make(Op::Sin, L[1])));
  }
  if (Name == "cabs" || Name == "cabsf" || Name == "hypot" || Name == "hypotf") {
    const auto L = Lanes(0);
    if (L.size() != 2)
      return false;
    R = Val::real(G.make(Op::Sqrt, Make(Op::Add, Make(Op::Mul, L[0], L[0]), Make(Op::Mul, L[1], L[1]))));
    return true;
  }
  if ((Name == "sincos" || Name == "sincosf") && A.size() == 3) {
    Type *E = C.getArgOperand(0)->getType();
    return store(A[1].I, E, function(Op::Sin, A[0])) && store(A[2].I, E, function(Op::Cos, A[0]));
  }
  if (!Ty->isFloatingPointTy() && !Ty->isIntegerTy()) {
    Known = false;
    return true;
  }
  StringRef Base = Name;
  if (Ty->isFloatTy() && Base.ends_with("f"))
    Base = Base.drop_back();
  constexpr Op No = Op::Constant;
  const Op O = StringSwitch<Op>(Base)
                   .Case("sin", Op::Sin)
                   .Case("cos", Op::Cos)
                   .Case("exp", Op::Exp)
                   .Case("log", Op::Log)
                   .Case("log10", Op::Log10)
                   .Case("sqrt", Op::Sqrt)
                   .Case("fabs", Op::Abs)
                   .Case("tanh", Op::Tanh)
                   .Case("atan2", Op::Atan2)
                   .Case("pow", Op::Pow)
                   .Default(No);
  const bool Real = Ty->isFloatingPointTy();
  if (O != No && Real && A.size() == (O == Op::Atan2 || O == Op::Pow ? 2 : 1)) {
    R = A.size() == 2 ? function(O, A[0], A[1]) : function(O, A[0]);
    return true;
  }
  // Others are known for constants only, and depend on their argument otherwise.
  double (*Plain)(double) = StringSwitch<double (*)(double)>(Base)
                                .Case("tan", [](double V) { return std::tan(V); })
                                .Case("atan", [](double V) { return std::atan(V); })
                                .Case("acos", [](double V) { return std::acos(V); })
                                .Case("asin", [](double V) { return std::asin(V); })
                                .Case("log2", [](double V) { return std::log2(V); })
                                .Case("exp2", [](double V) { return std::exp2(V); })
                                .Case("floor", [](double V) { return std::floor(V); })
                                .Case("ceil", [](double V) { return std::ceil(V); })
                                .Case("sinh", [](double V) { return std::sinh(V); })
                                .Case("cosh", [](double V) { return std::cosh(V); })
                                .Case("erf", [](double V) { return std::erf(V); })
                                .Case("cbrt", [](double V) { return std::cbrt(V); })
                                .Default(nullptr);
  if (Plain && Real && A.size() == 1) {
    const Ref X = numberOf(A[0], Ty);
    R = Val::real(G.isConstant(X) ? G.constant(Plain(G[X].Value))
                                  : G.opaque(X, None, Plain(G[X].Value)));
    return true;
  }
  if (Real && A.size() == 2 && Base == "fmod") {
    R = binary(Instruction::FRem, A[0], A[1], Ty, false);
    return true;
  }
  if (A.size() == 1 && (Base == "rint" || Base == "round" || Base == "nearbyint")) {
    R = A[0];
    return true;
  }
  if (A.size() == 1 && (Name == "lrintf" || Name == "lrint" || Name == "lroundf" || Name == "lround")) {
    const Ref X = numberOf(A[0], C.getArgOperand(0)->getType());
    R = Val::integer(uint64_t(std::llround(G[X].Value)), G.isConstant(X) ? None : X);
    return true;
  }
  Known = false;
  return true;
}
