//===- passes/execute/Memory.h - The memory that replayed code sees --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bytes in objects that lie 4 GiB apart, so that an address tells its object. Memory
// that nobody has written holds arbitrary contents, a function of the address alone: a
// reference computes from the same inputs as the code without a copy of them. A pointer
// that is read from there points to a new object.
//
// Numbers are kept beside the bytes (Numbers.h: an element of the field has no encoding
// as a float), in cells of the size that they were written with.
//
// Each byte knows whether it was read before it was written (an input) and whether it
// was written (an output).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXECUTE_MEMORY_H
#define AUSPEX_PASSES_EXECUTE_MEMORY_H

#include "passes/execute/Numbers.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace auspex::passes::execute {

/// A scalar of at most 64 bits in a register or on its way to memory.
struct Slot {
  enum Kind : uint8_t {
    Unset,
    Int,    ///< V: the bits, those above the type's width are 0
    Number, ///< V: a number of Numbers
  };
  uint64_t V = 0;
  Kind K = Unset;

  static Slot integer(uint64_t V) { return {V, Int}; }
  static Slot number(uint64_t V) { return {V, Number}; }
};

class Memory {
public:
  static constexpr uint64_t ObjectSpacing = uint64_t(1) << 32;
  static constexpr uint64_t PageBytes = 256;
  static constexpr size_t MaxPages = 1 << 14; ///< 4 MiB of contents

  Memory(const Numbers &N, uint64_t Seed) : N(N), Seed(Seed) {}

  /// Whose an object is.
  enum class Owner : uint8_t {
    Outside,  ///< its contents come from, and go to, elsewhere
    Stack,    ///< of the code that runs, gone when it ends
    Heap,     ///< allocated by the code that runs
    Constant, ///< never written
  };
  /// A new object; negative offsets from the address stay inside of it.
  uint64_t allocate(Owner O = Owner::Outside) {
    Owners.push_back(O);
    return Owners.size() * ObjectSpacing + ObjectSpacing / 2;
  }
  Owner ownerOf(uint64_t Object) const { return Owners[Object - 1]; }
  static uint64_t objectOf(uint64_t Address) { return Address / ObjectSpacing; }
  static int64_t offsetOf(uint64_t Address) {
    return int64_t(Address % ObjectSpacing) - int64_t(ObjectSpacing / 2);
  }
  static uint64_t startOf(uint64_t Object) { return Object * ObjectSpacing + ObjectSpacing / 2; }
  uint64_t objects() const { return Owners.size(); }

  /// \p Bytes bytes (1 to 8) as an integer, or as the number that is kept there. Nothing:
  /// parts of a number, or out of memory.
  std::optional<Slot> load(uint64_t Address, unsigned Bytes);
  /// As a pointer: contents that nobody wrote become the address of a new object.
  std::optional<Slot> loadPointer(uint64_t Address);
  /// As a number of a type of \p Bytes bytes (2: half, 4: float, 8: double, 10, 16).
  std::optional<Slot> loadNumber(uint64_t Address, unsigned Bytes);
  bool store(uint64_t Address, unsigned Bytes, Slot Value);
  bool copy(uint64_t To, uint64_t From, uint64_t Bytes);
  bool fill(uint64_t To, uint8_t Byte, uint64_t Bytes);

  /// Somebody else wrote to \p Object: what is there is not known until it is written again.
  void lose(uint64_t Object);
  /// Contents that are there from the beginning: no output, no input.
  bool initialise(uint64_t Address, const uint8_t *Data, uint64_t Bytes);
  /// What load() would have found at the beginning.
  uint8_t initialByte(uint64_t Address) const;
  uint64_t initialNumber(uint64_t Address) const { return N.arbitrary(Seed ^ spread(Address)); }

  /// Arbitrary contents are and-ed with it, every aligned eight bytes (little-endian): for
  /// code whose integers leave room. Set before the first run.
  uint64_t Mask = ~uint64_t(0);
  /// Contents that are not arbitrary, by the address of the first byte. Set before the first run.
  std::vector<std::pair<uint64_t, std::vector<uint8_t>>> Given;
  /// Chooses the contents of memory that nobody wrote, at the first read.
  std::function<std::optional<uint64_t>(uint64_t Address, unsigned Bytes)> Choose;

  /// How many bytes after the pointer before it the pointer at an address points, where it is
  /// the end of an array; contents that nobody wrote.
  std::function<std::optional<uint64_t>(uint64_t Address)> ChooseEnd;

  bool wasRead(uint64_t Address) const { return state(Address) & ReadFirst; }
  bool wasWritten(uint64_t Address) const { return state(Address) & Written; }
  bool isKnown(uint64_t Address) const { return state(Address) & Known; }
  /// Forgets who read and wrote: what is there becomes initial.
  void forgetAccesses();
  /// Bytes [Begin, End) next to each other, in order of address.
  struct Range {
    uint64_t Begin, End;
  };
  std::vector<Range> inputs() const { return ranges(ReadFirst); }
  std::vector<Range> outputs() const { return ranges(Written); }
  std::vector<Range> touched() const { return ranges(ReadFirst | Written); }
  /// The byte there now; nothing where nobody touched it, or a number lies there that is no
  /// double.
  std::optional<uint8_t> byteAt(uint64_t Address) const;
  /// What the byte was at the beginning: an input's.
  uint8_t originalByte(uint64_t Address) const;

private:
  enum State : uint8_t { Known = 1, Written = 2, ReadFirst = 4, Head = 8, Rest = 16 };
  struct Page {
    std::array<uint8_t, PageBytes> Bytes{}, States{};
    std::array<uint8_t, PageBytes> Original{}; ///< of bytes read before they were written
    std::unique_ptr<std::array<uint64_t, PageBytes>> Cells; ///< numbers, by offset
  };
  Page *page(uint64_t Address);
  std::optional<uint8_t> encodedByte(uint64_t Address) const;
  Page *plain(uint64_t Address, unsigned Bytes, uint64_t &States);
  uint8_t state(uint64_t Address) const;
  std::vector<Range> ranges(uint8_t Which) const;
  bool read(uint64_t Address, unsigned Bytes, bool &WasKnown);
  void setInput(uint64_t Address, uint8_t Byte);
  std::optional<uint64_t> cell(uint64_t Address, unsigned Bytes);
  unsigned cellSize(uint64_t Address);
  void clearCells(uint64_t Address, unsigned Bytes);

  const Numbers &N;
  uint64_t Seed;
  std::vector<Owner> Owners; ///< by object; the first is number 1
  llvm::DenseSet<uint64_t> Lost; ///< objects of which nothing is known but what was written since
  llvm::DenseMap<uint64_t, std::unique_ptr<Page>> Pages;
  static constexpr uint64_t MaxFound = 1024;
  uint64_t Found = 0; ///< pointers that nobody wrote
  uint64_t LastNumber = ~uint64_t(0);
  Page *Last = nullptr;
};

} // namespace auspex::passes::execute

#endif
