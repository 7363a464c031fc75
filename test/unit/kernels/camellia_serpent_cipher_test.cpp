//===- test/unit/kernels/camellia_serpent_cipher_test.cpp - 128-bit blocks --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/camellia.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/serpent.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

Bytes camellia(std::vector<uint64_t> Words, Bytes Block) {
  encryptCamellia({.Octets = {}, .Words = std::move(Words)}, Block.data());
  return Block;
}
Bytes serpent(std::vector<uint64_t> Words, Bytes Block) {
  encryptSerpent({.Octets = {}, .Words = std::move(Words)}, Block.data());
  return Block;
}

} // namespace

// RFC 3713, appendix A.
TEST(CamelliaCipher, KnownAnswers) {
  const Bytes Key = hex("0123456789abcdeffedcba9876543210"),
              Rest = hex("00112233445566778899aabbccddeeff");
  EXPECT_EQ(camellia(expandCamelliaKey(Key), Key), hex("67673138549669730857065648eabe43"));
  Bytes Long = Key;
  Long.insert(Long.end(), Rest.begin(), Rest.begin() + 8);
  EXPECT_EQ(camellia(expandCamelliaKey(Long), Key), hex("b4993401b3e996f84ee5cee7d79b09b9"));
  Long.insert(Long.end(), Rest.begin() + 8, Rest.end());
  EXPECT_EQ(camellia(expandCamelliaKey(Long), Key), hex("9acc237dff16d76c20ef7c919e3a7509"));
}

TEST(CamelliaCipher, IsExplained) {
  for (size_t Words : {26u, 34u})
    EXPECT_TRUE(explained(Camellia, [&](Trace &T) { // in the order of use, halves of words first
      const Bytes Keys = T.reads(8 * Words), In = T.reads(16);
      T.writes(camellia(words(swapped(Keys, 4), Words, 8, Order8::Big), In));
    }));
  const auto E = explained(Camellia, [](Trace &T) { // three arrays; out of what, into what
    const Bytes Ke = T.reads(32), K = T.reads(144), Kw = T.reads(32), Out = T.arbitrary(16);
    const auto W = words(Kw, 4, 8, Order8::Little), R = words(K, 18, 8, Order8::Little),
               F = words(Ke, 4, 8, Order8::Little);
    std::vector<uint64_t> Order = {W[0], W[1]};
    for (size_t I = 0; I < 18; ++I) {
      if (I == 6 || I == 12)
        Order.insert(Order.end(), {F[I / 3 - 2], F[I / 3 - 1]});
      Order.push_back(R[I]);
    }
    Order.insert(Order.end(), {W[2], W[3]});
    T.rewrites(swapped(camellia(Order, Out), 8), swapped(Out, 8));
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 1);
  EXPECT_EQ(parameter(*E, "rounds"), 18);
  EXPECT_TRUE(explained(Camellia, [](Trace &T) {
    const Bytes Key = T.reads(24);
    T.writes(bytesOf(expandCamelliaKey(Key), 8, Order8::Little));
  }));
  EXPECT_FALSE(explained(Camellia, [](Trace &T) { // a round key twice
    const Bytes Keys = T.reads(208), In = T.reads(16);
    auto W = words(Keys, 26, 8, Order8::Big);
    W[5] = W[4];
    T.writes(camellia(W, In));
  }));
}

// The answers that the cipher's libraries agree on.
TEST(SerpentCipher, KnownAnswers) {
  EXPECT_EQ(serpent(expandSerpentKey(Bytes(16)), hex("d29d576fcea3a3a7ed9099f26673d78e")),
            hex("313b8a36157be182b7f349d567bf3219"));
  Bytes Key(16);
  Key[0] = 0x80;
  EXPECT_EQ(serpent(expandSerpentKey(Key), Bytes(16)), hex("264e5481eff42a4606abda06c0bfda3d"));
}

TEST(SerpentCipher, IsExplained) {
  EXPECT_TRUE(explained(Serpent, [](Trace &T) {
    const Bytes Keys = T.reads(528), In = T.arbitrary(16);
    T.rewrites(In, serpent(words(Keys, 132, 4, Order8::Little), In));
  }));
  const auto E = explained(Serpent, [](Trace &T) {
    const Bytes Key = T.reads(32), Out = T.arbitrary(16);
    T.reads(serpent(expandSerpentKey(Key), Out));
    T.writes(Out);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 1);
  EXPECT_TRUE(explained(Serpent, [](Trace &T) {
    const Bytes Key = T.reads(16);
    T.writes(bytesOf(expandSerpentKey(Key), 4, Order8::Little));
  }));
  EXPECT_FALSE(explained(Serpent, [](Trace &T) { // without the last key
    const Bytes Keys = T.reads(528), In = T.reads(16);
    auto W = words(Keys, 132, 4, Order8::Little);
    W[131] = 0;
    T.writes(serpent(W, In));
  }));
}
