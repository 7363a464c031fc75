//===- passes/skeleton/Effects.cpp - What an instruction does to the world ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Effects.h"

#include "demand/skeleton.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {

Effect effectOfIntrinsic(const IntrinsicInst &I) {
  switch (I.getIntrinsicID()) {
  case Intrinsic::memcpy:
  case Intrinsic::memcpy_inline:
  case Intrinsic::memmove:
    return Effect::MemCopy;
  case Intrinsic::memset:
  case Intrinsic::memset_inline:
    return Effect::MemSet;
  case Intrinsic::stackrestore:
    return Effect::StackRestore;
  case Intrinsic::vastart:
    return Effect::ListStart;
  case Intrinsic::vacopy:
    return Effect::ListCopy;
  case Intrinsic::eh_sjlj_setjmp:
  case Intrinsic::eh_sjlj_longjmp:
    return Effect::Unknown;
  default:
    break;
  }
  Type *T = I.getType();
  if (T->isFPOrFPVectorTy() && I.doesNotAccessMemory())
    return Effect::Math;
  // Vector loads and stores by mask, gathers and the like read or write memory
  // through their arguments; markers say that they access inaccessible memory.
  if (I.isAssumeLikeIntrinsic() || !I.mayReadOrWriteMemory() || I.onlyAccessesInaccessibleMemory())
    return Effect::None;
  switch (I.getIntrinsicID()) {
  case Intrinsic::masked_load:
  case Intrinsic::masked_gather:
    return Effect::Load;
  case Intrinsic::masked_store:
  case Intrinsic::masked_scatter:
    return Effect::Unknown;
  case Intrinsic::stacksave:
  case Intrinsic::prefetch:
  case Intrinsic::vaend:
  case Intrinsic::threadlocal_address:
    return Effect::None;
  default:
    break;
  }
  return I.onlyReadsMemory() ? Effect::None : Effect::Unknown;
}

Effect effectOfName(const CallBase &C, StringRef Name) {
  unsigned N = C.arg_size();
  auto Is = [&](StringRef S, unsigned Args) { return Name == S && N == Args; };
  if (Is("posix_memalign", 3))
    return Effect::AlignedInto;
  if (Is("reallocarray", 3))
    return Effect::ReallocArray;
  if (Is("memalign", 2) || Is("aligned_alloc", 2))
    return Effect::Aligned;
  if (Is("valloc", 1))
    return Effect::PageAligned;
  if (Is("cfree", 1))
    return Effect::Free;
  constexpr uint64_t MapAnonymous = 0x20;
  if (Is("mmap", 6) || Is("mmap64", 6))
    if (const auto *Flags = dyn_cast<ConstantInt>(C.getArgOperand(3)))
      return Flags->getZExtValue() & MapAnonymous ? Effect::Map : Effect::Call;
  return Is("munmap", 2) ? Effect::Unmap : Effect::Call;
}

/// std::endl and ostream::widen, inlined, prepare the facet's table and then call
/// its do_widen through the table of virtual functions.
bool isWiden(const CallBase &C) {
  if (C.getCalledFunction() || C.arg_size() != 2 || !C.getType()->isIntegerTy(8))
    return false;
  const Instruction *Before = C.getPrevNode();
  while (Before && !isa<CallBase>(Before))
    Before = Before->getPrevNode();
  if (const BasicBlock *From = Before ? nullptr : C.getParent()->getSinglePredecessor())
    Before = From->getTerminator();
  const auto *Init = dyn_cast_or_null<CallBase>(Before);
  const Function *F = Init ? Init->getCalledFunction() : nullptr;
  return F && F->getName() == "_ZNKSt5ctypeIcE13_M_widen_initEv" &&
         Init->getArgOperand(0) == C.getArgOperand(0);
}

Effect effectOfCall(const CallBase &C, const TargetLibraryInfo &TLI) {
  if (const auto *A = dyn_cast<InlineAsm>(C.getCalledOperand())) {
    // An empty template is a barrier for the compiler only.
    if (A->getAsmString().empty() || (!A->hasSideEffects() && !C.mayReadOrWriteMemory()))
      return Effect::None;
    return Effect::Unknown;
  }
  if (const auto *I = dyn_cast<IntrinsicInst>(&C))
    return effectOfIntrinsic(*I);
  if (C.hasFnAttr(Attribute::ReturnsTwice))
    return Effect::Unknown;
  if (isWiden(C))
    return Effect::Widen;
  const Function *F = C.getCalledFunction();
  if (!F || !F->isDeclaration())
    return Effect::Call;
  LibFunc L;
  if (TLI.getLibFunc(C, L) && TLI.has(L))
    switch (L) {
    case LibFunc_malloc:
      return Effect::Malloc;
    case LibFunc_calloc:
      return Effect::Calloc;
    case LibFunc_realloc:
    case LibFunc_reallocf:
      return Effect::Realloc;
    case LibFunc_free:
      return Effect::Free;
    default:
      // sin() and the like write errno at most.
      if (F->getReturnType()->isFloatingPointTy() && C.onlyWritesMemory() &&
          none_of(C.args(), [](const Use &A) { return A->getType()->isPointerTy(); }))
        return Effect::Math;
      break;
    }
  StringRef Name = F->getName();
  if (Name.starts_with("_Znw") || Name.starts_with("_Zna"))
    return Effect::New;
  if (Name.starts_with("_ZdlPv") || Name.starts_with("_ZdaPv"))
    return Effect::Free;
  return effectOfName(C, Name);
}

unsigned elementsOf(const Type *T) {
  const auto *V = dyn_cast<FixedVectorType>(T);
  return V ? V->getNumElements() : 1;
}

uint32_t needOf(const Type *T, const DataLayout &DL) {
  if (!isa<FixedVectorType>(T))
    return 0;
  uint64_t Bits = DL.getTypeSizeInBits(const_cast<Type *>(T));
  return Bits >= 512 ? demand::NeedVec512 : Bits >= 256 ? demand::NeedVec256 : demand::NeedVec128;
}

Cost costOfIntrinsic(const IntrinsicInst &I) {
  Cost C;
  double N = elementsOf(I.getType());
  bool Float = I.getType()->isFPOrFPVectorTy();
  switch (I.getIntrinsicID()) {
  case Intrinsic::fma:
    C.Need |= demand::NeedFma;
    [[fallthrough]];
  case Intrinsic::fmuladd:
    C.Flops = 2 * N;
    return C;
  case Intrinsic::exp:
  case Intrinsic::exp2:
  case Intrinsic::exp10:
  case Intrinsic::log:
  case Intrinsic::log2:
  case Intrinsic::log10:
  case Intrinsic::pow:
  case Intrinsic::powi:
  case Intrinsic::sin:
  case Intrinsic::cos:
  case Intrinsic::tan:
    C.Flops = TranscendentalFlops * N;
    return C;
  case Intrinsic::fabs:
  case Intrinsic::copysign:
    return C;
  case Intrinsic::vector_reduce_fadd:
  case Intrinsic::vector_reduce_fmul:
    C.Flops = elementsOf(I.getArgOperand(1)->getType());
    return C;
  default:
    break;
  }
  StringRef Name = I.getCalledFunction()->getName();
  if (Name.starts_with("llvm.x86.aesni"))
    C.Need |= demand::NeedAes, C.IntOps = 16;
  else if (Name.starts_with("llvm.x86.sha"))
    C.Need |= demand::NeedSha, C.IntOps = 16;
  else if (Name.starts_with("llvm.x86.pclmulqdq"))
    C.Need |= demand::NeedClmul, C.IntOps = 2;
  else if (Name.starts_with("llvm.x86.sse42.crc32"))
    C.Need |= demand::NeedCrc32, C.IntOps = 1;
  else if (I.isAssumeLikeIntrinsic() || I.getType()->isVoidTy())
    return C;
  else
    (Float ? C.Flops : C.IntOps) = N;
  return C;
}

} // namespace

Effect passes::effectOf(const Instruction &I, const TargetLibraryInfo &TLI) {
  switch (I.getOpcode()) {
  case Instruction::Load:
    return Effect::Load;
  case Instruction::Store:
    return Effect::Store;
  case Instruction::AtomicRMW:
  case Instruction::AtomicCmpXchg:
    return Effect::Atomic;
  case Instruction::Alloca:
    return Effect::Alloca;
  case Instruction::Call:
  case Instruction::Invoke:
    return effectOfCall(cast<CallBase>(I), TLI);
  case Instruction::CallBr:
  case Instruction::VAArg:
    return Effect::Unknown;
  default:
    return Effect::None;
  }
}

std::string passes::describe(const Instruction &I) {
  if (isa<CallBrInst>(I))
    return "inline assembly that jumps";
  if (isa<VAArgInst>(I))
    return "a variable argument is read";
  const auto &C = cast<CallBase>(I);
  if (C.isInlineAsm())
    return "inline assembly";
  if (C.hasFnAttr(Attribute::ReturnsTwice))
    return "a call that may return twice (setjmp, vfork)";
  if (const Function *F = C.getCalledFunction())
    return "the intrinsic " + F->getName().str();
  return "a call";
}

Cost &Cost::operator+=(const Cost &C) {
  Flops += C.Flops, IntOps += C.IntOps, BytesRead += C.BytesRead, BytesWritten += C.BytesWritten;
  Need |= C.Need;
  return *this;
}

Cost Cost::operator*(double Times) const {
  return {Flops * Times, IntOps * Times, BytesRead * Times, BytesWritten * Times, Need};
}

Cost passes::costOf(const Instruction &I, const TargetLibraryInfo &TLI) {
  Cost C;
  const DataLayout &DL = I.getDataLayout();
  double N = elementsOf(I.getType());
  C.Need = needOf(I.getType(), DL);
  switch (I.getOpcode()) {
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
  case Instruction::FDiv:
  case Instruction::FRem:
    C.Flops = N;
    return C;
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Mul:
  case Instruction::UDiv:
  case Instruction::SDiv:
  case Instruction::URem:
  case Instruction::SRem:
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr:
  case Instruction::And:
  case Instruction::Or:
  case Instruction::Xor:
  case Instruction::ICmp:
  case Instruction::FCmp:
  case Instruction::Select:
    C.IntOps = N;
    return C;
  case Instruction::Load:
    C.BytesRead = double(DL.getTypeStoreSize(I.getType()).getKnownMinValue());
    return C;
  case Instruction::Store: {
    Type *T = I.getOperand(0)->getType();
    C.BytesWritten = double(DL.getTypeStoreSize(T).getKnownMinValue());
    C.Need = needOf(T, DL);
    return C;
  }
  case Instruction::Call:
  case Instruction::Invoke:
    break;
  default:
    C.Need = 0;
    return C;
  }
  if (const auto *In = dyn_cast<IntrinsicInst>(&I)) {
    if (const auto *M = dyn_cast<AnyMemIntrinsic>(In))
      if (const auto *Length = dyn_cast<ConstantInt>(M->getLength())) {
        C.BytesWritten = double(Length->getZExtValue());
        C.BytesRead = isa<AnyMemTransferInst>(M) ? C.BytesWritten : 0;
        return C;
      }
    Cost Own = costOfIntrinsic(*In);
    Own.Need |= C.Need;
    return Own;
  }
  if (effectOf(I, TLI) == Effect::Math) {
    StringRef Name = cast<CallBase>(I).getCalledFunction()->getName();
    bool Cheap = Name.starts_with("sqrt") || Name.starts_with("fabs") ||
                 Name.starts_with("floor") || Name.starts_with("ceil") ||
                 Name.starts_with("fmin") || Name.starts_with("fmax") ||
                 Name.starts_with("trunc") || Name.starts_with("round");
    C.Flops = Cheap ? 1 : TranscendentalFlops;
  }
  return C;
}
