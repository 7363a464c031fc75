//===- test/unit/evaluate/cells_test.cpp - Contents that copies share -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/memory.h"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace auspex::demand::evaluate {
namespace {

std::map<int64_t, int64_t> contents(const CellMap &M) {
  std::map<int64_t, int64_t> All;
  for (const auto &[Key, V] : M)
    All.emplace(Key, V.Mid);
  return All;
}

TEST(Cells, BehaveAsAMap) {
  std::mt19937 Random(1);
  CellMap M, Copy;
  std::map<int64_t, int64_t> Want, WantCopy;
  for (int I = 0; I != 20000; ++I) {
    int64_t Key = Random() % 700;
    if (Random() % 3 != 0) {
      M.set(Key, Val::integer(I));
      Want[Key] = I;
    } else if (auto At = M.find(Key); At != M.end()) {
      auto Next = M.erase(At);
      auto WantNext = Want.erase(Want.find(Key));
      ASSERT_EQ(Next == M.end(), WantNext == Want.end());
      if (Next != M.end())
        ASSERT_EQ(Next->first, WantNext->first);
    }
    auto Low = M.lower_bound(Key), High = M.upper_bound(Key);
    ASSERT_EQ(Low == M.end(), Want.lower_bound(Key) == Want.end());
    ASSERT_EQ(High == M.end(), Want.upper_bound(Key) == Want.end());
    if (Low != M.begin())
      ASSERT_EQ((--Low)->first, std::prev(Want.lower_bound(Key))->first);
    if (I % 5000 == 0)
      Copy = M, WantCopy = Want;
  }
  EXPECT_EQ(contents(M), Want);
  EXPECT_EQ(contents(Copy), WantCopy); // unharmed by what came after it
  std::map<int64_t, int64_t> Changed = WantCopy;
  M.changedSince(Copy, [&](int64_t Key, const Val &V) { Changed[Key] = V.Mid; });
  for (auto [Key, V] : Want)
    EXPECT_EQ(Changed[Key], V);
}

ObjectId object(Memory &M, int64_t Bytes, bool Zero) {
  return M.allocate(Val::integer(Bytes), Zero ? AllocKind::Calloc : AllocKind::Malloc, 16);
}

TEST(Runs, AreReadAsIfStoredOneByOne) {
  Memory M;
  ObjectId O = object(M, 80000, true);
  M.storeRun(O, {160, 16, 1000, Val::integer(5), 3});
  EXPECT_EQ(M.load(O, 160, Type::I64).Mid, 5);
  EXPECT_EQ(M.load(O, 160 + 16 * 999, Type::I64).Mid, 5 + 3 * 999);
  EXPECT_EQ(M.load(O, 168, Type::I64).Mid, 0); // between them
  EXPECT_EQ(M.load(O, 160 + 16 * 1000, Type::I64).Mid, 0);
  EXPECT_EQ(M.load(O, 176, Type::I32).Mid, 8); // half of one
  M.store(O, 176, Val::integer(77));
  EXPECT_EQ(M.load(O, 176, Type::I64).Mid, 77);
  M.forget(O, 190, 230); // touches the cells at 192, 208 and 224
  EXPECT_FALSE(M.load(O, 192, Type::I64).known());
  EXPECT_FALSE(M.load(O, 224, Type::I64).known());
  EXPECT_EQ(M.load(O, 240, Type::I64).Mid, 20);
  ObjectId To = object(M, 80000, false);
  M.copy(To, 8, O, 240, 40000);
  EXPECT_EQ(M.load(To, 8, Type::I64).Mid, 20);
  EXPECT_EQ(M.load(To, 8 + 16 * 100, Type::I64).Mid, 320);
}

TEST(Runs, TellHowFarContentsStayAlike) {
  Memory M;
  ObjectId O = object(M, 8000, true), P = object(M, 100, false);
  Memory::Pattern Null;
  Null.K = Memory::Pattern::Kind::Value;
  Null.First = Val::integer(0, Type::Ptr);
  Null.Ty = Type::Ptr;
  EXPECT_EQ(M.steady(O, 0, 8, Null), 1000);
  EXPECT_EQ(M.steady(O, 7992, -8, Null), 1000);
  M.store(O, 800, Val::pointer(P, 0));
  EXPECT_EQ(M.steady(O, 0, 8, Null), 100);
  EXPECT_EQ(M.steady(O, 1600, -8, Null), 100);
  M.storeRun(O, {80, 8, 50, Val::pointer(P, 0), 0});
  EXPECT_EQ(M.steady(O, 0, 8, Null), 10);
  Memory::Pattern Some;
  Some.K = Memory::Pattern::Kind::Pointer;
  Some.Ty = Type::Ptr;
  EXPECT_EQ(M.steady(O, 80, 8, Some), 50);
  EXPECT_EQ(M.steady(O, 72 + 8 * 50, -8, Some), 50);
  EXPECT_EQ(M.steady(O, 0, 8, Some), 0);
}

} // namespace
} // namespace auspex::demand::evaluate
