//===- demand/evaluate/builtins_fortran_unit.cpp - Fortran: files --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A unit keeps a buffer for what is transferred unformatted: a whole record of a
// sequential file, one item of a stream (observed with flang 22.1.8).
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/fortran_cookie.h"

namespace auspex::demand::evaluate {

Val makeCookie(CallSite &C, StatementKind K, std::optional<std::string> Record) {
  Object O;
  O.Where = Object::Home::Foreign;
  int64_t Bytes = Record ? int64_t(Record->size()) : 0;
  if (Record) {
    O.Text = std::make_shared<std::string>(std::move(*Record));
    O.Initial = O.Text.get();
  }
  O.Bytes = O.LowBytes = O.HighBytes = Bytes;
  ObjectId Id = C.P.Mem.create(std::move(O));
  auto Set = [&](int64_t At, int64_t V) { C.P.Mem.store(Id, At, Val::integer(V)); };
  Set(KindCell, K);
  RecordState S;
  int64_t At = StateCells;
  for (int64_t V : {S.At, S.Item, S.Repeats, S.RepeatAt, S.Finished, S.Edit}) {
    Set(At, V);
    At += 8;
  }
  Set(HandlesCell, 0);
  Set(StatusCell, ReadOk);
  Set(RecordBytesCell, Bytes);
  return Val::pointer(Id, 0);
}

namespace {

Val makeUnitCookie(CallSite &C, StatementKind K, const Val &Unit) {
  Val Made = makeCookie(C, K);
  if (Unit.exactInt())
    C.P.Mem.store(Made.Id, UnitCell, Val::integer(Unit.Mid));
  return Made;
}

template <StatementKind K> Val beginUnit(CallSite &C) { // (unit, file, line)
  return makeUnitCookie(C, K, C.arg(0));
}

/// What is known of a unit, in the library object "fortran units".
class Unit {
public:
  Unit(CallSite &C, int64_t Number)
      : C(C), Table(*C.M.libraryObject("fortran units")), At((Number & 63) * 16) {}
  void open() {
    setStream(false);
    close();
  }
  void close() {
    if (Val Buffer = C.P.Mem.load(Table, At + 8, Type::Ptr); Buffer.isPtr())
      C.P.Mem.release(Buffer.Id);
    C.P.Mem.store(Table, At + 8, nullPointer());
  }
  void setStream(bool Is) { C.P.Mem.store(Table, At, Val::integer(Is)); }
  bool isStream() const {
    Val V = C.P.Mem.load(Table, At, Type::I64);
    return V.exactInt() && V.Mid;
  }
  /// Makes room for \p Bytes. Appending what ends a record moves the buffer
  /// once more.
  void buffer(const Val &Bytes, bool Moves) {
    Val Old = C.P.Mem.load(Table, At + 8, Type::Ptr);
    if (Old.isPtr() && Bytes.isInt() && C.P.Mem.at(Old.Id).Bytes >= Bytes.Mid) {
      C.P.Mem.touch(Old.Id, 0, Bytes.Mid, 0, true);
      return;
    }
    for (int I = Moves ? 2 : 1; I > 0; --I) {
      ObjectId New = C.P.Mem.allocate(Bytes, AllocKind::Malloc, 16);
      C.P.Mem.touchWhole(New, true);
      if (Old.isPtr())
        C.P.Mem.release(Old.Id);
      Old = Val::pointer(New, 0);
    }
    C.P.Mem.store(Table, At + 8, Old);
  }

private:
  CallSite &C;
  ObjectId Table;
  int64_t At;
};

Val beginOpen(CallSite &C) { // (unit, file, line)
  if (C.arg(0).exactInt())
    Unit(C, C.arg(0).Mid).open();
  return makeUnitCookie(C, Control, C.arg(0));
}

Val beginOpenNew(CallSite &C) { // (file, line): a negative number that nobody has
  ObjectId State = *C.M.libraryObject("library state");
  Val Made = C.P.Mem.load(State, NewUnits, Type::I64);
  int64_t Number = Made.exactInt() ? Made.Mid + 1 : 1;
  C.P.Mem.store(State, NewUnits, Val::integer(Number));
  Unit(C, -10 - Number).open();
  return makeUnitCookie(C, Control, Val::integer(-10 - Number));
}

Val beginClose(CallSite &C) { // (unit, file, line)
  if (C.arg(0).exactInt())
    Unit(C, C.arg(0).Mid).close();
  return makeUnitCookie(C, Control, C.arg(0));
}

Val setAccess(CallSite &C) { // (cookie, text, bytes)
  Cookie K(C);
  auto Text = characterAt(C, C.arg(1), C.arg(2));
  if (K.kind() == Control && Text)
    if (auto Number = K.get(UnitCell))
      Unit(C, *Number)
          .setStream(!Text->empty() && ((*Text)[0] == 's' || (*Text)[0] == 'S') &&
                     Text->size() > 1 && ((*Text)[1] == 't' || (*Text)[1] == 'T'));
  return Val::integer(1, Type::I1);
}

Val newUnit(CallSite &C) { // (cookie, variable, kind)
  Cookie K(C);
  auto Number = K.kind() == Control ? K.get(UnitCell) : std::nullopt;
  put(C, C.arg(1),
      Number ? Val::integer(*Number, Type::I32) : C.M.unknownOf(Type::I32, "number of a unit"));
  return Val::integer(1, Type::I1);
}

} // namespace

void transferUnformatted(CallSite &C, Cookie &K, const Val &Bytes, bool Write) {
  if (!Bytes.isInt())
    return;
  Range &Disk = Write ? C.P.Sum.DiskWrite : C.P.Sum.DiskRead;
  Disk = Disk + Range{double(Bytes.Lo), double(Bytes.Mid), double(Bytes.Hi)};
  auto Number = K.get(UnitCell);
  if (!Number)
    return;
  Unit U(C, *Number);
  bool Stream = U.isStream();
  int64_t Before = Stream ? 0 : K.get(RecordBytesCell).value_or(0);
  K.set(RecordBytesCell, Before + Bytes.Mid);
  U.buffer(Val::interval(Before + Bytes.Lo, Before + Bytes.Mid, Before + Bytes.Hi, Type::I64),
           Write && !Stream);
}

std::span<const BuiltinRow> fortranUnitBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"_FortranAioBeginUnformattedInput", beginUnit<UnformattedInput>, true},
      {"_FortranAioBeginUnformattedOutput", beginUnit<UnformattedOutput>, true},
      {"_FortranAioBeginOpenUnit", beginOpen, true},
      {"_FortranAioBeginOpenNewUnit", beginOpenNew, true},
      {"_FortranAioBeginClose", beginClose},
      {"_FortranAioSetAccess", setAccess},
      {"_FortranAioGetNewUnit", newUnit},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
