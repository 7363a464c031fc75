//===- test/unit/kernels/transform_cipher_test.cpp - NTT, Reed-Solomon ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/ntt.h"
#include "kernels/idioms/cryptography/reed_solomon.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

uint64_t powerOf(uint64_t X, uint64_t E, uint64_t Q) {
  uint64_t Out = 1;
  for (; E; E >>= 1, X = X * X % Q)
    if (E & 1)
      Out = Out * X % Q;
  return Out;
}

/// Layers of butterflies as programs compute them, roots in bit-reversed order.
std::vector<uint64_t> butterflies(const TransformRing &R, std::vector<uint64_t> X, uint64_t Root) {
  const unsigned Layers = R.Parts == 2 ? 7 : 8;
  size_t K = 1;
  for (size_t Half = 128; Half >= R.Parts; Half /= 2)
    for (size_t From = 0; From < 256; From += 2 * Half, ++K) {
      unsigned Turned = 0;
      for (unsigned I = 0; I < Layers; ++I)
        Turned |= unsigned(K >> I & 1) << (Layers - 1 - I);
      const uint64_t Z = powerOf(Root, Turned, R.Prime);
      for (size_t J = From; J < From + Half; ++J) {
        const uint64_t T = Z * X[J + Half] % R.Prime;
        X[J + Half] = (X[J] + R.Prime - T) % R.Prime;
        X[J] = (X[J] + T) % R.Prime;
      }
    }
  return X;
}
std::vector<uint64_t> arbitrary(Trace &T, const TransformRing &R) {
  std::vector<uint64_t> X(256);
  for (uint64_t &C : X)
    C = T.Random() % R.Prime;
  return X;
}

/// The generator with roots 2^First and on, highest coefficient left out.
Bytes generator(const Field256 &F, size_t Parity, unsigned First) {
  Bytes G = {1};
  for (size_t I = 0; I < Parity; ++I) {
    Bytes Next(G.size() + 1);
    for (size_t J = 0; J < G.size(); ++J) {
      Next[J] ^= G[J];
      Next[J + 1] ^= *F.times(G[J], *F.Exp(unsigned(First + I)));
    }
    G = Next;
  }
  return Bytes(G.begin() + 1, G.end());
}

} // namespace

TEST(TransformCipher, Ntt) {
  for (const TransformRing *R : {&KyberRing, &DilithiumRing}) {
    auto E = explained(Ntt, [&](Trace &T) {
      const auto X = arbitrary(T, *R);
      T.rewrites(bytesOf(X, R->Width, Order8::Little),
                 bytesOf(butterflies(*R, X, R->Root), R->Width, Order8::Little));
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(parameter(*E, "inverse"), 0);
    E = explained(Ntt, [&](Trace &T) {
      const auto X = arbitrary(T, *R);
      T.rewrites(bytesOf(butterflies(*R, X, R->Root), R->Width, Order8::Little),
                 bytesOf(X, R->Width, Order8::Little));
    });
    ASSERT_TRUE(E);
    EXPECT_EQ(parameter(*E, "inverse"), 1);
    EXPECT_FALSE(explained(Ntt, [&](Trace &T) { // not a root of x^256 + 1
      const auto X = arbitrary(T, *R);
      T.rewrites(bytesOf(X, R->Width, Order8::Little),
                 bytesOf(butterflies(*R, X, R->Root + 1), R->Width, Order8::Little));
    }));
    EXPECT_FALSE(explained(Ntt, [&](Trace &T) { // one residue differs
      const auto X = arbitrary(T, *R);
      auto Y = butterflies(*R, X, R->Root);
      Y[3] = (Y[3] + 1) % R->Prime;
      T.rewrites(bytesOf(X, R->Width, Order8::Little), bytesOf(Y, R->Width, Order8::Little));
    }));
  }
}

TEST(TransformCipher, ReedSolomon) {
  for (unsigned Modulus : {0x11du, 0x187u})
    for (unsigned First : {0u, 1u, 112u}) {
      const Field256 &F = fieldModulo(Modulus);
      const auto E = explained(ReedSolomon, [&](Trace &T) {
        const Bytes Message = T.reads(40);
        T.writes(*remainder(F, Message, generator(F, 8, First)));
        T.arg(40, 32);
      });
      ASSERT_TRUE(E);
      EXPECT_EQ(parameter(*E, "parity"), 8);
      EXPECT_EQ(E->Length, std::optional<size_t>(0));
    }
  const Field256 &F = fieldModulo(0x11d);
  EXPECT_TRUE(explained(ReedSolomon, [&](Trace &T) { // the generator is read
    const Bytes Message = T.reads(20), G = T.reads(16);
    T.writes(*remainder(F, Message, G));
  }));
  EXPECT_FALSE(explained(ReedSolomon, [&](Trace &T) { // no consecutive roots
    const Bytes Message = T.reads(40);
    Bytes G = generator(F, 8, 1);
    G[2] ^= 1;
    T.writes(*remainder(F, Message, G));
  }));
  EXPECT_FALSE(explained(ReedSolomon, [&](Trace &T) { // parity by xor
    const Bytes A = T.reads(8), B = T.reads(8);
    Bytes Out(8);
    for (size_t I = 0; I < 8; ++I)
      Out[I] = A[I] ^ B[I];
    T.writes(Out);
  }));
}

TEST(TransformCipher, ReedSolomonWithTablesThatAreRead) {
  for (bool Syndromes : {false, true})
    EXPECT_TRUE(explained(ReedSolomon, [&](Trace &T) {
      const Bytes Logs = T.arbitrary(256), Exps = T.arbitrary(510);
      std::vector<bool> LogRead(256), ExpRead(510);
      const Field256 F = {[&](unsigned X) { return LogRead[X] = true, std::optional(Logs[X]); },
                          [&](unsigned X) { return ExpRead[X] = true, std::optional(Exps[X]); }};
      const Bytes Message = T.reads(24);
      if (Syndromes) {
        Bytes Out(8);
        for (unsigned R = 0; R < 8; ++R)
          for (uint8_t C : Message)
            Out[R] = C ^ (Out[R] ? *F.Exp((*F.Log(Out[R]) + R) % 255) : uint8_t(0));
        T.writes(Out);
      } else {
        const Bytes G = T.reads(8);
        T.writes(*remainder(F, Message, G));
      }
      for (size_t I = 0; I < 510; ++I) {
        if (I < 256 && LogRead[I])
          T.extent(1, int64_t(I), {Logs[I]}, {Logs[I]}, true, false);
        if (ExpRead[I])
          T.extent(2, int64_t(I), {Exps[I]}, {Exps[I]}, true, false);
      }
    }));
}
