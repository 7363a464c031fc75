//===- demand/msgpack.cpp -------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/msgpack.h"

#include <bit>
#include <cmath>

namespace auspex::demand {

void Packer::bigEndian(uint64_t V, unsigned Bytes) {
  while (Bytes--)
    Out.push_back(char(V >> (8 * Bytes)));
}

void Packer::number(uint64_t V) {
  if (V <= 0x7f)
    return bigEndian(V, 1);
  unsigned Log = V <= UINT8_MAX ? 0 : V <= UINT16_MAX ? 1 : V <= UINT32_MAX ? 2 : 3;
  bigEndian(0xcc + Log, 1);
  bigEndian(V, 1u << Log);
}

void Packer::integer(int64_t V) {
  if (V >= 0)
    return number(uint64_t(V));
  if (V >= -32)
    return bigEndian(uint64_t(V), 1);
  unsigned Log = V >= INT8_MIN ? 0 : V >= INT16_MIN ? 1 : V >= INT32_MIN ? 2 : 3;
  bigEndian(0xd0 + Log, 1);
  bigEndian(uint64_t(V), 1u << Log);
}

void Packer::real(double V) {
  bool NegativeZero = V == 0 && std::signbit(V);
  if (V == std::trunc(V) && std::fabs(V) < 0x1p53 && !NegativeZero)
    return integer(int64_t(V));
  if (double(float(V)) == V) {
    bigEndian(0xca, 1);
    return bigEndian(std::bit_cast<uint32_t>(float(V)), 4);
  }
  bigEndian(0xcb, 1);
  bigEndian(std::bit_cast<uint64_t>(V), 8);
}

void Packer::str(std::string_view S) {
  if (S.size() < 32) {
    bigEndian(0xa0 | S.size(), 1);
  } else {
    unsigned Log = S.size() <= UINT8_MAX ? 0 : S.size() <= UINT16_MAX ? 1 : 2;
    bigEndian(0xd9 + Log, 1);
    bigEndian(S.size(), 1u << Log);
  }
  Out.append(S);
}

void Packer::bin(std::string_view S) {
  unsigned Log = S.size() <= UINT8_MAX ? 0 : S.size() <= UINT16_MAX ? 1 : 2;
  bigEndian(0xc4 + Log, 1);
  bigEndian(S.size(), 1u << Log);
  Out.append(S);
}

void Packer::array(uint32_t Count) {
  if (Count < 16)
    return bigEndian(0x90 | Count, 1);
  bigEndian(Count <= UINT16_MAX ? 0xdc : 0xdd, 1);
  bigEndian(Count, Count <= UINT16_MAX ? 2 : 4);
}

void Packer::map(uint32_t Count) {
  if (Count < 16)
    return bigEndian(0x80 | Count, 1);
  bigEndian(Count <= UINT16_MAX ? 0xde : 0xdf, 1);
  bigEndian(Count, Count <= UINT16_MAX ? 2 : 4);
}

void Unpacker::fail(std::string What) {
  if (!ok())
    return;
  Message = std::move(What);
  ErrorAt = Pos;
  Pos = Data.size();
}

std::unexpected<Error> Unpacker::error() const {
  return demand::fail("malformed note at byte " + std::to_string(ErrorAt) + ": " + Message);
}

bool Unpacker::take(unsigned Bytes, uint64_t &V) {
  V = 0;
  if (left() < Bytes) {
    fail("it ends in the middle of something");
    return false;
  }
  for (unsigned I = 0; I < Bytes; ++I)
    V = V << 8 | uint8_t(Data[Pos++]);
  return true;
}

uint8_t Unpacker::tag() {
  uint64_t T = 0xc1; // never used by the format
  ++Objects;
  return take(1, T) ? uint8_t(T) : 0xc1;
}

bool Unpacker::atInteger() const {
  if (!left())
    return false;
  uint8_t T = uint8_t(Data[Pos]);
  return T <= 0x7f || T >= 0xe0 || (T >= 0xcc && T <= 0xd3);
}

bool Unpacker::atString() const {
  if (!left())
    return false;
  uint8_t T = uint8_t(Data[Pos]);
  return (T >= 0xa0 && T <= 0xbf) || (T >= 0xd9 && T <= 0xdb);
}

void Unpacker::nil() {
  if (!atNil())
    return fail("nil expected");
  tag();
}

int64_t Unpacker::integer() {
  if (!atInteger()) {
    fail("integer expected");
    return 0;
  }
  size_t Start = Pos;
  uint8_t T = tag();
  if (T <= 0x7f || T >= 0xe0)
    return int8_t(T);
  bool Signed = T >= 0xd0;
  unsigned Bytes = 1u << (T & 3);
  uint64_t V;
  if (!take(Bytes, V))
    return 0;
  if (Signed)
    return int64_t(V << (64 - 8 * Bytes)) >> (64 - 8 * Bytes);
  if (V > uint64_t(INT64_MAX)) {
    Pos = Start;
    fail("integer too large");
    return 0;
  }
  return int64_t(V);
}

int64_t Unpacker::within(int64_t Low, int64_t High, const char *What) {
  size_t Start = Pos;
  int64_t V = integer();
  if (!ok())
    return Low;
  if (V < Low || V > High) {
    Pos = Start;
    fail(std::string(What) + " out of range: " + std::to_string(V));
    return Low;
  }
  return V;
}

double Unpacker::real() {
  if (atInteger())
    return double(integer());
  uint8_t T = tag();
  uint64_t V;
  if (T == 0xca && take(4, V))
    return std::bit_cast<float>(uint32_t(V));
  if (T == 0xcb && take(8, V))
    return std::bit_cast<double>(V);
  fail("number expected");
  return 0;
}

std::string_view Unpacker::chunk(uint64_t Length) {
  if (Length > left()) {
    fail("a length beyond the end");
    return {};
  }
  std::string_view S = Data.substr(Pos, size_t(Length));
  Pos += size_t(Length);
  return S;
}

std::string_view Unpacker::stringLike(bool Binary) {
  uint8_t T = tag();
  if (!Binary && T >= 0xa0 && T <= 0xbf)
    return chunk(T & 31);
  uint8_t First = Binary ? 0xc4 : 0xd9;
  uint64_t Length;
  if (T >= First && T < First + 3) {
    if (take(1u << (T - First), Length))
      return chunk(Length);
    return {};
  }
  fail(Binary ? "bytes expected" : "string expected");
  return {};
}

std::string_view Unpacker::str() { return stringLike(false); }
std::string_view Unpacker::bin() { return stringLike(true); }

uint32_t Unpacker::array() {
  uint8_t T = tag();
  uint64_t Count = T & 15;
  if ((T & 0xf0) != 0x90) {
    if ((T != 0xdc && T != 0xdd) || !take(T == 0xdc ? 2 : 4, Count)) {
      fail("array expected");
      return 0;
    }
  }
  if (Count > left()) {
    fail("an array longer than the note");
    return 0;
  }
  return uint32_t(Count);
}

uint32_t Unpacker::map() {
  uint8_t T = tag();
  uint64_t Count = T & 15;
  if ((T & 0xf0) != 0x80) {
    if ((T != 0xde && T != 0xdf) || !take(T == 0xde ? 2 : 4, Count)) {
      fail("map expected");
      return 0;
    }
  }
  if (Count > left() / 2) {
    fail("a map longer than the note");
    return 0;
  }
  return uint32_t(Count);
}

void Unpacker::skip() {
  // Only the number of objects still to be skipped matters, not their nesting.
  uint64_t Pending = 1, Length;
  while (Pending && ok()) {
    --Pending;
    if (!left())
      return fail("it ends in the middle of something");
    uint8_t T = uint8_t(Data[Pos]);
    if (T <= 0x8f || T == 0xde || T == 0xdf) {
      if (T <= 0x7f)
        ++Pos;
      else
        Pending += 2 * uint64_t(map());
    } else if (T <= 0x9f || T == 0xdc || T == 0xdd) {
      Pending += array();
    } else if (atString()) {
      str();
    } else if (T >= 0xc4 && T <= 0xc6) {
      bin();
    } else if (atInteger()) {
      // 64-bit unsigned values are no error in something that is not looked at.
      ++Pos;
      if (T >= 0xcc && T <= 0xd3)
        chunk(1u << (T & 3));
    } else if (T >= 0xc7 && T <= 0xc9) { // ext: a length, a type, the bytes
      ++Pos;
      if (take(1u << (T - 0xc7), Length))
        chunk(Length + 1);
    } else if (T >= 0xd4 && T <= 0xd8) { // fixext
      ++Pos;
      chunk((1u << (T - 0xd4)) + 1);
    } else if (T == 0xca || T == 0xcb) {
      ++Pos;
      chunk(T == 0xca ? 4 : 8);
    } else if (T == 0xc0 || T == 0xc2 || T == 0xc3) {
      ++Pos;
    } else {
      fail("a byte that begins nothing");
    }
    if (Pending > left())
      return fail("more objects than the note has bytes");
  }
}

} // namespace auspex::demand
