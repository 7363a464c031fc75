//===- test/unit/kernels/any_function_cipher_test.cpp - Constructions over any function ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a mode, HMAC or PBKDF2 reads and writes where its cipher, digest or compression is
// called: the made-up functions stand for them.
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/any_function.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/hmac.h"
#include "kernels/idioms/cryptography/modes.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

Bytes permuted(Bytes Block) {
  anyPermutation(std::span<uint8_t, 16>(Block));
  return Block;
}
Bytes joined(Bytes X, const Bytes &Y) {
  X.insert(X.end(), Y.begin(), Y.end());
  return X;
}
Bytes padded(Bytes Key, uint8_t Pad) {
  for (uint8_t &Byte : Key)
    Byte ^= Pad;
  return Key;
}

} // namespace

TEST(AnyFunction, Xts) {
  auto Run = [](size_t Blocks, bool Encrypted, unsigned Times) {
    return [=](Trace &T) {
      T.B.CallsAny = true;
      Bytes Tweak = T.reads(16);
      if (Encrypted)
        Tweak = permuted(Tweak);
      const Bytes In = T.reads(16 * Blocks);
      Bytes Out;
      for (size_t At = 0; At < In.size(); At += 16) {
        const Bytes Block(In.begin() + ptrdiff_t(At), In.begin() + ptrdiff_t(At) + 16);
        Out = joined(Out, xored(permuted(xored(Block, Tweak)), Tweak));
        for (unsigned K = 0; K < Times; ++K)
          doubleInField(Tweak, Order8::Little);
      }
      T.writes(Out);
    };
  };
  for (bool Encrypted : {false, true}) {
    EXPECT_TRUE(explained(Xts, Run(3, Encrypted, 1)));
    EXPECT_FALSE(explained(Xts, Run(1, Encrypted, 1))); // whitening
    EXPECT_FALSE(explained(Xts, Run(3, Encrypted, 2))); // another sequence of tweaks
    EXPECT_FALSE(explained(Xts, Run(3, Encrypted, 0)));
  }
}

TEST(AnyFunction, CmacOfWords) {
  auto Run = [](uint8_t Polynomial) {
    return [=](Trace &T) {
      T.B.CallsAny = true;
      auto Halves = words(permuted(Bytes(16)), 2, 8, Order8::Little);
      const bool Carry = Halves[0] >> 63;
      Halves = {Halves[0] << 1 | Halves[1] >> 63, Halves[1] << 1 ^ (Carry ? Polynomial : 0)};
      const Bytes M = T.reads(32);
      const Bytes First = permuted(Bytes(M.begin(), M.begin() + 16));
      const Bytes Last = xored(First, Bytes(M.begin() + 16, M.end()));
      T.writes(permuted(xored(Last, bytesOf(Halves, 8, Order8::Little))));
    };
  };
  EXPECT_TRUE(explained(Cmac, Run(0x87)));
  EXPECT_FALSE(explained(Cmac, Run(0x86)));
}

TEST(AnyFunction, Hmac) {
  for (size_t Bytes : {20u, 32u}) {
    auto Run = [Bytes](uint8_t Outer) {
      return [=](Trace &T) {
        T.B.CallsAny = true;
        T.B.AnyBytes = Bytes;
        const auto Key = T.reads(64), Text = T.reads(24);
        T.arg(24, 64);
        const auto Inner = anyDigest(joined(padded(Key, 0x36), Text), Bytes);
        T.writes(anyDigest(joined(padded(Key, Outer), Inner), Bytes));
      };
    };
    EXPECT_TRUE(explained(Hmac, Run(0x5c)));
    EXPECT_FALSE(explained(Hmac, Run(0x5d)));
  }
}

TEST(AnyFunction, HmacOfCompressions) {
  auto Run = [](size_t Way, bool Swapped) {
    return [=](Trace &T) {
      T.B.CallsAny = true;
      const Bytes Iv = T.reads(32), Key = T.reads(64), Text = T.reads(64);
      const uint8_t In = Swapped ? 0x5c : 0x36, Out = Swapped ? 0x36 : 0x5c;
      const Bytes Inner = anyCompression(anyCompression(Iv, padded(Key, In)), Text);
      T.writes(anyCompression(anyCompression(Iv, padded(Key, Out)), lastBlocks(Inner)[Way]));
    };
  };
  for (size_t Way = 0; Way < 3; ++Way) {
    EXPECT_TRUE(explained(Hmac, Run(Way, false)));
    EXPECT_FALSE(explained(Hmac, Run(Way, true)));
  }
}

TEST(AnyFunction, Pbkdf2) {
  // From the first block on: U ^ F(U) ^ F(F(U)) ^ ...
  auto Chain = [](unsigned Count, bool Sums) {
    return [=](Trace &T) {
      T.B.CallsAny = true;
      T.arg(Count, 32);
      Bytes U = T.reads(32), Sum = U;
      for (unsigned K = 1; K < Count; ++K) {
        U = anyDigest(U);
        Sum = Sums ? xored(Sum, U) : U;
      }
      T.writes(Sum);
    };
  };
  EXPECT_TRUE(explained(Pbkdf2, Chain(10, true)));
  EXPECT_FALSE(explained(Pbkdf2, Chain(10, false))); // a chain of digests
  EXPECT_FALSE(explained(Pbkdf2, Chain(2, true)));   // a value and its digest
  // The salt, its block's number behind it.
  auto Whole = [](uint8_t First) {
    return [=](Trace &T) {
      T.B.CallsAny = true;
      T.arg(10, 64);
      Bytes U = anyDigest(joined(T.reads(10), {0, 0, 0, First})), Sum = U;
      for (unsigned K = 1; K < 10; ++K)
        Sum = xored(Sum, U = anyDigest(U));
      T.writes(Bytes(Sum.begin(), Sum.begin() + 10));
    };
  };
  EXPECT_TRUE(explained(Pbkdf2, Whole(1)));
  EXPECT_FALSE(explained(Pbkdf2, Whole(0)));
}
