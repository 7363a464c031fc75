//===- demand/evaluate/memory.h - Objects, contents, residency ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The abstract memory of an evaluation. An object may stand for Count equal
// ones (what a loop allocated). It knows which of its bytes were written, for
// residency, and the scalars that the skeleton stored there, for values.
// States fork where a condition is not known; objects are shared until written.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_MEMORY_H
#define AUSPEX_DEMAND_EVALUATE_MEMORY_H

#include "demand/evaluate/cells.h"
#include "demand/evaluate/device_memory.h"
#include "demand/evaluate/file_contents.h"
#include "demand/evaluate/heap.h"
#include "demand/evaluate/shared.h"
#include "demand/evaluate/value.h"
#include "demand/forecast.h"
#include "demand/knowledge.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace auspex::demand::evaluate {

/// Cells at equal distances whose contents move evenly: what iterations that
/// were not run stored one by one. Cell K is at First + K * Step.
struct Run {
  int64_t First = 0, Step = 1, Count = 0; ///< Step > 0
  Val Value;                              ///< of the first
  int64_t ValueStep = 0;
  Val at(int64_t K) const;
  bool operator==(const Run &) const = default;
};

/// What lies in [Begin, End) of an object was read from a file, from \p At on, and is not looked
/// at before somebody asks.
struct FileBytes {
  FileContents *Files = nullptr; ///< null: nothing was
  FileContents::File *From = nullptr;
  int64_t Begin = 0, End = 0, At = 0;
  /// Takes [\p First, \p Last) out of it; of what is left the longer piece stays.
  void cut(int64_t First, int64_t Last);
  std::optional<uint8_t> byte(int64_t Offset) const {
    return Files && Offset >= Begin && Offset < End ? Files->byteAt(*From, At + Offset - Begin)
                                                    : std::nullopt;
  }
  bool operator==(const FileBytes &) const = default;
};

struct Object {
  enum class Home : uint8_t {
    Heap,
    Mapping, ///< anonymous mmap
    Stack,
    Static,  ///< globals: reading makes resident, too
    Foreign, ///< argv, environment, library data: costs nothing
    Device,  ///< memory of a GPU
  };
  Home Where = Home::Heap;
  bool Freed = false;
  bool ZeroFilled = false; ///< bytes that nothing wrote read as zero
  bool Unbounded = false;  ///< size not known: no upper bound
  int64_t Bytes = 0;       ///< likely size of one
  int64_t LowBytes = 0, HighBytes = 0;
  int64_t Count = 1;
  Heap::Block Block;
  Intervals Written;                    ///< bytes (Static: or read)
  int64_t SparseBytes = 0;              ///< in pages, written by strides longer than a page
  int64_t Resident = 0;                 ///< bytes that it adds outside the heap proper
  int64_t MayReside = 0;                ///< the same if all of it were written
  int64_t Blank = 0;                    ///< what that would add; 0 where Filled
  bool Filled = false;                  ///< input was read to it, which ended before it was full
  int64_t StackTop = 0;                 ///< Stack: depth below the stack's start of its far end
  const std::string *Initial = nullptr; ///< bytes from offset 0 on; owned by the note or Text
  std::shared_ptr<std::string> Text;
  CellMap Cells;               ///< scalars by offset; Val::Ty says how wide
  std::vector<Run> Runs;       ///< the newest last; a cell counts more than they do
  std::optional<Val> Repeated; ///< what a long loop stored at offsets that were skipped
  FileBytes Read;              ///< where neither a cell nor a run says otherwise
  Intervals Forgotten;         ///< ranges whose contents are unknown unless a cell says otherwise
  int Gpu = -1;                ///< the GPU that holds it; -1: none
  DeviceShare OnGpu;           ///< what it adds there
};

/// Quantities that only add up.
struct Counters {
  Range Flops, SingleFlops, IntOps, Read, Written, DiskRead, DiskWrite, NetRead, NetWrite;
  /// Time: cycles and bytes from behind each cache that have gathered and are not
  /// seconds yet; accesses where data says; seconds of one thread, bytes from and to
  /// memory.
  Range Cycles, BeyondL1, BeyondL2, BeyondL3, Irregular, Chased, Seconds, Traffic;
  /// Of GPUs: operations, bytes of their memory that kernels move, transfers from and to
  /// the host, kernels launched, calls that need a context.
  Range GpuFlops, GpuBytes, ToGpu, FromGpu, Launches, GpuCalls;
  Range Parallel{1, 1, 1};
  uint32_t Need = 0;
};

/// While it was active: the range of bytes of each object that was written, what
/// was read to decide something, what was stored.
struct TouchLog {
  struct Entry {
    ObjectId Id;
    int64_t Begin, End;
  };
  struct Access {
    ObjectId Id;
    int64_t At;
    Val Value;
  };
  static constexpr size_t MaxAccesses = 256;
  std::vector<Entry> Entries;
  std::vector<Access> Loads, Stores; ///< at most so many each
  void add(ObjectId Id, int64_t Begin, int64_t End);
  /// Adds what \p Inner, active in between, noted; stores move within its loop.
  void append(const TouchLog &Inner);
  const Entry *find(ObjectId Id) const;
};

class Memory {
public:
  TouchLog *Log = nullptr; ///< where touches are noted, or null
  ObjectId create(Object O);
  /// The same, and what it holds of a GPU counts.
  ObjectId place(Object O) {
    ObjectId Id = create(std::move(O));
    if (at(Id).Gpu >= 0)
      refresh(Id);
    return Id;
  }
  const Object &at(ObjectId Id) const { return Objects[Id]; }
  Object &edit(ObjectId Id) { return Objects.edit(Id); }
  size_t size() const { return Objects.size(); }
  /// Calls \p F(Id) for the objects of both that may differ.
  template <class Fn> static void differing(const Memory &A, const Memory &B, Fn F) {
    SharedSequence<Object>::differing(A.Objects, B.Objects, [&](size_t I) { F(ObjectId(I)); });
  }

  /// A heap object of \p Bytes (interval; unknown: unbounded).
  ObjectId allocate(const Val &Bytes, AllocKind Kind, int64_t Alignment, int64_t Count = 1,
                    MemoryKind In = MemoryKind::Host);
  /// What is run is a kernel: its accesses make nothing resident.
  bool OnGpu = false;
  /// The GPU that is allocated on.
  unsigned CurrentGpu = 0;
  /// realloc: the object in its new size; keeps what fits.
  void resize(ObjectId Id, const Val &Bytes);
  /// Frees \p Count of the objects that \p Id stands for.
  void release(ObjectId Id, int64_t Count = 1);
  /// Frees the block of \p Bytes that is most likely meant where nobody knows which: one of
  /// many, else the oldest. None where there is no such block.
  void releaseOneOf(int64_t Bytes);
  void releaseStack(ObjectId Id);
  /// Pages that lie within [Begin, End) of a mapping go back to the kernel
  /// (MADV_DONTNEED); they read as zero from then on.
  void discard(ObjectId Id, int64_t Begin, int64_t End);
  /// munmap: the mapping, or the pages of it that [Begin, End) covers.
  void unmap(ObjectId Id, int64_t Begin, int64_t End);

  /// Bytes [Begin, End) are written (or, where that matters, read). With
  /// \p Places, only that many stretches of \p PlaceBytes each, evenly spread.
  void touch(ObjectId Id, int64_t Begin, int64_t End, int64_t Places, bool Write,
             int64_t PlaceBytes = 8);
  void touchWhole(ObjectId Id, bool Write);

  Val load(ObjectId Id, int64_t Offset, Type T) const;
  /// What steady() looks for at Offset + K * Step.
  struct Pattern {
    enum class Kind : uint8_t { Unknown, Pointer, Value } K = Kind::Unknown;
    Val First; ///< Value: moves by ValueStep
    int64_t ValueStep = 0;
    Type Ty = Type::I64;
  };
  /// How often in a row, up to a bound, contents follow the pattern.
  int64_t steady(ObjectId Id, int64_t Offset, int64_t Step, const Pattern &What) const;
  void storeRun(ObjectId Id, Run R);
  void store(ObjectId Id, int64_t Offset, const Val &V);
  /// Bytes [Begin, End) are written with what is not known; by numbers only where
  /// not \p Pointers.
  void forget(ObjectId Id, int64_t Begin, int64_t End, bool Pointers = true);
  void forgetAll(ObjectId Id, bool Pointers = true);
  bool isVirtualTable(const Val &V) const;
  /// Bytes [Begin, End) are known to be zero.
  void zero(ObjectId Id, int64_t Begin, int64_t End);
  /// Bytes [\p Begin, \p Begin + \p Count) were read from \p At on of \p From.
  void hold(ObjectId Id, int64_t Begin, int64_t Count, FileContents &Files,
            FileContents::File &From, int64_t At);
  /// The NUL-terminated string at an exact place, where all of it is known.
  std::optional<std::string> string(ObjectId Id, int64_t Offset) const;
  /// Where the text at a place must end at the latest: the first byte from
  /// \p Offset on that is known to be zero.
  std::optional<int64_t> terminator(ObjectId Id, int64_t Offset) const;
  std::optional<uint8_t> byte(ObjectId Id, int64_t Offset) const;
  /// Copies what is known of \p Bytes bytes.
  void copy(ObjectId To, int64_t ToOffset, ObjectId From, int64_t FromOffset, int64_t Bytes);

  /// Turns Count of an object into \p Count more of the same kind.
  void multiply(ObjectId Id, int64_t More, double ExtraBytes);

  int64_t resident() const {
    return Direct + HeapModel->residentBytes() + StackDirty.total() + ThreadBytes;
  }
  /// What is resident now, with what other threads may hold.
  Range residency() const;
  void notePeak();
  /// The allocator's state, for what is to leave no trace in it.
  const Shared<Heap> &heap() const { return HeapModel; }
  void restoreHeap(const Shared<Heap> &H) { HeapModel = H; }
  /// Worker threads hold at least \p Bytes from here on (the most asked for).
  void keepThreads(double Bytes) { ThreadBytes = std::max(ThreadBytes, int64_t(Bytes)); }

  /// What resident() would be if all that is allocated were written.
  int64_t capacity() const {
    return DirectCapacity + std::max(HeapModel->residentBytes(), HeapModel->topBytes()) +
           StackDirty.total() + ThreadBytes;
  }
  /// What it was handed, without rounding to pages.
  int64_t allocated() const { return DirectCapacity - StaticCapacity + HeapModel->topBytes(); }
  /// From here on more may be written than is known, or (\p Allocates) allocated.
  void openBound(bool Allocates) {
    ExtraHigh = Range::Unbounded;
    if (Allocates) {
      ExtraCapacity = Range::Unbounded;
      Gpus.open();
    }
    notePeak();
  }

  /// Input was read there, and ended before it was full.
  void noteInput(ObjectId Id) {
    edit(Id).Filled = true;
    refresh(Id);
  }
  /// \p Bytes are written, nobody knows where: most likely to what is allocated and not
  /// written yet, and was not filled by input.
  void writeSomewhere(double Bytes) {
    Somewhere += std::max(0.0, Bytes);
    openBound(false);
  }

  double Somewhere = 0; ///< bytes written by writeSomewhere()
  // Uncertainty around resident(), kept while it lives; around capacity().
  double ExtraHigh = 0, ExtraLow = 0, ExtraCapacity = 0;
  double Concurrent = 0; ///< what other threads may hold at the same time
  int64_t HeapRequested = 0, HeapRequestedPeak = 0;
  int64_t MostHeld = 0; ///< bytes requested and not freed, on the way that holds the most
  Range Peak, WindowPeak; ///< of the run; since openWindow()
  void openWindow() {
    WindowPeak = {};
    Gpus.openWindow();
    notePeak();
  }
  DeviceMemory Gpus; ///< what is held there
  /// What \p Id stands for may have been allocated less often, by \p Bytes together.
  void mayBeLess(ObjectId Id, double Bytes);
  int64_t StackDepth = 0;
  /// The stack grows by frames of \p Bytes together, which calls write to.
  void pushFrames(int64_t Bytes);
  void popFrames(int64_t Bytes) { StackDepth -= Bytes; }

private:
  void refresh(ObjectId Id);
  SharedSequence<Object> Objects;
  Shared<Heap> HeapModel;
  int64_t ThreadBytes = 0;                        ///< what a pool of worker threads keeps
  int64_t Direct = 0;                             ///< resident bytes of mappings and statics
  int64_t DirectCapacity = 0, StaticCapacity = 0; ///< of the latter, statics
  int64_t DirectBlank = 0; ///< what those would add that were not filled by input
  Intervals StackDirty;    ///< pages of the stack by depth: they stay resident
  friend void joinInto(Memory &A, Memory &&B, bool LikelyIsA);
};

/// \p A becomes what is known where either of the two may have happened.
void joinInto(Memory &A, Memory &&B, bool LikelyIsA);
void joinInto(Counters &A, const Counters &B, bool LikelyIsA);
Range joined(const Range &A, const Range &B, bool LikelyIsA);

} // namespace auspex::demand::evaluate

#endif
