//===- demand/evaluate/heap.h - What the C library's allocator keeps ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A model of glibc's malloc as far as it decides residency (malloc/malloc.c,
// glibc 2.36; mallopt(3) documents the thresholds): chunks of size + 8 rounded
// to 16 bytes; requests from the mmap threshold on get a mapping of their own,
// which goes back to the kernel when freed and raises the threshold to its size
// (up to 32 MiB); smaller ones come from free chunks, best fit, or from the top
// of the heap; the top goes back to the kernel only when more than the trim
// threshold is free there. A page counts as resident once it was written.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_HEAP_H
#define AUSPEX_DEMAND_EVALUATE_HEAP_H

#include "demand/evaluate/intervals.h"

#include <cstdint>
#include <map>
#include <vector>

namespace auspex::demand::evaluate {

class Heap {
public:
  struct Block {
    bool Mapped = false;    ///< a mapping of its own
    int64_t ChunkBytes = 0; ///< of one chunk
    /// Chunks that lie together in the heap.
    struct Piece {
      int64_t Address, Chunks;
    };
    std::vector<Piece> Pieces;
  };

  /// A block for \p Count requests of \p Bytes each: in free chunks, the rest one
  /// after another.
  Block allocate(int64_t Bytes, int64_t Count, int64_t Alignment = 16);
  /// Frees \p Count chunks of the block, its last ones first; \p Left is how
  /// many remain.
  void release(const Block &B, int64_t Count, int64_t Left);
  /// Bytes [Begin, End) of the block's first chunk are written; of all of them.
  void touch(const Block &B, int64_t Begin, int64_t End);
  void touchAll(const Block &B, int64_t Begin, int64_t End);

  /// Resident bytes of the heap proper; mappings are counted by their objects.
  int64_t residentBytes() const { return Dirty.total(); }
  /// What it would be if all chunks were written.
  int64_t topBytes() const { return Top; }
  bool operator==(const Heap &) const = default;

  static constexpr int64_t PageBytes = 4096, HeaderBytes = 16;
  /// What a request takes that gets no mapping of its own.
  static constexpr int64_t chunkBytes(int64_t Bytes) {
    return Bytes + 8 <= 32 ? 32 : (Bytes + 8 + 15) / 16 * 16;
  }

private:
  void insertFree(int64_t Address, int64_t Bytes);
  void trim(int64_t FreedBytes);
  void dirty(int64_t Begin, int64_t End);

  int64_t Top = 0;                       ///< end of the last chunk
  int64_t Break = 0;                     ///< end of the heap
  int64_t MmapThreshold = 128 << 10, TrimThreshold = 128 << 10;
  std::map<int64_t, int64_t> FreeChunks; ///< address -> bytes, coalesced
  Intervals Dirty;                       ///< pages
};

} // namespace auspex::demand::evaluate

#endif
