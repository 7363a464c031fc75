//===- passes/extract/Writes.cpp - Whether pointers and sizes in memory stay ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Writes.h"

#include "passes/extract/Body.h"
#include "passes/skeleton/Effects.h"

#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/MemoryBuiltins.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;

/// Writes to a stream: reads what it prints at most.
static bool isOutput(LibFunc L) {
  switch (L) {
  case LibFunc_printf:
  case LibFunc_fprintf:
  case LibFunc_vprintf:
  case LibFunc_vfprintf:
  case LibFunc_puts:
  case LibFunc_fputs:
  case LibFunc_putchar:
  case LibFunc_putc:
  case LibFunc_fputc:
  case LibFunc_fwrite:
  case LibFunc_write:
  case LibFunc_fflush:
  case LibFunc_perror:
    return true;
  default:
    return false;
  }
}

bool extract::isHarmless(const CallBase &C, const TargetLibraryInfo &TLI) {
  if (!C.mayWriteToMemory() || C.isLifetimeStartOrEnd() || C.onlyAccessesInaccessibleMemory() ||
      isMathematical(C, TLI) || Body::isComplexRescue(&C))
    return true;
  LibFunc L;
  if (TLI.getLibFunc(C, L) && TLI.has(L) && isOutput(L))
    return true;
  switch (effectOf(C, TLI)) {
  case Effect::None:
  case Effect::Math:
  case Effect::Malloc:
  case Effect::New:
  case Effect::Calloc:
  case Effect::Aligned:
  case Effect::PageAligned:
  case Effect::Free:
    return true;
  default:
    return false;
  }
}

bool extract::exchanges(const StoreInst *S) {
  const auto *L = dyn_cast<LoadInst>(S->getValueOperand());
  if (!L)
    return false;
  const Value *From = getUnderlyingObject(L->getPointerOperand()),
              *To = getUnderlyingObject(S->getPointerOperand());
  // The table's own address may have been loaded twice.
  const auto *A = dyn_cast<LoadInst>(From), *B = dyn_cast<LoadInst>(To);
  return From == To || (A && B && A->getPointerOperand() == B->getPointerOperand());
}

/// The source says that \p S stores an integer, and no part of something that is copied: its
/// type for aliasing is neither a character nor a pointer.
static bool isTypedInteger(const StoreInst &S) {
  const MDNode *Tag = S.getMetadata(LLVMContext::MD_tbaa);
  const auto *Type =
      Tag && Tag->getNumOperands() > 1 ? dyn_cast<MDNode>(Tag->getOperand(1)) : nullptr;
  auto NameOf = [](const MDNode *T) {
    const auto *Name = T->getNumOperands() ? dyn_cast<MDString>(T->getOperand(0)) : nullptr;
    return Name ? Name->getString() : StringRef();
  };
  if (!Type || NameOf(Type).empty() || NameOf(Type) == "omnipotent char")
    return false;
  constexpr unsigned MaxAncestors = 8;
  for (unsigned K = 0; Type && K < MaxAncestors; ++K) {
    if (NameOf(Type) == "any pointer")
      return false;
    Type = Type->getNumOperands() > 1 ? dyn_cast<MDNode>(Type->getOperand(1)) : nullptr;
  }
  return true;
}

void Writes::note(const Value *Pointer, uint8_t Kinds, uint64_t Bytes, const DataLayout &DL) {
  constexpr size_t MaxMembers = 64;
  SmallVector<const Value *, 2> Objects;
  const Value *Object = getUnderlyingObject(Pointer);
  if (isa<SelectInst, PHINode>(Object))
    getUnderlyingObjects(Pointer, Objects); // one of several
  if (!is_contained(Objects, Object))
    Objects.push_back(Object);
  int64_t Offset = 0;
  const bool IsMember = GetPointerBaseWithConstantOffset(Pointer, Offset, DL) == Object;
  for (const Value *O : Objects) {
    Target &T = Targets[O];
    T.Kinds |= Kinds;
    const Member M{Offset, Bytes, Kinds};
    if (!IsMember || O != Object || T.Members.size() >= MaxMembers)
      T.Moving |= Kinds;
    else if (!is_contained(T.Members, M))
      T.Members.push_back(M);
  }
}

void Writes::add(const BasicBlock &BB, const TargetLibraryInfo &TLI) {
  const DataLayout &DL = BB.getModule()->getDataLayout();
  for (const Instruction &I : BB) {
    if (const auto *S = dyn_cast<StoreInst>(&I)) {
      const Type *T = S->getValueOperand()->getType();
      const uint64_t Bytes = DL.getTypeStoreSize(S->getValueOperand()->getType());
      if (T->isPtrOrPtrVectorTy()) {
        note(S->getPointerOperand(), Addresses, Bytes, DL);
        Pointers |= !exchanges(S);
      } else if (T->isIntOrIntVectorTy()) {
        const bool MayBePointer = Bytes >= DL.getPointerSize() && !isTypedInteger(*S);
        note(S->getPointerOperand(), MayBePointer ? Numbers | Words : Numbers, Bytes, DL);
      }
    } else if (const auto *M = dyn_cast<MemIntrinsic>(&I)) {
      const auto *Size = dyn_cast<ConstantInt>(M->getLength());
      constexpr uint64_t Unlimited = INT64_MAX / 4;
      note(M->getRawDest(),
           isa<MemSetInst>(M)                            ? Fills
           : M->getMetadata(LLVMContext::MD_tbaa_struct) ? Structures
           : Size                                        ? Blocks
                                                         : Copies,
           Size ? Size->getLimitedValue(Unlimited) : Unlimited, DL);
    } else if (I.mayWriteToMemory() && !Body::isComplexRescue(&I)) {
      const auto *C = dyn_cast<CallBase>(&I);
      Anywhere |=
          !C || (!isHarmless(*C, TLI) && !isAllocationFn(C, &TLI) && !getFreedOperand(C, &TLI));
    }
  }
}

/// What is written to \p T that may be a part of a structure there.
uint8_t Writes::kindsAlone(const Target &T) {
  uint8_t Kinds = T.Moving & ~(Words | Copies);
  for (const Member &M : T.Members)
    Kinds |= M.Kinds;
  return Kinds;
}

bool Writes::keep(const LoadInst &L, std::set<std::string> &Assumptions) const {
  const bool IsPointer = L.getType()->isPointerTy();
  if (Anywhere || !L.isSimple() || (!IsPointer && !L.getType()->isIntegerTy()))
    return false;
  const DataLayout &DL = L.getDataLayout();
  int64_t Begin = 0;
  const Value *Of = getUnderlyingObject(L.getPointerOperand());
  const bool IsMember = GetPointerBaseWithConstantOffset(L.getPointerOperand(), Begin, DL) == Of;
  const int64_t End = Begin + int64_t(DL.getTypeStoreSize(L.getType()));
  const uint8_t Mine = IsPointer ? Addresses | Words | Structures | Blocks | Copies
                                 : Numbers | Structures | Blocks | Copies | Fills;
  bool HasArrays = false, LeadsAway = false;
  for (const auto &[Object, T] : Targets) {
    auto MeetsMember = [&](uint8_t Kinds) {
      return !IsMember || any_of(T.Members, [&](const Member &M) {
        return (M.Kinds & Kinds) && M.meets(Begin, End);
      });
    };
    if (Object == Of) {
      if (T.Moving || MeetsMember(T.Kinds))
        return false;
      continue;
    }
    // A local array or a block of its own: nobody else has its address.
    if (!(T.Kinds & Mine) || isa<AllocaInst>(Object) ||
        (isIdentifiedObject(Object) && isIdentifiedObject(Of)))
      continue;
    const auto *Through = dyn_cast<LoadInst>(Object);
    if (Through && !isa<LoadInst>(Of) && getUnderlyingObject(Through->getPointerOperand()) == Of) {
      if (IsPointer && MeetsMember(Addresses | Words | Structures))
        return false;
      LeadsAway = true;
      continue;
    }
    // What moves is an array; what stands alone may be a structure.
    if (kindsAlone(T) &
        (IsPointer ? Addresses | Words | Structures | Blocks | Copies : Structures | Blocks))
      return false;
    HasArrays = true;
  }
  if (HasArrays)
    Assumptions.insert(IsPointer ? "arrays that are written hold no pointer that is read"
                                 : "arrays that are written hold no size that is read");
  if (LeadsAway)
    Assumptions.insert("what a structure leads to is not the structure");
  return true;
}

bool Writes::keepRow(const LoadInst &L, std::set<std::string> &Assumptions) const {
  if (Anywhere || Pointers || !L.isSimple())
    return false;
  const Value *Of = getUnderlyingObject(L.getPointerOperand());
  bool LeadsAway = false;
  for (const auto &[Object, T] : Targets) {
    constexpr uint8_t Any = Words | Structures | Blocks | Copies;
    if (!(T.Kinds & Any) ||
        (Object != Of &&
         (isa<AllocaInst>(Object) || (isIdentifiedObject(Object) && isIdentifiedObject(Of)))))
      continue;
    const bool IsRow = isa<LoadInst>(Object) || !(kindsAlone(T) & Any);
    if (Object == Of || !IsRow)
      return false;
    LeadsAway = true;
  }
  if (LeadsAway)
    Assumptions.insert("what is written through pointers of a table is no table");
  return true;
}
