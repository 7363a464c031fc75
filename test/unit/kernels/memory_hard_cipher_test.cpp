//===- test/unit/kernels/memory_hard_cipher_test.cpp - scrypt, Argon2 -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/memory_hard.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

// RFC 7914, 9 and 10.
TEST(MemoryHardCipher, ScryptsKnownAnswers) {
  const Bytes In = hex("f7ce0b653d2d72a4108cf5abe912ffdd777616dbbb27a70e8204f3ae2d0f6fad89f68f4811d"
                       "1e87bcc3bd7400a9ffd29"
                       "094f0184639574f39ae5a1315217bcd7894991447213bb226c25b54da86370fbcd984380374"
                       "666bb8ffcb5bf40c254b0"
                       "67d27c51ce4ad5fed829c90b505a571b7f4d1cad6a523cda770e67bceaaf7e89");
  EXPECT_EQ(scryptBlockMix(In),
            hex("a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29b4393168e3c9e6bcfe"
                "6bc5b7a06d96ba"
                "e424cc102c91745c24ad673dc7618f8120edc975323881a80540f64c162dcd3c21077cfe5f8d5fe2b1"
                "a4168f953678b7"
                "7d3b3d803b60e4ab920996e59b4d53b65d2a225877d5edf5842cb9f14eefe425"));
  EXPECT_EQ(scryptRoMix(In, 16),
            hex("79ccc193629debca047f0b70604bf6b62ce3dd4a9626e355fafc6198e6ea2b46d58413673b99b029d6"
                "65c357601fb426"
                "a0b2f4bba200ee9f0a43d19b571a9c71ef1142e65d5a266fddca832ce59faa7cac0b9cf1be2bffca30"
                "0d01ee387619c4"
                "ae12fd4438f203a0e4e1c47ec314861f4e9087cb33396a6873e8f9d2539a4b8e"));
}

TEST(MemoryHardCipher, Scrypt) {
  const auto E = explained(Scrypt, [](Trace &T) {
    const Bytes In = T.reads(512);
    T.writes(scryptBlockMix(In));
    T.arg(4, 64);
  });
  ASSERT_TRUE(E);
  EXPECT_EQ(parameter(*E, "r"), 4);
  EXPECT_TRUE(explained(Scrypt, [](Trace &T) {
    const Bytes In = T.arbitrary(128);
    T.rewrites(In, scryptRoMix(In, 8));
    T.arg(8, 32);
  }));
  EXPECT_FALSE(explained(Scrypt, [](Trace &T) { // blocks in the order of making
    const Bytes In = T.reads(256), Mixed = scryptBlockMix(In);
    Bytes Out = Mixed;
    std::copy_n(Mixed.begin() + 128, 64, Out.begin() + 64);
    std::copy_n(Mixed.begin() + 64, 64, Out.begin() + 128);
    T.writes(Out);
  }));
}

// The sixteen bytes come from a model that agrees with Argon2d as libraries compute it.
TEST(MemoryHardCipher, Argon2) {
  Bytes X(1024), Y(1024);
  for (size_t I = 0; I < 1024; ++I) {
    X[I] = uint8_t(I);
    Y[I] = uint8_t(7 * I);
  }
  const Bytes Z = argon2Compress(X, Y);
  EXPECT_EQ(Bytes(Z.begin(), Z.begin() + 16), hex("a761cff549ea641414b5293a48a58e26"));
  EXPECT_TRUE(explained(Argon2, [](Trace &T) {
    const Bytes A = T.reads(1024), B = T.reads(1024);
    T.writes(argon2Compress(A, B));
  }));
  EXPECT_TRUE(explained(Argon2, [](Trace &T) { // the permutation alone
    const Bytes V = T.arbitrary(128);
    auto W = words(V, 16, 8, Order8::Little);
    argon2Round(W.data());
    T.rewrites(V, bytesOf(W, 8, Order8::Little));
  }));
  EXPECT_FALSE(explained(Argon2, [](Trace &T) { // without the feed-forward
    const Bytes A = T.reads(1024), B = T.reads(1024);
    Bytes Out = argon2Compress(A, B);
    for (size_t I = 0; I < 1024; ++I)
      Out[I] ^= A[I] ^ B[I];
    T.writes(Out);
  }));
}
