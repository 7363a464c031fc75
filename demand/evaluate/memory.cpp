//===- demand/evaluate/memory.cpp - Objects and residency -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/memory.h"

#include "demand/evaluate/delta.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t Page = Heap::PageBytes;

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

void TouchLog::append(const TouchLog &Inner) {
  for (const Entry &E : Inner.Entries)
    add(E.Id, E.Begin, E.End);
  size_t Room = MaxAccesses - std::min(MaxAccesses, Loads.size());
  Loads.insert(Loads.end(), Inner.Loads.begin(),
               Inner.Loads.begin() + ptrdiff_t(std::min(Room, Inner.Loads.size())));
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
  Objects.push_back(std::move(O));
  return ObjectId(Objects.size() - 1);
}

ObjectId Memory::allocate(const Val &Bytes, AllocKind Kind, int64_t Alignment, int64_t Count,
                          MemoryKind In) {
  Object O;
  if (Bytes.isInt() && Bytes.Hi >= 0) {
    O.LowBytes = atMost(Bytes.Lo);
    O.Bytes = atMost(Bytes.Mid);
    O.HighBytes = atMost(Bytes.Hi);
  } else {
    O.Unbounded = true;
  }
  O.Count = Count = atMost(Count, O.Bytes);
  O.ZeroFilled = In == MemoryKind::Host && (Kind == AllocKind::Calloc || Kind == AllocKind::Mmap);
  switch (Kind) {
  case AllocKind::Mmap:
    O.Where = In == MemoryKind::Device ? Object::Home::Device : Object::Home::Mapping;
    if (In == MemoryKind::Device || In == MemoryKind::Managed)
      O.Gpu = int(CurrentGpu);
    break;
  case AllocKind::Stack:
    O.Where = Object::Home::Stack;
    StackDepth += O.Bytes;
    O.StackTop = StackDepth;
    break;
  default:
    O.Where = Object::Home::Heap;
    O.Block = HeapModel.edit().allocate(O.Bytes, Count, Alignment);
    HeapRequested += O.Bytes * Count;
    HeapRequestedPeak = std::max(HeapRequestedPeak, HeapRequested);
  }
  if (O.Where != Object::Home::Stack)
    MostHeld += O.Bytes * Count;
  if (O.Where == Object::Home::Device) {
    if (O.Unbounded)
      Gpus.open();
  } else {
  for (double *Extra : {&ExtraHigh, &ExtraCapacity})
    *Extra += O.Unbounded ? Range::Unbounded : double(O.HighBytes - O.Bytes) * double(Count);
  ExtraLow += double(O.Bytes - O.LowBytes) * double(Count);
  }
  ObjectId Id = create(std::move(O));
  refresh(Id);
  notePeak();
  if (In == MemoryKind::Pinned)
    touchWhole(Id, true);
  return Id;
}

/// Pages of managed memory are on the GPU or not: where they are touched.
static DeviceShare shareOf(const Object &O) {
  if (O.Freed || O.Gpu < 0)
    return {};
  double All = double(O.Bytes) * double(O.Count);
  double Low = O.Where == Object::Home::Device ? double(O.LowBytes) * double(O.Count) : 0;
  return {All, All - Low, double(O.HighBytes - O.Bytes) * double(O.Count)};
}

void Memory::refresh(ObjectId Id) {
  Object &O = edit(Id);
  int64_t Now = 0, Could = 0;
  if (!O.Freed) {
    bool MappedHeap = O.Where == Object::Home::Heap && O.Block.Mapped;
    if (MappedHeap || O.Where == Object::Home::Mapping || O.Where == Object::Home::Static) {
      int64_t Header = MappedHeap ? Heap::HeaderBytes : 0;
      int64_t One = pageBytes(O.Written, Header) + O.SparseBytes;
      if (MappedHeap && (O.Written.empty() || O.Written.ranges()[0].Begin + Header >= Page))
        One += Page; // the chunk's header
      Could = pagesUp(O.Bytes + Header) * O.Count;
      Now = std::min(One * O.Count, Could);
    }
  }
  DirectCapacity += Could - O.MayReside;
  if (O.Where == Object::Home::Static)
    StaticCapacity += Could - O.MayReside;
  O.MayReside = Could;
  int64_t Blank = O.Filled ? 0 : Could - Now;
  DirectBlank += Blank - O.Blank;
  O.Blank = Blank;
  Direct += Now - O.Resident;
  O.Resident = Now;
  if (DeviceShare Share = shareOf(O); O.Gpu >= 0) {
    Gpus.change(unsigned(O.Gpu), O.OnGpu, Share);
    O.OnGpu = Share;
  }
}

void Memory::release(ObjectId Id, int64_t Count) {
  Object &O = edit(Id);
  if (O.Freed || O.Where == Object::Home::Static || O.Where == Object::Home::Foreign)
    return;
  Count = std::min(Count, O.Count);
  if (O.Where != Object::Home::Stack)
    MostHeld -= O.Bytes * Count;
  if (O.Where == Object::Home::Heap) {
    HeapModel.edit().release(O.Block, Count, O.Count - Count);
    HeapRequested -= O.Bytes * Count;
  }
  if (O.Where != Object::Home::Device) {
  for (double *Extra : {&ExtraHigh, &ExtraCapacity})
    *Extra = std::max(0.0, *Extra - double(O.HighBytes - O.Bytes) * double(Count));
  ExtraLow = std::max(0.0, ExtraLow - double(O.Bytes - O.LowBytes) * double(Count));
  }
  O.Count -= Count;
  if (O.Count == 0) {
    O.Freed = true;
    O.Cells.clear();
    O.Runs.clear();
    O.Written = {};
    O.Forgotten = {};
  }
  refresh(Id);
}

void Memory::releaseOneOf(int64_t Bytes) {
  std::optional<ObjectId> Meant;
  for (ObjectId I = 0; I != size(); ++I)
    if (const Object &O = at(I); !O.Freed && O.Where == Object::Home::Heap && O.Bytes == Bytes &&
                                 (!Meant || O.Count > at(*Meant).Count))
      Meant = I;
  if (Meant)
    release(*Meant);
}

void Memory::discard(ObjectId Id, int64_t Begin, int64_t End) {
  const Object &Old = at(Id);
  bool Anonymous =
      Old.Where == Object::Home::Mapping || (Old.Where == Object::Home::Heap && Old.Block.Mapped);
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
  MostHeld += New - Old;
  if (O.Where == Object::Home::Mapping) { // mremap
    O.Unbounded |= !Bytes.isInt();
    if (O.Unbounded)
      openBound(true);
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
    openBound(true);
  }
  Heap::Block Before = O.Block;
  // A mapping is moved by mremap and needs no second copy; so is a chunk that
  // the heap can extend. Into a mapping of its own a chunk is copied.
  if (!Before.Mapped)
    HeapModel.edit().release(Before, 1, 0);
  Heap::Block After = HeapModel.edit().allocate(New, 1);
  if (Before.Mapped)
    After.Mapped = true, After.ChunkBytes = pagesUp(New + Heap::HeaderBytes);
  O.Block = After;
  O.Bytes = O.LowBytes = O.HighBytes = New;
  if (O.ZeroFilled && New > Old)
    O.Forgotten.add(Old, New); // what it gains is not cleared
  O.Written.truncate(New);
  if (!After.Mapped && !O.Written.empty())
    for (auto [Begin, End] : O.Written.ranges())
      HeapModel.edit().touch(After, Begin, End);
  refresh(Id);
  notePeak();
}

void Memory::pushFrames(int64_t Bytes) {
  StackDirty.add(pagesDown(StackDepth), pagesUp(StackDepth + Bytes));
  StackDepth += Bytes;
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
  if (OnGpu || Old.Freed || Old.Where == Object::Home::Foreign || Old.Where == Object::Home::Device)
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
      HeapModel.edit().touch(O.Block, 0, Spread);
    refresh(Id);
    notePeak();
    return;
  }
  O.Written.add(Begin, End);
  if (O.Where == Object::Home::Heap && !O.Block.Mapped) {
    if (O.Count == 1)
      HeapModel.edit().touch(O.Block, Begin, End);
    else
      HeapModel.edit().touchAll(O.Block, Begin, End);
  } else if (O.Where == Object::Home::Stack) {
    StackDirty.add(pagesDown(O.StackTop - End), pagesUp(O.StackTop - Begin));
  }
  refresh(Id);
  notePeak();
}

void Memory::touchWhole(ObjectId Id, bool Write) { touch(Id, 0, at(Id).Bytes, 0, Write); }

void Memory::multiply(ObjectId Id, int64_t More, double ExtraBytes) {
  Object &O = edit(Id);
  if (O.Freed || More <= 0)
    return;
  int64_t OldRequested = O.Bytes * O.Count;
  double Total = std::min(double(OldRequested) + ExtraBytes, double(MaxBytes));
  bool Exact = O.LowBytes == O.Bytes && O.HighBytes == O.Bytes;
  int64_t Count = atMost(O.Count + std::min(More, MaxBytes), O.Bytes);
  if (O.Where == Object::Home::Heap) {
    HeapModel.edit().release(O.Block, O.Count, 0);
    O.Bytes = int64_t(std::llround(Total / double(Count)));
    O.Block = HeapModel.edit().allocate(O.Bytes, Count);
    HeapRequested += O.Bytes * Count - OldRequested;
    HeapRequestedPeak = std::max(HeapRequestedPeak, HeapRequested);
    if (!O.Block.Mapped && !O.Written.empty())
      HeapModel.edit().touchAll(O.Block, O.Written.ranges().front().Begin,
                                std::min(O.Bytes, O.Written.ranges().back().End));
  } else {
    O.Bytes = int64_t(std::llround(Total / double(Count)));
  }
  MostHeld += O.Bytes * Count - OldRequested;
  O.Count = Count;
  O.LowBytes = Exact ? O.Bytes : std::min(O.LowBytes, O.Bytes);
  O.HighBytes = Exact ? O.Bytes : std::max(O.HighBytes, O.Bytes);
  refresh(Id);
  notePeak();
}

void Memory::mayBeLess(ObjectId Id, double Bytes) {
  const Object &O = at(Id);
  if (O.Where != Object::Home::Device)
    ExtraLow += Bytes;
  else
    Gpus.change(unsigned(O.Gpu), {}, {0, Bytes, 0});
}

Range Memory::residency() const {
  double Now = double(resident()) + Concurrent;
  // Writing what is allocated makes resident what is allocated, and no more.
  double More = ExtraHigh;
  if (More > 0)
    More = std::min(More, double(std::max(capacity(), resident()) - resident()) + ExtraCapacity);
  double Unwritten =
      Somewhere > 0 ? double(DirectBlank + std::max<int64_t>(0, HeapModel->topBytes() -
                                                                    HeapModel->residentBytes()))
                    : 0;
  double Likely = Now + std::min(Somewhere, Unwritten);
  return {Now - ExtraLow, Likely, std::max(Likely, Now + More)};
}

void Memory::notePeak() {
  Range Now = residency();
  Peak = maxOf(Peak, Now);
  WindowPeak = maxOf(WindowPeak, Now);
}

Range joined(const Range &A, const Range &B, bool LikelyIsA) {
  return {std::min(A.Low, B.Low), LikelyIsA ? A.Likely : B.Likely, std::max(A.High, B.High)};
}

void joinInto(Counters &A, const Counters &B, bool LikelyIsA) {
  for (auto M : SummedCounters)
    A.*M = joined(A.*M, B.*M, LikelyIsA);
  A.Parallel = joined(A.Parallel, B.Parallel, LikelyIsA);
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
  A.ExtraCapacity =
      std::max(A.ExtraCapacity, B.ExtraCapacity + double(B.capacity() - A.capacity()));
  A.ExtraLow = NowA - Low;
  A.MostHeld = std::max(A.MostHeld, B.MostHeld);
  A.Peak = joined(A.Peak, B.Peak, true);
  A.WindowPeak = joined(A.WindowPeak, B.WindowPeak, true);
  joinInto(A.Gpus, B.Gpus);

  Memory::differing(A, B, [&](ObjectId I) {
    const Object &Other = B.at(I);
    if (A.at(I).Freed || Other.Freed)
      return;
    // A cell that either arm changed holds what both agree on.
    std::vector<int64_t> Differ;
    const CellMap &Mine = A.at(I).Cells;
    Mine.changedSince(Other.Cells, [&](int64_t At, const Val &V) {
      if (auto C = Other.Cells.find(At); C == Other.Cells.end() || !(C->second == V))
        Differ.push_back(At);
    });
    Other.Cells.changedSince(Mine, [&](int64_t At, const Val &) {
      if (!Mine.contains(At))
        Differ.push_back(At);
    });
    for (int64_t At : Differ) {
      auto CA = A.at(I).Cells.find(At), CB = Other.Cells.find(At);
      if (CA == A.at(I).Cells.end() && CB == Other.Cells.end())
        continue; // overlapped by one before it
      Type T = CA != A.at(I).Cells.end() ? CA->second.Ty : CB->second.Ty;
      A.store(I, At, join(A.load(I, At, T), B.load(I, At, T), true));
    }
    if (Other.Runs != A.at(I).Runs) {
      Object &O = A.edit(I);
      std::vector<Run> Both = O.Runs;
      Both.insert(Both.end(), Other.Runs.begin(), Other.Runs.end());
      for (const Run &R : Both)
        O.Forgotten.add(R.First, R.First + R.Count * R.Step);
      O.Runs.clear();
    }
    if (Other.Read != A.at(I).Read) {
      Object &O = A.edit(I);
      for (const FileBytes &R : {O.Read, Other.Read})
        if (R.Files)
          O.Forgotten.add(R.Begin, R.End);
      O.Read = {};
    }
    if (Other.Forgotten != A.at(I).Forgotten)
      for (auto [Begin, End] : Other.Forgotten.ranges())
        A.edit(I).Forgotten.add(Begin, End);
  });
  // What only the unlikely arm allocated stays addressable, but weighs nothing.
  for (size_t I = A.Objects.size(); I < B.Objects.size(); ++I) {
    Object O = B.Objects[I];
    O.Gpu = -1;
    O.Where = Object::Home::Foreign;
    O.Resident = O.MayReside = O.Blank = 0;
    A.Objects.push_back(std::move(O));
  }
}

} // namespace auspex::demand::evaluate
