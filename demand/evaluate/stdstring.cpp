//===- demand/evaluate/stdstring.cpp - A std::string in abstract memory ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/stdstring.h"

namespace auspex::demand::evaluate {

StdString::StdString(CallSite &C, const Val &Self) : C(C), Mem(C.P.Mem), Self(Self) {
  if (!isPlace(Self))
    return;
  Data = Mem.load(Self.Id, Self.Mid, Type::Ptr);
  Size = Mem.load(Self.Id, Self.Mid + SizeAt, Type::I64);
  Local = isPlace(Data) && Data.Id == Self.Id && Data.Mid == Self.Mid + LocalAt;
  Val Cap = Local ? Val::integer(LocalCapacity) : Mem.load(Self.Id, Self.Mid + LocalAt, Type::I64);
  Known = isPlace(Data) && Size.isInt() && Size.Lo >= 0 && Cap.exactInt();
  Capacity = Cap.Mid;
}

std::optional<std::string> StdString::text() const {
  if (!Known || !Size.exactInt() || Size.Mid > FollowedBytes)
    return std::nullopt;
  std::string S;
  for (int64_t I = 0; I != Size.Mid; ++I) {
    auto B = Mem.byte(Data.Id, Data.Mid + I);
    if (!B)
      return std::nullopt;
    S.push_back(char(*B));
  }
  return S;
}

Val StdString::lost() {
  if (Self.isPtr() && !Self.AnyOffset)
    Mem.forget(Self.Id, Self.Mid, Self.Mid + Bytes);
  else
    forgetTarget(C, Self);
  growsUnbounded(C, "length of a string is not known");
  return Self;
}

void StdString::create() {
  Local = Known = true;
  Data = offset(Self, LocalAt);
  Capacity = LocalCapacity;
  Mem.touch(Self.Id, Self.Mid, Self.Mid + Bytes, 0, true);
  Mem.store(Self.Id, Self.Mid, Data);
  setSize(Val::integer(0));
}

void StdString::moveTo(const Val &Where, int64_t NewCapacity) {
  Data = Where;
  Local = false;
  Capacity = NewCapacity;
  Mem.store(Self.Id, Self.Mid, Data);
  Mem.store(Self.Id, Self.Mid + LocalAt, Val::integer(NewCapacity));
}

void StdString::allocate(int64_t NewCapacity) {
  ObjectId O = Mem.allocate(Val::integer(NewCapacity + 1), AllocKind::New, 16);
  int64_t Kept = std::min(Size.Mid, NewCapacity);
  Mem.touch(O, 0, Kept + 1, 0, true);
  Mem.copy(O, 0, Data.Id, Data.Mid, std::min(Kept, FollowedBytes));
  dispose();
  moveTo(Val::pointer(O, 0), NewCapacity);
}

void StdString::grow(int64_t Needed) {
  // Where a loop appends, this decides how long it goes on alike.
  if (C.M.decideLess(Capacity, Needed))
    allocate(std::max(Needed, 2 * Capacity));
}

void StdString::dispose() {
  if (!Local && isPlace(Data))
    Mem.release(Data.Id);
}

void StdString::write(int64_t To, const Val &From, int64_t Count) {
  // A loop that was skipped in part has left an end where text must be.
  if (auto End = Mem.terminator(Data.Id, Data.Mid); End && *End < Data.Mid + To)
    Mem.forget(Data.Id, Data.Mid, Data.Mid + To);
  Mem.touch(Data.Id, Data.Mid + To, Data.Mid + To + Count + 1, 0, true);
  if (isPlace(From) && To + Count <= FollowedBytes)
    Mem.copy(Data.Id, Data.Mid + To, From.Id, From.Mid, Count);
  else
    Mem.forget(Data.Id, Data.Mid + To, Data.Mid + To + Count);
}

void StdString::setSize(const Val &N) {
  Size = N;
  if (!Local && !N.exactInt()) {
    // The block that holds the longest may be twice that size.
    if (Mem.ExtraHigh != Range::Unbounded)
      Mem.ExtraHigh += 2 * double(N.Hi - N.Mid);
    Mem.ExtraLow += double(N.Mid - N.Lo);
    Size = Val::integer(N.Mid);
  }
  Mem.store(Self.Id, Self.Mid + SizeAt, Size);
  if (Size.exactInt())
    Mem.store(Data.Id, Data.Mid + Size.Mid, Val::integer(0, Type::I8));
}

void StdString::replace(int64_t At, int64_t Old, const Val &From, const Val &New) {
  int64_t Tail = Size.Mid - At - Old, Count = std::max<int64_t>(0, New.Mid);
  Val Total = Val::interval(std::max<int64_t>(0, Size.Lo - Old + std::max<int64_t>(0, New.Lo)),
                            At + Count + Tail, Size.Hi - Old + std::max<int64_t>(0, New.Hi),
                            Type::I64);
  // The text that is put in may lie in the block that goes.
  grow(Local && Total.Hi > LocalCapacity ? std::max(Total.Mid, Total.Hi) : Total.Mid);
  if (Tail > 0 && Count != Old)
    write(At + Count, Val(), Tail);
  write(At, New.exactInt() ? From : Val(), Count);
  setSize(Total);
}

void StdString::fill(int64_t At, int64_t Count, const Val &Character) {
  if (At + Count <= FollowedBytes && Character.exactInt())
    for (int64_t I = 0; I != Count; ++I)
      Mem.store(Data.Id, Data.Mid + At + I, Val::integer(int8_t(Character.Mid), Type::I8));
}

void StdString::take(StdString &Other) {
  if (Other.Local) {
    replace(0, Size.Mid, Other.Data, Other.Size);
  } else {
    dispose();
    moveTo(Other.Data, Other.Capacity);
    Size = Other.Size;
    Mem.store(Self.Id, Self.Mid + SizeAt, Size);
    Other.Local = true;
    Other.Data = offset(Other.Self, LocalAt);
    Other.Capacity = LocalCapacity;
    Mem.store(Other.Self.Id, Other.Self.Mid, Other.Data);
  }
  Other.setSize(Val::integer(0));
}

} // namespace auspex::demand::evaluate
