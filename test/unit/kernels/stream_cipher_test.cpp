//===- test/unit/kernels/stream_cipher_test.cpp - ChaCha, Salsa20, RC4 ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/rc4.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

// A second definition, so that a test compares two: rotations are parameters.
struct Rotations {
  unsigned A = 16, B = 12, C = 8, D = 7;
};
void chachaQuarter(uint32_t *X, unsigned A, unsigned B, unsigned C, unsigned D, Rotations R) {
  X[D] = rotl32(X[D] ^ (X[A] += X[B]), R.A);
  X[B] = rotl32(X[B] ^ (X[C] += X[D]), R.B);
  X[D] = rotl32(X[D] ^ (X[A] += X[B]), R.C);
  X[B] = rotl32(X[B] ^ (X[C] += X[D]), R.D);
}
Bytes chacha(const Bytes &State, unsigned Rounds, bool Feed = true, Rotations R = {}) {
  uint32_t X[16], Y[16];
  for (size_t I = 0; I < 16; ++I)
    X[I] = Y[I] = uint32_t(word(State, 4 * I, 4, Order8::Little));
  for (unsigned K = 0; K < Rounds; K += 2) {
    for (unsigned I = 0; I < 4; ++I)
      chachaQuarter(X, I, I + 4, I + 8, I + 12, R);
    chachaQuarter(X, 0, 5, 10, 15, R);
    chachaQuarter(X, 1, 6, 11, 12, R);
    chachaQuarter(X, 2, 7, 8, 13, R);
    chachaQuarter(X, 3, 4, 9, 14, R);
  }
  std::vector<uint64_t> Out(16);
  for (size_t I = 0; I < 16; ++I)
    Out[I] = uint32_t(X[I] + (Feed ? Y[I] : 0));
  return bytesOf(Out, 4, Order8::Little);
}
Bytes salsa(const Bytes &State, unsigned Rounds, unsigned First = 7) {
  uint32_t X[16], Y[16];
  for (size_t I = 0; I < 16; ++I)
    X[I] = Y[I] = uint32_t(word(State, 4 * I, 4, Order8::Little));
  for (unsigned K = 0; K < Rounds; ++K) {
    // A round is a round of columns, then a transposition.
    for (unsigned C = 0; C < 4; ++C) {
      auto At = [&](unsigned R) -> uint32_t & { return X[(4 * (C + R) + C) % 16]; };
      At(1) ^= rotl32(At(0) + At(3), First);
      At(2) ^= rotl32(At(1) + At(0), 9);
      At(3) ^= rotl32(At(2) + At(1), 13);
      At(0) ^= rotl32(At(3) + At(2), 18);
    }
    for (unsigned I = 0; I < 4; ++I)
      for (unsigned J = 0; J < I; ++J)
        std::swap(X[4 * I + J], X[4 * J + I]);
  }
  std::vector<uint64_t> Out(16);
  for (size_t I = 0; I < 16; ++I)
    Out[I] = uint32_t(X[I] + Y[I]);
  return bytesOf(Out, 4, Order8::Little);
}
Bytes text(std::string_view T) { return Bytes(T.begin(), T.end()); }
Bytes joined(std::initializer_list<Bytes> Parts) {
  Bytes Out;
  for (const Bytes &P : Parts)
    Out.insert(Out.end(), P.begin(), P.end());
  return Out;
}
Bytes littleEndian(uint64_t X, unsigned Width) {
  const uint64_t One[1] = {X};
  return bytesOf(One, Width, Order8::Little);
}
Bytes xored(Bytes X, const Bytes &Y) {
  for (size_t I = 0; I < X.size(); ++I)
    X[I] ^= Y[I];
  return X;
}
Bytes slice(const Bytes &X, size_t From, size_t Count) {
  return Bytes(X.begin() + ptrdiff_t(From), X.begin() + ptrdiff_t(From + Count));
}

/// RC4's generation on a permutation in memory of which only the touched bytes are seen.
void generate(Trace &T, unsigned Width, size_t Count, bool Swaps = true) {
  Bytes S = T.arbitrary(256), Before(S), In = T.arbitrary(Count), Out(In);
  std::vector<bool> Read(256), Written(256);
  const Bytes At = T.arbitrary(2);
  uint8_t I = At[0], J = At[1];
  for (uint8_t &X : Out) {
    Read[++I] = true;
    J = uint8_t(J + S[I]);
    Read[J] = true;
    if (Swaps)
      std::swap(S[I], S[J]);
    Written[I] = Written[J] = true;
    const uint8_t K = uint8_t(S[I] + S[J]);
    Read[K] = true;
    X ^= S[K];
  }
  for (size_t K = 0; K < 256; ++K)
    if (Read[K]) { // each cell an extent: the gaps were not touched
      Bytes Old(Width), New(Width);
      Old[0] = Before[K], New[0] = S[K];
      T.extent(1, int64_t(K * Width), Old, New, true, Written[K]);
    }
  T.extent(1, 256 * Width, {At[0]}, {I}, true, true);
  T.extent(1, 256 * Width + Width, {At[1]}, {J}, true, true);
  T.reads(In);
  T.writes(Out);
  T.arg(Count, 64);
}

} // namespace

// RFC 8439, 2.3.2; RFC 7914, 8; RFC 6229.
TEST(StreamCipher, KnownAnswers) {
  EXPECT_EQ(
      slice(chacha(joined({text("expand 32-byte k"),
                           hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                           hex("01000000 000000090000004a00000000")}),
                   20),
            0, 16),
      hex("10f1e7e4d13b5915500fdd1fa32071c4"));
  EXPECT_EQ(slice(salsa(hex("7e879a214f3ec9867ca940e641718f26baee555b8c61c1b50df846116dcd3b1d"
                            "ee24f319df9b3d8514121e4b5ac5aa3276021d2909c74829edebc68db8b8c25e"),
                        8),
                  0, 16),
            hex("a41f859c6608cc993b81cacb020cef05"));
  EXPECT_EQ(slice(rc4Stream(rc4Permutation(hex("0102030405")), 16), 0, 16),
            hex("b2396305f03dc027ccc3524a0a1118a8"));
}

TEST(StreamCipher, Cores) {
  for (unsigned Rounds : {8u, 12u, 20u}) {
    auto E = explained(ChaCha20, [&](Trace &T) {
      const Bytes State = T.reads(64);
      T.writes(chacha(State, Rounds));
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(parameter(*E, "rounds"), int64_t(Rounds));
    E = explained(Salsa20, [&](Trace &T) {
      const Bytes State = T.arbitrary(64);
      T.rewrites(State, salsa(State, Rounds));
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(parameter(*E, "rounds"), int64_t(Rounds));
  }
  EXPECT_TRUE(explained(ChaCha20, [](Trace &T) { // rounds alone
    const Bytes State = T.arbitrary(64);
    T.rewrites(State, chacha(State, 20, false));
  }));
  EXPECT_TRUE(explained(ChaCha20, [](Trace &T) { // a quarter round behind four pointers
    uint32_t X[4];
    for (uint32_t &W : X)
      W = uint32_t(T.Random());
    uint32_t Y[4] = {X[0], X[1], X[2], X[3]};
    chachaQuarter(Y, 0, 1, 2, 3, {});
    for (size_t I : {3u, 1u, 0u, 2u})
      T.rewrites(littleEndian(X[I], 4), littleEndian(Y[I], 4));
  }));
}

TEST(StreamCipher, KeyStreams) {
  const auto E = explained(ChaCha20, [](Trace &T) {
    const Bytes Data = T.arbitrary(100), Key = T.arbitrary(32), Nonce = T.arbitrary(12);
    const auto Counter = uint32_t(T.Random() >> 4);
    Bytes Stream;
    for (uint32_t I = 0; I < 2; ++I)
      Stream = joined({Stream, chacha(joined({text("expand 32-byte k"), Key,
                                              littleEndian(Counter + I, 4), Nonce}),
                                      20)});
    T.rewrites(Data, xored(Data, Stream));
    T.reads(Key);
    T.reads(Nonce);
    T.arg(100, 64);
    T.arg(Counter, 32);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(E->Length, std::optional<size_t>(0));
  EXPECT_TRUE(explained(Salsa20, [](Trace &T) { // the whole state, its counter moved on
    Bytes State = T.arbitrary(64), After = State;
    const Bytes In = T.reads(128);
    Bytes Stream;
    for (int I = 0; I < 2; ++I) {
      Stream = joined({Stream, salsa(After, 20)});
      After = joined({slice(After, 0, 32), littleEndian(word(After, 32, 8, Order8::Little) + 1, 8),
                      slice(After, 40, 24)});
    }
    T.rewrites(State, After);
    T.writes(xored(In, Stream));
  }));
}

TEST(StreamCipher, CoresAreNotExplained) {
  EXPECT_FALSE(explained(ChaCha20, [](Trace &T) {
    const Bytes State = T.reads(64);
    T.writes(chacha(State, 20, true, {.D = 6}));
  }));
  EXPECT_FALSE(explained(Salsa20, [](Trace &T) {
    const Bytes State = T.reads(64);
    T.writes(salsa(State, 20, 8));
  }));
  EXPECT_FALSE(explained(Salsa20, [](Trace &T) {
    const Bytes State = T.reads(64);
    T.writes(chacha(State, 20));
  }));
  EXPECT_FALSE(explained(ChaCha20, [](Trace &T) { // data under a repeated key
    const Bytes Key = T.reads(64), Data = T.reads(64);
    T.writes(xored(Data, Key));
  }));
}

TEST(StreamCipher, Rc4) {
  for (unsigned Width : {1u, 4u}) {
    const auto E = explained(Rc4, [&](Trace &T) { generate(T, Width, 24); });
    ASSERT_TRUE(E);
    EXPECT_EQ(E->Length, std::optional<size_t>(0));
    EXPECT_TRUE(explained(Rc4, [&](Trace &T) {
      const Bytes Key = T.reads(16);
      const auto S = rc4Permutation(Key);
      const std::vector<uint64_t> Cells(S.begin(), S.end());
      T.writes(bytesOf(Cells, Width, Order8::Little));
    }));
  }
  EXPECT_TRUE(explained(Rc4, [&](Trace &T) {
    const Bytes Key = T.reads(10), In = T.arbitrary(40);
    T.rewrites(In, xored(In, rc4Stream(rc4Permutation(Key), 40)));
  }));
  EXPECT_FALSE(explained(Rc4, [&](Trace &T) { generate(T, 1, 24, false); }));
  EXPECT_FALSE(explained(Rc4, [&](Trace &T) { // the key begins one further
    const Bytes Key = T.reads(16);
    Bytes Turned(Key);
    std::rotate(Turned.begin(), Turned.begin() + 1, Turned.end());
    const auto S = rc4Permutation(Turned);
    T.writes(Bytes(S.begin(), S.end()));
  }));
}
