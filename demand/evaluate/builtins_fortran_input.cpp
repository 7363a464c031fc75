//===- demand/evaluate/builtins_fortran_input.cpp - Fortran: READ ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Values arrive from a record: a character variable's, or an unknown one. Whether
// the statement goes on after an error is its cookie's business.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/fortran_cookie.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t MaxElements = 4096;

//===----------------------------------------------------------------------===//
// Statements begin and end
//===----------------------------------------------------------------------===//

/// The text that is to be read. A variable full of zeros is one that was filled
/// in a way that we have not followed.
std::optional<std::string> recordAt(CallSite &C) {
  auto Record = characterAt(C, C.arg(0), C.arg(1));
  if (Record && Record->find('\0') != std::string::npos)
    return std::nullopt;
  return Record;
}

Val beginList(CallSite &C) { // (text, bytes, scratch, bytes, file, line)
  auto Record = recordAt(C);
  return Record ? makeCookie(C, ListInput, std::move(Record)) : makeCookie(C, UnknownInput);
}

Val beginFormatted(CallSite &C) { // (text, bytes, format, bytes, descriptor, scratch, bytes, ...)
  auto Record = recordAt(C);
  if (!Record || !isPlace(C.arg(2)) || !C.arg(3).exactInt())
    return makeCookie(C, UnknownInput);
  Val Made = makeCookie(C, FormattedInput, std::move(Record));
  C.P.Mem.store(Made.Id, FormatCell, C.arg(2));
  C.P.Mem.store(Made.Id, FormatBytesCell, Val::integer(C.arg(3).Mid));
  return Made;
}

Val beginUnknown(CallSite &C) { return makeCookie(C, UnknownInput); }

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
  if (Kind == UnformattedInput)
    transferUnformatted(C, K, Bytes, false);
  return Val::integer(1, Type::I1);
}

Val outputArray(CallSite &C) { // (cookie, array): formatted output is not worth modelling
  Cookie K(C);
  if (K.kind() == UnformattedOutput)
    transferUnformatted(C, K, Descriptor(C, C.arg(1)).bytes(), true);
  return Val::integer(1, Type::I1);
}

} // namespace

std::span<const BuiltinRow> fortranInputBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"_FortranAioBeginInternalListInput", beginList},
      {"_FortranAioBeginInternalFormattedInput", beginFormatted},
      {"fortran-external-input", beginUnknown},
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
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
