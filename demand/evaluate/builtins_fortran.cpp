//===- demand/evaluate/builtins_fortran.cpp - Fortran: arguments, allocation -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime of flang 22: what Fortran's intrinsic procedures for the command
// line, the environment, characters and allocation come down to. Status values
// are those of Fortran 2018, 16.9 and of the runtime where the standard leaves
// them open (observed with flang 22.1.8).
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/fortran_descriptor.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t TooShort = -1, NoSuchVariable = 1, NoSuchArgument = 107;

Val nothing(CallSite &) { return Val(); }

//===----------------------------------------------------------------------===//
// Command line and environment
//===----------------------------------------------------------------------===//

Val argumentCount(CallSite &C) {
  return Val::integer(std::max<int64_t>(0, int64_t(C.M.In.Argv.size()) - 1), Type::I32);
}

void putScalar(CallSite &C, const Val &Where, int64_t V) {
  Descriptor D(C, Where);
  if (!D.valid())
    return;
  Val Bytes = D.elementBytes();
  Type T = Bytes.exactInt() && Bytes.Mid == 8   ? Type::I64
           : Bytes.exactInt() && Bytes.Mid == 2 ? Type::I16
           : Bytes.exactInt() && Bytes.Mid == 1 ? Type::I8
                                                : Type::I32;
  put(C, D.base(), Val::integer(canonical(V, T), T));
}

/// Value and length, both by descriptor or absent; the status.
Val deliver(CallSite &C, const Val &Value, const Val &Length, const std::optional<std::string> &S,
            int64_t Missing) {
  Descriptor D(C, Value);
  Val Bytes = D.valid() ? D.elementBytes() : Val();
  if (D.valid())
    putCharacter(C, D.base(), Bytes, S.value_or(""));
  putScalar(C, Length, S ? int64_t(S->size()) : 0);
  if (!S)
    return Val::integer(Missing, Type::I32);
  return Val::integer(Bytes.exactInt() && int64_t(S->size()) > Bytes.Mid ? TooShort : 0, Type::I32);
}

/// Argument \p N of the command line.
std::optional<std::string> argument(CallSite &C, int64_t N) {
  if (N < 0 || size_t(N) >= C.M.In.Argv.size())
    return std::nullopt;
  return C.M.In.Argv[size_t(N)];
}

Val getArgument(CallSite &C) { // (n, value, length, errmsg, file, line)
  if (!C.arg(0).exactInt()) {
    forgetTarget(C, Descriptor(C, C.arg(1)).base());
    return C.M.unknownOf(Type::I32, "which argument is asked for");
  }
  return deliver(C, C.arg(1), C.arg(2), argument(C, C.arg(0).Mid), NoSuchArgument);
}

Val getArgumentOld(CallSite &C) { // call getarg(n, text), the extension: (&n, text, bytes)
  Val N = isPlace(C.arg(0)) ? C.P.Mem.load(C.arg(0).Id, C.arg(0).Mid, Type::I32) : Val();
  if (N.exactInt())
    putCharacter(C, C.arg(1), C.arg(2), argument(C, N.Mid).value_or(""));
  else
    overwrite(C, C.arg(1), C.arg(2));
  return Val();
}

Val getVariable(CallSite &C) { // (name, value, length, trim, errmsg, file, line)
  Descriptor D(C, C.arg(0));
  auto Name = D.valid() ? characterAt(C, D.base(), D.elementBytes()) : std::nullopt;
  if (!Name) {
    forgetTarget(C, Descriptor(C, C.arg(1)).base());
    return C.M.unknownOf(Type::I32, "environment variable whose name is not known");
  }
  if (!C.arg(3).exactInt() || C.arg(3).Mid)
    Name->erase(Name->find_last_not_of(' ') + 1);
  std::optional<std::string> Found;
  for (const std::string &E : C.M.In.Env)
    if (!Found && E.size() > Name->size() && E[Name->size()] == '=' && E.starts_with(*Name))
      Found = E.substr(Name->size() + 1);
  return deliver(C, C.arg(1), C.arg(2), Found, NoSuchVariable);
}

//===----------------------------------------------------------------------===//
// Characters
//===----------------------------------------------------------------------===//

Val compareCharacters(CallSite &C) { // (x, y, bytes of x, bytes of y): blanks fill the shorter
  auto X = characterAt(C, C.arg(0), C.arg(2)), Y = characterAt(C, C.arg(1), C.arg(3));
  if (!X || !Y)
    return C.M.unknownOf(Type::I32, "comparison with text that is not known");
  size_t N = std::max(X->size(), Y->size());
  X->resize(N, ' ');
  Y->resize(N, ' ');
  int R = X->compare(*Y);
  return Val::integer((R > 0) - (R < 0), Type::I32);
}

Val trimmedLength(CallSite &C) { // (text, bytes)
  auto S = characterAt(C, C.arg(0), C.arg(1));
  return S ? intResult(C, int64_t(S->find_last_not_of(' ') + 1))
           : C.M.unknownOf(C.Result, "length of text that is not known");
}

Val indexOf(CallSite &C) { // (text, bytes, part, bytes, back)
  auto S = characterAt(C, C.arg(0), C.arg(1)), Part = characterAt(C, C.arg(2), C.arg(3));
  if (!S || !Part || !C.arg(4).exactInt())
    return C.M.unknownOf(C.Result, "place in text that is not known");
  return intResult(C, int64_t((C.arg(4).Mid & 1 ? S->rfind(*Part) : S->find(*Part)) + 1));
}

/// A result of text that the runtime allocates: (result, text, ...).
template <std::string (*Of)(std::string)> Val derivedText(CallSite &C) {
  Descriptor To(C, C.arg(0)), From(C, C.arg(1));
  auto S = characterAt(C, From.base(), From.elementBytes());
  Val Bytes = From.elementBytes();
  if (S)
    Bytes = Val::integer(int64_t((*S = Of(*S)).size()));
  else if (Bytes.isInt())
    Bytes = Val::interval(0, Bytes.Mid, Bytes.Hi, Type::I64);
  To.establish(Val::integer(FortranCharacter, Type::I8), Bytes, {});
  To.allocate();
  if (S)
    putText(C, To.base(), *S, false);
  else
    overwrite(C, To.base(), Bytes);
  return Val();
}
std::string trimmed(std::string S) {
  S.erase(S.find_last_not_of(' ') + 1);
  return S;
}
std::string leftAdjusted(std::string S) {
  size_t N = S.size();
  S.erase(0, std::min(S.find_first_not_of(' '), N));
  S.resize(N, ' ');
  return S;
}
std::string rightAdjusted(std::string S) {
  size_t N = S.size();
  S = trimmed(std::move(S));
  return std::string(N - S.size(), ' ') + S;
}

//===----------------------------------------------------------------------===//
// Allocation
//===----------------------------------------------------------------------===//

Val setBounds(CallSite &C) { // (array, dimension from 0, lower, upper)
  Descriptor D(C, C.arg(0));
  const Val &Dim = C.arg(1), &Lower = C.arg(2), &Upper = C.arg(3);
  if (!D.valid() || !Dim.exactInt())
    return Val();
  Val Extent = C.M.unknownOf(Type::I64, "extent of an array");
  if (Lower.exactInt() && Upper.isInt())
    Extent = Val::interval(std::max<int64_t>(0, Upper.Lo - Lower.Mid + 1),
                           std::max<int64_t>(0, Upper.Mid - Lower.Mid + 1),
                           std::max<int64_t>(0, Upper.Hi - Lower.Mid + 1), Type::I64);
  else if (!Upper.known())
    Extent = Upper;
  D.setBounds(Dim.Mid, Lower, Extent);
  return Val();
}

Val allocateArray(CallSite &C) {
  Descriptor(C, C.arg(0)).allocate();
  return Val::integer(0, Type::I32);
}

Val allocateFrom(CallSite &C) { // (array, source, ...): with the source's values
  Descriptor To(C, C.arg(0)), From(C, C.arg(1));
  To.allocate();
  if (From.rank() == To.rank() && From.contiguous() && isPlace(From.base()) &&
      From.bytes().exactInt()) {
    overwrite(C, To.base(), To.bytes());
    C.P.Mem.copy(To.base().Id, 0, From.base().Id, From.base().Mid, From.bytes().Mid);
    duplicateComponents(C, To.base().Id);
  } else {
    overwrite(C, To.base(), To.bytes());
  }
  return Val::integer(0, Type::I32);
}

Val deallocate(CallSite &C) {
  Descriptor(C, C.arg(0)).release();
  return Val::integer(0, Type::I32);
}

Val moveAllocation(CallSite &C) { // (to, from, ...)
  Descriptor To(C, C.arg(0)), From(C, C.arg(1));
  if (!To.base().isNull())
    To.release();
  To.copyFrom(From);
  From.setBase(nullPointer());
  return Val::integer(0, Type::I32);
}

/// (object, type description, ...): a polymorphic object gets its type.
Val initDerived(CallSite &C) {
  constexpr int64_t SizeInBytes = 88; // in flang's derivedtype: after two descriptors
  const Val &Description = C.arg(1);
  Val Bytes = isPlace(Description)
                  ? C.P.Mem.load(Description.Id, Description.Mid + SizeInBytes, Type::I64)
                  : C.M.unknownOf(Type::I64, "size of a derived type");
  Descriptor D(C, C.arg(0));
  D.setElementBytes(Bytes);
  put(C, offset(C.arg(0), 21), Val::integer(FortranDerived, Type::I8));
  D.setBase(nullPointer());
  return Val();
}

Val initCharacter(CallSite &C) { // (text, length, kind, rank, corank)
  Descriptor D(C, C.arg(0));
  D.setElementBytes(Descriptor::product(C, {C.arg(1), C.arg(2)}));
  D.setBase(nullPointer());
  return Val();
}

Val destroy(CallSite &C) { // components of an object, not the object itself
  Val Base = Descriptor(C, C.arg(0)).base();
  if (Base.isPtr())
    releaseComponents(C, Base.Id);
  return Val();
}

Val elementCount(CallSite &C) { return Descriptor(C, C.arg(0)).elements(); }

template <bool Lower, bool Upper> Val boundOf(CallSite &C) { // (array, dimension from 1, ...)
  Descriptor D(C, C.arg(0));
  const Val &Dim = C.arg(1);
  if (!Dim.exactInt() || Dim.Mid < 1 || Dim.Mid > D.rank())
    return C.M.unknownOf(Type::I64, "bound of an array");
  Val L = D.lower(Dim.Mid - 1), N = D.extent(Dim.Mid - 1);
  if (Lower)
    return L;
  if (!Upper)
    return N;
  return L.exactInt() && N.exactInt() ? Val::integer(L.Mid + N.Mid - 1)
                                      : C.M.unknownOf(Type::I64, "bound of an array");
}

Val isContiguous(CallSite &C) { return intResult(C, Descriptor(C, C.arg(0)).contiguous()); }

} // namespace

std::span<const BuiltinRow> fortranBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"_FortranAProgramStart", nothing},
      {"_FortranAArgumentCount", argumentCount},
      {"_FortranAGetCommandArgument", getArgument},
      {"getarg_", getArgumentOld},
      {"_FortranAGetEnvVariable", getVariable},
      {"_FortranACharacterCompareScalar", compareCharacters},
      {"_FortranALenTrim", trimmedLength},
      {"_FortranAIndex", indexOf},
      {"_FortranATrim", derivedText<trimmed>, true},
      {"_FortranAAdjustl", derivedText<leftAdjusted>, true},
      {"_FortranAAdjustr", derivedText<rightAdjusted>, true},
      {"_FortranAAllocatableSetBounds", setBounds},
      {"_FortranAAllocatableAllocate", allocateArray, true},
      {"_FortranAAllocatableAllocateSource", allocateFrom, true},
      {"_FortranAAllocatableDeallocate", deallocate},
      {"_FortranAAllocatableInitDerivedForAllocate", initDerived},
      {"_FortranAAllocatableInitCharacterForAllocate", initCharacter},
      {"_FortranAPointerAllocate", allocateArray, true},
      {"_FortranAPointerDeallocate", deallocate},
      {"_FortranAMoveAlloc", moveAllocation},
      {"_FortranAInitialize", nothing},
      {"_FortranADestroy", destroy},
      {"_FortranASize", elementCount},
      {"_FortranASizeDim", boundOf<false, false>},
      {"_FortranALboundDim", boundOf<true, false>},
      {"_FortranAUboundDim", boundOf<false, true>},
      {"_FortranAIsContiguous", isContiguous},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
