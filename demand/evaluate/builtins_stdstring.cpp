//===- demand/evaluate/builtins_stdstring.cpp - std::string ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The members of std::string that libstdc++ keeps out of line, on its layout
// (bits/basic_string.h): pointer at 0, size at 8, at 16 the capacity or, for up
// to 15 characters, the text itself. Growth doubles, as _M_create has it.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t SizeAt = 8, LocalAt = 16, LocalCapacity = 15;

class StdString {
public:
  StdString(CallSite &C, const Val &Self) : Mem(C.P.Mem), Self(Self) {
    if (!isPlace(Self))
      return;
    Data = Mem.load(Self.Id, Self.Mid, Type::Ptr);
    Val S = Mem.load(Self.Id, Self.Mid + SizeAt, Type::I64);
    Local = isPlace(Data) && Data.Id == Self.Id && Data.Mid == Self.Mid + LocalAt;
    Val Cap = Local ? Val::integer(LocalCapacity)
                    : Mem.load(Self.Id, Self.Mid + LocalAt, Type::I64);
    Known = isPlace(Data) && S.exactInt() && S.Mid >= 0 && Cap.exactInt();
    Size = S.Mid;
    Capacity = Cap.Mid;
  }

  bool known() const { return Known; }
  int64_t size() const { return Size; }
  Val at(int64_t I) const { return offset(Data, I); }
  /// What cannot be followed leaves a string that nothing is known of.
  Val lost() {
    if (Self.isPtr())
      Mem.forget(Self.Id, Self.Mid, Self.Mid + 32);
    return Self;
  }

  void allocate(int64_t NewCapacity) {
    ObjectId O = Mem.allocate(Val::integer(NewCapacity + 1), AllocKind::New, 16);
    int64_t Kept = std::min(Size, NewCapacity);
    Mem.touch(O, 0, Kept + 1, 0, true);
    Mem.copy(O, 0, Data.Id, Data.Mid, Kept);
    dispose();
    Data = Val::pointer(O, 0);
    Local = false;
    Capacity = NewCapacity;
    Mem.store(Self.Id, Self.Mid, Data);
    Mem.store(Self.Id, Self.Mid + LocalAt, Val::integer(NewCapacity));
  }
  void grow(int64_t Needed) {
    if (Needed > Capacity)
      allocate(std::max(Needed, 2 * Capacity));
  }
  void dispose() {
    if (!Local && isPlace(Data))
      Mem.release(Data.Id);
  }
  void write(int64_t To, const Val &From, int64_t Count) {
    Mem.touch(Data.Id, Data.Mid + To, Data.Mid + To + Count + 1, 0, true);
    if (isPlace(From))
      Mem.copy(Data.Id, Data.Mid + To, From.Id, From.Mid, Count);
    else
      Mem.forget(Data.Id, Data.Mid + To, Data.Mid + To + Count);
  }
  void setSize(int64_t N) {
    Size = N;
    Mem.store(Self.Id, Self.Mid + SizeAt, Val::integer(N));
    Mem.store(Data.Id, Data.Mid + N, Val::integer(0, Type::I8));
  }
  std::optional<std::string> text() const {
    std::string S;
    for (int64_t I = 0; I != Size && I < 4096; ++I) {
      auto B = Mem.byte(Data.Id, Data.Mid + I);
      if (!B)
        return std::nullopt;
      S.push_back(char(*B));
    }
    return S;
  }

private:
  Memory &Mem;
  Val Self, Data;
  bool Known = false, Local = false;
  int64_t Size = 0, Capacity = 0;
};

/// Replaces \p Old characters at \p At by \p New ones from \p From.
Val replaceIn(CallSite &C, int64_t At, const Val &Old, const Val &From, const Val &New) {
  StdString S(C, C.arg(0));
  if (!S.known() || !Old.exactInt() || !New.exactInt() || New.Mid < 0 || Old.Mid < 0 ||
      At < 0 || At + Old.Mid > S.size())
    return S.lost();
  int64_t Tail = S.size() - At - Old.Mid, Total = At + New.Mid + Tail;
  S.grow(Total);
  S.write(At, From, New.Mid);
  if (Tail)
    S.write(At + New.Mid, Val(), Tail);
  S.setSize(Total);
  return C.arg(0);
}

Val append(CallSite &C) { // _M_append(const char *, size_t)
  StdString S(C, C.arg(0));
  return S.known() ? replaceIn(C, S.size(), Val::integer(0), C.arg(1), C.arg(2)) : S.lost();
}

Val pushBack(CallSite &C) {
  StdString S(C, C.arg(0));
  return S.known() ? replaceIn(C, S.size(), Val::integer(0), Val(), Val::integer(1)) : S.lost();
}

Val replace(CallSite &C) { // _M_replace(pos, len1, const char *, len2)
  const Val &At = C.arg(1);
  return At.exactInt() ? replaceIn(C, At.Mid, C.arg(2), C.arg(3), C.arg(4))
                       : StdString(C, C.arg(0)).lost();
}

/// _M_mutate(pos, len1, const char *, len2): room for the result in a new block;
/// the caller sets the size.
Val mutate(CallSite &C) {
  StdString S(C, C.arg(0));
  const Val &At = C.arg(1), &Old = C.arg(2), &New = C.arg(4);
  if (!S.known() || !At.exactInt() || !Old.exactInt() || !New.exactInt())
    return S.lost();
  int64_t Total = S.size() + New.Mid - Old.Mid;
  S.grow(std::max<int64_t>(Total, LocalCapacity + 1));
  if (New.Mid > 0)
    S.write(At.Mid, C.arg(3), New.Mid);
  return Val();
}

Val assign(CallSite &C) { // _M_assign(const string &)
  StdString S(C, C.arg(0)), From(C, C.arg(1));
  if (!S.known() || !From.known())
    return S.lost();
  return replaceIn(C, 0, Val::integer(S.size()), From.at(0), Val::integer(From.size()));
}

Val construct(CallSite &C) { // _M_construct(size_t, char)
  const Val &Self = C.arg(0), &Count = C.arg(1);
  if (!isPlace(Self) || !Count.exactInt() || Count.Mid < 0)
    return StdString(C, Self).lost();
  C.P.Mem.store(Self.Id, Self.Mid, offset(Self, LocalAt));
  C.P.Mem.store(Self.Id, Self.Mid + SizeAt, Val::integer(0));
  return replaceIn(C, 0, Val::integer(0), Val(), Count);
}

Val reserve(CallSite &C) {
  StdString S(C, C.arg(0));
  if (!S.known() || !C.arg(1).exactInt())
    return S.lost();
  S.grow(C.arg(1).Mid);
  return Val();
}

Val resize(CallSite &C) { // resize(size_t, char)
  StdString S(C, C.arg(0));
  const Val &N = C.arg(1);
  if (!S.known() || !N.exactInt() || N.Mid < 0)
    return S.lost();
  if (N.Mid > S.size())
    return replaceIn(C, S.size(), Val::integer(0), Val(), Val::integer(N.Mid - S.size()));
  S.setSize(N.Mid);
  return Val();
}

Val dispose(CallSite &C) { // _M_dispose, the destructor
  StdString S(C, C.arg(0));
  if (S.known())
    S.dispose();
  return Val();
}

template <bool WithObject> Val compare(CallSite &C) {
  StdString S(C, C.arg(0));
  auto A = S.known() ? S.text() : std::nullopt;
  std::optional<std::string> B;
  if constexpr (WithObject) {
    StdString Other(C, C.arg(1));
    B = Other.known() ? Other.text() : std::nullopt;
  } else {
    B = text(C, 1);
  }
  if (!A || !B)
    return C.M.unknownOf(C.Result, "comparison with text that is not known");
  int R = A->compare(*B);
  return intResult(C, (R > 0) - (R < 0));
}

} // namespace

std::span<const BuiltinRow> stdStringBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::string::append", append},     {"std::string::push_back", pushBack},
      {"std::string::replace", replace},   {"std::string::mutate", mutate},
      {"std::string::assign", assign},     {"std::string::construct", construct},
      {"std::string::reserve", reserve},   {"std::string::resize", resize},
      {"std::string::dispose", dispose},   {"std::string::compare text", compare<false>},
      {"std::string::compare", compare<true>},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
