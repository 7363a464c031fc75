//===- test/unit/kernels/aes_cipher_test.cpp - AES by what it computes ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/aes.h"
#include "kernels/idioms/cryptography/cryptography.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

Schedule under(const Bytes &Key) {
  Schedule S{.Octets = expandAesKey(Key), .Words = {}};
  S.Rounds = unsigned(S.Octets.size() / 16 - 1);
  return S;
}
Schedule roundKeys(const Bytes &Keys) {
  return {.Octets = Keys, .Words = {}, .Rounds = unsigned(Keys.size() / 16 - 1)};
}
Bytes encrypted(const Schedule &K, Bytes In) {
  for (size_t At = 0; At < In.size(); At += 16)
    encryptAes(K, &In[At]);
  return In;
}
Bytes decrypted(const Schedule &K, Bytes In) {
  for (size_t At = 0; At < In.size(); At += 16)
    decryptAes(K, &In[At]);
  return In;
}
Bytes transposed(const Bytes &In) {
  Bytes Out(In.size());
  for (size_t I = 0; I < In.size(); ++I)
    Out[I / 16 * 16 + I % 4 * 4 + I % 16 / 4] = In[I];
  return Out;
}

} // namespace

// FIPS 197, appendices B and C.
TEST(AesCipher, KnownAnswers) {
  EXPECT_EQ(encrypted(under(hex("2b7e151628aed2a6abf7158809cf4f3c")),
                      hex("3243f6a8885a308d313198a2e0370734")),
            hex("3925841d02dc09fbdc118597196a0b32"));
  const Bytes Plain = hex("00112233445566778899aabbccddeeff");
  const char *const Cipher[] = {"69c4e0d86a7b0430d8cdb78070b4c55a",
                                "dda97ca4864cdfe06eaf70a0ec0d7191",
                                "8ea2b7ca516745bfeafc49904b496089"};
  for (size_t K = 0; K < 3; ++K) {
    Bytes Key(16 + 8 * K);
    for (size_t I = 0; I < Key.size(); ++I)
      Key[I] = uint8_t(I);
    EXPECT_EQ(encrypted(under(Key), Plain), hex(Cipher[K]));
    EXPECT_EQ(decrypted(under(Key), hex(Cipher[K])), Plain);
  }
}

TEST(AesCipher, BlocksUnderRoundKeysInBytes) {
  for (unsigned Rounds : {10u, 12u, 14u}) {
    const auto E = explained(Aes, [&](Trace &T) {
      const Bytes In = T.reads(16), Keys = T.reads(16 * (Rounds + 1));
      T.writes(encrypted(roundKeys(Keys), In));
      T.arg(Rounds, 32);
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(parameter(*E, "rounds"), int64_t(Rounds));
    EXPECT_EQ(parameter(*E, "decrypts"), 0);
  }
}

TEST(AesCipher, BlocksUnderRoundKeysInWords) {
  EXPECT_TRUE(explained(Aes, [](Trace &T) { // words of the machine's order for keys and data
    const Bytes Keys = T.reads(240), In = T.arbitrary(48);
    T.rewrites(swapped(In, 4), swapped(encrypted(roundKeys(swapped(Keys, 4)), In), 4));
  }));
  const auto E = explained(Aes, [](Trace &T) { // a context: a count of rounds before the keys
    Bytes Context = T.arbitrary(4 + 176);
    T.reads(Context);
    const Bytes In = T.reads(16);
    T.writes(decrypted(roundKeys(swapped(Bytes(Context.begin() + 4, Context.end()), 4)), In));
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 1);
}

TEST(AesCipher, StateByRows) {
  EXPECT_TRUE(explained(Aes, [](Trace &T) {
    const Bytes Keys = T.reads(176), In = T.arbitrary(16);
    T.rewrites(transposed(In), transposed(encrypted(roundKeys(Keys), In)));
  }));
}

TEST(AesCipher, LengthIsAnArgument) {
  const auto E = explained(Aes, [](Trace &T) {
    const Bytes Keys = T.reads(176), In = T.reads(64);
    T.arg(64, 64);
    T.writes(encrypted(roundKeys(Keys), In));
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(E->Length, std::optional<size_t>(0));
}

TEST(AesCipher, EquivalentInverse) {
  // The schedule of decryption is what a key expansion for it writes.
  const auto E = explained(Aes, [](Trace &T) {
    const Bytes Key = T.arbitrary(16), In = T.reads(16);
    Bytes Keys = expandAesKey(Key);
    Bytes Turned;
    for (size_t R = 11; R-- > 0;) {
      Bytes K(Keys.begin() + ptrdiff_t(16 * R), Keys.begin() + ptrdiff_t(16 * R + 16));
      if (R != 0 && R != 10) {
        // Between rounds without keys that undo each other, D of two mixes backwards.
        Schedule One{.Octets = Bytes(32), .Words = {}, .Rounds = 1},
            Two{.Octets = Bytes(48), .Words = {}, .Rounds = 2};
        encryptAes(One, K.data());
        decryptAes(Two, K.data());
        encryptAes(One, K.data());
      }
      Turned.insert(Turned.end(), K.begin(), K.end());
    }
    T.reads(Turned);
    T.writes(decrypted(roundKeys(Keys), In));
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "decrypts"), 1);
}

TEST(AesCipher, ExpansionInside) {
  for (size_t Size : {16u, 24u, 32u})
    EXPECT_TRUE(explained(Aes, [&](Trace &T) {
      const Bytes Key = T.reads(Size), In = T.arbitrary(16);
      T.rewrites(In, encrypted(under(Key), In));
    }));
}

TEST(AesCipher, KeyExpansion) {
  const auto E = explained(Aes, [](Trace &T) {
    const Bytes Key = T.reads(32);
    T.writes(swapped(expandAesKey(Key), 4));
    T.arg(256, 32);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "rounds"), 14);
}

TEST(AesCipher, IsNotExplained) {
  EXPECT_FALSE(explained(Aes, [](Trace &T) { // one bit of one byte differs
    const Bytes Keys = T.reads(176), In = T.reads(16);
    Bytes Out = encrypted(roundKeys(Keys), In);
    Out[7] ^= 1;
    T.writes(Out);
  }));
  EXPECT_FALSE(explained(Aes, [](Trace &T) { // a chain of blocks is a mode
    const Bytes Keys = T.reads(176), Iv = T.reads(16), In = T.reads(32);
    Bytes Out = In, Previous = Iv;
    for (size_t I = 0; I < 32; ++I) {
      Out[I] ^= I < 16 ? Iv[I] : Out[I - 16];
      if (I % 16 == 15)
        encryptAes(roundKeys(Keys), &Out[I - 15]);
    }
    T.writes(Out);
  }));
  EXPECT_FALSE(explained(Aes, [](Trace &T) { // key stream and counter are kept, data xored
    const Bytes Keys = T.reads(176), Counter = T.reads(16), In = T.reads(16);
    Bytes Out = encrypted(roundKeys(Keys), Counter);
    T.writes(Out);
    for (size_t I = 0; I < 16; ++I)
      Out[I] ^= In[I];
    T.writes(Out);
  }));
  EXPECT_FALSE(explained(Aes, [](Trace &T) { // a byte of the schedule differs
    Bytes Keys = expandAesKey(T.reads(16));
    Keys[100] ^= 4;
    T.writes(Keys);
  }));
}
