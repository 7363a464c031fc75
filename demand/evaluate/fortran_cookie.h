//===- demand/evaluate/fortran_cookie.h - A statement of input or output -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Statements are sequences of calls around a cookie. A READ from a character
// variable has the variable's text as its record; of other statements the cookie
// says what kind they are and for which unit. An error that the statement does
// not handle ends the program.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_FORTRAN_COOKIE_H
#define AUSPEX_DEMAND_EVALUATE_FORTRAN_COOKIE_H

#include "demand/evaluate/fortran_descriptor.h"
#include "demand/evaluate/fortran_record.h"

namespace auspex::demand::evaluate {

/// Cells of a cookie, beyond any record.
enum CookieCell : int64_t {
  KindCell = 1 << 20,
  FormatCell = KindCell + 8,
  FormatBytesCell = KindCell + 16,
  StateCells = KindCell + 24, // RecordState, a cell a member
  HandlesCell = StateCells + 48,
  StatusCell = StateCells + 56,
  RecordBytesCell = StateCells + 64,
  UnitCell = StateCells + 72,
};
/// What statement it is, in KindCell.
enum StatementKind : int64_t {
  ListInput = 0x4C49,
  FormattedInput,
  UnknownInput,
  UnformattedInput,
  UnformattedOutput,
  Control
};

/// A new cookie.
Val makeCookie(CallSite &C, StatementKind K, std::optional<std::string> Record = {});

class Cookie {
public:
  Cookie(CallSite &C) : C(C), At(C.arg(0)) {}
  /// Null: a statement that is not followed.
  std::optional<StatementKind> kind() const {
    Val V = isPlace(At) && At.Mid == 0 ? C.P.Mem.load(At.Id, KindCell, Type::I64) : Val();
    if (V.exactInt() && V.Mid >= ListInput && V.Mid <= Control)
      return StatementKind(V.Mid);
    return std::nullopt;
  }
  std::optional<int64_t> get(int64_t Cell) const {
    Val V = C.P.Mem.load(At.Id, Cell, Type::I64);
    return V.exactInt() ? std::optional<int64_t>(V.Mid) : std::nullopt;
  }
  void set(int64_t Cell, int64_t V) { C.P.Mem.store(At.Id, Cell, Val::integer(V)); }
  std::optional<RecordState> state() const {
    RecordState S;
    int64_t Cell = StateCells;
    for (int64_t *V : {&S.At, &S.Item, &S.Repeats, &S.RepeatAt, &S.Finished, &S.Edit}) {
      auto Now = get(Cell);
      if (!Now)
        return std::nullopt;
      *V = *Now;
      Cell += 8;
    }
    return S;
  }
  void setState(const RecordState &S) {
    int64_t Cell = StateCells;
    for (int64_t V : {S.At, S.Item, S.Repeats, S.RepeatAt, S.Finished, S.Edit}) {
      set(Cell, V);
      Cell += 8;
    }
  }
  std::optional<std::string> record() const {
    auto Bytes = get(RecordBytesCell);
    return Bytes ? characterAt(C, At, Val::integer(*Bytes)) : std::nullopt;
  }
  std::optional<std::vector<Edit>> format() const {
    auto Bytes = get(FormatBytesCell);
    Val From = C.P.Mem.load(At.Id, FormatCell, Type::Ptr);
    auto Text = Bytes ? characterAt(C, From, Val::integer(*Bytes)) : std::nullopt;
    return Text ? parseFormat(*Text) : std::nullopt;
  }
  /// The statement has gone wrong: whoever handles it goes on behind it.
  Val failWith(int64_t Status) {
    set(StatusCell, Status);
    if (get(HandlesCell) == 0)
      C.M.end(C.P);
    return Val::integer(0, Type::I1);
  }

private:
  CallSite &C;
  Val At;
};

/// An array goes to or comes from the unformatted file of the statement.
void transferUnformatted(CallSite &C, Cookie &K, const Val &Bytes, bool Write);

} // namespace auspex::demand::evaluate

#endif
