//===- kernels/idioms/cryptography/des_definition.cpp - DES, bit by bit -------=//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 46-3. S-boxes and permutation P are joined into tables when first used.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/des.h"

#include <array>
#include <utility>

namespace auspex::kernels {
namespace {

/// S-boxes: four rows of sixteen hexadecimal digits each.
constexpr const char *Boxes[8] = {
    "e4d12fb83a6c5907"
    "0f74e2d1a6cb9538"
    "41e8d62bfc973a50"
    "fc8249175b3ea06d",
    "f18e6b34972dc05a"
    "3d47f28ec01a69b5"
    "0e7ba4d158c6932f"
    "d8a13f42b67c05e9",
    "a09e63f51dc7b428"
    "d709346a285ecbf1"
    "d6498f30b12c5ae7"
    "1ad069874fe3b52c",
    "7de3069a1285bc4f"
    "d8b56f03472c1ae9"
    "a690cb7df13e5284"
    "3f06a1d8945bc72e",
    "2c417ab6853fd0e9"
    "eb2c47d150fa3986"
    "421bad78f9c5630e"
    "b8c71e2d6f09a453",
    "c1af92680d34e75b"
    "af427c9561de0b38"
    "9ef528c3704a1db6"
    "432c95fabe17608d",
    "4b2ef08d3c975a61"
    "d0b7491ae35c2f86"
    "14bdc37eaf680592"
    "6bd814a7950fe23c",
    "d2846fb1a93e50c7"
    "1fd8a374c56b0e92"
    "7b419ce206adf358"
    "21e74a8dfc90356b",
};
// Numbers of bits, counted from 1 at the highest.
constexpr uint8_t P[32] = {16, 7, 20, 21, 29, 12, 28, 17, 1,  15, 23, 26, 5,  18, 31, 10,
                           2,  8, 24, 14, 32, 27, 3,  9,  19, 13, 30, 6,  22, 11, 4,  25};
constexpr uint8_t PC1[56] = {57, 49, 41, 33, 25, 17, 9,  1,  58, 50, 42, 34, 26, 18,
                             10, 2,  59, 51, 43, 35, 27, 19, 11, 3,  60, 52, 44, 36,
                             63, 55, 47, 39, 31, 23, 15, 7,  62, 54, 46, 38, 30, 22,
                             14, 6,  61, 53, 45, 37, 29, 21, 13, 5,  28, 20, 12, 4};
constexpr uint8_t PC2[48] = {14, 17, 11, 24, 1,  5,  3,  28, 15, 6,  21, 10, 23, 19, 12, 4,
                             26, 8,  16, 7,  27, 20, 13, 2,  41, 52, 31, 37, 47, 55, 30, 40,
                             51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32};

uint64_t permute(uint64_t X, unsigned Width, std::span<const uint8_t> Table) {
  uint64_t Out = 0;
  for (uint8_t Bit : Table)
    Out = Out << 1 | (X >> (Width - Bit) & 1);
  return Out;
}

/// Columns of the block's 8x8 bits become rows: the even ones first, from below.
std::array<uint8_t, 64> initialTable() {
  std::array<uint8_t, 64> T;
  for (unsigned I = 0; I < 64; ++I)
    T[I] = uint8_t((7 - I % 8) * 8 + (I < 32 ? 2 * (I / 8) + 2 : 2 * (I / 8) - 7));
  return T;
}

/// A permutation of 64 bits by bytes: what each byte's value becomes.
struct Permutation {
  std::array<std::array<uint64_t, 256>, 8> Of = {};
  explicit Permutation(std::span<const uint8_t, 64> Table) {
    for (unsigned To = 0; To < 64; ++To) {
      const unsigned From = Table[To] - 1u;
      for (unsigned V = 0; V < 256; ++V)
        Of[From / 8][V] |= uint64_t(V >> (7 - From % 8) & 1) << (63 - To);
    }
  }
  uint64_t operator()(uint64_t X) const {
    uint64_t Out = 0;
    for (unsigned I = 0; I < 8; ++I)
      Out |= Of[I][X >> (56 - 8 * I) & 255];
    return Out;
  }
};

std::array<uint8_t, 64> inverse(std::span<const uint8_t, 64> Table) {
  std::array<uint8_t, 64> Out;
  for (unsigned I = 0; I < 64; ++I)
    Out[Table[I] - 1u] = uint8_t(I + 1);
  return Out;
}

/// S-boxes and P together: 32 bits for six.
struct Joined {
  std::array<std::array<uint32_t, 64>, 8> Of;
  Permutation Initial{initialTable()}, Final{inverse(initialTable())};
  Joined() {
    for (unsigned Box = 0; Box < 8; ++Box)
      for (unsigned X = 0; X < 64; ++X) {
        const char Digit = Boxes[Box][16 * ((X >> 4 & 2) | (X & 1)) + (X >> 1 & 15)];
        const uint32_t V = uint32_t(Digit <= '9' ? Digit - '0' : Digit - 'a' + 10);
        Of[Box][X] = uint32_t(permute(uint64_t(V) << (28 - 4 * Box), 32, P));
      }
  }
};
const Joined &joined() {
  static const Joined J;
  return J;
}

uint32_t feistel(const Joined &J, uint32_t R, uint64_t Key) {
  uint32_t Out = 0;
  for (unsigned Box = 0; Box < 8; ++Box) {
    // Six bits around the four of this box, the word being a ring.
    const unsigned Turn = (4 * Box + 5) % 32;
    const uint32_t Bits = R << Turn | R >> (32 - Turn);
    Out ^= J.Of[Box][(Bits ^ uint32_t(Key >> (42 - 6 * Box))) & 63];
  }
  return Out;
}

} // namespace

uint64_t desRounds(uint64_t Block, std::span<const uint64_t> Subkeys, bool Bare, bool Backwards) {
  const Joined &J = joined();
  if (!Bare)
    Block = J.Initial(Block);
  auto L = uint32_t(Block >> 32), R = uint32_t(Block);
  for (size_t I = 0; I < Subkeys.size(); ++I) {
    L ^= feistel(J, R, Subkeys[Backwards ? Subkeys.size() - 1 - I : I]);
    if (I % 16 != 15)
      std::swap(L, R);
  }
  Block = uint64_t(L) << 32 | R;
  return Bare ? Block : J.Final(Block);
}

std::vector<uint64_t> desSubkeys(uint64_t Key) {
  const uint64_t CD = permute(Key, 64, PC1);
  auto C = uint32_t(CD >> 28), D = uint32_t(CD & 0xfffffff);
  std::vector<uint64_t> Out;
  for (unsigned I = 0; I < 16; ++I) {
    for (unsigned Turns = I < 2 || I == 8 || I == 15 ? 1 : 2; Turns > 0; --Turns) {
      C = (C << 1 | C >> 27) & 0xfffffff;
      D = (D << 1 | D >> 27) & 0xfffffff;
    }
    Out.push_back(permute(uint64_t(C) << 28 | D, 56, PC2));
  }
  return Out;
}

std::span<const SubkeyLayout> subkeyLayouts() {
  static constexpr SubkeyLayout All[] = {
      {8, [](unsigned I) { return 47 - I; }},                  // the low bits of 64
      {6, [](unsigned I) { return 8 * (I / 8) + 7 - I % 8; }}, // six bytes
      {8, [](unsigned I) { return 8 * (I / 6) + 5 - I % 6; }}, // six bits a byte
      {8, [](unsigned I) { return 8 * (I / 6) + 7 - I % 6; }}, // the high ones
      {48, [](unsigned I) { return 8 * I; }},                  // a bit a byte
      {192, [](unsigned I) { return 32 * I; }},                // a bit a word
      // Two words: the odd S-boxes' bits in one, the even ones' in the other.
      {8, [](unsigned I) { return 32 * (I / 6 % 2) + 24 - 8 * (I / 12) + 5 - I % 6; }},
      {8, [](unsigned I) { return 32 * (1 - I / 6 % 2) + 24 - 8 * (I / 12) + 5 - I % 6; }},
      {8, [](unsigned I) { return 32 * (I / 24) + 23 - I % 24; }}, // two halves of 24
      // Bits from the lowest on, the even S-boxes' turned by four.
      {8,
       [](unsigned I) {
         return 32 * (I / 6 % 2) + (2 + 8 * (I / 12) + I % 6 + I / 6 % 2 * 4) % 32;
       }},
  };
  return All;
}

/// The places of a subkey's bits in each layout.
static const std::array<unsigned, 48> &bitsOf(const SubkeyLayout &L) {
  static const auto Tables = [] {
    std::vector<std::array<unsigned, 48>> Out;
    for (const SubkeyLayout &X : subkeyLayouts()) {
      Out.emplace_back();
      for (unsigned I = 0; I < 48; ++I)
        Out.back()[I] = X.Bit(I);
    }
    return Out;
  }();
  return Tables[size_t(&L - subkeyLayouts().data())];
}

std::vector<uint8_t> storeSubkeys(const SubkeyLayout &L, std::span<const uint64_t> Subkeys) {
  std::vector<uint8_t> Out(L.Bytes * Subkeys.size());
  const auto &Bits = bitsOf(L);
  for (size_t K = 0; K < Subkeys.size(); ++K)
    for (unsigned I = 0; I < 48; ++I)
      Out[L.Bytes * K + Bits[I] / 8] |= uint8_t((Subkeys[K] >> (47 - I) & 1) << Bits[I] % 8);
  return Out;
}

std::vector<uint64_t> loadSubkeys(const SubkeyLayout &L, std::span<const uint8_t> Memory) {
  std::vector<uint64_t> Out(Memory.size() / L.Bytes);
  const auto &Bits = bitsOf(L);
  for (size_t K = 0; K < Out.size(); ++K)
    for (unsigned I = 0; I < 48; ++I)
      Out[K] = Out[K] << 1 | (Memory[L.Bytes * K + Bits[I] / 8] >> Bits[I] % 8 & 1);
  return Out;
}

} // namespace auspex::kernels
