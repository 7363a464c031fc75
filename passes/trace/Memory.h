//===- passes/trace/Memory.h - Memory that holds graphs of numbers ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Objects lie 4 GiB apart, so that an address tells its object. A scalar lies in a cell
// of the size that it was written with. Bytes that were copied before anybody knew what
// they are (memmove over a delay line, a structure copied as a long integer) remember
// where they came from and become numbers when they are read.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_TRACE_MEMORY_H
#define AUSPEX_PASSES_TRACE_MEMORY_H

#include "kernels/trace/trace.h"

#include "llvm/ADT/DenseMap.h"

#include <functional>
#include <memory>
#include <unordered_map>

namespace llvm {
class GlobalVariable;
class Type;
} // namespace llvm

namespace auspex::passes::trace {

using kernels::trace::None;
using kernels::trace::Ref;

/// A value of the IR: an integer or address with its bits, and what they were computed
/// from where that is data; a number; bytes on their way from memory to memory; several.
struct Val {
  enum Kind : uint8_t { Undef, Int, Real, Bytes, Many };
  Kind K = Undef;
  uint64_t I = 0;
  Ref N = None;
  std::shared_ptr<std::vector<Val>> Parts;

  static Val integer(uint64_t I, Ref N = None) { return {Int, I, N, nullptr}; }
  static Val real(Ref N) { return {Real, 0, N, nullptr}; }
  static Val many(std::vector<Val> Parts) {
    return {Many, 0, None, std::make_shared<std::vector<Val>>(std::move(Parts))};
  }
};

struct Object {
  uint64_t Key;  ///< where it came from, the same in every run
  bool Own;      ///< the code allocated it: its contents begin as zero
  const llvm::GlobalVariable *Global;
  bool Stack;    ///< nobody sees it afterwards
};

class Memory {
public:
  static constexpr uint64_t Spacing = uint64_t(1) << 32, Middle = Spacing / 4;
  static constexpr uint64_t FirstObject = 1 << 15; ///< so that addresses are no small numbers
  static constexpr uint64_t MaxCopy = 1 << 14;
  static constexpr size_t MaxObjects = 4096, MaxCells = 1 << 17;

  uint64_t objectOf(uint64_t Key, bool Own, const llvm::GlobalVariable *Global = nullptr,
                    bool Stack = false);
  const Object *objectAt(uint64_t Address) const {
    const uint64_t K = Address / Spacing;
    return K >= FirstObject && K - FirstObject < Objects.size() ? &Objects[K - FirstObject] : nullptr;
  }
  static int64_t offsetOf(uint64_t Address) { return int64_t(Address % Spacing) - int64_t(Middle); }
  static bool isAddress(uint64_t V) {
    return V / Spacing >= FirstObject && V / Spacing < FirstObject + MaxObjects;
  }

  /// A scalar of \p Bytes bytes; Undef where parts of others lie there.
  Val load(uint64_t Address, llvm::Type *T, unsigned Bytes);
  bool store(uint64_t Address, unsigned Bytes, const Val &V);
  bool copy(uint64_t To, uint64_t From, uint64_t Bytes);
  bool fill(uint64_t To, uint8_t Byte, uint64_t Bytes);
  /// There is one scalar of this size, or nothing yet.
  bool isWhole(uint64_t Address, unsigned Bytes) const;

  template <typename Fn> void forEachCell(Fn Do) const {
    for (const auto &[Address, C] : Cells)
      Do(Address, C.Bytes, C.V);
  }

  /// What lies where nobody wrote.
  std::function<Val(uint64_t Address, llvm::Type *T, unsigned Bytes)> Initial;

private:
  uint64_t Copied = 0; ///< bytes
  struct Cell {
    Val V;
    unsigned Bytes;
  };
  struct Byte {
    uint64_t Origin; ///< the address that it was copied from, or, below 256, its value
  };
  static constexpr unsigned MaxBytes = 16;
  void clear(uint64_t Address, uint64_t Bytes);
  void put(uint64_t Address, Cell C);
  /// Whether something lies in these bytes.
  bool isTouched(uint64_t Address, uint64_t Bytes) const;
  void touch(uint64_t Address, uint64_t Bytes);
  static uint64_t maskOf(uint64_t A, uint64_t End);

  std::vector<Object> Objects;
  std::unordered_map<uint64_t, uint64_t> Known; ///< key -> address
  std::unordered_map<uint64_t, Cell> Cells;
  std::unordered_map<uint64_t, Byte> Loose;
  /// A bit for each byte where a cell or a loose byte lies or once lay: most accesses meet
  /// nothing, or a cell of their own size.
  static constexpr uint64_t WordBytes = 64;
  llvm::DenseMap<uint64_t, uint64_t> Touched;
};

} // namespace auspex::passes::trace

#endif
