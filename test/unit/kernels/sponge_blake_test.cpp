//===- test/unit/kernels/sponge_blake_test.cpp - Keccak, BLAKE and SipHash by what they compute ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/blake.h"
#include "kernels/idioms/cryptography/digest.h"
#include "test/unit/kernels/program.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;
using namespace auspex::kernels::test;

namespace {

using State = std::vector<uint64_t>;
State lanes(const Bytes &B) { return words(B, B.size() / 8, 8, Order8::Little); }
Bytes unlanes(const State &S) { return bytesOf(S, 8, Order8::Little); }
Bytes upTo(size_t N, unsigned Modulus = 256) {
  Bytes Out;
  for (size_t I = 0; I < N; ++I)
    Out.push_back(uint8_t(I % Modulus));
  return Out;
}

TEST(Keccak, ReferenceGivesTheKnownAnswers) {
  EXPECT_EQ(hex(sponge(bytes("abc"), 136, 6, 32)),
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
  EXPECT_EQ(hex(sponge({}, 144, 6, 28)), "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7");
  EXPECT_EQ(hex(sponge({}, 168, 0x1f, 32)),
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
  EXPECT_EQ(hex(sponge({}, 136, 1, 32)),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST(Keccak, NamesThePermutationInAnyShape) {
  auto Name = [](std::function<State(State)> Code, std::vector<Argument> Args = {}) {
    return nameOf(Program({inOut(200)}, std::move(Args), 0, [&](auto &M, auto &) {
      M[0] = unlanes(Code(lanes(M[0])));
      return 0;
    }));
  };
  auto Transposed = [](const State &S) {
    State T(25);
    for (size_t I = 0; I < 25; ++I)
      T[I] = S[I % 5 * 5 + I / 5];
    return T;
  };
  auto Complemented = [](State S) {
    for (size_t I : {1, 2, 8, 12, 17, 20})
      S[I] = ~S[I];
    return S;
  };
  EXPECT_EQ(Name([](State S) { return keccak(S.data()), S; }), "keccak");
  EXPECT_EQ(Name([](State S) { return keccak(S.data(), 12), S; }), "keccak");
  EXPECT_EQ(Name([](State S) { return keccak(S.data(), 0, 3), S; }, {{32, 3}}), "keccak");
  EXPECT_EQ(Name([&](State S) {
              S = Transposed(S);
              return keccak(S.data()), Transposed(S);
            }),
            "keccak");
  EXPECT_EQ(Name([&](State S) {
              S = Complemented(S);
              return keccak(S.data()), Complemented(S);
            }),
            "keccak");
  // One round less, and one lane wrong.
  EXPECT_EQ(Name([](State S) { return keccak(S.data(), 0, 23), S; }), "");
  EXPECT_EQ(Name([](State S) { return keccak(S.data()), S[7] ^= 1, S; }), "");
}

TEST(Keccak, NamesAbsorptionAndDigests) {
  for (size_t Blocks : {1, 3})
    EXPECT_EQ(nameOf(Program({inOut(200), in(136 * Blocks)}, {{64, Blocks}}, 0,
                             [&](auto &M, auto &) {
                               State S = lanes(M[0]);
                               for (size_t K = 0; K < Blocks; ++K) {
                                 for (size_t I = 0; I < 17; ++I)
                                   S[I] ^= word(M[1], 136 * K + 8 * I, 8, Order8::Little);
                                 keccak(S.data());
                               }
                               M[0] = unlanes(S);
                               return 0;
                             })),
              "keccak");
  for (auto [Rate, Suffix, Size] : {std::tuple(136, 6, 32), {72, 6, 64}, {136, 1, 32}, {168, 0x1f, 40}})
    EXPECT_EQ(nameOf(Program({in(64), out(size_t(Size))}, {{64, 64}}, 0,
                             [&](auto &M, auto &) {
                               M[1] = sponge(M[0], size_t(Rate), uint8_t(Suffix), size_t(Size));
                               return 0;
                             })),
              "keccak")
        << Suffix;
  EXPECT_EQ(nameOf(Program({in(64), out(32)}, {{64, 64}}, 0,
                           [&](auto &M, auto &) {
                             M[1] = sponge(M[0], 136, 7, 32);
                             return 0;
                           })),
            "");
}

TEST(Blake, ReferencesGiveTheKnownAnswers) {
  EXPECT_EQ(hex(blake2b(bytes("abc"), {}, 64)),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
  EXPECT_EQ(hex(blake2s(bytes("abc"), {}, 32)),
            "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
  EXPECT_EQ(hex(blake2s({}, upTo(32), 32)),
            "48a8997da407876b3d79c0d92325ad3b89cbb754d86ab71aee047ad345fd2c49");
  EXPECT_EQ(hex(blake3({})), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
  EXPECT_EQ(hex(blake3(bytes("abc"))),
            "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85");
  EXPECT_EQ(hex(blake3(upTo(1025, 251))),
            "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444");
}

/// A BLAKE2 compression as its users write it; what is behind the state stays.
template <typename Word>
void compress2(Bytes &Memory, std::span<const uint8_t> Block, Word Low, Word High, Word Last,
               unsigned Rounds) {
  constexpr unsigned W = sizeof(Word);
  Word V[16], M[16];
  const std::vector<uint64_t> Fractions = rootsOfPrimes(8, 2, 8 * W);
  for (size_t I = 0; I < 16; ++I) {
    V[I] = Word(I < 8 ? word(Memory, I * W, W, Order8::Little) : Fractions[I - 8]);
    M[I] = Word(word(Block, I * W, W, Order8::Little));
  }
  V[12] ^= Low, V[13] ^= High, V[14] ^= Last;
  blakeRounds(V, M, Rounds);
  for (size_t I = 0; I < 8; ++I)
    for (unsigned B = 0; B < W; ++B)
      Memory[I * W + B] ^= uint8_t((V[I] ^ V[I + 8]) >> 8 * B);
}

TEST(Blake, NamesCompressionsOfBlake2) {
  for (unsigned Rounds : {12, 11}) {
    // Counter and flag as arguments; both in a context.
    EXPECT_EQ(nameOf(Program({inOut(64), in(128)}, {{64}, {32}}, 0,
                             [&](auto &M, auto &A) {
                               compress2<uint64_t>(M[0], M[1], A[0], 0, A[1] ? ~uint64_t(0) : 0, Rounds);
                               return 0;
                             })),
              Rounds == 12 ? "blake2b" : "");
    EXPECT_EQ(nameOf(Program({{88, {{0, 88}}, {{0, 80}}}, in(128)}, {{64, 128}}, 0,
                             [&](auto &M, auto &A) {
                               uint64_t T = word(M[0], 64, 8, Order8::Little) + A[0];
                               const uint64_t High = word(M[0], 72, 8, Order8::Little) + (T < A[0]);
                               for (unsigned I = 0; I < 8; ++I)
                                 M[0][64 + I] = uint8_t(T >> 8 * I);
                               compress2<uint64_t>(M[0], M[1], T, High, word(M[0], 80, 8, Order8::Little), Rounds);
                               return 0;
                             })),
              Rounds == 12 ? "blake2b" : "");
  }
  for (unsigned Rounds : {10, 7})
    EXPECT_EQ(nameOf(Program({inOut(32), in(64)}, {{64}, {32}}, 0,
                             [&](auto &M, auto &A) {
                               compress2<uint32_t>(M[0], M[1], uint32_t(A[0]), uint32_t(A[0] >> 32),
                                                   uint32_t(A[1]), Rounds);
                               return 0;
                             })),
              Rounds == 10 ? "blake2s" : "");
  EXPECT_EQ(nameOf(Program({inOut(128), in(128)}, {}, 0,
                           [&](auto &M, auto &) {
                             State V = lanes(M[0]), B = lanes(M[1]);
                             blakeRounds(V.data(), B.data(), 12);
                             M[0] = unlanes(V);
                             return 0;
                           })),
            "blake2b");
}

TEST(Blake, NamesBlake2OverABufferThatIsFilledUp) {
  // h, t, used, buffer with 14 bytes.
  EXPECT_EQ(nameOf(Program({{112, {{0, 62}}, {{0, 48}, {48, 112}}}, in(64)}, {{64, 64}}, 0,
                           [&](auto &M, auto &) {
                             std::copy_n(M[1].begin(), 50, M[0].begin() + 62);
                             const uint64_t T = word(M[0], 32, 8, Order8::Little) + 64;
                             for (unsigned I = 0; I < 8; ++I)
                               M[0][32 + I] = uint8_t(T >> 8 * I);
                             const Bytes Block(M[0].begin() + 48, M[0].end());
                             compress2<uint32_t>(M[0], Block, uint32_t(T), uint32_t(T >> 32), 0, 10);
                             std::copy_n(M[1].begin() + 50, 14, M[0].begin() + 48);
                             return 0;
                           })),
            "blake2s");
}

TEST(Blake, NamesDigests) {
  for (size_t Length : {5, 64, 200}) {
    auto Name = [&](size_t Size, std::function<Bytes(std::span<const uint8_t>)> H) {
      return nameOf(Program({in(Length), out(Size)}, {{64, Length}, {64, Size}}, 0, [&](auto &M, auto &) {
        M[1] = H(M[0]);
        return 0;
      }));
    };
    EXPECT_EQ(Name(64, [](auto M) { return blake2b(M, {}, 64); }), "blake2b");
    EXPECT_EQ(Name(32, [](auto M) { return blake2b(M, {}, 32); }), "blake2b");
    EXPECT_EQ(Name(32, [](auto M) { return blake2s(M, {}, 32); }), "blake2s");
    EXPECT_EQ(Name(16, [](auto M) { return blake2s(M, {}, 16); }), "blake2s");
    EXPECT_EQ(Name(32, [](auto M) { return Bytes(32, M[0]); }), "");
    EXPECT_EQ(Name(32, blake3), "blake3");
    EXPECT_EQ(nameOf(Program({in(20), in(Length), out(32)}, {{64, 20}, {64, Length}}, 0,
                             [&](auto &M, auto &) {
                               M[2] = blake2b(M[1], M[0], 32);
                               return 0;
                             })),
              "blake2b");
  }
}

TEST(Blake, NamesTheCompressionOfBlake3) {
  for (bool Permuted : {true, false})
    EXPECT_EQ(nameOf(Program({inOut(32), in(64)}, {{8}, {64}, {8}}, 0,
                             [&](auto &M, auto &A) {
                               constexpr uint8_t P[] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
                               uint32_t V[16], W[16], Next[16];
                               const auto Fractions = rootsOfPrimes(8, 2, 32);
                               for (size_t I = 0; I < 16; ++I) {
                                 V[I] = uint32_t(I < 8 ? word(M[0], 4 * I, 4, Order8::Little) : Fractions[I - 8]);
                                 W[I] = uint32_t(word(M[1], 4 * I, 4, Order8::Little));
                               }
                               V[12] = uint32_t(A[1]), V[13] = uint32_t(A[1] >> 32);
                               V[14] = uint32_t(A[0]), V[15] = uint32_t(A[2]);
                               for (int R = 0; R < 7; ++R) {
                                 for (unsigned I = 0; I < 8; ++I)
                                   blakeMix(V, I, W[2 * I], W[2 * I + 1]);
                                 for (size_t I = 0; I < 16; ++I)
                                   Next[I] = W[P[I]];
                                 if (Permuted)
                                   std::copy_n(Next, 16, W);
                               }
                               State Out;
                               for (size_t I = 0; I < 8; ++I)
                                 Out.push_back(V[I] ^ V[I + 8]);
                               M[0] = bytesOf(Out, 4, Order8::Little);
                               return 0;
                             })),
              Permuted ? "blake3" : "");
}

TEST(SipHash, ReferenceGivesTheKnownAnswer) {
  EXPECT_EQ(sipHash(upTo(15), 0x0706050403020100, 0x0f0e0d0c0b0a0908), 0xa129ca6149be45e5u);
}

TEST(SipHash, IsNamed) {
  for (auto [C, D] : {std::pair(2u, 4u), {1, 3}}) {
    EXPECT_EQ(nameOf(Program({in(21), in(16)}, {{64, 21}}, 64,
                             [&](auto &M, auto &) {
                               const State K = lanes(M[1]);
                               return sipHash(M[0], K[0], K[1], C, D);
                             })),
              "siphash");
    EXPECT_EQ(nameOf(Program({text(21)}, {{64}, {64}}, 64,
                             [&](auto &M, auto &A) {
                               return sipHash(std::span(M[0]).first(21), A[0], A[1], C, D);
                             })),
              "siphash");
  }
  EXPECT_EQ(nameOf(Program({in(24)}, {{64, 3}, {64}, {64}, {32, 3}, {32, 3}}, 64,
                           [&](auto &M, auto &A) { return sipHash(M[0], A[1], A[2], 3, 3); })),
            "siphash");
  for (unsigned Rotation : {13, 12})
    EXPECT_EQ(nameOf(Program({inOut(32), in(8)}, {}, 0,
                             [&](auto &M, auto &) {
                               State V = lanes(M[0]);
                               const uint64_t W = lanes(M[1])[0];
                               V[3] ^= W;
                               for (int R = 0; R < 2; ++R) {
                                 V[0] += V[1], V[1] = rotl64(V[1], Rotation) ^ V[0], V[0] = rotl64(V[0], 32);
                                 V[2] += V[3], V[3] = rotl64(V[3], 16) ^ V[2];
                                 V[0] += V[3], V[3] = rotl64(V[3], 21) ^ V[0];
                                 V[2] += V[1], V[1] = rotl64(V[1], 17) ^ V[2], V[2] = rotl64(V[2], 32);
                               }
                               V[0] ^= W;
                               M[0] = unlanes(V);
                               return 0;
                             })),
              Rotation == 13 ? "siphash" : "");
}

} // namespace
