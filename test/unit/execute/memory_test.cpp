//===- test/unit/execute/memory_test.cpp - The memory that replayed code sees ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Memory.h"

#include <gtest/gtest.h>

using namespace auspex::passes::execute;

namespace {

struct MemoryTest : testing::Test {
  Numbers Field{Arithmetic::Field};
  Memory M{Field, 7};
  uint64_t A = M.allocate();
};

TEST_F(MemoryTest, ContentsThatNobodyWroteStayTheSame) {
  const auto First = M.load(A, 4);
  ASSERT_TRUE(First);
  EXPECT_EQ(M.load(A, 4)->V, First->V);
  EXPECT_EQ(First->V & 0xff, M.initialByte(A));
  EXPECT_NE(M.load(A + 4, 4)->V, First->V);
}

TEST_F(MemoryTest, NullIsNoMemory) {
  EXPECT_FALSE(M.load(0, 4));
  EXPECT_FALSE(M.store(16, 4, Slot::integer(1)));
}

TEST_F(MemoryTest, KnowsInputsAndOutputs) {
  M.load(A + 4, 4);
  M.store(A + 4, 4, Slot::integer(1));
  M.store(A + 8, 2, Slot::integer(2));
  M.load(A + 8, 2);
  ASSERT_EQ(M.inputs().size(), 1u);
  EXPECT_EQ(M.inputs()[0].Begin, A + 4);
  EXPECT_EQ(M.inputs()[0].End, A + 8);
  ASSERT_EQ(M.outputs().size(), 1u);
  EXPECT_EQ(M.outputs()[0].End, A + 10);
}

TEST_F(MemoryTest, APointerFromOutsidePointsToAnObjectOfItsOwn) {
  const auto P = M.loadPointer(A), Q = M.loadPointer(A + 8);
  ASSERT_TRUE(P && Q);
  EXPECT_NE(Memory::objectOf(P->V), Memory::objectOf(Q->V));
  EXPECT_EQ(M.loadPointer(A)->V, P->V);
  EXPECT_EQ(Memory::offsetOf(P->V + 12), 12);
}

TEST_F(MemoryTest, NumbersAreKeptWhole) {
  const uint64_t X = Field.arbitrary(1);
  M.store(A, 4, Slot::number(X));
  M.store(A + 4, 4, Slot::number(X + 1));
  EXPECT_EQ(M.loadNumber(A, 4)->V, X);
  EXPECT_EQ(M.load(A + 4, 4)->K, Slot::Number);
  EXPECT_FALSE(M.load(A, 2));
  EXPECT_FALSE(M.load(A, 8));
  // What is overwritten in part is lost, its neighbour is not.
  M.store(A + 2, 1, Slot::integer(0));
  EXPECT_EQ(M.load(A + 2, 1)->V, 0u);
  EXPECT_EQ(M.loadNumber(A + 4, 4)->V, X + 1);
}

TEST_F(MemoryTest, BytesAreNumbersWhereTheyAreRead) {
  const float F = 1.5f;
  ASSERT_TRUE(M.initialise(A, reinterpret_cast<const uint8_t *>(&F), 4));
  EXPECT_EQ(M.loadNumber(A, 4)->V, Field.of(1.5));
  EXPECT_EQ(M.loadNumber(A + 8, 4)->V, M.initialNumber(A + 8));
}

TEST_F(MemoryTest, CopiesNumbersAndPointers) {
  const uint64_t B = M.allocate(), X = Field.arbitrary(3);
  M.store(A, 8, Slot::number(X));
  M.store(A + 8, 4, Slot::number(X));
  ASSERT_TRUE(M.copy(B, A, 20));
  EXPECT_EQ(M.loadNumber(B, 8)->V, X);
  EXPECT_EQ(M.loadNumber(B + 8, 4)->V, X);
  EXPECT_EQ(M.load(B + 12, 8)->V, M.load(A + 12, 8)->V);
  EXPECT_FALSE(M.copy(B, A, 4)); // half a number
}

TEST_F(MemoryTest, CallersChooseInputs) {
  M.Choose = [&](uint64_t At, unsigned) {
    return At == A ? std::optional<uint64_t>(10) : std::nullopt;
  };
  EXPECT_EQ(M.load(A, 4)->V, 10u);
  EXPECT_EQ(M.load(A, 1)->V, 10u);
}

TEST(NumbersTest, TheFieldIsOne) {
  const Numbers F{Arithmetic::Field};
  for (uint64_t Seed = 0; Seed < 100; ++Seed) {
    const uint64_t A = F.arbitrary(Seed), B = F.arbitrary(Seed + 1000);
    EXPECT_EQ(F.multiply(*F.divide(A, B), B), A);
    EXPECT_EQ(F.add(F.subtract(A, B), B), A);
  }
  EXPECT_FALSE(F.divide(1, 0));
  EXPECT_FALSE(F.less(1, 2));
  EXPECT_EQ(F.multiply(F.of(0.375), F.ofSigned(-8)), F.ofSigned(-3));
  EXPECT_EQ(F.toInteger(F.of(-7)), -7);
  EXPECT_EQ(*F.apply(Real::Exp, 5), *F.apply(Real::Exp, 5));
  EXPECT_NE(*F.apply(Real::Exp, 5), *F.apply(Real::Log, 5));
}

} // namespace
