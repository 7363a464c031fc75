//===- demand/evaluate/heap.cpp - What the C library's allocator keeps ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/heap.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t TopPad = 128 << 10;                 // M_TOP_PAD
constexpr int64_t MaxMmapThreshold = 32 << 20;        // DEFAULT_MMAP_THRESHOLD_MAX
constexpr size_t MaxPieces = 64;
constexpr int64_t ConsolidationThreshold = 64 << 10;  // FASTBIN_CONSOLIDATION_THRESHOLD

int64_t roundUp(int64_t X, int64_t To) { return (X + To - 1) / To * To; }
int64_t roundDown(int64_t X, int64_t To) { return X / To * To; }

} // namespace

Heap::Block Heap::allocate(int64_t Bytes, int64_t Count, int64_t Alignment) {
  if (Alignment > 16)
    Bytes += Alignment;
  Block B;
  if (Bytes + 8 >= MmapThreshold) {
    B.Mapped = true;
    B.ChunkBytes = roundUp(Bytes + 8 + 8, PageBytes);
    return B;
  }
  B.ChunkBytes = chunkBytes(Bytes);
  // Many small requests fill what is free before the heap grows.
  if (Count > 1)
    for (auto I = FreeChunks.begin();
         I != FreeChunks.end() && Count > 0 && B.Pieces.size() != MaxPieces;) {
      int64_t Units = std::min(I->second / B.ChunkBytes, Count);
      auto [Address, Size] = *I;
      if (Units == 0) {
        ++I;
        continue;
      }
      I = FreeChunks.erase(I);
      dirty(Address, Address + Units * B.ChunkBytes + HeaderBytes);
      B.Pieces.push_back({Address, Units});
      Count -= Units;
      if (Size - Units * B.ChunkBytes >= 32)
        I = std::next(FreeChunks.emplace_hint(I, Address + Units * B.ChunkBytes,
                                              Size - Units * B.ChunkBytes));
    }
  int64_t Need = B.ChunkBytes * Count, Address = Top;
  if (Need == 0)
    return B;
  auto Best = FreeChunks.end();
  for (auto I = FreeChunks.begin(); I != FreeChunks.end(); ++I)
    if (I->second >= Need && (Best == FreeChunks.end() || I->second < Best->second))
      Best = I;
  if (Best != FreeChunks.end()) {
    int64_t Size = Best->second;
    Address = Best->first;
    FreeChunks.erase(Best);
    if (Size - Need >= 32)
      FreeChunks.emplace(Address + Need, Size - Need);
  } else {
    Top += Need;
    if (Top + 32 > Break)
      Break = roundUp(Top + TopPad, PageBytes);
  }
  B.Pieces.push_back({Address, Count});
  // The header of a chunk, and that of what follows it, are written.
  if (B.ChunkBytes < PageBytes)
    dirty(Address, Address + Need + HeaderBytes);
  else
    for (int64_t I = 0; I <= std::min<int64_t>(Count, Intervals::MaxRanges); ++I)
      dirty(Address + I * B.ChunkBytes, Address + I * B.ChunkBytes + HeaderBytes);
  return B;
}

void Heap::release(const Block &B, int64_t Count, int64_t Left) {
  if (B.Mapped) {
    if (B.ChunkBytes > MmapThreshold && B.ChunkBytes <= MaxMmapThreshold) {
      MmapThreshold = B.ChunkBytes;
      TrimThreshold = 2 * MmapThreshold;
    }
    return;
  }
  int64_t First = 0; // number of the piece's first chunk
  for (const Block::Piece &P : B.Pieces) {
    int64_t From = std::max(First, Left), To = std::min(First + P.Chunks, Left + Count);
    if (From < To)
      insertFree(P.Address + (From - First) * B.ChunkBytes, (To - From) * B.ChunkBytes);
    First += P.Chunks;
  }
}

void Heap::insertFree(int64_t Address, int64_t Bytes) {
  auto Next = FreeChunks.lower_bound(Address);
  if (Next != FreeChunks.end() && Next->first == Address + Bytes) {
    Bytes += Next->second;
    Next = FreeChunks.erase(Next);
  }
  if (Next != FreeChunks.begin()) {
    auto Previous = std::prev(Next);
    if (Previous->first + Previous->second == Address) {
      Address = Previous->first;
      Bytes += Previous->second;
      FreeChunks.erase(Previous);
    }
  }
  if (Address + Bytes == Top) {
    Top = Address;
    trim(Bytes);
  } else {
    FreeChunks.emplace(Address, Bytes);
  }
}

void Heap::trim(int64_t FreedBytes) {
  int64_t TopBytes = Break - Top;
  if (FreedBytes < ConsolidationThreshold || TopBytes < TrimThreshold)
    return;
  int64_t Released = roundDown(TopBytes - TopPad - 32, PageBytes);
  if (Released <= 0)
    return;
  Break -= Released;
  Dirty.truncate(Break);
}

void Heap::dirty(int64_t Begin, int64_t End) {
  Dirty.add(roundDown(Begin, PageBytes), roundUp(End, PageBytes));
}

void Heap::touch(const Block &B, int64_t Begin, int64_t End) {
  if (B.Pieces.empty())
    return;
  int64_t Base = B.Pieces.front().Address + HeaderBytes;
  dirty(Base + Begin, Base + End);
}

void Heap::touchAll(const Block &B, int64_t Begin, int64_t End) {
  // Written in part, a chunk keeps its untouched pages. Ranges past the set's
  // capacity merge, so the same number of pages is laid out contiguously.
  bool Whole = B.ChunkBytes - HeaderBytes - (End - Begin) < PageBytes;
  int64_t PerChunk = Whole ? B.ChunkBytes : roundUp(End - Begin + HeaderBytes, PageBytes);
  for (const Block::Piece &P : B.Pieces)
    dirty(P.Address, P.Address + P.Chunks * PerChunk);
}

} // namespace auspex::demand::evaluate
