//===- demand/evaluate/contents.cpp - What is known of objects' bytes -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A byte's contents come from, in this order: the cell that was stored there,
// the newest run, nothing (forgotten), the initialiser, zero.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/delta.h"

#include <algorithm>
#include <bit>

namespace auspex::demand::evaluate {

Val Run::at(int64_t K) const { return advanced(Value, ValueStep, K); }

namespace {

constexpr int64_t MaxCopiedBytes = 4096, MaxStringBytes = 1 << 16;
constexpr size_t MaxRuns = 12;

/// The same bits read as another type of the same width.
Val retype(Val V, Type T) {
  if (!V.known() || V.Ty == T)
    return V.known() ? V : Val::unknown(T, V.Id);
  if (bytesOf(V.Ty) != bytesOf(T))
    return Val::unknown(T);
  if (V.K == Val::Kind::Real) {
    if (isFloat(T))
      return Val::unknown(T);
    int64_t Bits = V.Ty == Type::F64 ? V.Mid : int64_t(std::bit_cast<int32_t>(float(V.asReal())));
    return Val::integer(Bits, T);
  }
  if (isFloat(T)) {
    if (!V.exactInt())
      return Val::unknown(T);
    if (T == Type::F64)
      return Val::real(std::bit_cast<double>(V.Mid));
    return Val::real(std::bit_cast<float>(int32_t(V.Mid)), Type::F32);
  }
  V.Ty = T;
  return V;
}

int64_t signExtend(uint64_t Bits, unsigned Width) {
  return Width >= 64 ? int64_t(Bits) : int64_t(Bits << (64 - Width)) >> (64 - Width);
}

/// The first cell that ends past \p Offset: cells do not overlap, so at most one
/// that begins before it does.
CellMap::Iterator firstPast(const CellMap &Cells, int64_t Offset) {
  CellMap::Iterator I = Cells.lower_bound(Offset);
  if (I != Cells.begin()) {
    CellMap::Iterator Before = I;
    --Before;
    if (Before->first + int64_t(bytesOf(Before->second.Ty)) > Offset)
      return Before;
  }
  return I;
}

/// Whether a cell overlaps \p Size bytes from \p Offset on.
bool cellIn(const Object &O, int64_t Offset, int64_t Size) {
  auto I = firstPast(O.Cells, Offset);
  return I != O.Cells.end() && I->first < Offset + Size;
}

/// The newest run with a cell at that byte, and the cell's number.
std::optional<std::pair<const Run *, int64_t>> runAt(const Object &O, int64_t Offset) {
  for (size_t I = O.Runs.size(); I-- > 0;) {
    const Run &R = O.Runs[I];
    if (Offset < R.First)
      continue;
    int64_t K = std::min((Offset - R.First) / R.Step, R.Count - 1);
    if (Offset < R.First + K * R.Step + int64_t(bytesOf(R.Value.Ty)))
      return std::pair{&R, K};
  }
  return std::nullopt;
}

/// What a pointer was stored as: one to an object, or null.
bool isPointer(const Val &V) { return V.isPtr() || V.isNull(); }

/// Takes [Begin, End) out of the runs of \p O.
void cutRuns(Object &O, int64_t Begin, int64_t End, bool Pointers = true) {
  std::vector<Run> Kept;
  for (const Run &R : O.Runs) {
    if (!Pointers && isPointer(R.Value)) {
      Kept.push_back(R);
      continue;
    }
    int64_t Width = bytesOf(R.Value.Ty);
    // Cells before Begin and from End on.
    int64_t Before =
        Begin < R.First + Width ? 0 : std::min(R.Count, (Begin - R.First - Width) / R.Step + 1);
    int64_t From = End <= R.First ? 0 : std::min(R.Count, (End - R.First - 1) / R.Step + 1);
    if (From <= Before) {
      Kept.push_back(R);
      continue;
    }
    if (Before > 0)
      Kept.push_back({R.First, R.Step, Before, R.Value, R.ValueStep});
    if (From < R.Count)
      Kept.push_back({R.First + From * R.Step, R.Step, R.Count - From, R.at(From), R.ValueStep});
  }
  O.Runs = std::move(Kept);
}

} // namespace

std::optional<uint8_t> Memory::byte(ObjectId Id, int64_t Offset) const {
  const Object &O = at(Id);
  if (O.Freed || Offset < 0)
    return std::nullopt;
  auto I = O.Cells.upper_bound(Offset);
  if (I != O.Cells.begin()) {
    --I;
    int64_t Into = Offset - I->first;
    if (Into < int64_t(bytesOf(I->second.Ty))) {
      Val V = I->second;
      if (V.K == Val::Kind::Real)
        V = retype(V, V.Ty == Type::F64 ? Type::I64 : Type::I32);
      if (!V.exactInt())
        return std::nullopt;
      return uint8_t(uint64_t(V.Mid) >> (8 * Into));
    }
  }
  if (auto R = runAt(O, Offset)) {
    Val V = R->first->at(R->second);
    if (!V.exactInt())
      return std::nullopt;
    int64_t Into = Offset - R->first->First - R->second * R->first->Step;
    return uint8_t(uint64_t(V.Mid) >> (8 * Into));
  }
  if (auto B = O.Read.byte(Offset))
    return B;
  if (O.Forgotten.contains(Offset))
    return std::nullopt;
  if (O.Initial && Offset < int64_t(O.Initial->size()))
    return uint8_t((*O.Initial)[size_t(Offset)]);
  if (O.ZeroFilled)
    return 0;
  return std::nullopt;
}

Val Memory::load(ObjectId Id, int64_t Offset, Type T) const {
  const Object &O = at(Id);
  if (O.Freed)
    return Val::unknown(T);
  if (auto I = O.Cells.find(Offset); I != O.Cells.end() && bytesOf(I->second.Ty) == bytesOf(T))
    return retype(I->second, T);
  unsigned Size = bytesOf(T);
  if (auto R = runAt(O, Offset))
    if (const Run &In = *R->first; In.First + R->second * In.Step == Offset &&
                                   bytesOf(In.Value.Ty) == Size && !cellIn(O, Offset, Size))
      return retype(In.at(R->second), T);
  uint64_t Bits = 0;
  for (unsigned I = 0; I != Size; ++I) {
    auto B = byte(Id, Offset + I);
    if (!B) {
      if (O.Repeated && bytesOf(O.Repeated->Ty) == Size)
        return retype(*O.Repeated, T);
      return Val::unknown(T);
    }
    Bits |= uint64_t(*B) << (8 * I);
  }
  if (T == Type::F64)
    return Val::real(std::bit_cast<double>(Bits));
  if (T == Type::F32)
    return Val::real(std::bit_cast<float>(uint32_t(Bits)), Type::F32);
  return Val::integer(T == Type::I1 ? int64_t(Bits & 1) : signExtend(Bits, 8 * Size), T);
}

namespace {
/// What lies in [Begin, End) of a number that was stored at \p At, as cells of their own.
void keepPart(Object &O, int64_t At, const Val &Number, int64_t Begin, int64_t End) {
  while (Begin < End) {
    Type Part = Type::I8;
    for (Type Wider : {Type::I32, Type::I16})
      if (Part == Type::I8 && (Begin - At) % bytesOf(Wider) == 0 &&
          Begin + int64_t(bytesOf(Wider)) <= End)
        Part = Wider;
    const unsigned Bits = 8 * bytesOf(Part);
    const uint64_t Rest = uint64_t(Number.Mid) >> (8 * (Begin - At));
    O.Cells.set(Begin, Val::integer(signExtend(Rest & ((uint64_t(1) << Bits) - 1), Bits), Part));
    Begin += bytesOf(Part);
  }
}

/// Drops the cells that overlap [Begin, End). Of a number that is known what lies outside stays.
void eraseCells(Object &O, int64_t Begin, int64_t End, bool Pointers = true) {
  std::vector<std::pair<int64_t, Val>> Cut;
  auto I = firstPast(O.Cells, Begin);
  while (I != O.Cells.end() && I->first < End) {
    if (!Pointers && isPointer(I->second)) {
      ++I;
      continue;
    }
    const int64_t Past = I->first + int64_t(bytesOf(I->second.Ty));
    if (I->first < Begin || Past > End) {
      if (I->second.exactInt()) {
        Cut.emplace_back(I->first, I->second);
      } else {
        O.Forgotten.add(std::min(I->first, Begin), Begin);
        O.Forgotten.add(End, std::max(Past, End));
      }
    }
    I = O.Cells.erase(I);
  }
  for (const auto &[At, Number] : Cut) {
    keepPart(O, At, Number, At, Begin);
    keepPart(O, At, Number, std::max(At, End), At + int64_t(bytesOf(Number.Ty)));
  }
}
} // namespace

void Memory::store(ObjectId Id, int64_t Offset, const Val &V) {
  if (at(Id).Freed)
    return;
  Object &O = edit(Id);
  auto Old = O.Cells.find(Offset);
  if (Old == O.Cells.end() || Old->second.Ty != V.Ty)
    eraseCells(O, Offset, Offset + bytesOf(V.Ty));
  O.Cells.set(Offset, V);
}

void Memory::storeRun(ObjectId Id, Run R) {
  if (at(Id).Freed || R.Count <= 0 || R.Step <= 0)
    return;
  Object &O = edit(Id);
  int64_t End = R.First + (R.Count - 1) * R.Step + bytesOf(R.Value.Ty);
  // The cells that it replaces.
  for (auto I = firstPast(O.Cells, R.First); I != O.Cells.end() && I->first < End;) {
    int64_t At = I->first, To = At + bytesOf(I->second.Ty);
    int64_t K = std::clamp<int64_t>((To - 1 - R.First) / R.Step, 0, R.Count - 1);
    int64_t Cell = R.First + K * R.Step;
    bool Hit = Cell < To && Cell + int64_t(bytesOf(R.Value.Ty)) > At;
    if (Hit)
      I = O.Cells.erase(I);
    else
      ++I;
  }
  if (R.Step == int64_t(bytesOf(R.Value.Ty)))
    cutRuns(O, R.First, End); // nothing of what was there shows through
  else
    std::erase_if(O.Runs, [&](const Run &Old) {
      return Old.First == R.First && Old.Step == R.Step && Old.Count == R.Count &&
             Old.Value.Ty == R.Value.Ty;
    });
  if (O.Runs.size() == MaxRuns) {
    const Run &Oldest = O.Runs.front();
    O.Forgotten.add(Oldest.First, Oldest.First + Oldest.Count * Oldest.Step);
    O.Runs.erase(O.Runs.begin());
  }
  O.Runs.push_back(std::move(R));
}

int64_t Memory::steady(ObjectId Id, int64_t Offset, int64_t Step, const Pattern &What) const {
  const Object &O = at(Id);
  constexpr int64_t Always = INT64_MAX / 4;
  constexpr int MaxStretches = 32;
  if (O.Freed || Step == 0)
    return Always;
  int64_t Size = bytesOf(What.Ty), Far = Step < 0 ? -Step : Step;
  auto Follows = [&](const Val &V, int64_t K) {
    switch (What.K) {
    case Pattern::Kind::Unknown:
      return !V.known();
    case Pattern::Kind::Pointer:
      return V.isPtr();
    case Pattern::Kind::Value:
      return V == advanced(What.First, What.ValueStep, K);
    }
    return false;
  };
  int64_t K = 0;
  for (int I = 0; I != MaxStretches; ++I) {
    int64_t At = Offset + K * Step;
    if (At < 0 || (!O.Unbounded && At + Size > O.Bytes))
      return K; // a program that goes on does so with something else
    if (!Follows(load(Id, At, What.Ty), K))
      return K;
    // How far the same piece of the contents goes on.
    int64_t Left = Always;
    auto Until = [&](int64_t Begin, int64_t End) { // something else is at [Begin, End)
      if (Step > 0 && End > At)
        Left = std::min(Left, std::max<int64_t>(0, Begin - Size - At) / Far);
      if (Step < 0 && Begin < At)
        Left = std::min(Left, std::max<int64_t>(0, At - End) / Far);
    };
    bool Cell = cellIn(O, At, Size);
    auto Next = O.Cells.lower_bound(At + (Step > 0 ? Size : 0));
    if (Step > 0 && Next != O.Cells.end())
      Until(Next->first, INT64_MAX);
    if (Step < 0 && Next != O.Cells.begin())
      Until(INT64_MIN, (--Next)->first + 8);
    auto In = Cell ? std::nullopt : runAt(O, At);
    for (size_t N = O.Runs.size(); N-- > 0 && !(In && &O.Runs[N] == In->first);) {
      const Run &R = O.Runs[N];
      // Members of one structure lie between each other and never meet.
      int64_t Between = ((At - R.First) % R.Step + R.Step) % R.Step;
      if (Far % R.Step == 0 && Between >= bytesOf(R.Value.Ty) && Between + Size <= R.Step)
        continue;
      Until(R.First, R.First + R.Count * R.Step);
    }
    if (Cell) {
      Left = 0;
    } else if (In) {
      const Run &R = *In->first;
      bool Even = Far % R.Step == 0 && (What.K != Pattern::Kind::Value ||
                                        R.ValueStep * (Step / R.Step) == What.ValueStep);
      int64_t More = Step > 0 ? R.Count - 1 - In->second : In->second;
      Left = Even ? std::min(Left, More / (Far / R.Step)) : 0;
    } else {
      if ((What.K == Pattern::Kind::Value && What.ValueStep != 0) || O.Read.byte(At))
        Left = 0;
      Until(O.Read.Begin, O.Read.End);
      if (O.Initial && At < int64_t(O.Initial->size()))
        Left = 0;
      if (O.Initial && Step < 0)
        Until(INT64_MIN, int64_t(O.Initial->size()));
      for (auto [Begin, End] : O.Forgotten.ranges())
        if (At >= Begin && At < End)
          Left = std::min(Left, Step > 0 ? (End - 1 - At) / Far : (At - Begin) / Far);
        else
          Until(Begin, End);
      if (Step < 0)
        Left = std::min(Left, At / Far);
      else if (!O.Unbounded)
        Left = std::min(Left, std::max<int64_t>(0, O.Bytes - Size - At) / Far);
    }
    K += 1 + Left;
    if (K >= Always)
      return Always;
  }
  return K;
}

void Memory::forget(ObjectId Id, int64_t Begin, int64_t End, bool Pointers) {
  const Object &Old = at(Id);
  if (Old.Freed || Begin >= End)
    return;
  Object &O = edit(Id);
  eraseCells(O, Begin, End, Pointers);
  if (!O.Runs.empty())
    cutRuns(O, Begin, End, Pointers);
  O.Read.cut(Begin, End);
  if (O.Initial || O.ZeroFilled)
    O.Forgotten.add(Begin, End);
  if (Pointers || (O.Repeated && !O.Repeated->isPtr()))
    O.Repeated.reset();
}

/// The table of virtual functions that an object begins with, where that is what \p V points to:
/// behind the distance to the whole object and its type (Itanium C++ ABI, 2.5.2).
bool Memory::isVirtualTable(const Val &V) const {
  constexpr int64_t BeforeFunctions = 16;
  return V.isPtr() && !V.AnyOffset && V.Mid >= BeforeFunctions &&
         at(V.Id).Where == Object::Home::Static &&
         load(V.Id, V.Mid - BeforeFunctions, Type::I64).exactInt() &&
         load(V.Id, V.Mid, Type::Ptr).K == Val::Kind::Code;
}

void Memory::forgetAll(ObjectId Id, bool Pointers) {
  const Object &O = at(Id);
  const Val First = O.Freed ? Val() : load(Id, 0, Type::Ptr);
  forget(Id, 0, std::max<int64_t>(O.Bytes, O.Initial ? int64_t(O.Initial->size()) : 1), Pointers);
  if (Pointers && isVirtualTable(First)) // its class stays what it is
    store(Id, 0, First);
}

void Memory::zero(ObjectId Id, int64_t Begin, int64_t End) {
  const Object &Old = at(Id);
  if (Old.Freed || Begin >= End)
    return;
  Object &O = edit(Id);
  if (Begin <= 0 && End >= O.Bytes) { // all of it: like calloc
    O.Initial = nullptr;
    O.ZeroFilled = true;
    O.Read = {};
    O.Forgotten = {};
    O.Cells.clear();
    O.Runs.clear();
  } else if (End - Begin <= MaxCopiedBytes / 8) {
    int64_t At = Begin;
    for (; At + 8 <= End; At += 8)
      O.Cells.set(At, Val::integer(0, Type::I64));
    for (; At < End; ++At)
      O.Cells.set(At, Val::integer(0, Type::I8));
  }
}

void FileBytes::cut(int64_t First, int64_t Last) {
  if (Last <= Begin || First >= End)
    return;
  if (First - Begin >= End - Last) {
    End = First;
  } else {
    At += Last - Begin;
    Begin = Last;
  }
  if (Begin >= End)
    *this = {};
}

void Memory::hold(ObjectId Id, int64_t Begin, int64_t Count, FileContents &Files,
                  FileContents::File &From, int64_t At) {
  constexpr int64_t Farthest = INT64_MAX / 4; // offsets are the program's own sums
  if (Count <= 0 || Count > Farthest || Begin < 0 || Begin > Farthest || this->at(Id).Freed)
    return;
  FileBytes &Old = edit(Id).Read;
  // Piece by piece. What lies between pieces may have been cut out.
  if (Old.Files && Old.From == &From && At - Begin == Old.At - Old.Begin && Begin >= Old.Begin &&
      Begin <= Old.End)
    Old.End = std::max(Old.End, Begin + Count);
  else if (Count >= Old.End - Old.Begin || Begin == 0)
    Old = {&Files, &From, Begin, Begin + Count, At};
}

std::optional<std::string> Memory::string(ObjectId Id, int64_t Offset) const {
  std::string S;
  for (int64_t I = 0; I != MaxStringBytes; ++I) {
    auto B = byte(Id, Offset + I);
    if (!B)
      return std::nullopt;
    if (*B == 0)
      return S;
    S.push_back(char(*B));
  }
  return std::nullopt;
}

std::optional<int64_t> Memory::terminator(ObjectId Id, int64_t Offset) const {
  const Object &O = at(Id);
  if (O.Freed)
    return std::nullopt;
  for (auto I = O.Cells.lower_bound(Offset); I != O.Cells.end(); ++I)
    for (unsigned K = 0; K != bytesOf(I->second.Ty); ++K)
      if (byte(Id, I->first + K) == uint8_t(0))
        return I->first + K;
  return std::nullopt;
}

void Memory::copy(ObjectId To, int64_t ToOffset, ObjectId From, int64_t FromOffset, int64_t Bytes) {
  if (Bytes <= 0 || at(To).Freed || at(From).Freed)
    return;
  std::vector<std::pair<int64_t, Val>> Known;
  if (Bytes <= MaxCopiedBytes) {
    const Object &Source = at(From);
    for (int64_t I = 0; I < Bytes;) {
      auto Cell = Source.Cells.find(FromOffset + I);
      if (Cell != Source.Cells.end() && I + int64_t(bytesOf(Cell->second.Ty)) <= Bytes) {
        Known.emplace_back(I, Cell->second);
        I += bytesOf(Cell->second.Ty);
      } else {
        if (auto B = byte(From, FromOffset + I))
          Known.emplace_back(I, Val::integer(int8_t(*B), Type::I8));
        ++I;
      }
    }
  }
  auto Repeated = at(From).Repeated;
  std::vector<Run> Runs;
  if (!at(From).Runs.empty()) {
    Object Part;
    Part.Runs = at(From).Runs;
    cutRuns(Part, 0, FromOffset);
    cutRuns(Part, FromOffset + Bytes, INT64_MAX);
    Runs = std::move(Part.Runs);
  }
  FileBytes Read = at(From).Read;
  Read.cut(INT64_MIN, FromOffset);
  Read.cut(FromOffset + Bytes, INT64_MAX);
  forget(To, ToOffset, ToOffset + Bytes);
  if (Read.Files && Bytes > MaxCopiedBytes)
    hold(To, ToOffset + Read.Begin - FromOffset, Read.End - Read.Begin, *Read.Files, *Read.From,
         Read.At);
  for (Run &R : Runs) {
    R.First += ToOffset - FromOffset;
    storeRun(To, std::move(R));
  }
  for (auto &[At, V] : Known)
    store(To, ToOffset + At, V);
  if (Repeated)
    edit(To).Repeated = Repeated;
}

} // namespace auspex::demand::evaluate
