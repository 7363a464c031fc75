//===- test/unit/kernels/feistel_cipher_test.cpp - DES, Blowfish, SM4 -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/blowfish.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/des.h"
#include "kernels/idioms/cryptography/sm4.h"

#include <gtest/gtest.h>

#include <bitset>

using namespace auspex::kernels;

namespace {

uint64_t number(const Bytes &B) { return word(B, 0, 8, Order8::Big); }
Bytes bytes(uint64_t X, Order8 O = Order8::Big) {
  const uint64_t One[1] = {X};
  return bytesOf(One, 8, O);
}
std::vector<uint64_t> reversed(std::vector<uint64_t> X) {
  std::reverse(X.begin(), X.end());
  return X;
}
uint64_t desEde(uint64_t X, std::span<const uint64_t> A, std::span<const uint64_t> B,
                std::span<const uint64_t> C) {
  X = desRounds(X, A);
  X = desRounds(X, reversed({B.begin(), B.end()}));
  return desRounds(X, C);
}
Schedule sm4Under(const Bytes &Key) {
  return {.Octets = {}, .Words = expandSm4Key(Key), .Rounds = 32};
}
Bytes sm4(const Schedule &K, Bytes Block) {
  for (size_t At = 0; At < Block.size(); At += 16)
    encryptSm4(K, &Block[At]);
  return Block;
}

/// A Blowfish block as a program runs it: the words that it reads, each an extent.
void runBlowfish(Trace &T, bool SeparateBoxes, uint32_t Constant = 0) {
  const Bytes P = T.arbitrary(72), S = T.arbitrary(4096), V = T.arbitrary(8);
  std::bitset<1024> Used;
  auto Box = [&](uint32_t K) {
    Used[K] = true;
    return uint32_t(word(S, 4 * K, 4, Order8::Little));
  };
  auto L = uint32_t(word(V, 0, 4, Order8::Little)), R = uint32_t(word(V, 4, 4, Order8::Little));
  for (size_t I = 0; I < 16; ++I) {
    L ^= uint32_t(word(P, 4 * I, 4, Order8::Little));
    R ^= ((Box(L >> 24) + Box(256 + (L >> 16 & 255))) ^ Box(512 + (L >> 8 & 255))) +
         Box(768 + (L & 255)) + Constant;
    std::swap(L, R);
  }
  std::swap(L, R);
  R ^= uint32_t(word(P, 64, 4, Order8::Little));
  L ^= uint32_t(word(P, 68, 4, Order8::Little));
  T.extent(1, 0, P, P, true, false);
  for (size_t K = 0; K < 1024; ++K)
    if (Used[K]) {
      const Bytes W(S.begin() + ptrdiff_t(4 * K), S.begin() + ptrdiff_t(4 * K + 4));
      T.extent(SeparateBoxes ? 2 : 1, int64_t(4 * K) + (SeparateBoxes ? 0 : 72), W, W, true, false);
    }
  const uint64_t Halves[2] = {L, R};
  T.rewrites(V, bytesOf(Halves, 4, Order8::Little));
}

} // namespace

TEST(DesCipher, KnownAnswers) {
  EXPECT_EQ(desRounds(0x0123456789abcdef, desSubkeys(0x133457799bbcdff1)), 0x85e813540f0ab405u);
  EXPECT_EQ(desEde(number({'T', 'h', 'e', ' ', 'q', 'u', 'i', 'c'}), desSubkeys(0x0123456789abcdef),
                   desSubkeys(0x23456789abcdef01), desSubkeys(0x456789abcdef0123)),
            0x1ccf23869d09333eu);
}

// The same schedule as OpenSSL keeps it: bits from the lowest on.
TEST(DesCipher, KnownLayout) {
  Bytes Keys = storeSubkeys(subkeyLayouts().back(), desSubkeys(0x133457799bbcdff1));
  Keys.resize(16);
  EXPECT_EQ(Keys, hex("60d0fc80c4400fce78dc6ce48a85c943"));
}

TEST(DesCipher, BlocksUnderSubkeys) {
  for (const SubkeyLayout &L : subkeyLayouts())
    for (Order8 O : {Order8::Big, Order8::Little}) {
      const auto E = explained(Des, [&](Trace &T) {
        const Bytes Keys = T.reads(16 * L.Bytes), In = T.reads(8);
        T.writes(bytes(desRounds(word(In, 0, 8, O), loadSubkeys(L, Keys)), O));
      });
      ASSERT_TRUE(E);
      EXPECT_EQ(parameter(*E, "decrypts"), 0);
    }
}

TEST(DesCipher, OtherWays) {
  EXPECT_TRUE(explained(Des, [&](Trace &T) { // a parameter in, a result out
    const Bytes Keys = T.reads(128);
    const uint64_t X = number(T.arbitrary(8));
    T.arg(X, 64);
    T.returns(desRounds(X, reversed(loadSubkeys(subkeyLayouts()[0], Keys))), 64);
  }));
  EXPECT_TRUE(explained(Des, [&](Trace &T) { // the key itself
    const Bytes Key = T.reads(8), In = T.arbitrary(32);
    Bytes Out;
    for (size_t I = 0; I < 4; ++I)
      for (uint8_t X : bytes(desRounds(word(In, 8 * I, 8, Order8::Big), desSubkeys(number(Key)))))
        Out.push_back(X);
    T.rewrites(In, Out);
  }));
  EXPECT_TRUE(explained(Des, [&](Trace &T) { // only the rounds, halves behind two pointers
    const Bytes Keys = T.reads(128);
    const Bytes L = T.arbitrary(4), R = T.arbitrary(4);
    const uint64_t Out =
        desRounds(word(L, 0, 4, Order8::Little) << 32 | word(R, 0, 4, Order8::Little),
                  loadSubkeys(subkeyLayouts()[0], Keys), true);
    const Bytes After = bytes(Out, Order8::Little);
    T.rewrites(L, Bytes(After.begin() + 4, After.end()));
    T.rewrites(R, Bytes(After.begin(), After.begin() + 4));
  }));
  EXPECT_TRUE(explained(Des, [&](Trace &T) {
    const Bytes Key = T.reads(8);
    T.writes(storeSubkeys(subkeyLayouts()[1], desSubkeys(number(Key))));
  }));
}

TEST(DesCipher, Triple) {
  auto Load = [](const Bytes &M) { return loadSubkeys(subkeyLayouts()[0], M); };
  EXPECT_TRUE(explained(TripleDes, [&](Trace &T) {
    const Bytes A = T.reads(128), B = T.reads(128), C = T.reads(128), In = T.reads(8);
    T.writes(bytes(desEde(number(In), Load(A), Load(B), Load(C))));
  }));
  const auto E = explained(TripleDes, [&](Trace &T) {
    const Bytes In = T.reads(8), A = T.reads(128), B = T.reads(128);
    T.writes(bytes(desEde(number(In), Load(A), Load(B), Load(A))));
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "keys"), 2);
  EXPECT_TRUE(explained(TripleDes, [&](Trace &T) {
    const Bytes Key = T.reads(24), In = T.arbitrary(8);
    auto Subkeys = [&](size_t K) { return desSubkeys(word(Key, 8 * K, 8, Order8::Big)); };
    T.rewrites(In, bytes(desEde(number(In), Subkeys(0), Subkeys(1), Subkeys(2))));
  }));
}

TEST(DesCipher, IsNotExplained) {
  auto Run = [](auto F) {
    return [F](Trace &T) {
      const Bytes Keys = T.reads(128), In = T.reads(8);
      T.writes(bytes(F(number(In), loadSubkeys(subkeyLayouts()[0], Keys))));
    };
  };
  EXPECT_FALSE(explained(Des, Run([](uint64_t X, std::vector<uint64_t> K) { // fifteen rounds
                           K.pop_back();
                           return desRounds(X, K);
                         })));
  EXPECT_FALSE(explained(Des, Run([](uint64_t X, std::vector<uint64_t> K) {
                           std::swap(K[3], K[4]);
                           return desRounds(X, K);
                         })));
  EXPECT_FALSE(explained(TripleDes,
                         Run([](uint64_t X, std::vector<uint64_t> K) { return desRounds(X, K); })));
  EXPECT_FALSE(explained(Des, [&](Trace &T) { // one bit of the schedule
    const Bytes Key = T.reads(8);
    Bytes Keys = storeSubkeys(subkeyLayouts()[1], desSubkeys(number(Key)));
    Keys[50] ^= 1;
    T.writes(Keys);
  }));
}

TEST(BlowfishCipher, KnownAnswers) {
  const BlowfishKey K = blowfishKey(hex("0123456789abcdef"));
  uint32_t L = 0x11111111, R = 0x11111111;
  encryptBlowfish(K, L, R);
  EXPECT_EQ(L, 0x61f9c380u);
  EXPECT_EQ(R, 0x2281b096u);
}

TEST(BlowfishCipher, IsExplained) {
  EXPECT_TRUE(explained(Blowfish, [](Trace &T) { runBlowfish(T, false); }));
  EXPECT_TRUE(explained(Blowfish, [](Trace &T) { runBlowfish(T, true); }));
  EXPECT_TRUE(explained(Blowfish, [](Trace &T) {
    const Bytes Key = T.reads(16);
    const BlowfishKey K = blowfishKey(Key);
    T.writes(bytesOf(K.S, 4, Order8::Little));
    T.writes(bytesOf(K.P, 4, Order8::Little));
  }));
  EXPECT_FALSE(explained(Blowfish, [](Trace &T) { runBlowfish(T, true, 1); }));
  EXPECT_FALSE(explained(Blowfish, [](Trace &T) {
    const Bytes Key = T.reads(16);
    BlowfishKey K = blowfishKey(Key);
    K.S[77] ^= 8;
    T.writes(bytesOf(K.S, 4, Order8::Little));
    T.writes(bytesOf(K.P, 4, Order8::Little));
  }));
}

TEST(Sm4Cipher, KnownAnswers) {
  const Bytes Key = hex("0123456789abcdeffedcba9876543210");
  EXPECT_EQ(sm4(sm4Under(Key), Key), hex("681edf34d206965e86b3e94f536e4246"));
}

TEST(Sm4Cipher, IsExplained) {
  for (bool Swapped : {false, true}) {
    auto Way = [Swapped](const Bytes &X) { return Swapped ? swapped(X, 4) : X; };
    const auto E = explained(Sm4, [&](Trace &T) {
      const Bytes Keys = T.reads(128), In = T.reads(32);
      T.writes(Way(
          sm4({.Octets = {}, .Words = words(Keys, 32, 4, Order8::Little), .Rounds = 32}, Way(In))));
      T.arg(2, 32);
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(E->Length, std::optional<size_t>(0));
    EXPECT_TRUE(explained(Sm4, [&](Trace &T) {
      const Bytes Key = T.reads(16), In = T.arbitrary(16);
      T.rewrites(In, Way(sm4(sm4Under(Way(Key)), Way(In))));
    }));
  }
  EXPECT_TRUE(explained(Sm4, [&](Trace &T) {
    const Bytes Key = T.reads(16);
    T.writes(bytesOf(expandSm4Key(Key), 4, Order8::Little));
  }));
  EXPECT_FALSE(explained(Sm4, [&](Trace &T) { // a round less
    const Bytes Keys = T.reads(128), In = T.reads(16);
    auto K = words(Keys, 32, 4, Order8::Little);
    K[31] ^= 1;
    T.writes(sm4({.Octets = {}, .Words = K, .Rounds = 32}, In));
  }));
}
