//===- passes/skeleton/CallSteps.cpp - Calls, allocations, frees ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One step for every call that the slice keeps. The allocation functions become
// Alloc, Realloc and Free steps; everything else stays a Call with its real
// arguments, which the forecast resolves to another summary, to a row of
// knowledge, or reports as unknown.
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Slice.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::AllocKind;
using demand::ExprRef;
using demand::StepKind;

namespace {
/// A va_list of the System V ABI for x86-64 (3.5.7): how much of the registers'
/// save area is used up, then where the arguments on the stack lie.
constexpr int64_t ListBytes = 24, RealOffsetAt = 4, StackAt = 8;
constexpr int64_t IntegerRegisters = 48, AllRegisters = 176;
} // namespace

/// va_start: all variable arguments lie behind one another where the last
/// parameter of the skeleton points, as if no register were left for them.
void Slice::placeListStart(const CallBase &C) {
  ExprRef List = E.value(C.getArgOperand(0), loopAt(C));
  auto Set = [&](int64_t Offset, ExprRef V) {
    demand::Step S;
    S.Kind = StepKind::Store, S.Ty = D.Exprs[V].Ty;
    S.Args = {D.Exprs.ptrAdd(List, D.Exprs.integer(Offset)), V};
    place(C, std::move(S));
  };
  Set(0, D.Exprs.integer(IntegerRegisters, demand::Type::I32));
  Set(RealOffsetAt, D.Exprs.integer(AllRegisters, demand::Type::I32));
  Set(StackAt, D.Exprs.param(uint32_t(F.arg_size()), demand::Type::Ptr));
}

void Slice::placeCall(const CallBase &C) {
  const Loop *L = loopAt(C);
  auto Arg = [&](unsigned I) { return E.value(C.getArgOperand(I), L); };
  auto Product = [&](unsigned I, unsigned J) {
    return D.Exprs.binary(demand::Op::Mul, Arg(I), Arg(J), demand::NoUnsignedWrap);
  };
  demand::Step S;
  auto Allocate = [&](AllocKind Kind, std::vector<ExprRef> Args) {
    S.Kind = StepKind::Alloc, S.Alloc = Kind, S.Ty = demand::Type::Ptr;
    S.Result = E.local(&C);
    S.Args = std::move(Args);
    place(C, std::move(S));
  };
  switch (effectOf(C, A.TLI)) {
  case Effect::Malloc:
    return Allocate(AllocKind::Malloc, {Arg(0)});
  case Effect::New:
    // operator new(size [, align_val_t]); placement forms have other names.
    if (C.arg_size() >= 2 && C.getArgOperand(1)->getType()->isIntegerTy(64))
      return Allocate(AllocKind::New, {Arg(0), Arg(1)});
    return Allocate(AllocKind::New, {Arg(0)});
  case Effect::Calloc:
    return Allocate(AllocKind::Calloc, {Product(0, 1)});
  case Effect::Aligned:
    return Allocate(AllocKind::Aligned, {Arg(1), Arg(0)});
  case Effect::PageAligned:
    return Allocate(AllocKind::Aligned, {Arg(0), D.Exprs.integer(4096)});
  case Effect::Map:
    return Allocate(AllocKind::Mmap, {Arg(1)});
  case Effect::AlignedInto: {
    // posix_memalign(&p, align, size): the object, then p = object; it succeeds.
    uint32_t Object = D.Values.size();
    D.Values.push_back({demand::Type::Ptr, ""});
    S.Kind = StepKind::Alloc, S.Alloc = AllocKind::Aligned, S.Ty = demand::Type::Ptr;
    S.Result = Object;
    S.Args = {Arg(2), Arg(1)};
    place(C, std::move(S));
    demand::Step Set;
    Set.Kind = StepKind::Store, Set.Ty = demand::Type::Ptr;
    Set.Args = {Arg(0), D.Exprs.value(Object, demand::Type::Ptr)};
    E.bind(&C, D.Exprs.integer(0, typeOf(C.getType())));
    return place(C, std::move(Set));
  }
  case Effect::Realloc:
  case Effect::ReallocArray:
    S.Kind = StepKind::Realloc, S.Ty = demand::Type::Ptr;
    S.Result = E.local(&C);
    S.Args = {Arg(0), effectOf(C, A.TLI) == Effect::Realloc ? Arg(1) : Product(1, 2)};
    return place(C, std::move(S));
  case Effect::Free:
    S.Kind = StepKind::Free;
    S.Args = {Arg(0)};
    if (C.arg_size() > 1 && C.getArgOperand(1)->getType()->isIntegerTy(64)) // a sized delete
      S.Args.push_back(Arg(1));
    return place(C, std::move(S));
  case Effect::Unmap:
    S.Kind = StepKind::Free;
    S.Args = {Arg(0), Arg(1)};
    E.bind(&C, D.Exprs.integer(0, typeOf(C.getType())));
    return place(C, std::move(S));
  case Effect::StackRestore: {
    // Variable-length arrays made since the matching save die here.
    const auto *Save = dyn_cast<Instruction>(C.getArgOperand(0));
    for (const BasicBlock &BB : F)
      for (const Instruction &I : BB)
        if (const auto *Object = dyn_cast<AllocaInst>(&I); Object && !Object->isStaticAlloca())
          if (Save && A.DT.dominates(Save, &I) && A.DT.dominates(&I, &C)) {
            demand::Step Dead;
            Dead.Kind = StepKind::Free;
            Dead.Args = {E.value(&I, L)};
            place(C, std::move(Dead));
          }
    return;
  }
  case Effect::Widen:
    return E.bind(&C, Arg(1));
  case Effect::ListStart:
    return placeListStart(C);
  case Effect::ListCopy:
    S.Kind = StepKind::Call, S.Ty = demand::Type::Ptr, S.Text = "memcpy";
    S.Args = {Arg(0), Arg(1), D.Exprs.integer(ListBytes)};
    return place(C, std::move(S));
  case Effect::MemCopy:
  case Effect::MemSet:
    return placeTransfer(C);
  default:
    break;
  }
  S.Kind = StepKind::Call;
  S.Ty = C.getType()->isVoidTy() ? demand::Type::Void : typeOf(C.getType());
  if (const Function *Callee =
          dyn_cast<Function>(C.getCalledOperand()->stripPointerCastsAndAliases())) {
    S.Text = symbolName(*Callee);
  } else {
    S.Indirect = true;
    S.Args.push_back(E.value(C.getCalledOperand(), L));
  }
  bool Strong = !Weak;
  for (const Use &U : C.args()) {
    Weak = !Strong || U->getType()->isFloatingPointTy();
    S.Args.push_back(typeOf(U->getType()) == demand::Type::Void
                         ? E.unknown("an argument without machine type", demand::Type::I64)
                         : E.value(U, L));
  }
  Weak = !Strong;
  place(C, std::move(S));
}

void Slice::placeTransfer(const CallBase &C) {
  const Loop *L = loopAt(C);
  const auto &M = cast<AnyMemIntrinsic>(C);
  demand::Step S;
  S.Kind = StepKind::Call;
  S.Ty = demand::Type::Ptr;
  S.Text = isa<AnyMemSetInst>(M) ? "memset" : isa<AnyMemMoveInst>(M) ? "memmove" : "memcpy";
  ExprRef Length = E.value(M.getLength(), L);
  if (demand::bitsOf(D.Exprs[Length].Ty) < 64)
    Length = D.Exprs.unary(demand::Op::ZExt, Length, demand::Type::I64);
  ExprRef Second = E.value(C.getArgOperand(1), L);
  if (isa<AnyMemSetInst>(M))
    Second = D.Exprs.unary(demand::Op::ZExt, Second, demand::Type::I32);
  S.Args = {E.value(M.getDest(), L), Second, Length};
  place(C, std::move(S));
}
