//===- test/unit/kernels/mac_test.cpp - Message authentication by what it computes ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/macs.h"
#include "test/unit/kernels/program.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;
using namespace auspex::kernels::test;

namespace {

uint64_t get(const Bytes &B, size_t K, unsigned Width, Order8 O = Order8::Little) { return word(B, K * Width, Width, O); }
void put(Bytes &B, size_t K, unsigned Width, uint64_t V, Order8 O = Order8::Little) {
  const Bytes E = bytesOf(std::span(&V, 1), Width, O);
  std::copy(E.begin(), E.end(), B.begin() + ptrdiff_t(K * Width));
}

TEST(Poly1305, ReferenceGivesTheKnownAnswer) {
  // RFC 8439, 2.5.2.
  EXPECT_EQ(hex(poly1305(bytes("Cryptographic Forum Research Group"),
                         fromHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"))),
            "a8061dc1305136c6c22b8baf0c0127a9");
  // RFC 8439, A.3, vectors 7 and 8: values next to the prime.
  EXPECT_EQ(hex(poly1305(fromHex("ffffffffffffffffffffffffffffffff"
                                 "f0ffffffffffffffffffffffffffffff11000000000000000000000000000000"),
                         fromHex("0100000000000000000000000000000000000000000000000000000000000000"))),
            "05000000000000000000000000000000");
}

TEST(Poly1305, NamesATag) {
  for (size_t Length : {5, 16, 64, 77})
    for (bool Right : {true, false})
      EXPECT_EQ(nameOf(Program({out(16), in(Length), in(32)}, {{64, Length}}, 0,
                               [&](auto &M, auto &) {
                                 if (!Right)
                                   M[2][4] ^= 4; // a bit that is cleared in r, then one that is not
                                 if (!Right)
                                   M[2][5] ^= 4;
                                 M[0] = poly1305(M[1], M[2]);
                                 return 0;
                               })),
                Right ? "poly1305" : "");
}

/// Five limbs of 26 bits; \p Five: the factor of what overflows.
void blocks26(Bytes &H, const Bytes &R, const Bytes &M, uint64_t Five) {
  uint64_t A[5], K[5];
  for (size_t I = 0; I < 5; ++I)
    A[I] = get(H, I, 4), K[I] = get(R, I, 4);
  for (size_t At = 0; At + 16 <= M.size(); At += 16) {
    for (size_t I = 0; I < 5; ++I) {
      uint64_t Bits = I == 4 ? uint64_t(1) << 24 : 0;
      for (size_t Bit = 0; Bit < 26 && 26 * I + Bit < 128; ++Bit)
        Bits |= uint64_t(M[At + (26 * I + Bit) / 8] >> (26 * I + Bit) % 8 & 1) << Bit;
      A[I] += Bits;
    }
    uint64_t D[5] = {};
    for (size_t I = 0; I < 5; ++I)
      for (size_t J = 0; J < 5; ++J)
        D[(I + J) % 5] += A[I] * K[J] * (I + J >= 5 ? Five : 1);
    for (size_t I = 0; I < 4; ++I)
      D[I + 1] += D[I] >> 26, A[I] = D[I] & 0x3ffffff;
    A[4] = D[4] & 0x3ffffff;
    A[0] += (D[4] >> 26) * Five;
    A[1] += A[0] >> 26, A[0] &= 0x3ffffff;
  }
  for (size_t I = 0; I < 5; ++I)
    put(H, I, 4, A[I]);
}

TEST(Poly1305, NamesBlocksInLimbs) {
  for (uint64_t Five : {5, 6})
    EXPECT_EQ(nameOf(Program({inOut(20), in(20), in(64)}, {{64, 64}}, 0,
                             [&](auto &M, auto &) {
                               blocks26(M[0], M[1], M[2], Five);
                               return 0;
                             })),
              Five == 5 ? "poly1305" : "");
  using Wide = unsigned __int128;
  EXPECT_EQ(nameOf(Program({inOut(24), in(16), in(48)}, {{64, 3}}, 0,
                           [&](auto &M, auto &) { // three words, r of two
                             uint64_t H0 = get(M[0], 0, 8), H1 = get(M[0], 1, 8), H2 = get(M[0], 2, 8);
                             const uint64_t R0 = get(M[1], 0, 8), R1 = get(M[1], 1, 8), S1 = R1 + (R1 >> 2);
                             for (size_t K = 0; K < 3; ++K) {
                               Wide T = Wide(H0) + get(M[2], 2 * K, 8);
                               H0 = uint64_t(T);
                               T = Wide(H1) + get(M[2], 2 * K + 1, 8) + uint64_t(T >> 64);
                               H1 = uint64_t(T), H2 += uint64_t(T >> 64) + 1;
                               const Wide D0 = Wide(H0) * R0 + Wide(H1) * S1;
                               const Wide D1 = Wide(H0) * R1 + Wide(H1) * R0 + Wide(H2) * S1 + uint64_t(D0 >> 64);
                               const uint64_t D2 = H2 * R0 + uint64_t(D1 >> 64);
                               T = Wide(uint64_t(D0)) + (D2 >> 2) + (D2 & ~uint64_t(3));
                               H0 = uint64_t(T);
                               T = Wide(uint64_t(D1)) + uint64_t(T >> 64);
                               H1 = uint64_t(T), H2 = (D2 & 3) + uint64_t(T >> 64);
                             }
                             put(M[0], 0, 8, H0), put(M[0], 1, 8, H1), put(M[0], 2, 8, H2);
                             return 0;
                           })),
            "poly1305");
}

GhashElement element(std::string_view Hex) {
  const Bytes B = fromHex(Hex);
  return {word(B, 0, 8, Order8::Big), word(B, 8, 8, Order8::Big)};
}

TEST(Ghash, ReferenceGivesTheKnownAnswer) {
  // The GCM specification's test case 2.
  EXPECT_EQ(ghashMultiply(element("0388dace60b6a392f328c2b971b2fe78"), element("66e94bd4ef8a2c3b884cfa59ca342b2e")),
            element("5e2ec746917062882c85b0685353deb7"));
}

TEST(Ghash, IsNamed) {
  auto Load = [](const Bytes &B, size_t K, Order8 O) { return GhashElement{get(B, 2 * K, 8, O), get(B, 2 * K + 1, 8, O)}; };
  for (Order8 O : {Order8::Big, Order8::Little})
    for (size_t Blocks : {0, 1, 4})
      EXPECT_EQ(nameOf(Program({inOut(16), in(16), in(16 * std::max<size_t>(Blocks, 1))}, {{64, Blocks}}, 0,
                               [&](auto &M, auto &) {
                                 GhashElement Y = Load(M[0], 0, O);
                                 const GhashElement H = Load(M[1], 0, O);
                                 for (size_t K = 0; K < Blocks; ++K)
                                   Y = ghashMultiply(Y ^ Load(M[2], K, O), H);
                                 if (!Blocks)
                                   Y = ghashMultiply(Y, H);
                                 put(M[0], 0, 8, Y.High, O), put(M[0], 1, 8, Y.Low, O);
                                 return 0;
                               })),
                "ghash");
  // A carry that is reduced by something else.
  EXPECT_EQ(nameOf(Program({inOut(16), in(16)}, {}, 0,
                           [&](auto &M, auto &) {
                             GhashElement X = Load(M[0], 0, Order8::Big), V = Load(M[1], 0, Order8::Big), Z;
                             for (unsigned I = 0; I < 128; ++I) {
                               if ((I < 64 ? X.High >> (63 - I) : X.Low >> (127 - I)) & 1)
                                 Z = Z ^ V;
                               const bool Out = V.Low & 1;
                               V = {V.High >> 1 ^ (Out ? uint64_t(0xe3) << 56 : 0), V.Low >> 1 | V.High << 63};
                             }
                             put(M[0], 0, 8, Z.High, Order8::Big), put(M[0], 1, 8, Z.Low, Order8::Big);
                             return 0;
                           })),
            "");
}

TEST(Ghash, NamesATableOfMultiples) {
  // Whatever is in the table: it stands for the multiples.
  EXPECT_EQ(nameOf(Program({inOut(16), in(256), in(64)}, {{64, 4}}, 0,
                           [&](auto &M, auto &) {
                             uint64_t High = get(M[0], 0, 8), Low = get(M[0], 1, 8);
                             for (size_t K = 0; K < 4; ++K) {
                               const uint64_t X[2] = {High ^ get(M[2], 2 * K, 8, Order8::Big),
                                                      Low ^ get(M[2], 2 * K + 1, 8, Order8::Big)};
                               High = Low = 0;
                               for (unsigned I = 32; I-- > 0;) {
                                 for (int Bit = 0; Bit < 4; ++Bit) {
                                   const bool Out = Low & 1;
                                   Low = Low >> 1 | High << 63;
                                   High = High >> 1 ^ (Out ? uint64_t(0xe1) << 56 : 0);
                                 }
                                 const size_t Nibble = X[I / 16] >> (60 - 4 * (I % 16)) & 15;
                                 High ^= get(M[1], 2 * Nibble, 8), Low ^= get(M[1], 2 * Nibble + 1, 8);
                               }
                             }
                             put(M[0], 0, 8, High), put(M[0], 1, 8, Low);
                             return 0;
                           })),
            "ghash");
}

TEST(Hmac, ReferencesGiveTheKnownAnswers) {
  // RFC 4231, RFC 2202, RFC 6070.
  const Bytes Key = bytes("Jefe"), Text = bytes("what do ya want for nothing?");
  for (const DigestFunction &H : digestFunctions()) {
    if (std::string_view(H.Name) == "sha-256") {
      EXPECT_EQ(hex(hmac(H, Key, Text)), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
    if (std::string_view(H.Name) == "md5") {
      EXPECT_EQ(hex(hmac(H, Key, Text)), "750c783e6ab0b503eaa86e310a5db738");
    }
    if (std::string_view(H.Name) == "sha-1") {
      EXPECT_EQ(hex(hmac(H, Bytes(80, 0xaa), bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
                "aa4ae5e15272d00e95705637ce8a3b55ed402112");
      EXPECT_EQ(hex(pbkdf2(H, bytes("password"), bytes("salt"), 2, 20)),
                "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
    }
  }
}

TEST(Hmac, IsNamedOverEveryDigest) {
  for (const DigestFunction &H : digestFunctions()) {
    EXPECT_EQ(nameOf(Program({in(20), in(64), out(H.DigestBytes)}, {{64, 20}, {64, 64}}, 0,
                             [&](auto &M, auto &) {
                               M[2] = hmac(H, M[0], M[1]);
                               return 0;
                             })),
              "hmac")
        << H.Name;
    EXPECT_EQ(nameOf(Program({in(20), in(64), out(H.DigestBytes)}, {{64, 20}, {64, 64}}, 0,
                             [&](auto &M, auto &) { // no second digest
                               Bytes All = M[0];
                               All.insert(All.end(), M[1].begin(), M[1].end());
                               M[2] = H.Of(All);
                               return 0;
                             })),
              "")
        << H.Name;
  }
}

TEST(Pbkdf2, IsNamed) {
  for (unsigned Iterations : {1, 3})
    EXPECT_EQ(nameOf(Program({in(8), in(8), out(40)}, {{64, 8}, {64, 8}, {32, Iterations}, {64, 40}}, 0,
                             [&](auto &M, auto &) {
                               M[2] = pbkdf2(digestFunctions()[0], M[0], M[1], Iterations, 40);
                               return 0;
                             })),
              "pbkdf2");
}

} // namespace
