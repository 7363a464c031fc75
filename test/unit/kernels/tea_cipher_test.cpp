//===- test/unit/kernels/tea_cipher_test.cpp - TEA, XTEA, XXTEA -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/tea.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

constexpr uint32_t Delta = 0x9e3779b9;
using Words = std::vector<uint32_t>;

Words wordsOf(const Bytes &B, Order8 O = Order8::Little) {
  const auto W = words(B, B.size() / 4, 4, O);
  return Words(W.begin(), W.end());
}
Bytes bytes(const Words &W, Order8 O = Order8::Little) {
  const std::vector<uint64_t> Wide(W.begin(), W.end());
  return bytesOf(Wide, 4, O);
}
/// Written once more, with what a look-alike changes.
Words tea(Words V, const Words &K, unsigned Cycles = 32, unsigned Shift = 5) {
  for (uint32_t I = 1; I <= Cycles; ++I) {
    V[0] += ((V[1] << 4) + K[0]) ^ (V[1] + I * Delta) ^ ((V[1] >> Shift) + K[1]);
    V[1] += ((V[0] << 4) + K[2]) ^ (V[0] + I * Delta) ^ ((V[0] >> Shift) + K[3]);
  }
  return V;
}
Words xtea(Words V, const Words &K, unsigned Cycles = 32, unsigned Pick = 11) {
  for (uint32_t I = 0; I < Cycles; ++I) {
    V[0] += ((V[1] << 4 ^ V[1] >> 5) + V[1]) ^ (I * Delta + K[I * Delta & 3]);
    V[1] += ((V[0] << 4 ^ V[0] >> 5) + V[0]) ^ ((I + 1) * Delta + K[(I + 1) * Delta >> Pick & 3]);
  }
  return V;
}
Words xxtea(Words V, const Bytes &Key, bool Decrypts = false) {
  const auto K = words(Key, 4, 4, Order8::Little);
  Decrypts ? decryptXxtea(V, K) : encryptXxtea(V, K);
  return V;
}

} // namespace

// Published answers for keys and blocks of zeros.
TEST(TeaCipher, KnownAnswers) {
  EXPECT_EQ(tea({0, 0}, {0, 0, 0, 0}), Words({0x41ea3a0a, 0x94baa940}));
  EXPECT_EQ(xtea({0, 0}, {0, 0, 0, 0}), Words({0xdee9d4d8, 0xf7131ed9}));
  EXPECT_EQ(xxtea({0, 0}, Bytes(16)), Words({0x053704ab, 0x575d8c80}));
  EXPECT_EQ(xxtea(xxtea({1, 2, 3}, Bytes(16, 7)), Bytes(16, 7), true), Words({1, 2, 3}));
}

TEST(TeaCipher, Blocks) {
  for (Order8 O : {Order8::Little, Order8::Big}) {
    auto E = explained(Tea, [&](Trace &T) {
      const Bytes V = T.arbitrary(8), K = T.reads(16);
      T.rewrites(V, bytes(tea(wordsOf(V, O), wordsOf(K, O)), O));
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(parameter(*E, "rounds"), 64);
    EXPECT_EQ(parameter(*E, "decrypts"), 0);
    E = explained(Xtea, [&](Trace &T) { // the other way: what comes out is what went in
      const Bytes V = T.arbitrary(8), K = T.reads(16);
      T.reads(bytes(xtea(wordsOf(V, O), wordsOf(K, O)), O));
      T.writes(V);
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(parameter(*E, "decrypts"), 1);
  }
  const auto E = explained(Xtea, [](Trace &T) {
    const Bytes V = T.arbitrary(8), K = T.reads(16);
    T.arg(5, 32);
    T.rewrites(V, bytes(xtea(wordsOf(V), wordsOf(K), 5)));
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "rounds"), 10);
}

TEST(TeaCipher, BlocksAreNotExplained) {
  auto Run = [](auto F) {
    return [F](Trace &T) {
      const Bytes V = T.arbitrary(8), K = T.reads(16);
      T.rewrites(V, bytes(F(wordsOf(V), wordsOf(K))));
    };
  };
  EXPECT_FALSE(explained(Tea, Run([](Words V, Words K) { return tea(V, K, 32, 6); })));
  EXPECT_FALSE(explained(Tea, Run([](Words V, Words K) { return xtea(V, K); })));
  EXPECT_FALSE(explained(Xtea, Run([](Words V, Words K) { return xtea(V, K, 32, 9); })));
  EXPECT_FALSE(explained(Xtea, Run([](Words V, Words K) { return tea(V, K); })));
}

TEST(TeaCipher, BlocksOfAnySize) {
  for (size_t N : {2u, 5u, 16u})
    for (bool Decrypts : {false, true}) {
      const auto E = explained(Xxtea, [&](Trace &T) {
        const Bytes V = T.arbitrary(4 * N), K = T.reads(16);
        T.arg(N, 32);
        T.rewrites(V, bytes(xxtea(wordsOf(V), K, Decrypts)));
      });
      ASSERT_TRUE(E);
      EXPECT_EQ(parameter(*E, "decrypts"), Decrypts);
      EXPECT_EQ(E->Length, std::optional<size_t>(0));
    }
  EXPECT_FALSE(explained(Xxtea, [&](Trace &T) { // words in another order
    const Bytes V = T.arbitrary(16), K = T.reads(16);
    Words W = wordsOf(V);
    std::swap(W[1], W[2]);
    T.rewrites(V, bytes(xxtea(W, K)));
  }));
}
