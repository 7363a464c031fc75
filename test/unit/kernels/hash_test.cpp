//===- test/unit/kernels/hash_test.cpp - Checksums and short hashes by what they compute ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/checksums.h"
#include "kernels/idioms/cryptography/short_hashes.h"
#include "test/unit/kernels/program.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;
using namespace auspex::kernels::test;

namespace {

/// A function of (message, length), \p Bits returned.
std::string nameOfHash(size_t Length, unsigned Bits,
                       std::function<uint64_t(std::span<const uint8_t>)> H) {
  return nameOf(Program({in(Length)}, {{64, Length}}, Bits,
                        [&](auto &M, auto &) { return H(M[0]); }));
}
/// The same with a seed before the message.
std::string nameOfSeeded(size_t Length, unsigned Bits,
                         std::function<uint64_t(std::span<const uint8_t>, uint64_t)> H) {
  return nameOf(Program({in(Length)}, {{Bits}, {64, Length}}, Bits,
                        [&](auto &M, auto &A) { return H(M[0], A[0]); }));
}
/// Of a string that ends with a zero.
std::string nameOfString(size_t Length, unsigned Bits,
                         std::function<uint64_t(std::span<const uint8_t>)> H) {
  return nameOf(Program({text(Length)}, {}, Bits,
                        [&](auto &M, auto &) { return H(std::span(M[0]).first(Length)); }));
}
using Data = std::span<const uint8_t>;

TEST(Checksums, ReferencesGiveTheKnownAnswers) {
  // RFC 1950 and RFC 1071 by hand; the CRC catalogue's check values.
  Bytes Long;
  for (int I = 0; I < 100; ++I)
    Long.push_back(0xff);
  EXPECT_EQ(adler32(Long, 1), (1 + 25500) | (100 + 255 * 5050 - 65521 * 19) << 16);
  EXPECT_EQ(fletcher(bytes("abcde"), 1, Order8::Little), 0xc8f0u);
  EXPECT_EQ(fletcher(bytes("abcdef"), 2, Order8::Little), 0x56502d2au);
  EXPECT_EQ(internetSum(fromHex("0001f203f4f5f6f7")), 0xddf2);
  const Bytes Check = bytes("123456789");
  EXPECT_EQ((Crc{32, 0x04c11db7, true}.of(Check, 0xffffffff) ^ 0xffffffff), 0xcbf43926u);
  EXPECT_EQ((Crc{32, 0x1edc6f41, true}.of(Check, 0xffffffff) ^ 0xffffffff), 0xe3069283u);
  EXPECT_EQ((Crc{16, 0x1021, false}.of(Check, 0)), 0x31c3u);
  EXPECT_EQ((Crc{16, 0x8005, true}.of(Check, 0xffff)), 0x4b37u);
  EXPECT_EQ((Crc{8, 0x07, false}.of(Check, 0)), 0xf4u);
  EXPECT_EQ((Crc{24, 0x864cfb, false}.of(Check, 0xb704ce)), 0x21cf02u);
  EXPECT_EQ((Crc{64, 0x42f0e1eba9ea3693, false}.of(Check, 0)), 0x6c40df5f0b497347u);
}

TEST(Checksums, NamesAdler) {
  auto H = [](Data M) {
    uint32_t A = 1, B = 0;
    for (uint8_t C : M)
      A = (A + C) % 65521, B = (B + A) % 65521;
    return B << 16 | A;
  };
  EXPECT_EQ(nameOfHash(64, 32, H), "adler-32");
  EXPECT_EQ(nameOfHash(64, 64, H), "adler-32");
  EXPECT_EQ(nameOfHash(16, 32, H), "") << "no sum reached the modulus";
  EXPECT_EQ(nameOfSeeded(16, 32,
                         [](Data M, uint64_t S) {
                           uint32_t A = S & 0xffff, B = uint32_t(S) >> 16;
                           for (uint8_t C : M)
                             B += A += C;
                           return B % 65521 << 16 | A % 65521;
                         }),
            "adler-32");
  EXPECT_EQ(nameOfHash(64, 32,
                       [](Data M) {
                         uint32_t A = 1, B = 0;
                         for (uint8_t C : M)
                           A = (A + C) % 65519, B = (B + A) % 65519;
                         return B << 16 | A;
                       }),
            "");
  EXPECT_EQ(nameOfHash(64, 32,
                       [](Data M) {
                         uint32_t A = 1, B = 0;
                         for (uint8_t C : M)
                           A = (A + C * C) % 65521, B = (B + A) % 65521;
                         return B << 16 | A;
                       }),
            "");
}

TEST(Checksums, NamesFletcher) {
  EXPECT_EQ(nameOfHash(16, 16,
                       [](Data M) {
                         uint32_t A = 0, B = 0;
                         for (uint8_t C : M)
                           B += A += C;
                         A = (A & 255) + (A >> 8), A = (A & 255) + (A >> 8);
                         while (B >> 8)
                           B = (B & 255) + (B >> 8);
                         return B << 8 | A;
                       }),
            "fletcher");
  EXPECT_EQ(nameOf(Program({in(32)}, {{64, 16}}, 32,
                           [](auto &M, auto &) {
                             uint32_t A = 0, B = 0;
                             for (size_t I = 0; I < 32; I += 2)
                               A = (A + uint32_t(M[0][I] | M[0][I + 1] << 8)) % 65535, B = (B + A) % 65535;
                             return B << 16 | A;
                           })),
            "fletcher");
  EXPECT_EQ(nameOfHash(16, 16,
                       [](Data M) {
                         uint32_t A = 0, B = 0;
                         for (uint8_t C : M)
                           A = (A + C) % 255, B = (B + C) % 255;
                         return B << 8 | A;
                       }),
            "");
}

TEST(Checksums, NamesTheInternetChecksum) {
  for (size_t Length : {16, 19, 20})
    EXPECT_EQ(nameOfHash(Length, 16,
                         [](Data M) {
                           uint32_t Sum = 0;
                           for (size_t I = 0; I < M.size(); ++I)
                             Sum += uint32_t(M[I]) << 8 * (I % 2);
                           while (Sum >> 16)
                             Sum = (Sum & 0xffff) + (Sum >> 16);
                           return ~Sum;
                         }),
              "internet-checksum");
  EXPECT_EQ(nameOfHash(16, 16,
                       [](Data M) {
                         uint32_t Sum = 0;
                         for (size_t I = 0; I < M.size(); ++I)
                           Sum += uint32_t(M[I]) << 8 * (I % 2);
                         return ~Sum;
                       }),
            "") << "carries are lost";
}

TEST(Checksums, NamesCrcsOfAnyKind) {
  const Crc Kinds[] = {{32, 0x04c11db7, true},  {32, 0x04c11db7, false}, {32, 0x1edc6f41, true},
                       {16, 0x1021, false},     {16, 0x8005, true},      {8, 0x31, true},
                       {8, 0x07, false},        {24, 0x864cfb, false},   {64, 0x42f0e1eba9ea3693, false},
                       {64, 0x1b, true},        {15, 0x4599, false},     {32, 0x5bd1e995 | 1, false}};
  for (const Crc &C : Kinds) {
    const unsigned Bits = C.Bits <= 8 ? 8 : C.Bits <= 16 ? 16 : C.Bits <= 32 ? 32 : 64;
    const uint64_t All = C.Bits == 64 ? ~uint64_t(0) : (uint64_t(1) << C.Bits) - 1;
    for (size_t Length : {16, 64})
      EXPECT_EQ(nameOfHash(Length, Bits, [&](Data M) { return C.of(M, All) ^ All; }), "crc")
          << C.Bits << " " << std::hex << C.Polynomial;
    EXPECT_EQ(nameOfSeeded(9, Bits, [&](Data M, uint64_t S) { return C.of(M, S & All); }), "crc")
        << C.Bits << " " << std::hex << C.Polynomial;
  }
  // A byte at a time; a context; an answer at the end of the frame.
  EXPECT_EQ(nameOf(Program({}, {{32}, {8}}, 32,
                           [&](auto &, auto &A) {
                             const uint8_t Byte = uint8_t(A[1]);
                             return Kinds[0].of(std::span(&Byte, 1), A[0]);
                           })),
            "crc");
  EXPECT_EQ(nameOf(Program({inOut(4), in(20)}, {{32, 20}}, 0,
                           [&](auto &M, auto &) {
                             const uint64_t C = Kinds[2].of(M[1], word(M[0], 0, 4, Order8::Little));
                             M[0] = bytesOf(std::span(&C, 1), 4, Order8::Little);
                             return 0;
                           })),
            "crc");
  EXPECT_EQ(nameOf(Program({{18, {{0, 16}}, {{16, 18}}}}, {{32, 16}}, 0,
                           [&](auto &M, auto &) {
                             const uint64_t C = Kinds[3].of(std::span(M[0]).first(16), 0xffff);
                             M[0][16] = uint8_t(C >> 8), M[0][17] = uint8_t(C);
                             return 0;
                           })),
            "crc");
}

TEST(Checksums, NamesTablesOfACrc) {
  EXPECT_EQ(nameOf(Program({out(1024)}, {{32}}, 0,
                           [](auto &M, auto &A) {
                             for (uint32_t I = 0; I < 256; ++I) {
                               uint64_t C = I;
                               for (int K = 0; K < 8; ++K)
                                 C = C >> 1 ^ (C & 1 ? A[0] : 0);
                               const Bytes B = bytesOf(std::span(&C, 1), 4, Order8::Little);
                               std::copy(B.begin(), B.end(), M[0].begin() + 4 * I);
                             }
                             return 0;
                           })),
            "crc");
  EXPECT_EQ(nameOf(Program({out(512)}, {}, 0,
                           [](auto &M, auto &) {
                             for (uint32_t I = 0; I < 256; ++I) {
                               const uint8_t B = uint8_t(I);
                               const uint64_t C = Crc{16, 0x1021, false}.of(std::span(&B, 1), 0) + 1;
                               M[0][2 * I] = uint8_t(C), M[0][2 * I + 1] = uint8_t(C >> 8);
                             }
                             return 0;
                           })),
            "");
}

TEST(Checksums, OtherLinearMapsAreNoCrc) {
  // Exclusive or of bytes, of words; rotated; a CRC whose table is added.
  EXPECT_EQ(nameOfHash(16, 8,
                       [](Data M) {
                         uint8_t X = 0;
                         for (uint8_t C : M)
                           X ^= C;
                         return X;
                       }),
            "");
  EXPECT_EQ(nameOfHash(16, 32,
                       [](Data M) {
                         uint32_t X = 0;
                         for (size_t I = 0; I < M.size(); I += 4)
                           X ^= uint32_t(word(M, I, 4, Order8::Little));
                         return X;
                       }),
            "");
  EXPECT_EQ(nameOfHash(16, 32,
                       [](Data M) {
                         uint32_t X = 0;
                         for (uint8_t C : M)
                           X = rotl32(X, 5) ^ C;
                         return X;
                       }),
            "");
  EXPECT_EQ(nameOfHash(16, 16,
                       [](Data M) {
                         uint32_t C = 0xffff;
                         for (uint8_t B : M) {
                           C ^= B;
                           for (int K = 0; K < 8; ++K)
                             C = C & 1 ? (C >> 1) + 0xa001 : C >> 1;
                         }
                         return C;
                       }),
            "");
  // Horner's rule in GF(2^8): a Reed-Solomon syndrome.
  EXPECT_EQ(nameOfHash(16, 8,
                       [](Data M) {
                         unsigned X = 0;
                         for (uint8_t C : M) {
                           for (int K = 0; K < 3; ++K)
                             X = X << 1 ^ (X & 0x80 ? 0x11d : 0);
                           X ^= C;
                         }
                         return X;
                       }),
            "");
}

TEST(ShortHashes, ReferencesGiveTheKnownAnswers) {
  EXPECT_EQ(fnv32(bytes("foobar"), 0x811c9dc5, true), 0xbf9cf968u);
  EXPECT_EQ(fnv32(bytes("foobar"), 0x811c9dc5, false), 0x31f0b262u);
  EXPECT_EQ(fnv64(bytes("foobar"), 0xcbf29ce484222325, true), 0x85944171f73967e8u);
  EXPECT_EQ(fnv64(bytes("foobar"), 0xcbf29ce484222325, false), 0x340d8765a4dda9c2u);
  EXPECT_EQ(jenkinsOneAtATime(bytes("a"), 0), 0xca2e9442u);
  EXPECT_EQ(jenkinsOneAtATime(bytes("The quick brown fox jumps over the lazy dog"), 0), 0x519e91f5u);
  EXPECT_EQ(jenkinsLookup3(bytes("Four score and seven years ago"), 0), 0x17770551u);
  EXPECT_EQ(jenkinsLookup3(bytes("Four score and seven years ago"), 1), 0xcd628161u);
  EXPECT_EQ(murmur3(bytes("Hello, world!"), 1234), 0xfaf6cdb3u);
  EXPECT_EQ(murmur3(bytes("The quick brown fox jumps over the lazy dog"), 0x9747b28c), 0x2fa826cdu);
  EXPECT_EQ(hex(murmur3Wide(bytes("The quick brown fox jumps over the lazy dog"), 0)),
            "6c1b07bc7bbc4be347939ac4a93c437a");
  EXPECT_EQ(xxh32({}, 0), 0x02cc5d05u);
  EXPECT_EQ(xxh32(bytes("Nobody inspects the spammish repetition"), 0), 0xe2293b2fu);
  EXPECT_EQ(xxh64({}, 0), 0xef46db3751d8e999u);
  EXPECT_EQ(xxh64(bytes("Nobody inspects the spammish repetition"), 0), 0xfbcea83c8a378bf1u);
}

TEST(ShortHashes, AreNamed) {
  for (size_t Length : {9, 16, 64}) {
    EXPECT_EQ(nameOfHash(Length, 32, [](Data M) { return fnv32(M, 0x811c9dc5, true); }), "fnv-1a");
    EXPECT_EQ(nameOfHash(Length, 64, [](Data M) { return fnv64(M, 0xcbf29ce484222325, true); }), "fnv-1a");
    EXPECT_EQ(nameOfString(Length, 32, [](Data M) { return fnv32(M, 0x811c9dc5, true, true); }), "fnv-1a");
    EXPECT_EQ(nameOfHash(Length, 32, [](Data M) { return fnv32(M, 0x811c9dc5, false); }), "fnv-1");
    EXPECT_EQ(nameOfSeeded(Length, 64, [](Data M, uint64_t S) { return fnv64(M, S, false); }), "fnv-1");
    EXPECT_EQ(nameOfHash(Length, 32, [](Data M) { return jenkinsOneAtATime(M, 0); }), "jenkins");
    EXPECT_EQ(nameOfString(Length, 32, [](Data M) { return jenkinsOneAtATime(M, 0); }), "jenkins");
    EXPECT_EQ(nameOfSeeded(Length, 32, [](Data M, uint64_t S) { return jenkinsLookup3(M, uint32_t(S)); }), "jenkins");
    EXPECT_EQ(nameOfHash(Length, 32, [](Data M) { return murmur3(M, 0); }), "murmur3");
    EXPECT_EQ(nameOfSeeded(Length, 32, [](Data M, uint64_t S) { return murmur3(M, uint32_t(S)); }), "murmur3");
    EXPECT_EQ(nameOfSeeded(Length, 32, [](Data M, uint64_t S) { return xxh32(M, uint32_t(S)); }), "xxhash");
    EXPECT_EQ(nameOfHash(Length, 64, [](Data M) { return xxh64(M, 0); }), "xxhash");
    for (uint64_t Seed : {0, 5381})
      EXPECT_EQ(nameOfString(Length, 64,
                             [&](Data M) {
                               uint64_t H = Seed;
                               for (uint8_t C : M)
                                 H = H * 33 + C;
                               return H;
                             }),
                Seed ? "djb2" : "");
    EXPECT_EQ(nameOfHash(Length, 32,
                         [&](Data M) {
                           uint32_t H = 5381;
                           for (uint8_t C : M)
                             H = H * 33 ^ C;
                           return H;
                         }),
              "djb2");
    EXPECT_EQ(nameOfString(Length, 32,
                           [&](Data M) {
                             uint32_t H = 0;
                             for (uint8_t C : M)
                               H = C + (H << 6) + (H << 16) - H;
                             return H;
                           }),
              "sdbm");
  }
}

TEST(ShortHashes, StepsAndBlocksAreNamed) {
  EXPECT_EQ(nameOf(Program({}, {{32}, {8}}, 32,
                           [](auto &, auto &A) { return (uint32_t(A[0]) ^ A[1]) * 0x01000193; })),
            "fnv-1a");
  EXPECT_EQ(nameOf(Program({}, {{32}}, 32,
                           [](auto &, auto &A) { return murmurMix32(uint32_t(A[0])); })),
            "murmur3");
  EXPECT_EQ(nameOf(Program({in(40), out(16)}, {{32, 40}, {32}}, 0,
                           [](auto &M, auto &A) {
                             M[1] = murmur3Wide(M[0], uint32_t(A[1]));
                             return 0;
                           })),
            "murmur3");
  EXPECT_EQ(nameOf(Program({inOut(32), in(96)}, {{64, 3}}, 0,
                           [](auto &M, auto &) {
                             auto V = words(M[0], 4, 8, Order8::Little);
                             for (size_t I = 0; I < 12; ++I)
                               V[I % 4] = rotl64(V[I % 4] + word(M[1], 8 * I, 8, Order8::Little) *
                                                                0xc2b2ae3d27d4eb4f,
                                                 31) *
                                          0x9e3779b185ebca87;
                             M[0] = bytesOf(V, 8, Order8::Little);
                             return 0;
                           })),
            "xxhash");
}

TEST(ShortHashes, OtherMultipliersAndShiftsAreNot) {
  for (uint64_t Factor : {31, 131, 16777601, 65598})
    for (bool Xor : {false, true})
      EXPECT_EQ(nameOfHash(16, 32,
                           [&](Data M) {
                             uint32_t H = Xor ? 0x811c9dc5 : 5381;
                             for (uint8_t C : M)
                               H = uint32_t(Xor ? (H ^ C) * Factor : H * Factor + C);
                             return H;
                           }),
                "");
  EXPECT_EQ(nameOfHash(16, 32,
                       [](Data M) {
                         uint32_t H = 0;
                         for (uint8_t C : M)
                           H += C, H += H << 10, H ^= H >> 7;
                         H += H << 3, H ^= H >> 11;
                         return H + (H << 15);
                       }),
            "");
  EXPECT_EQ(nameOf(Program({}, {{32}}, 32,
                           [](auto &, auto &A) {
                             uint32_t X = uint32_t(A[0]);
                             X = (X ^ X >> 16) * 0x85ebca6b;
                             X = (X ^ X >> 14) * 0xc2b2ae35;
                             return X ^ X >> 16;
                           })),
            "");
}

} // namespace
