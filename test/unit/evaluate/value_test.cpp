//===- test/unit/evaluate/value_test.cpp - Operators on intervals ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/value.h"

#include "demand/arith.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace auspex::demand::test {
namespace {

using namespace evaluate;

Val binary(Op O, const Val &A, const Val &B, Type T = Type::I32) {
  ExprNode N;
  N.O = O;
  N.Ty = T;
  return apply(N, A, B, Val());
}

Val between(int64_t Lo, int64_t Mid, int64_t Hi) { return Val::interval(Lo, Mid, Hi, Type::I32); }

TEST(Value, BitsThatAllMembersShareStay) {
  // The type of a file in its mode, whatever the permissions are.
  Val Mode = between(0100000, 0100644, 0107777);
  EXPECT_EQ(binary(Op::And, Mode, Val::integer(0170000, Type::I32)),
            Val::integer(0100000, Type::I32));
  EXPECT_EQ(binary(Op::And, Val::integer(-4096, Type::I32), Mode),
            Val::integer(0100000, Type::I32));
}

TEST(Value, MasksAndRemaindersHoldEveryMember) {
  for (Op O : {Op::And, Op::Or, Op::URem})
    for (int64_t Lo = 0; Lo != 20; ++Lo)
      for (int64_t Hi = Lo; Hi != 20; ++Hi)
        for (int64_t By = 1; By != 20; ++By) {
          Val R = binary(O, between(Lo, Lo, Hi), Val::integer(By, Type::I32));
          ASSERT_TRUE(R.isInt());
          for (int64_t X = Lo; X <= Hi; ++X) {
            int64_t Y = O == Op::And ? X & By : O == Op::Or ? X | By : X % By;
            EXPECT_LE(R.Lo, Y) << X << " " << By;
            EXPECT_GE(R.Hi, Y) << X << " " << By;
          }
          EXPECT_LE(R.Lo, R.Mid);
          EXPECT_LE(R.Mid, R.Hi);
        }
}

TEST(Value, WhatMayBeAnythingFromSomewhereOnStaysSo) {
  Val Open = between(10, 50, INT32_MAX);
  EXPECT_EQ(binary(Op::SMax, Open, Val::unknown(Type::I32)), Open);
  EXPECT_EQ(binary(Op::UMax, Val::unknown(Type::I32), Open), Open);
  EXPECT_FALSE(binary(Op::SMax, between(10, 50, 60), Val::unknown(Type::I32)).known());
  EXPECT_FALSE(binary(Op::SMin, Open, Val::unknown(Type::I32)).known());
}

} // namespace
} // namespace auspex::demand::test
