//===- demand/msgpack.h - A small, capped MessagePack ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// As much of https://github.com/msgpack/msgpack/blob/master/spec.md as notes
// use. The writer always takes the shortest form. The reader reads from memory
// that somebody else wrote: it never recurses, never allocates, checks every
// length against what is left of the input, and keeps the first error with its
// offset; after an error every further read returns a zero and moves nothing.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_MSGPACK_H
#define AUSPEX_DEMAND_MSGPACK_H

#include "demand/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace auspex::demand {

class Packer {
public:
  void nil() { Out.push_back(char(0xc0)); }
  void integer(int64_t V);
  void number(uint64_t V); ///< an unsigned integer
  /// As an integer where it is one, else as float 32 where that is exact.
  void real(double V);
  void str(std::string_view S);
  void bin(std::string_view S);
  void array(uint32_t Count);
  void map(uint32_t Count);
  void raw(std::string_view Packed) { Out.append(Packed); }

  size_t size() const { return Out.size(); }
  std::string_view bytes() const { return Out; }
  std::string take() { return std::move(Out); }

private:
  void bigEndian(uint64_t V, unsigned Bytes);
  std::string Out;
};

/// An array whose number of elements is known at its end.
class PackedArray {
public:
  PackedArray &operator<<(int64_t V) { return ++Count, P.integer(V), *this; }
  void real(double V) { ++Count, P.real(V); }
  void nil() { ++Count, P.nil(); }
  void str(std::string_view S) { ++Count, P.str(S); }
  void bin(std::string_view S) { ++Count, P.bin(S); }
  void append(const PackedArray &Inner) {
    ++Count;
    Inner.writeTo(P);
  }
  void writeTo(Packer &To) const {
    To.array(Count);
    To.raw(P.bytes());
  }
  bool empty() const { return Count == 0; }

private:
  Packer P;
  uint32_t Count = 0;
};

class Unpacker {
public:
  explicit Unpacker(std::string_view Bytes) : Data(Bytes) {}

  bool ok() const { return Message.empty(); }
  size_t offset() const { return Pos; }
  size_t left() const { return Data.size() - Pos; }
  /// How many objects were begun, arrays and maps included, skipped ones not.
  size_t objects() const { return Objects; }
  bool atNil() const { return left() && uint8_t(Data[Pos]) == 0xc0; }
  bool atInteger() const;
  bool atString() const;

  void nil();
  int64_t integer();
  /// An integer within [Low, High]; \p What names it in the error.
  int64_t within(int64_t Low, int64_t High, const char *What);
  uint64_t number(uint64_t High, const char *What) {
    return uint64_t(within(0, int64_t(High), What));
  }
  double real(); ///< a float or an integer
  std::string_view str();
  std::string_view bin();
  /// Counts, each at most the bytes that are left: every element takes one.
  uint32_t array();
  uint32_t map();
  void skip(); ///< one object, however deep

  /// Keeps the first error.
  void fail(std::string What);
  std::unexpected<Error> error() const;

private:
  bool take(unsigned Bytes, uint64_t &V);
  uint8_t tag();
  std::string_view chunk(uint64_t Length);
  std::string_view stringLike(bool Binary);

  std::string_view Data;
  size_t Pos = 0, Objects = 0;
  std::string Message;
  size_t ErrorAt = 0;
};

} // namespace auspex::demand

#endif
