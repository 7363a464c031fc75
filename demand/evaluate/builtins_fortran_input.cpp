//===- demand/evaluate/builtins_fortran_input.cpp - Fortran: READ ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Statements are sequences of calls around a cookie. A READ from a character
// variable has the variable's text as its record; of other statements the cookie
// only says what kind they are. An error that the statement does not handle ends
// the program.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/fortran_descriptor.h"
#include "demand/evaluate/fortran_record.h"

namespace auspex::demand::evaluate {
namespace {

/// Cells of a cookie, beyond any record.
enum CookieCell : int64_t {
  KindCell = 1 << 20, FormatCell = KindCell + 8, FormatBytesCell = KindCell + 16,
  StateCells = KindCell + 24, // RecordState, a cell a member
  HandlesCell = StateCells + 48, StatusCell = StateCells + 56, RecordBytesCell = StateCells + 64,
};
/// In KindCell.
enum Kind : int64_t {
  ListInput = 0x4C49, FormattedInput, UnknownInput, UnformattedInput, UnformattedOutput
};

constexpr int64_t MaxElements = 4096;

Val makeCookie(CallSite &C, Kind K, std::optional<std::string> Record = {}) {
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

class Cookie {
public:
  Cookie(CallSite &C) : C(C), At(C.arg(0)) {}
  /// Null: a statement that is not followed.
  std::optional<Kind> kind() const {
    Val V = isPlace(At) && At.Mid == 0 ? C.P.Mem.load(At.Id, KindCell, Type::I64) : Val();
    if (V.exactInt() && V.Mid >= ListInput && V.Mid <= UnformattedOutput)
      return Kind(V.Mid);
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

//===----------------------------------------------------------------------===//
// Statements begin and end
//===----------------------------------------------------------------------===//

Val beginList(CallSite &C) { // (text, bytes, scratch, bytes, file, line)
  auto Record = characterAt(C, C.arg(0), C.arg(1));
  return Record ? makeCookie(C, ListInput, std::move(Record)) : makeCookie(C, UnknownInput);
}

Val beginFormatted(CallSite &C) { // (text, bytes, format, bytes, descriptor, scratch, bytes, ...)
  auto Record = characterAt(C, C.arg(0), C.arg(1));
  if (!Record || !isPlace(C.arg(2)) || !C.arg(3).exactInt())
    return makeCookie(C, UnknownInput);
  Val Made = makeCookie(C, FormattedInput, std::move(Record));
  C.P.Mem.store(Made.Id, FormatCell, C.arg(2));
  C.P.Mem.store(Made.Id, FormatBytesCell, Val::integer(C.arg(3).Mid));
  return Made;
}

template <Kind K> Val begin(CallSite &C) { return makeCookie(C, K); }

Val enableHandlers(CallSite &C) { // (cookie, iostat, err, end, eor, iomsg)
  Cookie K(C);
  if (K.kind())
    for (size_t I = 1; I != C.Args.size(); ++I)
      if (!C.arg(I).exactInt() || C.arg(I).Mid)
        K.set(HandlesCell, 1);
  return Val();
}

Val endStatement(CallSite &C) {
  Cookie K(C);
  auto Kind = K.kind();
  if (!Kind)
    return Val::integer(0, Type::I32);
  if (*Kind == UnknownInput && K.get(HandlesCell) != 0)
    return C.M.unknownOf(Type::I32, "whether a READ succeeds");
  return Val::integer(K.get(StatusCell).value_or(0), Type::I32);
}

//===----------------------------------------------------------------------===//
// Values arrive
//===----------------------------------------------------------------------===//

enum class Item { Integer, Real, Logical, Character };

Type typeFor(Item What, int64_t Bytes) {
  if (What == Item::Real)
    return Bytes == 4 ? Type::F32 : Type::F64;
  return Bytes == 1 ? Type::I8 : Bytes == 2 ? Type::I16 : Bytes == 8 ? Type::I64 : Type::I32;
}

/// The next value goes to \p To, \p Bytes bytes wide.
Val input(CallSite &C, const Val &To, Item What, int64_t Bytes) {
  Cookie K(C);
  auto Kind = K.kind();
  auto NotKnown = [&](std::string Why) {
    overwrite(C, To, Val::integer(Bytes));
    if (What != Item::Character && isPlace(To) && Bytes <= 8)
      put(C, To, C.M.unknownOf(typeFor(What, Bytes), std::move(Why)));
    return Val::integer(1, Type::I1);
  };
  if (!Kind || (*Kind != ListInput && *Kind != FormattedInput))
    return NotKnown("value that the program reads");
  auto S = K.state();
  auto Record = K.record();
  auto Status = K.get(StatusCell);
  if (!S || !Record || !Status)
    return NotKnown("value read from text that is not known");
  if (*Status != ReadOk)
    return Val::integer(0, Type::I1);

  std::string Text;
  int64_t Digits = 0;
  bool Taken = true;
  if (*Kind == ListInput) {
    ListItem I = nextListItem(*Record, *S, What == Item::Character);
    K.setState(*S);
    if (I.Status != ReadOk)
      return K.failWith(I.Status);
    Taken = !I.Null;
    Text = std::move(I.Text);
  } else {
    auto Format = K.format();
    if (!Format)
      return NotKnown("value read under a format that is not followed");
    Field F = nextField(*Record, *Format, *S, Bytes);
    K.setState(*S);
    if (F.Status != ReadOk)
      return K.failWith(F.Status);
    char L = F.How.Letter;
    bool Fits = L == 'G' || (What == Item::Integer && L == 'I') ||
                (What == Item::Real && (L == 'F' || L == 'E' || L == 'D')) ||
                (What == Item::Logical && L == 'L') || (What == Item::Character && L == 'A');
    if (!Fits)
      return NotKnown("value read under a format that is not followed");
    Digits = F.How.Digits;
    Text = std::move(F.Text);
  }
  if (!Taken)
    return Val::integer(1, Type::I1);

  Type T = typeFor(What, Bytes);
  switch (What) {
  case Item::Integer: {
    ReadInteger R = readInteger(Text, Bytes);
    if (R.Status != ReadOk)
      return K.failWith(R.Status);
    put(C, To, Val::integer(R.Value, T));
    break;
  }
  case Item::Real: {
    ReadReal R = readReal(Text, Digits);
    if (R.Status != ReadOk)
      return K.failWith(R.Status);
    put(C, To, Val::real(T == Type::F32 ? double(float(R.Value)) : R.Value, T));
    break;
  }
  case Item::Logical: {
    auto B = readLogical(Text);
    if (!B)
      return K.failWith(ReadBad);
    put(C, To, Val::integer(*B, T));
    break;
  }
  case Item::Character:
    putCharacter(C, To, Val::integer(Bytes), Text);
    break;
  }
  return Val::integer(1, Type::I1);
}

Val inputInteger(CallSite &C) { // (cookie, variable, kind)
  const Val &Bytes = C.arg(2);
  return input(C, C.arg(1), Item::Integer, Bytes.exactInt() ? Bytes.Mid : 4);
}
template <int64_t Bytes> Val inputReal(CallSite &C) { // (cookie, variable)
  return input(C, C.arg(1), Item::Real, Bytes);
}
Val inputLogical(CallSite &C) { return input(C, C.arg(1), Item::Logical, 1); }
Val inputText(CallSite &C) { // (cookie, variable, bytes)
  if (C.arg(2).exactInt())
    return input(C, C.arg(1), Item::Character, C.arg(2).Mid);
  overwrite(C, C.arg(1), C.arg(2));
  return Val::integer(1, Type::I1);
}
template <int64_t Bytes> Val inputComplex(CallSite &C) { // parts in parentheses: not followed
  overwrite(C, C.arg(1), Val::integer(2 * Bytes));
  return Val::integer(1, Type::I1);
}

std::optional<Item> itemOf(const Descriptor &D) {
  Val T = D.type();
  if (!T.exactInt())
    return std::nullopt;
  if (T.Mid >= FortranInt8 && T.Mid <= FortranInt64)
    return Item::Integer;
  if (T.Mid == FortranReal32 || T.Mid == FortranReal64)
    return Item::Real;
  if (T.Mid == FortranCharacter)
    return Item::Character;
  return std::nullopt;
}

Val inputArray(CallSite &C) { // (cookie, array)
  Cookie K(C);
  Descriptor D(C, C.arg(1));
  auto Kind = K.kind();
  Val Bytes = D.bytes(), Width = D.elementBytes(), N = D.elements();
  auto What = itemOf(D);
  if (Kind && (*Kind == ListInput || *Kind == FormattedInput) && What && isPlace(D.base()) &&
      Width.exactInt() && N.exactInt() && N.Mid <= MaxElements && D.contiguous()) {
    Val To = D.base(), Ok = Val::integer(1, Type::I1);
    for (int64_t I = 0; I != N.Mid && !C.P.Ended && Ok.Mid; ++I)
      Ok = input(C, offset(To, I * Width.Mid), *What, Width.Mid);
    return Ok;
  }
  overwrite(C, D.base(), D.span());
  if (Kind == UnformattedInput && Bytes.isInt())
    C.P.Sum.DiskRead =
        C.P.Sum.DiskRead + Range{double(Bytes.Lo), double(Bytes.Mid), double(Bytes.Hi)};
  return Val::integer(1, Type::I1);
}

Val outputArray(CallSite &C) { // (cookie, array): formatted output is not worth modelling
  Val Bytes = Descriptor(C, C.arg(1)).bytes();
  if (Cookie(C).kind() == UnformattedOutput && Bytes.isInt())
    C.P.Sum.DiskWrite =
        C.P.Sum.DiskWrite + Range{double(Bytes.Lo), double(Bytes.Mid), double(Bytes.Hi)};
  return Val::integer(1, Type::I1);
}

Val newUnit(CallSite &C) { // (cookie, variable, kind)
  put(C, C.arg(1), C.M.unknownOf(Type::I32, "number of a unit"));
  return Val::integer(1, Type::I1);
}

} // namespace

std::span<const BuiltinRow> fortranInputBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"_FortranAioBeginInternalListInput", beginList},
      {"_FortranAioBeginInternalFormattedInput", beginFormatted},
      {"fortran-external-input", begin<UnknownInput>},
      {"_FortranAioBeginUnformattedInput", begin<UnformattedInput>},
      {"_FortranAioBeginUnformattedOutput", begin<UnformattedOutput>},
      {"_FortranAioEnableHandlers", enableHandlers},
      {"_FortranAioEndIoStatement", endStatement},
      {"_FortranAioInputInteger", inputInteger},
      {"_FortranAioInputReal32", inputReal<4>},
      {"_FortranAioInputReal64", inputReal<8>},
      {"_FortranAioInputLogical", inputLogical},
      {"_FortranAioInputAscii", inputText},
      {"_FortranAioInputComplex32", inputComplex<4>},
      {"_FortranAioInputComplex64", inputComplex<8>},
      {"_FortranAioInputDescriptor", inputArray},
      {"_FortranAioOutputDescriptor", outputArray},
      {"_FortranAioGetNewUnit", newUnit},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
