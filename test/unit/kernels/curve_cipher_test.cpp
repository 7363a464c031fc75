//===- test/unit/kernels/curve_cipher_test.cpp - Points and their coordinates ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The groups by known answers; then programs that add, double and multiply by formulas of
// their own, in coordinates of their own, and ones that nearly do.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/curve.h"
#include "kernels/idioms/cryptography/field_25519.h"
#include "kernels/idioms/cryptography/field_element.h"
#include "program.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;
using namespace auspex::kernels::test;

namespace {

Natural number(std::string_view Hex) { return Natural::of(fromHex(Hex), Order8::Big); }
constexpr Radix In51 = {5, 8, 51, 1}, In26 = {10, 4, 51, 2}, In64 = {4, 8, 64, 1};

std::vector<Natural> load(const Bytes &M, const Radix &R, const Natural &P) {
  std::vector<Natural> Out;
  for (size_t At = 0; At < M.size(); At += R.size())
    Out.push_back(R.load(std::span(M).subspan(At, R.size()), P));
  return Out;
}
void store(Bytes &M, const Radix &R, std::initializer_list<Natural> Elements) {
  size_t At = 0;
  for (const Natural &X : Elements) {
    std::ranges::copy(R.store(X), M.begin() + ptrdiff_t(At));
    At += R.size();
  }
}

/// The unified sum in extended coordinates (Hisil et al., 2008), \p Twice: 2d.
void addExtended(Program::Memory &M, const Radix &R, const Natural &Twice) {
  const PrimeField F{prime25519()};
  const auto P = load(M[0], R, F.P), Q = load(M[1], R, F.P);
  const Natural A = F.times(F.minus(P[1], P[0]), F.minus(Q[1], Q[0])),
                B = F.times(F.plus(P[1], P[0]), F.plus(Q[1], Q[0])),
                C = F.times(F.times(P[3], Q[3]), Twice), D = F.times(F.times(P[2], Q[2]), 2);
  const Natural E = F.minus(B, A), G = F.minus(D, C), H = F.plus(D, C), I = F.plus(B, A);
  store(M[2], R, {F.times(E, G), F.times(H, I), F.times(G, H), F.times(E, I)});
}

} // namespace

TEST(CurveCipher, Groups) {
  for (const Curve *C : {&edwards25519(), &nistP256()}) {
    EXPECT_TRUE(C->isOn(C->Base));
    const Point Twice = C->twice(C->Base), Thrice = C->sum(Twice, C->Base);
    EXPECT_TRUE(C->isOn(Twice));
    EXPECT_TRUE(C->isOn(Thrice));
    EXPECT_TRUE(C->equal(C->times(6, C->Base), C->twice(Thrice)));
    EXPECT_TRUE(C->equal(C->sum(Thrice, C->negated(C->Base)), Twice));
    EXPECT_FALSE(C->equal(Twice, Thrice));
  }
  // The double of P-256's base point, as NIST's examples have it.
  const Curve &P = nistP256();
  EXPECT_TRUE(P.equal(P.twice(P.Base),
                      {number("7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"),
                       number("07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1")}));
}

TEST(CurveCipher, Elements) {
  const Natural X = number("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  for (const Radix &R : {In51, In26, In64})
    EXPECT_EQ(R.load(R.store(X), prime25519()), X);
  EXPECT_EQ(In51.mask(), (uint64_t(1) << 51) - 1);
  EXPECT_EQ(In26.mask(), 0x01ffffff03ffffffu);
}

TEST(CurveCipher, Edwards) {
  const Curve &C = edwards25519();
  const Natural Twice = C.F.times(2, C.D);
  for (const Radix &R : {In51, In26}) {
    auto Run = [&](const Natural &Constant) {
      return nameOf(Program({inOut(4 * R.size()), in(4 * R.size()), out(4 * R.size())}, {}, 0,
                            [=](Program::Memory &M, const Program::Scalars &) {
                              addExtended(M, R, Constant);
                              return 0;
                            }));
    };
    EXPECT_EQ(Run(Twice), "ed25519");
    EXPECT_EQ(Run(C.D), "");                  // another curve's constant
    EXPECT_EQ(Run(Twice + Natural(1)), "");
  }
}

TEST(CurveCipher, P256) {
  const Curve &C = nistP256();
  // Jacobian doubling, the numbers in Montgomery's form or not; a of the curve: -3.
  auto Run = [&](bool InForm, uint64_t MinusA) {
    return nameOf(Program({in(96), out(96)}, {}, 0, [=, &C](Program::Memory &M, const Program::Scalars &) {
      const PrimeField &F = C.F;
      const Natural R = InForm ? Natural(1).shifted(256) % F.P : Natural(1), Back = F.inverse(R);
      std::vector<Natural> V = load(M[0], In64, F.P);
      for (Natural &X : V)
        X = F.times(X, Back);
      const Natural YY = F.times(V[1], V[1]), S = F.times(4, F.times(V[0], YY)),
                    ZZ = F.times(V[2], V[2]),
                    W = F.minus(F.times(3, F.times(V[0], V[0])), F.times(MinusA, F.times(ZZ, ZZ)));
      const Natural X = F.minus(F.times(W, W), F.times(2, S)),
                    Y = F.minus(F.times(W, F.minus(S, X)), F.times(8, F.times(YY, YY)));
      store(M[1], In64, {F.times(X, R), F.times(Y, R), F.times(F.times(2, F.times(V[1], V[2])), R)});
      return 0;
    }));
  };
  for (bool InForm : {false, true}) {
    EXPECT_EQ(Run(InForm, 3), "ecc-p256");
    EXPECT_EQ(Run(InForm, 0), ""); // as on secp256k1
  }
}

TEST(CurveCipher, Ladder) {
  auto Run = [](uint64_t Error) {
    return nameOf(Program({in(32), in(In51.size()), out(In51.size()), out(In51.size())}, {}, 0,
                          [=](Program::Memory &M, const Program::Scalars &) {
                            const PrimeField F{prime25519()};
                            const auto [X, Z] = montgomeryLadder(
                                Natural::of(M[0]), In51.load(M[1], F.P));
                            M[2] = In51.store(F.plus(X, Error));
                            M[3] = In51.store(Z);
                            return 0;
                          }));
  };
  EXPECT_EQ(Run(0), "x25519");
  EXPECT_EQ(Run(1), "");
}
