//===- demand/evaluate/fortran_descriptor.cpp - Array descriptors ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/fortran_descriptor.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t MaxCharacterBytes = 1 << 16;
constexpr unsigned MaxComponentDepth = 4;

Val combined(Op O, const Val &A, const Val &B) {
  ExprNode N;
  N.O = O;
  N.Ty = Type::I64;
  return apply(N, A, B, Val());
}

/// Places in \p O that hold the descriptor of an allocated component.
std::vector<int64_t> componentsOf(const Memory &Mem, ObjectId Id) {
  std::vector<int64_t> Places;
  for (auto &[At, V] : Mem.at(Id).Cells) {
    if (!V.isPtr())
      continue;
    Val Version = Mem.load(Id, At + 16, Type::I32), Attribute = Mem.load(Id, At + 22, Type::I8);
    if (Version.exactInt() && Version.Mid == Descriptor::Version && Attribute.exactInt() &&
        Attribute.Mid == Descriptor::Allocatable)
      Places.push_back(At);
  }
  return Places;
}

} // namespace

Val Descriptor::product(CallSite &C, const std::vector<Val> &Factors) {
  Val P = Val::integer(1);
  for (const Val &F : Factors) {
    P = combined(Op::Mul, P, F);
    if (!P.isInt())
      return F.known() ? C.M.unknownOf(Type::I64, "size of an array") : F;
  }
  return P;
}

bool Descriptor::contiguous() const {
  Val Next = elementBytes();
  for (int64_t D = 0; D != rank(); ++D) {
    if (!(stride(D) == Next))
      return false;
    Next = product(C, {Next, extent(D)});
  }
  return true;
}

Val Descriptor::span() const {
  Val Sum = elementBytes();
  for (int64_t D = 0; D != rank(); ++D) {
    Val Steps = combined(Op::Sub, extent(D), Val::integer(1));
    if (Steps.exactInt() && Steps.Mid < 0)
      return Val::integer(0);
    Sum = combined(Op::Add, Sum, combined(Op::Mul, Steps, stride(D)));
  }
  return Sum.isInt() ? Sum : bytes();
}

void Descriptor::setBounds(int64_t D, const Val &Lower, const Val &Extent) {
  if (D < 0 || D >= MaxRank)
    return;
  set(HeaderBytes + 24 * D, Lower);
  set(HeaderBytes + 24 * D + 8, Extent);
}

void Descriptor::establish(const Val &TypeCode, const Val &ElementBytes,
                           const std::vector<Val> &Extents) {
  set(8, ElementBytes);
  set(16, Val::integer(Version, Type::I32));
  set(20, Val::integer(int64_t(Extents.size()), Type::I8));
  set(21, TypeCode);
  set(22, Val::integer(Allocatable, Type::I8));
  set(23, Val::integer(0, Type::I8));
  for (size_t D = 0; D != Extents.size(); ++D)
    setBounds(int64_t(D), Val::integer(1), Extents[D]);
}

void Descriptor::allocate() {
  Val Stride = elementBytes();
  for (int64_t D = 0; D != rank(); ++D) {
    set(HeaderBytes + 24 * D + 16, Stride);
    Stride = product(C, {Stride, extent(D)});
  }
  if (!Stride.isInt())
    C.M.noteUnknown(C.From, C.S, "size of an array is not known");
  else // the runtime allocates at least one byte
    Stride = Val::interval(std::max<int64_t>(1, Stride.Lo), std::max<int64_t>(1, Stride.Mid),
                           std::max<int64_t>(1, Stride.Hi), Type::I64);
  ObjectId O = C.P.Mem.allocate(Stride, AllocKind::Malloc, 16);
  if (isType(FortranDerived)) { // initialised: components are not allocated yet
    C.P.Mem.edit(O).ZeroFilled = true;
    C.P.Mem.touchWhole(O, true);
  }
  setBase(Val::pointer(O, 0));
}

void Descriptor::release() {
  Val Base = base();
  if (Base.isPtr()) {
    if (isType(FortranDerived))
      releaseComponents(C, Base.Id);
    C.P.Mem.release(Base.Id);
  } else if (!Base.known()) {
    C.M.noteUnknown(C.From, C.S, "deallocated array is not known");
  }
  setBase(nullPointer());
}

void Descriptor::copyFrom(const Descriptor &From) {
  if (valid() && From.valid())
    C.P.Mem.copy(At.Id, At.Mid, From.At.Id, From.At.Mid,
                 HeaderBytes + 24 * std::max(rank(), From.rank()));
}

void releaseComponents(CallSite &C, ObjectId Id, unsigned Depth) {
  if (Depth > MaxComponentDepth)
    return;
  for (int64_t At : componentsOf(C.P.Mem, Id)) {
    ObjectId Held = C.P.Mem.load(Id, At, Type::Ptr).Id;
    if (C.P.Mem.at(Held).Freed)
      continue;
    releaseComponents(C, Held, Depth + 1);
    C.P.Mem.release(Held);
    C.P.Mem.store(Id, At, nullPointer());
  }
  // Elements that a loop filled without being run one by one.
  if (auto R = C.P.Mem.at(Id).Repeated; R && R->isPtr() && !C.P.Mem.at(R->Id).Freed)
    C.P.Mem.release(R->Id, C.P.Mem.at(R->Id).Count);
}

void duplicateComponents(CallSite &C, ObjectId Id, unsigned Depth) {
  if (Depth > MaxComponentDepth)
    return;
  for (int64_t At : componentsOf(C.P.Mem, Id)) {
    ObjectId Held = C.P.Mem.load(Id, At, Type::Ptr).Id;
    int64_t Bytes = C.P.Mem.at(Held).Bytes, Count = C.P.Mem.at(Held).Count;
    ObjectId Copy = C.P.Mem.allocate(Val::integer(Bytes), AllocKind::Malloc, 16, Count);
    C.P.Mem.touchWhole(Copy, true);
    C.P.Mem.copy(Copy, 0, Held, 0, Bytes);
    duplicateComponents(C, Copy, Depth + 1);
    C.P.Mem.store(Id, At, Val::pointer(Copy, 0));
  }
}

void putCharacter(CallSite &C, const Val &To, const Val &Bytes, std::string_view Text) {
  if (!isPlace(To) || !Bytes.exactInt() || Bytes.Mid < 0 || Bytes.Mid > MaxCharacterBytes) {
    overwrite(C, To, Bytes);
    return;
  }
  std::string Padded(Text.substr(0, size_t(Bytes.Mid)));
  Padded.resize(size_t(Bytes.Mid), ' ');
  putText(C, To, Padded, false);
}

std::optional<std::string> characterAt(CallSite &C, const Val &From, const Val &Bytes) {
  if (!isPlace(From) || !Bytes.exactInt() || Bytes.Mid < 0 || Bytes.Mid > MaxCharacterBytes)
    return std::nullopt;
  std::string S;
  for (int64_t I = 0; I != Bytes.Mid; ++I) {
    auto B = C.P.Mem.byte(From.Id, From.Mid + I);
    if (!B)
      return std::nullopt;
    S.push_back(char(*B));
  }
  return S;
}

} // namespace auspex::demand::evaluate
