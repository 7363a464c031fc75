//===- test/unit/kernels/body_test.cpp - What is equal in a body ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/body.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;

TEST(BodyDag, SpellingsOfASumAreOne) {
  BodyDag B;
  const NodeRef X = B.scalar(0), Y = B.scalar(1);
  EXPECT_EQ(B.add(X, Y), B.add(Y, X));
  EXPECT_EQ(B.add(X, B.negate(X)), B.constant(0));
}

TEST(BodyDag, WhatIsNotModelledEqualsNothingElse) {
  BodyDag B;
  const NodeRef X = B.opaque("a call"), Y = B.opaque("a call");
  EXPECT_NE(X, Y);
  EXPECT_NE(B.add(X, B.negate(Y)), B.constant(0));
  EXPECT_EQ(B.add(X, B.negate(X)), B.constant(0));
  EXPECT_EQ(B.opaqueReason(B.add(X, Y)), "a call");
}

TEST(BodyDag, AFullPoolCancelsNothing) {
  BodyDag B;
  const NodeRef Zero = B.constant(0);
  for (size_t K = 0; K <= BodyDag::MaxNodes; ++K)
    B.scalar(uint32_t(K));
  const NodeRef X = B.scalar(1u << 20), Y = B.scalar(1u << 21);
  EXPECT_EQ(X, Y); // both are the one that later nodes become
  EXPECT_NE(B.add(X, B.negate(Y)), Zero);
  EXPECT_EQ(B.opaqueReason(X), "body too large");
}
