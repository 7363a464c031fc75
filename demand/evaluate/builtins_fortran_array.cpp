//===- demand/evaluate/builtins_fortran_array.cpp - Fortran: whole arrays -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Assignment, array constructors and the transformational intrinsics (Fortran
// 2018, 16.9) as flang's runtime has them: results are allocated there.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/fortran_descriptor.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t MaxCopiedBytes = 4096;

void addWork(CallSite &C, Range Counters::*To, const Val &Amount, double Scale = 1) {
  if (Amount.isInt())
    C.P.Sum.*To = C.P.Sum.*To + Range{double(Amount.Lo) * Scale, double(Amount.Mid) * Scale,
                                      double(Amount.Hi) * Scale};
}

/// The elements are written with values that nobody knows.
void overwriteArray(CallSite &C, const Descriptor &D) {
  if (!D.base().known())
    C.M.noteUnknown(C.From, C.S, "an array whose address is not known is written");
  overwrite(C, D.base(), D.span());
  addWork(C, &Counters::Written, D.bytes());
}

/// A fresh result, all of it written.
void makeResult(CallSite &C, const Val &Where, const Val &TypeCode, const Val &ElementBytes,
                const std::vector<Val> &Extents) {
  Descriptor D(C, Where);
  if (!D.valid())
    return;
  D.establish(TypeCode, ElementBytes, Extents);
  D.allocate();
  overwriteArray(C, D);
}

/// The type of the larger elements: what mixed arithmetic gives.
const Descriptor &wider(const Descriptor &A, const Descriptor &B) {
  Val X = A.elementBytes(), Y = B.elementBytes();
  return X.exactInt() && Y.exactInt() && Y.Mid > X.Mid ? B : A;
}

//===----------------------------------------------------------------------===//
// Assignment
//===----------------------------------------------------------------------===//

bool conform(const Descriptor &To, const Descriptor &From, bool Text) {
  if (!To.base().isPtr() || (Text && !(To.elementBytes() == From.elementBytes())))
    return false;
  return From.rank() == 0 || To.extents() == From.extents();
}

/// What \p To holds is what \p From holds.
void copyElements(CallSite &C, const Descriptor &To, const Descriptor &From) {
  Val Bytes = From.bytes();
  bool Small = Bytes.exactInt() && Bytes.Mid <= MaxCopiedBytes && From.rank() == To.rank() &&
               isPlace(To.base()) && isPlace(From.base()) && From.contiguous() && To.contiguous() &&
               To.bytes() == Bytes;
  overwriteArray(C, To);
  addWork(C, &Counters::Read, Bytes);
  if (Small) {
    C.P.Mem.copy(To.base().Id, To.base().Mid, From.base().Id, From.base().Mid, Bytes.Mid);
    if (To.isType(FortranDerived))
      duplicateComponents(C, To.base().Id);
  }
}

/// An allocatable left side takes the shape of the right side (10.2.1.3).
template <bool KeepsLength> Val assign(CallSite &C) { // (to, from, file, line)
  Descriptor To(C, C.arg(0)), From(C, C.arg(1));
  if (!To.valid() || !From.valid())
    return Val();
  bool Text = To.isType(FortranCharacter) && !KeepsLength;
  if (To.allocatable() && !conform(To, From, Text)) {
    if (To.base().isPtr())
      To.release();
    if (Text)
      To.setElementBytes(From.elementBytes());
    for (int64_t D = 0; D != From.rank(); ++D) {
      Val Lower = From.lower(D);
      To.setBounds(D, Lower.exactInt() && Lower.Mid ? Lower : Val::integer(1), From.extent(D));
    }
    To.allocate();
  }
  copyElements(C, To, From);
  return Val();
}

/// An array section becomes contiguous for a call, and comes back after it.
Val copyIn(CallSite &C) { // (temporary, variable, file, line)
  Descriptor Temporary(C, C.arg(0)), Variable(C, C.arg(1));
  makeResult(C, C.arg(0), Variable.type(), Variable.elementBytes(), Variable.extents());
  copyElements(C, Temporary, Variable);
  return Val();
}

Val copyOut(CallSite &C) { // (variable or null, temporary, file, line)
  Descriptor Variable(C, C.arg(0)), Temporary(C, C.arg(1));
  if (Variable.valid())
    copyElements(C, Variable, Temporary);
  Temporary.release();
  return Val();
}

//===----------------------------------------------------------------------===//
// Array constructors: a vector that refers to the array that grows
//===----------------------------------------------------------------------===//

Val beginConstructor(CallSite &C) { // (vector, array, ...)
  put(C, C.arg(0), C.arg(1));
  Descriptor Array(C, C.arg(1));
  put(C, offset(C.arg(0), 8), Val::integer(0));
  if (Array.valid() && Array.base().isPtr() && Array.elements().exactInt())
    put(C, offset(C.arg(0), 16), Array.elements());
  else
    put(C, offset(C.arg(0), 16), Val::integer(0));
  return Val();
}

void append(CallSite &C, const Val &Count, const Val &ElementBytes) {
  const Val &Vector = C.arg(0);
  if (!isPlace(Vector))
    return;
  auto Get = [&](int64_t At, Type T) { return C.P.Mem.load(Vector.Id, Vector.Mid + At, T); };
  Descriptor Array(C, Get(0, Type::Ptr));
  Val Used = Get(8, Type::I64), Room = Get(16, Type::I64);
  if (!Array.valid())
    return;
  Val Now = Val::unknown(Type::I64);
  if (Used.isInt() && Count.isInt())
    Now = Val::interval(Used.Lo + Count.Lo, Used.Mid + Count.Mid, Used.Hi + Count.Hi, Type::I64);
  put(C, offset(Vector, 8), Now);
  bool Fits = Now.exactInt() && Room.exactInt() && Now.Mid <= Room.Mid && Array.base().isPtr();
  if (!Fits) {
    Val Bytes = Descriptor::product(C, {Now, ElementBytes});
    if (!Array.elementBytes().exactInt())
      Array.setElementBytes(ElementBytes);
    Array.setBounds(0, Val::integer(1), Now);
    if (Array.base().isPtr())
      reallocated(C, Array.base(), Bytes);
    else
      Array.allocate();
    put(C, offset(Vector, 16), Now);
  }
  overwrite(C, Array.base(), Descriptor::product(C, {Now, ElementBytes}));
}

Val appendArray(CallSite &C) { // (vector, array)
  Descriptor From(C, C.arg(1));
  append(C, From.elements(), From.elementBytes());
  return Val();
}

Val appendScalar(CallSite &C) { // (vector, address)
  if (isPlace(C.arg(0))) {
    Descriptor Array(C, C.P.Mem.load(C.arg(0).Id, C.arg(0).Mid, Type::Ptr));
    append(C, Val::integer(1), Array.elementBytes());
  }
  return Val();
}

//===----------------------------------------------------------------------===//
// Transformations: the result comes first
//===----------------------------------------------------------------------===//

template <bool Transposed, bool Direct> Val multiply(CallSite &C) { // (result, x, y, file, line)
  Descriptor X(C, C.arg(1)), Y(C, C.arg(2));
  int64_t RankX = X.rank(), RankY = Y.rank();
  // Transposed: x is given as it lies and read as its transpose.
  Val Rows = X.extent(Transposed ? 1 : 0);
  Val Inner = RankX == 1 ? X.extent(0) : X.extent(Transposed ? 0 : 1);
  std::vector<Val> Extents;
  if (RankX == 2)
    Extents.push_back(Rows);
  if (RankY == 2)
    Extents.push_back(Y.extent(1));
  const Descriptor &Elem = wider(X, Y);
  if (Direct)
    overwriteArray(C, Descriptor(C, C.arg(0)));
  else
    makeResult(C, C.arg(0), Elem.type(), Elem.elementBytes(), Extents);
  std::vector<Val> Work = Extents;
  Work.push_back(Inner);
  addWork(C, &Counters::Flops, Descriptor::product(C, Work), 2);
  addWork(C, &Counters::Read, X.bytes());
  addWork(C, &Counters::Read, Y.bytes());
  return Val();
}

Val transpose(CallSite &C) { // (result, matrix, file, line)
  Descriptor M(C, C.arg(1));
  makeResult(C, C.arg(0), M.type(), M.elementBytes(), {M.extent(1), M.extent(0)});
  addWork(C, &Counters::Read, M.bytes());
  return Val();
}

Val reshape(CallSite &C) { // (result, source, shape, pad, order, file, line)
  Descriptor Source(C, C.arg(1)), Shape(C, C.arg(2));
  Val Rank = Shape.extent(0), Width = Shape.elementBytes(), From = Shape.base();
  std::vector<Val> Extents;
  if (Rank.exactInt() && Rank.Mid >= 0 && Rank.Mid <= Descriptor::MaxRank && Width.exactInt() &&
      isPlace(From))
    for (int64_t I = 0; I != Rank.Mid; ++I)
      Extents.push_back(
          C.P.Mem.load(From.Id, From.Mid + I * Width.Mid, Width.Mid == 8 ? Type::I64 : Type::I32));
  for (Val &E : Extents)
    if (E.isInt())
      E.Ty = Type::I64;
  bool Known =
      !Extents.empty() && std::ranges::all_of(Extents, [](const Val &V) { return V.exactInt(); });
  if (!Known) { // as many elements as the source has
    Extents.resize(std::max<size_t>(1, Extents.size()));
    std::ranges::fill(Extents, Val::integer(1));
    Extents.back() = Source.elements();
  }
  makeResult(C, C.arg(0), Source.type(), Source.elementBytes(), Extents);
  addWork(C, &Counters::Read, Source.bytes());
  return Val();
}

Val spread(CallSite &C) { // (result, source, dimension from 1, copies, file, line)
  Descriptor Source(C, C.arg(1));
  std::vector<Val> Extents = Source.extents();
  const Val &Dim = C.arg(2);
  size_t At = Dim.exactInt() ? size_t(std::clamp<int64_t>(Dim.Mid - 1, 0, int64_t(Extents.size())))
                             : Extents.size();
  Extents.insert(Extents.begin() + ptrdiff_t(At), C.arg(3));
  makeResult(C, C.arg(0), Source.type(), Source.elementBytes(), Extents);
  return Val();
}

/// cshift, eoshift: (result, source, ...).
Val likeSource(CallSite &C) {
  Descriptor Source(C, C.arg(1));
  makeResult(C, C.arg(0), Source.type(), Source.elementBytes(), Source.extents());
  addWork(C, &Counters::Read, Source.bytes());
  return Val();
}

Val pack(CallSite &C) { // (result, array, mask, vector, file, line)
  Descriptor Source(C, C.arg(1)), Vector(C, C.arg(3));
  Val N = Source.elements();
  if (Vector.valid())
    N = Vector.extent(0);
  else if (N.isInt())
    N = Val::interval(0, N.Mid, N.Hi, Type::I64);
  makeResult(C, C.arg(0), Source.type(), Source.elementBytes(), {N});
  addWork(C, &Counters::Read, Source.bytes());
  return Val();
}

Val unpack(CallSite &C) { // (result, vector, mask, field, file, line)
  Descriptor Vector(C, C.arg(1)), Mask(C, C.arg(2));
  makeResult(C, C.arg(0), Vector.type(), Vector.elementBytes(), Mask.extents());
  return Val();
}

Val randomNumber(CallSite &C) { // (harvest, file, line)
  Descriptor D(C, C.arg(0));
  overwriteArray(C, D);
  addWork(C, &Counters::IntOps, D.elements(), 4);
  return Val();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

Val reduce(CallSite &C) { // (array, ...) -> scalar
  Descriptor D(C, C.arg(0));
  addWork(C, isFloat(C.Result) ? &Counters::Flops : &Counters::IntOps, D.elements());
  addWork(C, &Counters::Read, D.bytes());
  return C.M.unknownOf(C.Result, "reduction of an array");
}

Val dotProduct(CallSite &C) { // (x, y, file, line)
  Descriptor X(C, C.arg(0));
  addWork(C, &Counters::Flops, X.elements(), 2);
  addWork(C, &Counters::Read, X.bytes(), 2);
  return C.M.unknownOf(C.Result, "reduction of an array");
}

/// (result, array, dimension from 1, ...) -> an array of one rank less.
Val reduceDimension(CallSite &C) {
  Descriptor D(C, C.arg(1));
  std::vector<Val> Extents = D.extents();
  const Val &Dim = C.arg(2);
  if (!Extents.empty())
    Extents.erase(
        Extents.begin() +
        (Dim.exactInt() ? std::clamp<int64_t>(Dim.Mid - 1, 0, int64_t(Extents.size()) - 1) : 0));
  makeResult(C, C.arg(0), D.type(), D.elementBytes(), Extents);
  addWork(C, &Counters::Flops, D.elements());
  addWork(C, &Counters::Read, D.bytes());
  return Val();
}

Val locate(CallSite &C) { // maxloc, minloc: (result, array, kind, ...) -> one index a dimension
  Descriptor D(C, C.arg(1));
  Val Width = C.arg(2).exactInt() ? Val::integer(C.arg(2).Mid) : Val::integer(4);
  makeResult(C, C.arg(0), Val::integer(Width.Mid == 8 ? FortranInt64 : FortranInt64 - 1, Type::I8),
             Width, {Val::integer(std::max<int64_t>(1, D.rank()))});
  addWork(C, &Counters::IntOps, D.elements());
  addWork(C, &Counters::Read, D.bytes());
  return Val();
}

} // namespace

std::span<const BuiltinRow> fortranArrayBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"_FortranAAssign", assign<false>, true},
      {"_FortranAAssignExplicitLengthCharacter", assign<true>, true},
      {"_FortranACopyInAssign", copyIn, true},
      {"_FortranACopyOutAssign", copyOut, true},
      {"_FortranAInitArrayConstructorVector", beginConstructor, true},
      {"_FortranAPushArrayConstructorValue", appendArray, true},
      {"_FortranAPushArrayConstructorSimpleScalar", appendScalar, true},
      {"_FortranAMatmul", multiply<false, false>, true},
      {"_FortranAMatmulDirect", multiply<false, true>},
      {"_FortranAMatmulTranspose", multiply<true, false>, true},
      {"_FortranAMatmulTransposeDirect", multiply<true, true>},
      {"_FortranATranspose", transpose, true},
      {"_FortranAReshape", reshape, true},
      {"_FortranASpread", spread, true},
      {"_FortranACshift", likeSource, true},
      {"_FortranAPack", pack, true},
      {"_FortranAUnpack", unpack, true},
      {"_FortranARandomNumber", randomNumber},
      {"fortran-reduction", reduce},
      {"_FortranADotProduct", dotProduct},
      {"fortran-reduction-dim", reduceDimension, true},
      {"fortran-location", locate},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
