//===- demand/evaluate/builtins_stdstring_members.cpp - std::string -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The members of std::string that read or set one field. Unoptimised programs
// call the library's copies of them.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/stdstring.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t DataAt = 0, SizeAt = StdString::SizeAt, LocalAt = StdString::LocalAt;

Val field(CallSite &C, int64_t Offset, Type T) {
  const Val &Self = C.arg(0);
  return isPlace(Self) ? C.P.Mem.load(Self.Id, Self.Mid + Offset, T)
                       : C.M.unknownOf(T, "member of a string that is not known");
}

Val data(CallSite &C) { return field(C, DataAt, Type::Ptr); }
Val size(CallSite &C) { return field(C, SizeAt, Type::I64); }

Val placeAt(CallSite &C, const Val &Index) {
  Val Data = data(C);
  return isPlace(Data) && Index.exactInt()
             ? offset(Data, Index.Mid)
             : C.M.unknownOf(Type::Ptr, "place in a string that is not known");
}

Val element(CallSite &C) { return placeAt(C, C.arg(1)); }
Val end(CallSite &C) { return placeAt(C, size(C)); }
Val last(CallSite &C) {
  Val N = size(C);
  return N.exactInt() ? placeAt(C, Val::integer(N.Mid - 1)) : placeAt(C, N);
}

Val empty(CallSite &C) {
  Val N = size(C);
  if (!N.isInt() || (N.Lo <= 0 && N.Hi > 0))
    return C.M.unknownOf(C.Result, "length of a string that is not known");
  return intResult(C, N.Hi == 0);
}

Val localData(CallSite &C) { return isPlace(C.arg(0)) ? offset(C.arg(0), LocalAt) : C.arg(0); }

Val isLocal(CallSite &C) {
  Val Data = data(C);
  if (!Data.isPtr() || !isPlace(C.arg(0)))
    return C.M.unknownOf(C.Result, "place of a string that is not known");
  return intResult(C, Data.Id == C.arg(0).Id);
}

Val capacity(CallSite &C) {
  Val Local = isLocal(C);
  if (Local.exactInt() && Local.Mid)
    return Val::integer(StdString::LocalCapacity);
  return Local.known() ? field(C, LocalAt, Type::I64) : Local;
}

Val setField(CallSite &C, int64_t Offset) {
  if (isPlace(C.arg(0)))
    put(C, offset(C.arg(0), Offset), C.arg(1));
  return Val();
}
Val setData(CallSite &C) { return setField(C, DataAt); }
Val setCapacity(CallSite &C) { return setField(C, LocalAt); }
Val setSize(CallSite &C) { return setField(C, SizeAt); }

Val setLength(CallSite &C) { // and the end of the text
  setField(C, SizeAt);
  if (Val Data = data(C); isPlace(Data) && C.arg(1).exactInt())
    put(C, offset(Data, C.arg(1).Mid), Val::integer(0, Type::I8));
  return Val();
}

Val destroy(CallSite &C) { // _M_destroy(size): frees the block
  if (Val Data = data(C); Data.isPtr())
    C.P.Mem.release(Data.Id);
  return Val();
}

Val self(CallSite &C) { return C.arg(0); }

void copyTo(CallSite &C, const Val &Bytes) { // to argument 0 from argument 1
  const Val &To = C.arg(0), &From = C.arg(1);
  overwrite(C, To, Bytes);
  if (isPlace(To) && isPlace(From) && Bytes.exactInt())
    C.P.Mem.copy(To.Id, To.Mid, From.Id, From.Mid, std::min(Bytes.Mid, StdString::FollowedBytes));
}

Val copyRange(CallSite &C) { // _S_copy_chars(to, begin, end)
  const Val &Begin = C.arg(1), &End = C.arg(2);
  bool Known = isPlace(Begin) && isPlace(End) && Begin.Id == End.Id;
  copyTo(C, Known ? Val::integer(End.Mid - Begin.Mid) : Val());
  return Val();
}

Val copyCounted(CallSite &C) { // _S_copy(to, from, count)
  copyTo(C, C.arg(2));
  return Val();
}

Val assignRepeated(CallSite &C) { // _S_assign(to, count, character)
  overwrite(C, C.arg(0), C.arg(1));
  return Val();
}

} // namespace

std::span<const BuiltinRow> stdStringMemberBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::string::data", data},
      {"std::string::size", size},
      {"std::string::element", element},
      {"std::string::end", end},
      {"std::string::back", last},
      {"std::string::empty", empty},
      {"std::string::capacity", capacity},
      {"std::string::local data", localData},
      {"std::string::is local", isLocal},
      {"std::string::set data", setData},
      {"std::string::set capacity", setCapacity},
      {"std::string::set size", setSize},
      {"std::string::set length", setLength},
      {"std::string::destroy", destroy},
      {"std::string::self", self},
      {"std::string::copy range", copyRange},
      {"std::string::copy counted", copyCounted},
      {"std::string::assign repeated", assignRepeated, true},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
