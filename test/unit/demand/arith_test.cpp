//===- arith_test.cpp - What one operator computes ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

using namespace auspex::demand;

namespace {

constexpr auto None = std::nullopt;

TEST(Arith, WrapsAtTheWidthOfTheType) {
  EXPECT_EQ(evalInt(Op::Add, Type::I8, 0, 127, 1), -128);
  EXPECT_EQ(evalInt(Op::Mul, Type::I32, 0, 1 << 16, 1 << 16), 0);
  EXPECT_EQ(evalInt(Op::Sub, Type::I64, 0, INT64_MIN, 1), INT64_MAX);
  EXPECT_EQ(evalInt(Op::Shl, Type::I16, 0, 1, 15), -32768);
  EXPECT_EQ(evalInt(Op::Add, Type::I1, 0, 1, 1), 0);
}

TEST(Arith, OverflowThatTheProgramExcludesIsUndefined) {
  EXPECT_EQ(evalInt(Op::Add, Type::I32, NoSignedWrap, INT32_MAX, 1), None);
  EXPECT_EQ(evalInt(Op::Add, Type::I32, NoUnsignedWrap, INT32_MAX, 1), INT32_MIN);
  EXPECT_EQ(evalInt(Op::Add, Type::I32, NoUnsignedWrap, -1, 1), None);
  EXPECT_EQ(evalInt(Op::Add, Type::I32, NoSignedWrap, -1, 1), 0);
  EXPECT_EQ(evalInt(Op::Sub, Type::I32, NoUnsignedWrap, 1, 2), None);
  EXPECT_EQ(evalInt(Op::Mul, Type::I64, NoSignedWrap, INT64_MIN, -1), None);
  EXPECT_EQ(evalInt(Op::Mul, Type::I64, NoUnsignedWrap, int64_t(1) << 32, int64_t(1) << 32), None);
  EXPECT_EQ(evalInt(Op::Shl, Type::I8, NoSignedWrap, 64, 1), None);
  EXPECT_EQ(evalInt(Op::Shl, Type::I8, NoUnsignedWrap, 64, 1), -128);
  EXPECT_EQ(evalInt(Op::Shl, Type::I64, NoSignedWrap | NoUnsignedWrap, -1, 63), None);
}

TEST(Arith, DivisionAndShiftsThatAreUndefined) {
  for (Op O : {Op::UDiv, Op::SDiv, Op::URem, Op::SRem, Op::CeilDiv})
    EXPECT_EQ(evalInt(O, Type::I32, 0, 7, 0), None) << nameOf(O);
  EXPECT_EQ(evalInt(Op::SDiv, Type::I32, 0, INT32_MIN, -1), None);
  EXPECT_EQ(evalInt(Op::SRem, Type::I64, 0, INT64_MIN, -1), None);
  for (Op O : {Op::Shl, Op::LShr, Op::AShr}) {
    EXPECT_EQ(evalInt(O, Type::I32, 0, 7, 32), None) << nameOf(O);
    EXPECT_EQ(evalInt(O, Type::I32, 0, 7, -1), None) << nameOf(O);
  }
}

TEST(Arith, SignednessIsTheOperators) {
  EXPECT_EQ(evalInt(Op::UDiv, Type::I8, 0, -1, 2), 127);
  EXPECT_EQ(evalInt(Op::SDiv, Type::I8, 0, -7, 2), -3);
  EXPECT_EQ(evalInt(Op::SRem, Type::I8, 0, -7, 2), -1);
  EXPECT_EQ(evalInt(Op::LShr, Type::I32, 0, -1, 28), 15);
  EXPECT_EQ(evalInt(Op::AShr, Type::I32, 0, -16, 2), -4);
  EXPECT_EQ(evalInt(Op::UMax, Type::I16, 0, -1, 1), -1);
  EXPECT_EQ(evalInt(Op::SMax, Type::I16, 0, -1, 1), 1);
  EXPECT_EQ(evalInt(Op::CeilDiv, Type::I64, 0, 17, 16), 2);
  EXPECT_EQ(evalInt(Op::CeilDiv, Type::I64, 0, -1, 1), -1);
  EXPECT_EQ(evalCompare(Op::ULt, Type::I32, -1, 1), 0);
  EXPECT_EQ(evalCompare(Op::SLt, Type::I32, -1, 1), 1);
  EXPECT_EQ(evalCompare(Op::SLt, Type::I1, 1, 0), 1) << "true is -1 when it has a sign";
}

TEST(Arith, Bits) {
  EXPECT_EQ(evalInt(Op::CtPop, Type::I8, 0, -1, 0), 8);
  EXPECT_EQ(evalInt(Op::Ctlz, Type::I32, 0, 1, 0), 31);
  EXPECT_EQ(evalInt(Op::Ctlz, Type::I16, 0, 0, 0), 16);
  EXPECT_EQ(evalInt(Op::Cttz, Type::I64, 0, 0, 0), 64);
  EXPECT_EQ(evalInt(Op::Cttz, Type::I8, 0, 8, 0), 3);
  EXPECT_EQ(evalInt(Op::Bswap, Type::I32, 0, 0x12345678, 0), 0x78563412);
  EXPECT_EQ(evalInt(Op::Bswap, Type::I16, 0, 0x00ff, 0), -256);
}

TEST(Arith, Conversions) {
  EXPECT_EQ(evalConvert(Op::ZExt, Type::I8, Type::I32, -1), 255);
  EXPECT_EQ(evalConvert(Op::SExt, Type::I1, Type::I32, 1), -1);
  EXPECT_EQ(evalConvert(Op::ZExt, Type::I1, Type::I64, 1), 1);
  EXPECT_EQ(evalConvert(Op::Trunc, Type::I64, Type::I8, 0x1ff), -1);
  EXPECT_EQ(evalConvert(Op::FpToSi, Type::F64, Type::I32, bitsOfReal(-3.9)), -3);
  EXPECT_EQ(evalConvert(Op::FpToSi, Type::F64, Type::I32, bitsOfReal(3e9)), None);
  EXPECT_EQ(evalConvert(Op::FpToUi, Type::F64, Type::I32, bitsOfReal(3e9)), int32_t(3000000000u));
  EXPECT_EQ(evalConvert(Op::FpToUi, Type::F64, Type::I64, bitsOfReal(-0.5)), 0);
  EXPECT_EQ(evalConvert(Op::FpToUi, Type::F64, Type::I64, bitsOfReal(-1)), None);
  EXPECT_EQ(evalConvert(Op::FpToSi, Type::F64, Type::I64, bitsOfReal(NAN)), None);
  EXPECT_EQ(evalConvert(Op::FpToSi, Type::F64, Type::I64, bitsOfReal(0x1p63)), None);
  EXPECT_EQ(realOf(*evalConvert(Op::UiToFp, Type::I8, Type::F64, -1)), 255.0);
  EXPECT_EQ(realOf(*evalConvert(Op::SiToFp, Type::I64, Type::F32, (1 << 24) + 1)), 16777216.0);
  EXPECT_EQ(realOf(*evalConvert(Op::FpCast, Type::F64, Type::F32, bitsOfReal(0.1))), double(0.1f));
  EXPECT_EQ(evalConvert(Op::Cast, Type::F64, Type::I64, bitsOfReal(1)), 0x3ff0000000000000);
  EXPECT_EQ(evalConvert(Op::Cast, Type::F32, Type::I32, bitsOfReal(1)), 0x3f800000);
  EXPECT_EQ(realOf(*evalConvert(Op::Cast, Type::I32, Type::F32, 0x3f800000)), 1.0);
}

TEST(Arith, ResultsAreCanonical) {
  // Whatever the operator, a result equals itself reduced to its width.
  std::mt19937_64 Random(1);
  for (unsigned O = unsigned(Op::Add); O <= unsigned(Op::SMax); ++O)
    for (Type T : {Type::I1, Type::I8, Type::I16, Type::I32, Type::I64, Type::Ptr})
      for (int I = 0; I < 200; ++I) {
        int64_t A = canonical(int64_t(Random()), T), B = canonical(int64_t(Random() % 70), T);
        if (auto R = evalInt(Op(O), T, uint8_t(Random() % 4), A, B)) {
          EXPECT_EQ(*R, canonical(*R, T)) << nameOf(Op(O)) << ' ' << nameOf(T);
        }
      }
}

TEST(Arith, FlagsOnlyTakeAway) {
  std::mt19937_64 Random(2);
  for (Op O : {Op::Add, Op::Sub, Op::Mul, Op::Shl})
    for (int I = 0; I < 20000; ++I) {
      int64_t A = int8_t(Random()), B = int8_t(Random());
      if (O == Op::Shl)
        B &= 7;
      // By definition: the exact result, in twice the width.
      int64_t Signed = O == Op::Add ? A + B : O == Op::Sub ? A - B : O == Op::Mul ? A * B : A << B;
      int64_t UA = uint8_t(A), UB = uint8_t(B);
      int64_t Unsigned =
          O == Op::Add ? UA + UB : O == Op::Sub ? UA - UB : O == Op::Mul ? UA * UB : UA << UB;
      auto Plain = evalInt(O, Type::I8, 0, A, B);
      ASSERT_EQ(Plain, int8_t(Signed));
      EXPECT_EQ(evalInt(O, Type::I8, NoSignedWrap, A, B),
                Signed == int8_t(Signed) ? Plain : None);
      EXPECT_EQ(evalInt(O, Type::I8, NoUnsignedWrap, A, B),
                Unsigned == uint8_t(Unsigned) ? Plain : None);
    }
}

} // namespace
