//===- demand/evaluate/memory.cpp - Objects, contents, residency ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/memory.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t Page = Heap::PageBytes;
constexpr int64_t MaxCopiedBytes = 4096, MaxStringBytes = 1 << 16;

/// More than an address space holds. Sums over all objects fit an int64_t.
constexpr int64_t MaxBytes = int64_t(1) << 47;
int64_t atMost(int64_t Bytes) { return std::clamp<int64_t>(Bytes, 0, MaxBytes); }
/// As many of \p Count objects of \p Bytes bytes as an address space holds.
int64_t atMost(int64_t Count, int64_t Bytes) {
  return std::clamp<int64_t>(Count, 1, MaxBytes / std::max<int64_t>(Bytes, 64));
}

int64_t pagesUp(int64_t X) { return (X + Page - 1) / Page * Page; }
int64_t pagesDown(int64_t X) { return X / Page * Page; }

/// Bytes of whole pages under \p Ranges, shifted by \p Shift.
int64_t pageBytes(const Intervals &Ranges, int64_t Shift) {
  int64_t Sum = 0, Last = -1;
  for (auto [Begin, End] : Ranges.ranges()) {
    int64_t From = std::max(pagesDown(Begin + Shift), Last), To = pagesUp(End + Shift);
    Sum += std::max<int64_t>(0, To - From);
    Last = std::max(Last, To);
  }
  return Sum;
}

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

} // namespace

void TouchLog::add(ObjectId Id, int64_t Begin, int64_t End) {
  for (Entry &E : Entries)
    if (E.Id == Id) {
      E.Begin = std::min(E.Begin, Begin);
      E.End = std::max(E.End, End);
      return;
    }
  Entries.push_back({Id, Begin, End});
}

const TouchLog::Entry *TouchLog::find(ObjectId Id) const {
  for (const Entry &E : Entries)
    if (E.Id == Id)
      return &E;
  return nullptr;
}

ObjectId Memory::create(Object O) {
  for (int64_t *Bytes : {&O.LowBytes, &O.Bytes, &O.HighBytes})
    *Bytes = atMost(*Bytes);
  Objects.push_back(std::make_shared<Object>(std::move(O)));
  return ObjectId(Objects.size() - 1);
}

Object &Memory::edit(ObjectId Id) {
  auto &P = Objects[Id];
  if (P.use_count() > 1)
    P = std::make_shared<Object>(*P);
  return *P;
}

ObjectId Memory::allocate(const Val &Bytes, AllocKind Kind, int64_t Alignment, int64_t Count) {
  Object O;
  if (Bytes.isInt() && Bytes.Hi >= 0) {
    O.LowBytes = atMost(Bytes.Lo);
    O.Bytes = atMost(Bytes.Mid);
    O.HighBytes = atMost(Bytes.Hi);
  } else {
    O.Unbounded = true;
  }
  O.Count = Count = atMost(Count, O.Bytes);
  O.ZeroFilled = Kind == AllocKind::Calloc || Kind == AllocKind::Mmap;
  switch (Kind) {
  case AllocKind::Mmap:
    O.Where = Object::Home::Mapping;
    break;
  case AllocKind::Stack:
    O.Where = Object::Home::Stack;
    StackDepth += O.Bytes;
    O.StackTop = StackDepth;
    break;
  default:
    O.Where = Object::Home::Heap;
    O.Block = HeapModel.allocate(O.Bytes, Count, Alignment);
    HeapRequested += O.Bytes * Count;
    HeapRequestedPeak = std::max(HeapRequestedPeak, HeapRequested);
  }
  if (O.Unbounded)
    ExtraHigh = Range::Unbounded;
  else if (ExtraHigh != Range::Unbounded)
    ExtraHigh += double(O.HighBytes - O.Bytes) * double(Count);
  ExtraLow += double(O.Bytes - O.LowBytes) * double(Count);
  ObjectId Id = create(std::move(O));
  refresh(Id);
  notePeak();
  return Id;
}

void Memory::refresh(ObjectId Id) {
  Object &O = edit(Id);
  int64_t Now = 0;
  if (!O.Freed) {
    bool MappedHeap = O.Where == Object::Home::Heap && O.Block.Mapped;
    if (MappedHeap || O.Where == Object::Home::Mapping || O.Where == Object::Home::Static) {
      int64_t Header = MappedHeap ? Heap::HeaderBytes : 0;
      int64_t One = pageBytes(O.Written, Header) + O.SparseBytes;
      if (MappedHeap && (O.Written.empty() || O.Written.ranges()[0].Begin + Header >= Page))
        One += Page; // the chunk's header
      Now = std::min(One, pagesUp(O.Bytes + Header)) * O.Count;
    }
  }
  Direct += Now - O.Resident;
  O.Resident = Now;
}

void Memory::release(ObjectId Id, int64_t Count) {
  Object &O = edit(Id);
  if (O.Freed || O.Where == Object::Home::Static || O.Where == Object::Home::Foreign)
    return;
  Count = std::min(Count, O.Count);
  if (O.Where == Object::Home::Heap) {
    HeapModel.release(O.Block, Count, O.Count - Count);
    HeapRequested -= O.Bytes * Count;
  }
  if (ExtraHigh != Range::Unbounded)
    ExtraHigh = std::max(0.0, ExtraHigh - double(O.HighBytes - O.Bytes) * double(Count));
  ExtraLow = std::max(0.0, ExtraLow - double(O.Bytes - O.LowBytes) * double(Count));
  O.Count -= Count;
  if (O.Count == 0) {
    O.Freed = true;
    O.Cells.clear();
    O.Written = {};
    O.Forgotten = {};
  }
  refresh(Id);
}

void Memory::discard(ObjectId Id, int64_t Begin, int64_t End) {
  const Object &Old = at(Id);
  bool Anonymous = Old.Where == Object::Home::Mapping ||
                   (Old.Where == Object::Home::Heap && Old.Block.Mapped);
  Begin = pagesUp(std::max<int64_t>(0, Begin));
  End = End >= Old.Bytes ? pagesUp(Old.Bytes) : pagesDown(End);
  if (Old.Freed || !(Anonymous || Old.Where == Object::Home::Static) || Begin >= End)
    return;
  forget(Id, Begin, std::min(End, Old.Bytes));
  Object &O = edit(Id);
  O.Written.remove(Begin, End);
  if (Begin == 0 && End >= O.Bytes)
    O.SparseBytes = 0;
  refresh(Id);
}

void Memory::unmap(ObjectId Id, int64_t Begin, int64_t End) {
  if (Begin > 0 || End < at(Id).Bytes)
    return discard(Id, Begin, End);
  if (Object &O = edit(Id); O.Where == Object::Home::Static)
    O.Where = Object::Home::Mapping; // of a file: goes, unlike a global
  release(Id);
}

void Memory::resize(ObjectId Id, const Val &Bytes) {
  Object &O = edit(Id);
  if (O.Freed || (O.Where != Object::Home::Heap && O.Where != Object::Home::Mapping))
    return;
  int64_t Old = O.Bytes, New = Bytes.isInt() ? atMost(Bytes.Mid) : Old;
  if (O.Where == Object::Home::Mapping) { // mremap
    O.Unbounded |= !Bytes.isInt();
    if (O.Unbounded)
      ExtraHigh = Range::Unbounded;
    O.Bytes = O.LowBytes = O.HighBytes = New;
    O.Written.truncate(New);
    refresh(Id);
    notePeak();
    return;
  }
  HeapRequested += New - Old;
  HeapRequestedPeak = std::max(HeapRequestedPeak, HeapRequested);
  if (!Bytes.isInt()) {
    O.Unbounded = true;
    ExtraHigh = Range::Unbounded;
  }
  Heap::Block Before = O.Block;
  // A mapping is moved by mremap and needs no second copy; so is a chunk that
  // the heap can extend. Into a mapping of its own a chunk is copied.
  if (!Before.Mapped)
    HeapModel.release(Before, 1, 0);
  Heap::Block After = HeapModel.allocate(New, 1);
  if (Before.Mapped)
    After.Mapped = true, After.ChunkBytes = pagesUp(New + Heap::HeaderBytes);
  O.Block = After;
  O.Bytes = O.LowBytes = O.HighBytes = New;
  O.Written.truncate(New);
  if (!After.Mapped && !O.Written.empty())
    for (auto [Begin, End] : O.Written.ranges())
      HeapModel.touch(After, 0, Begin, End);
  refresh(Id);
  notePeak();
}

void Memory::releaseStack(ObjectId Id) {
  Object &O = edit(Id);
  if (O.Where != Object::Home::Stack || O.Freed)
    return;
  StackDepth -= O.Bytes;
  O.Freed = true;
  O.Cells.clear();
}

namespace {
/// Bytes of the pages under \p Places stretches of \p Length bytes, \p Stride
/// apart: a stretch lies on the page grid as its stride lets it.
int64_t spreadBytes(int64_t Begin, int64_t Places, int64_t Length, int64_t Stride) {
  if (Stride % Page == 0)
    return Places * (pagesUp(Begin % Page + Length) - pagesDown(Begin % Page));
  double PerPlace = 1 + double(Length - 1) / double(Page); // on average over all alignments
  return int64_t(PerPlace * double(Places)) * Page;
}
} // namespace

void Memory::touch(ObjectId Id, int64_t Begin, int64_t End, int64_t Places, bool Write,
                   int64_t PlaceBytes) {
  const Object &Old = at(Id);
  if (Old.Freed || Old.Where == Object::Home::Foreign)
    return;
  if (!Write && Old.Where != Object::Home::Static)
    return; // a page that was only read is the shared zero page
  Begin = std::max<int64_t>(0, Begin);
  End = Old.Unbounded ? End : std::min(End, Old.Bytes);
  if (Begin >= End)
    return;
  if (Log)
    Log->add(Id, Begin, End);
  Object &O = edit(Id);
  PlaceBytes = std::clamp<int64_t>(PlaceBytes, 1, End - Begin);
  int64_t Stride = Places > 1 ? (End - Begin - PlaceBytes) / (Places - 1) : 0;
  if (Stride > Page && Stride - PlaceBytes > 64) {
    int64_t Header = O.Where == Object::Home::Heap ? Heap::HeaderBytes : 0;
    int64_t Spread = std::min(spreadBytes(Begin + Header, Places, PlaceBytes, Stride),
                              pagesUp(End) - pagesDown(Begin));
    O.SparseBytes = std::max(O.SparseBytes, Spread);
    if (O.Where == Object::Home::Heap && !O.Block.Mapped)
      HeapModel.touch(O.Block, 0, 0, Spread);
    refresh(Id);
    notePeak();
    return;
  }
  O.Written.add(Begin, End);
  if (O.Where == Object::Home::Heap && !O.Block.Mapped) {
    if (O.Count == 1)
      HeapModel.touch(O.Block, 0, Begin, End);
    else
      HeapModel.touchAll(O.Block, O.Count, Begin, End);
  } else if (O.Where == Object::Home::Stack) {
    StackDirty.add(pagesDown(O.StackTop - End), pagesUp(O.StackTop - Begin));
  }
  refresh(Id);
  notePeak();
}

void Memory::touchWhole(ObjectId Id, bool Write) { touch(Id, 0, at(Id).Bytes, 0, Write); }

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
/// Drops the cells that overlap [Begin, End).
void eraseCells(Object &O, int64_t Begin, int64_t End) {
  auto I = O.Cells.lower_bound(Begin - 7);
  while (I != O.Cells.end() && I->first < End) {
    if (I->first + int64_t(bytesOf(I->second.Ty)) > Begin) {
      if (I->first < Begin)
        O.Forgotten.add(I->first, Begin);
      I = O.Cells.erase(I);
    } else {
      ++I;
    }
  }
}
} // namespace

void Memory::store(ObjectId Id, int64_t Offset, const Val &V) {
  if (at(Id).Freed)
    return;
  Object &O = edit(Id);
  eraseCells(O, Offset, Offset + bytesOf(V.Ty));
  O.Cells[Offset] = V;
}

void Memory::forget(ObjectId Id, int64_t Begin, int64_t End) {
  const Object &Old = at(Id);
  if (Old.Freed || Begin >= End)
    return;
  Object &O = edit(Id);
  eraseCells(O, Begin, End);
  if (O.Initial || O.ZeroFilled)
    O.Forgotten.add(Begin, End);
  O.Repeated.reset();
}

void Memory::forgetAll(ObjectId Id) {
  const Object &O = at(Id);
  forget(Id, 0, std::max<int64_t>(O.Bytes, O.Initial ? int64_t(O.Initial->size()) : 1));
}

void Memory::zero(ObjectId Id, int64_t Begin, int64_t End) {
  const Object &Old = at(Id);
  if (Old.Freed || Begin >= End)
    return;
  Object &O = edit(Id);
  if (Begin <= 0 && End >= O.Bytes) { // all of it: like calloc
    O.Initial = nullptr;
    O.ZeroFilled = true;
    O.Forgotten = {};
    O.Cells.clear();
  } else if (End - Begin <= MaxCopiedBytes / 8) {
    int64_t At = Begin;
    for (; At + 8 <= End; At += 8)
      O.Cells[At] = Val::integer(0, Type::I64);
    for (; At < End; ++At)
      O.Cells[At] = Val::integer(0, Type::I8);
  }
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
  forget(To, ToOffset, ToOffset + Bytes);
  for (auto &[At, V] : Known)
    store(To, ToOffset + At, V);
  if (Repeated)
    edit(To).Repeated = Repeated;
}

void Memory::multiply(ObjectId Id, int64_t More, double ExtraBytes) {
  Object &O = edit(Id);
  if (O.Freed || More <= 0)
    return;
  int64_t OldRequested = O.Bytes * O.Count;
  double Total = std::min(double(OldRequested) + ExtraBytes, double(MaxBytes));
  int64_t Count = atMost(O.Count + std::min(More, MaxBytes), O.Bytes);
  if (O.Where == Object::Home::Heap) {
    HeapModel.release(O.Block, O.Count, 0);
    O.Bytes = int64_t(std::llround(Total / double(Count)));
    O.Block = HeapModel.allocate(O.Bytes, Count);
    HeapRequested += O.Bytes * Count - OldRequested;
    HeapRequestedPeak = std::max(HeapRequestedPeak, HeapRequested);
    if (!O.Block.Mapped && !O.Written.empty())
      HeapModel.touchAll(O.Block, Count, O.Written.ranges().front().Begin,
                         std::min(O.Bytes, O.Written.ranges().back().End));
  } else {
    O.Bytes = int64_t(std::llround(Total / double(Count)));
  }
  O.Count = Count;
  O.LowBytes = std::min(O.LowBytes, O.Bytes);
  O.HighBytes = std::max(O.HighBytes, O.Bytes);
  refresh(Id);
  notePeak();
}

void Memory::notePeak() {
  double Now = double(resident()) + Concurrent;
  for (Range *R : {&Peak, &WindowPeak}) {
    R->Likely = std::max(R->Likely, Now);
    R->High = std::max(R->High, Now + ExtraHigh);
    R->Low = std::max(R->Low, Now - ExtraLow);
  }
}

Range joined(const Range &A, const Range &B, bool LikelyIsA) {
  return {std::min(A.Low, B.Low), LikelyIsA ? A.Likely : B.Likely, std::max(A.High, B.High)};
}

void joinInto(Counters &A, const Counters &B, bool LikelyIsA) {
  for (auto M : {&Counters::Flops, &Counters::IntOps, &Counters::Read, &Counters::Written,
                 &Counters::DiskRead, &Counters::DiskWrite, &Counters::NetRead,
                 &Counters::NetWrite, &Counters::Parallel})
    A.*M = joined(A.*M, B.*M, LikelyIsA);
  A.Need |= B.Need;
}

void joinInto(Memory &A, Memory &&B, bool LikelyIsA) {
  if (!LikelyIsA)
    std::swap(A, B); // A is the likely one from here on
  double NowA = double(A.resident()) + A.Concurrent, NowB = double(B.resident()) + B.Concurrent;
  // Small objects fill pages only in numbers: requests count as well.
  double Requested = double(B.HeapRequested - A.HeapRequested);
  double High = std::max({NowA + A.ExtraHigh, NowB + B.ExtraHigh, NowA + B.ExtraHigh + Requested});
  double Low = std::min(NowA - A.ExtraLow, NowB - B.ExtraLow);
  A.ExtraHigh = std::isinf(High) ? Range::Unbounded : High - NowA;
  A.ExtraLow = NowA - Low;
  A.Peak = joined(A.Peak, B.Peak, true);
  A.WindowPeak = joined(A.WindowPeak, B.WindowPeak, true);

  size_t Common = std::min(A.Objects.size(), B.Objects.size());
  for (size_t I = 0; I != Common; ++I) {
    if (A.Objects[I] == B.Objects[I])
      continue;
    const Object &Other = *B.Objects[I];
    if (A.Objects[I]->Freed || Other.Freed)
      continue;
    // A cell that either arm changed holds what both agree on.
    std::vector<int64_t> Differ;
    for (auto &[At, V] : A.Objects[I]->Cells)
      if (auto C = Other.Cells.find(At); C == Other.Cells.end() || !(C->second == V))
        Differ.push_back(At);
    for (auto &[At, V] : Other.Cells)
      if (!A.Objects[I]->Cells.contains(At))
        Differ.push_back(At);
    for (int64_t At : Differ) {
      auto CA = A.Objects[I]->Cells.find(At);
      auto CB = Other.Cells.find(At);
      Type T = CA != A.Objects[I]->Cells.end() ? CA->second.Ty : CB->second.Ty;
      Val V = join(A.load(ObjectId(I), At, T), B.load(ObjectId(I), At, T), true);
      A.store(ObjectId(I), At, V);
    }
    if (Other.Forgotten != A.Objects[I]->Forgotten) {
      Object &O = A.edit(ObjectId(I));
      for (auto [Begin, End] : Other.Forgotten.ranges())
        O.Forgotten.add(Begin, End);
    }
  }
  // What only the unlikely arm allocated stays addressable, but weighs nothing.
  for (size_t I = Common; I < B.Objects.size(); ++I) {
    Object O = *B.Objects[I];
    O.Where = Object::Home::Foreign;
    O.Resident = 0;
    A.Objects.push_back(std::make_shared<Object>(std::move(O)));
  }
}

} // namespace auspex::demand::evaluate
