//===- test/unit/kernels/modes_cipher_test.cpp - Modes of operation ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The published examples, each as what a program that computes it reads and writes:
// SP 800-38A F.2 and F.5, RFC 4493, IEEE 1619 B, and GCM's fourth test case.
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/aes.h"
#include "kernels/idioms/cryptography/cryptography.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

const Bytes Key = hex("2b7e151628aed2a6abf7158809cf4f3c");
const Bytes Plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
const Bytes Vector = hex("000102030405060708090a0b0c0d0e0f");
const Bytes Chained = hex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                          "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7");
const Bytes Counter = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
const Bytes Counted = hex("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
                          "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee");
const Bytes RoundKeys = expandAesKey(Key);

Bytes first(const Bytes &X, size_t Count) { return Bytes(X.begin(), X.begin() + ptrdiff_t(Count)); }
Bytes changed(Bytes X, size_t At) {
  X[At] ^= 1;
  return X;
}

} // namespace

TEST(ModesCipher, OverAnyCipher) {
  auto Permuted = [](Bytes Block) {
    anyPermutation(std::span<uint8_t, 16>(Block));
    return Block;
  };
  auto Xored = [](Bytes X, const Bytes &Y) {
    for (size_t K = 0; K < X.size(); ++K)
      X[K] ^= Y[K];
    return X;
  };
  const Bytes P1 = first(Plain, 16), P2(Plain.begin() + 16, Plain.begin() + 32);
  const Bytes C1 = Permuted(Xored(P1, Vector)), C2 = Permuted(Xored(P2, C1));
  Bytes Both = C1;
  Both.insert(Both.end(), C2.begin(), C2.end());
  auto Chain = [&](bool Called, const Bytes &In, const Bytes &Out) {
    return explained(Cbc, [&, Called](Trace &T) {
      T.B.CallsAny = Called;
      T.reads(Vector);
      T.rewrites(In, Out);
    });
  };
  auto E = Chain(true, first(Plain, 32), Both);
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 0);
  EXPECT_FALSE(Chain(false, first(Plain, 32), Both)); // nothing was called
  EXPECT_FALSE(Chain(true, first(Plain, 32), changed(Both, 20)));
  // What is called may be the inverse of the cipher.
  const Bytes D1 = Xored(Permuted(P1), Vector), D2 = Xored(Permuted(P2), P1);
  Both = D1;
  Both.insert(Both.end(), D2.begin(), D2.end());
  E = Chain(true, first(Plain, 32), Both);
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 1);
}

TEST(ModesCipher, Cbc) {
  auto E = explained(Cbc, [](Trace &T) { // the vector is carried on
    T.reads(RoundKeys);
    T.rewrites(Vector, Bytes(Chained.end() - 16, Chained.end()));
    T.reads(Plain);
    T.writes(Chained);
    T.arg(64, 64);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 0);
  EXPECT_EQ(parameter(*E, "rounds"), 10);
  EXPECT_EQ(E->Length, std::optional<size_t>(0));
  E = explained(Cbc, [](Trace &T) { // in place, under the key, words swapped
    T.reads(swapped(RoundKeys, 4));
    T.reads(Vector);
    T.rewrites(Chained, Plain);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 1);
  EXPECT_FALSE(explained(Cbc, [](Trace &T) { // one block: a step of any chain
    T.reads(Key);
    T.reads(Vector);
    T.rewrites(first(Plain, 16), first(Chained, 16));
  }));
  EXPECT_FALSE(explained(Cbc, [](Trace &T) {
    T.reads(RoundKeys);
    T.reads(Vector);
    T.rewrites(Plain, changed(Chained, 40));
  }));
  EXPECT_FALSE(explained(Cbc, [](Trace &T) { // blocks one by one
    T.reads(RoundKeys);
    Bytes Out = Plain;
    for (size_t At = 0; At < 64; At += 16)
      encryptAes({.Octets = RoundKeys, .Words = {}, .Rounds = 10}, &Out[At]);
    T.rewrites(Plain, Out);
  }));
}

TEST(ModesCipher, Ctr) {
  for (size_t Size : {16u, 40u, 64u}) {
    const auto E = explained(Ctr, [&](Trace &T) {
      T.reads(RoundKeys);
      T.reads(Counter);
      T.arg(Size, 64);
      T.reads(first(Plain, Size));
      T.writes(first(Counted, Size));
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(E->Length, std::optional<size_t>(0));
    EXPECT_FALSE(explained(Aes, [&](Trace &T) {
      T.reads(RoundKeys);
      T.reads(Counter);
      T.reads(first(Plain, Size));
      T.writes(first(Counted, Size));
    }));
  }
  auto With = [](const Bytes &Out, const Bytes &Tag) {
    return [=](Trace &T) {
      T.reads(RoundKeys);
      T.reads(Counter);
      T.rewrites(Plain, Out);
      if (!Tag.empty())
        T.writes(Tag);
    };
  };
  EXPECT_TRUE(explained(Ctr, With(Counted, {})));
  EXPECT_FALSE(explained(Ctr, With(changed(Counted, 20), {})));
  EXPECT_FALSE(explained(Ctr, With(Counted, Vector))); // something of a tag
}

TEST(ModesCipher, Xts) {
  const Bytes First(16, 0x11), Second(16, 0x22), In(32, 0x44);
  const Bytes Sector = hex("33333333330000000000000000000000");
  const Bytes Out = hex("c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0");
  EXPECT_TRUE(explained(Xts, [&](Trace &T) {
    T.reads(expandAesKey(First));
    T.reads(expandAesKey(Second));
    T.reads(Sector);
    T.rewrites(In, Out);
  }));
  const auto E = explained(Xts, [&](Trace &T) { // the sector's number, decryption
    T.arg(0x3333333333, 64);
    T.reads(Second);
    T.reads(First);
    T.reads(Out);
    T.writes(In);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 1);
  EXPECT_FALSE(explained(Xts, [&](Trace &T) {
    T.reads(First);
    T.reads(Second);
    T.reads(Sector);
    T.rewrites(In, changed(Out, 31));
  }));
}

TEST(ModesCipher, Cmac) {
  const Bytes Tag = hex("51f0bebf7e3b9d92fc49741779363cfe");
  const auto E = explained(Cmac, [&](Trace &T) {
    T.reads(RoundKeys);
    T.reads(Plain);
    T.arg(64, 32);
    T.writes(Tag);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(E->Length, std::optional<size_t>(0));
  EXPECT_TRUE(explained(Cmac, [&](Trace &T) { // padded
    T.reads(first(Plain, 40));
    T.reads(Key);
    T.writes(hex("dfa66747de9ae63030ca32611497c827"));
  }));
  EXPECT_FALSE(explained(Cmac, [&](Trace &T) { // no subkey
    T.reads(RoundKeys);
    T.reads(Plain);
    Bytes X(16);
    for (size_t I = 0; I < 64; ++I) {
      X[I % 16] ^= Plain[I];
      if (I % 16 == 15)
        encryptAes({.Octets = RoundKeys, .Words = {}, .Rounds = 10}, X.data());
    }
    T.writes(X);
  }));
}

TEST(ModesCipher, Gcm) {
  const Bytes Under = expandAesKey(hex("feffe9928665731c6d6a8f9467308308")),
              Nonce = hex("cafebabefacedbaddecaf888");
  const Bytes In = hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                       "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  const Bytes Associated = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const Bytes Out = hex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                        "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091");
  const Bytes Tag = hex("5bc94fbc3221a5db94fae95ae7121a47");
  auto Run = [&](const Bytes &Written) {
    return [&, Written](Trace &T) {
      T.reads(Under);
      T.reads(Nonce);
      T.reads(Associated);
      T.reads(In);
      T.writes(Out);
      T.writes(Written);
    };
  };
  EXPECT_TRUE(explained(Gcm, Run(Tag)));
  EXPECT_FALSE(explained(Gcm, Run(changed(Tag, 3))));
  EXPECT_FALSE(explained(Ctr, Run(Tag)));
  EXPECT_FALSE(explained(Gcm, [&](Trace &T) { // no tag
    T.reads(Under);
    T.reads(Nonce);
    T.reads(In);
    T.writes(Out);
  }));
  EXPECT_TRUE(explained(Gcm, [&](Trace &T) { // the tag alone
    T.reads(Under);
    T.reads(Nonce);
    T.reads(Associated);
    T.reads(Out);
    T.writes(Tag);
  }));
}
