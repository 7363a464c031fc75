//===- test/unit/kernels/numbers_cipher_test.cpp - Long numbers, fields -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cipher_subject.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/field_25519.h"
#include "program.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

namespace {

const Natural Prime = Natural(1).shifted(255) - Natural(19);

/// An element of ten limbs of 26 and 25 bits, some of them negative, and its value.
std::pair<Bytes, Natural> tenLimbs(Trace &T) {
  std::vector<uint64_t> Limbs;
  Natural Value;
  for (unsigned I = 0; I < 10; ++I) {
    const int32_t Limb = int32_t(T.Random() % (1u << 26)) - (1 << 25);
    Limbs.push_back(uint32_t(Limb));
    const Natural Term =
        Natural(uint64_t(Limb < 0 ? -Limb : Limb)).shifted((51 * I + 1) / 2) % Prime;
    Value = (Value + (Limb < 0 ? Prime - Term : Term)) % Prime;
  }
  return {bytesOf(Limbs, 4, Order8::Little), Value};
}
Bytes tenLimbsOf(const Natural &X) {
  std::vector<uint64_t> Limbs;
  for (unsigned I = 0; I < 10; ++I)
    Limbs.push_back(X.shifted(-int64_t((51 * I + 1) / 2)).low(I % 2 ? 25 : 26));
  return bytesOf(Limbs, 4, Order8::Little);
}

} // namespace

TEST(NumbersCipher, Arithmetic) {
  const Natural X =
      Natural::of(hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"));
  EXPECT_EQ((X * X + Natural(5)) % X, Natural(5));
  EXPECT_EQ(X.shifted(77).shifted(-77), X);
  EXPECT_EQ(power(Natural(3), Prime - Natural(1), Prime), Natural(1)); // Fermat
  EXPECT_EQ(power(X, Prime - Natural(2), Prime) * X % Prime, Natural(1));
  EXPECT_EQ(inverseOfOdd(12345677, 64) * 12345677, 1u);
}

// RFC 7748, 5.2.
TEST(NumbersCipher, X25519) {
  const Bytes K = hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  const Bytes U = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
  const Bytes Out = hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  EXPECT_EQ(x25519(K, U), Out);
  EXPECT_TRUE(explained(X25519, [&](Trace &T) {
    T.writes(Out);
    T.reads(K);
    T.reads(U);
  }));
  EXPECT_TRUE(explained(X25519, [&](Trace &T) {
    const Bytes Scalar = T.reads(32);
    Bytes Nine(32);
    Nine[0] = 9;
    T.writes(x25519(Scalar, Nine));
  }));
  EXPECT_FALSE(explained(X25519, [&](Trace &T) {
    Bytes Wrong = Out;
    Wrong[0] ^= 1;
    T.writes(Wrong);
    T.reads(K);
    T.reads(U);
  }));
}

TEST(NumbersCipher, FieldOf25519) {
  EXPECT_TRUE(explained(FieldMultiply25519, [](Trace &T) {
    const auto [A, X] = tenLimbs(T);
    const auto [B, Y] = tenLimbs(T);
    T.reads(A);
    T.reads(B);
    T.writes(tenLimbsOf(X * Y % Prime));
  }));
  EXPECT_TRUE(explained(FieldMultiply25519, [](Trace &T) { // a square of four words, not reduced
    const Bytes A = T.reads(32);
    const Natural X = Natural::of(A);
    T.writes((X * X % Prime + Prime).bytes(32));
  }));
  EXPECT_FALSE(explained(FieldMultiply25519, [](Trace &T) { // another prime
    const Bytes A = T.reads(32), B = T.reads(32);
    T.writes((Natural::of(A) * Natural::of(B) % (Prime - Natural(10))).bytes(32));
  }));
  EXPECT_FALSE(explained(FieldMultiply25519, [](Trace &T) { // a sum
    const Bytes A = T.reads(32), B = T.reads(32);
    T.writes(((Natural::of(A) + Natural::of(B)) % Prime).bytes(32));
  }));
}

TEST(NumbersCipher, P256) {
  const Natural P = Natural::of(
      hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"), Order8::Big);
  const Natural R = power(Natural(1).shifted(256), P - Natural(2), P);
  for (const Natural &F : {Natural(1), R})
    EXPECT_TRUE(explained(EccP256, [&](Trace &T) {
      const Bytes A = T.reads(32), B = T.reads(32);
      T.writes((Natural::of(A) * Natural::of(B) % P * F % P).bytes(32));
    }));
  EXPECT_FALSE(explained(EccP256, [&](Trace &T) {
    const Bytes A = T.reads(32), B = T.reads(32);
    T.writes((Natural::of(A) * Natural::of(B) % (P + Natural(2))).bytes(32));
  }));
}

TEST(NumbersCipher, Products) {
  for (Order8 O : {Order8::Little, Order8::Big})
    EXPECT_TRUE(explained(BignumMultiply, [&](Trace &T) {
      const Bytes A = T.reads(24), B = T.reads(16);
      T.writes((Natural::of(A, O) * Natural::of(B, O)).bytes(40, O));
    }));
  EXPECT_TRUE(explained(BignumMultiply, [](Trace &T) { // a row that is added
    const Bytes A = T.reads(32), R = T.arbitrary(32);
    const uint64_t Limb = word(T.arbitrary(8), 0, 8, Order8::Little);
    const Natural Sum = Natural::of(R) + Natural::of(A) * Natural(Limb);
    T.rewrites(R, Sum.bytes(32));
    T.arg(Limb, 64);
    T.returns(Sum.shifted(-256).low(64), 64);
  }));
  EXPECT_FALSE(explained(BignumMultiply, [](Trace &T) { // no carries
    const Bytes A = T.reads(16), B = T.reads(16);
    Bytes R(32);
    for (size_t I = 0; I < 16; ++I)
      for (size_t J = 0; J < 16; ++J)
        R[I + J] = uint8_t(R[I + J] + A[I] * B[J]);
    T.writes(R);
  }));
}

TEST(NumbersCipher, Montgomery) {
  auto Run = [](unsigned Width, bool Given, uint64_t Error) {
    return [=](Trace &T) {
      const Bytes A = T.reads(32), B = T.reads(32);
      Bytes Modulus = T.arbitrary(32);
      Modulus[0] |= 1;
      T.reads(Modulus);
      const Natural M = Natural::of(Modulus);
      uint64_t Inverse = uint64_t(0) - inverseOfOdd(M.low(64), 64);
      if (Given) // what the caller gave, right or not
        T.arg(Inverse = word(T.arbitrary(8), 0, 8, Order8::Little), 64);
      Natural X;
      for (size_t I = 0; I < 32; I += Width) {
        X = X + Natural::of(A) * Natural(word(B, I, Width, Order8::Little));
        const uint64_t U = Natural(X.low(8 * Width) * Inverse).low(8 * Width);
        X = (X + Natural(U) * M).shifted(-8 * int64_t(Width));
      }
      if (X >= M)
        X = X - M;
      T.writes((X + Natural(Error)).bytes(32));
    };
  };
  for (unsigned Width : {4u, 8u})
    for (bool Given : {false, true}) {
      const auto E = explained(MontgomeryMultiply, Run(Width, Given, 0));
      ASSERT_TRUE(E);
      EXPECT_EQ(parameter(*E, "bits"), 256);
      EXPECT_FALSE(explained(MontgomeryMultiply, Run(Width, Given, 1)));
    }
}

namespace {

/// A program that computes with numbers of 24 bytes in Montgomery's form, limbs of 32 bits:
/// memory is result, number, another one, modulus, exponent; the argument is -1/m.
auspex::kernels::test::Program inForm(std::function<Natural(
    const std::function<Natural(Natural, Natural)> &Times, Natural X, Natural One, Natural E)> Do) {
  using namespace auspex::kernels::test;
  return Program({out(24), in(24), in(24), in(24), in(4)}, {{32}}, 0,
                 [Do](Program::Memory &M, const Program::Scalars &Args) {
                   const Natural Modulus = Natural::of(M[3]);
                   auto Times = [&](const Natural &X, const Natural &Y) {
                     Natural T = X * Y;
                     for (size_t I = 0; I < 6; ++I) {
                       const uint64_t U = uint32_t(T.low(32) * Args[0]);
                       T = (T + Natural(U) * Modulus).shifted(-32);
                     }
                     return T >= Modulus ? T - Modulus : T;
                   };
                   M[0] = Do(Times, Natural::of(M[1]), Natural::of(M[2]), Natural::of(M[4])).bytes(24);
                   return 0;
                 });
}

} // namespace

TEST(NumbersCipher, PowerInForm) {
  using Product = std::function<Natural(Natural, Natural)>;
  auto FromLeft = [](const Product &Times, Natural X, Natural One, Natural E) {
    for (size_t I = 32; I-- > 0;) {
      One = Times(One, One);
      if (E.bit(I))
        One = Times(One, X);
    }
    return One;
  };
  EXPECT_EQ(nameOf(inForm(FromLeft)), "bignum-mod-exp");
  EXPECT_EQ(nameOf(inForm([](const Product &Times, Natural X, Natural One, Natural E) { // ladder
              for (size_t I = 32; I-- > 0;) {
                const Natural Both = Times(One, X);
                (E.bit(I) ? One : X) = Both;
                (E.bit(I) ? X : One) = E.bit(I) ? Times(X, X) : Times(One, One);
              }
              return One;
            })),
            "bignum-mod-exp");
  EXPECT_EQ(nameOf(inForm([](const Product &Times, Natural X, Natural One, Natural E) { // never squares
              for (size_t I = 0; I < 32; ++I)
                if (E.bit(I))
                  One = Times(One, X);
              return One;
            })),
            "");
}

TEST(NumbersCipher, Rsa) {
  using Product = std::function<Natural(Natural, Natural)>;
  auto Run = [](unsigned Squares, bool Back) {
    return inForm([=](const Product &Times, Natural X, Natural Squared, Natural) {
      const Natural In = Times(X, Squared);
      Natural Y = In;
      for (unsigned K = 0; K < Squares; ++K)
        Y = Times(Y, Y);
      Y = Times(Y, In);
      return Back ? Times(Y, 1) : Y;
    });
  };
  EXPECT_EQ(nameOf(Run(16, true)), "rsa");
  EXPECT_EQ(nameOf(Run(1, true)), "rsa");   // a cube
  EXPECT_EQ(nameOf(Run(3, true)), "");      // the ninth power is nobody's
  EXPECT_EQ(nameOf(Run(16, false)), "");    // left in the form: a part of something
}

TEST(NumbersCipher, ModularPower) {
  auto Run = [](uint64_t Error) {
    return [=](Trace &T) {
      const Bytes A = T.reads(32), E = T.reads(16), M = T.reads(32);
      T.writes(
          ((power(Natural::of(A), Natural::of(E), Natural::of(M)) + Natural(Error))).bytes(32));
    };
  };
  EXPECT_TRUE(explained(BignumModExp, Run(0)));
  EXPECT_FALSE(explained(BignumModExp, Run(1)));
}
