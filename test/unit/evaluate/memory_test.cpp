//===- test/unit/evaluate/memory_test.cpp - Residency of whole programs ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/memory.h"
#include "skeleton_maker.h"

namespace auspex::demand::test {
namespace {

TEST(Memory, TouchedHeapIsResident) {
  Maker M;
  ExprRef N = M.argument(1);
  ExprRef P = M.alloc(M.mul(N, M.num(8)));
  M.touch(P, M.mul(N, M.num(8)));
  M.ret();
  Forecast F = forecastOf({M.F}, {"1000000"});
  ASSERT_TRUE(F.Available) << F.Why;
  expectNear(F.PeakResident.Likely, 8e6);
  EXPECT_EQ(F.PeakResident.Low, F.PeakResident.High);
  EXPECT_EQ(F.UnknownSteps, 0u);
}

/// What an unknown write to an object leaves of it: the table of its virtual functions.
TEST(Memory, AnObjectKeepsItsClass) {
  using namespace evaluate;
  Memory Mem;
  Object Table;
  Table.Where = Object::Home::Static;
  Table.Bytes = 32;
  const ObjectId Class = Mem.create(Table);
  Mem.store(Class, 0, Val::integer(0));
  Mem.store(Class, 16, Val::code(3));
  const ObjectId Functions = Mem.create(Table); // one of C: may be exchanged
  Mem.store(Functions, 0, Val::code(3));
  const ObjectId O = Mem.allocate(Val::integer(64), AllocKind::New, 16);
  for (const Val &First : {Val::pointer(Class, 16), Val::pointer(Functions, 0)}) {
    Mem.store(O, 0, First);
    Mem.store(O, 8, Val::integer(5));
    Mem.forgetAll(O);
    EXPECT_EQ(Mem.load(O, 0, Type::Ptr).isPtr(), First.Id == Class);
    EXPECT_FALSE(Mem.load(O, 8, Type::I64).known());
  }
}

/// How much of its blocks libbz2 writes depends on the data: between nothing and all of them.
TEST(Memory, BlocksOfALibraryAreInTheInterval) {
  Maker M;
  ExprRef Error = M.alloc(M.num(4)), From = M.alloc(M.num(1000));
  ExprRef Stream = M.call("BZ2_bzWriteOpen", {Error, From, M.i32(9)}, Type::Ptr);
  M.call("BZ2_bzWrite", {Error, Stream, From, M.i32(1000)}, Type::Void);
  M.call("BZ2_bzWriteClose", {Error, Stream, M.i32(0)}, Type::Void);
  M.ret();
  Forecast F = forecastOf({M.F}, {});
  EXPECT_LT(F.PeakResident.Low, 1e5);
  expectNear(F.PeakResident.High, 5104 + 318052 + 9 * 800000);
}

TEST(Memory, CallocTouchedInPart) {
  Maker M;
  ExprRef N = M.argument(1);
  ExprRef P = M.alloc(N, AllocKind::Calloc);
  M.touch(P, M.x().binary(Op::UDiv, N, M.num(10)));
  M.ret();
  expectNear(forecastOf({M.F}, {"100000000"}).PeakResident.Likely, 1e7);
}

/// madvise(MADV_DONTNEED) and munmap of a part give pages back.
TEST(Memory, DiscardedPagesAreNotResident) {
  constexpr int64_t DontNeed = 4;
  for (bool Advise : {true, false}) {
    Maker M;
    ExprRef N = M.argument(1), Half = M.x().binary(Op::UDiv, N, M.num(2));
    ExprRef P = M.alloc(N, AllocKind::Mmap);
    M.touch(P, N);
    if (Advise)
      M.call("madvise", {P, Half, M.i32(DontNeed)});
    else
      M.step(StepKind::Free, {P, Half});
    ExprRef Q = M.alloc(Half);
    M.touch(Q, Half);
    M.ret();
    expectNear(forecastOf({M.F}, {"80000000"}).PeakResident.Likely, 8e7);
  }
}

TEST(Memory, CodeThatNobodyKnowsOpensTheInterval) {
  Maker M;
  M.touch(M.alloc(M.num(1000)), M.num(1000));
  M.call("nobody_knows", {M.num(1)});
  M.ret();
  EXPECT_FALSE(forecastOf({M.F}, {}).PeakResident.bounded());
}

TEST(Memory, PhasesDoNotAddUp) {
  Maker M;
  ExprRef N = M.argument(1);
  for (int I = 0; I != 3; ++I) {
    ExprRef P = M.alloc(N);
    M.touch(P, N);
    M.release(P);
  }
  M.ret();
  expectNear(forecastOf({M.F}, {"50000000"}).PeakResident.Likely, 5e7);
}

/// double **a: rows in a loop, written in a loop, freed in a loop; then one
/// block that must not come on top.
TEST(Memory, RowsInALoop) {
  Maker M;
  ExprRef N = M.argument(1);
  ExprRef Rows = M.alloc(M.mul(N, M.num(8)));
  uint32_t L = M.openLoop(N);
  ExprRef Slot = M.at(Rows, M.mul(M.x().index(L), M.num(8)));
  M.store(Slot, M.alloc(M.mul(N, M.num(8))), Type::Ptr);
  M.closeLoop(L);
  uint32_t L2 = M.openLoop(N);
  ExprRef Slot2 = M.at(Rows, M.mul(M.x().index(L2), M.num(8)));
  M.touch(M.load(Slot2, Type::Ptr), M.mul(N, M.num(8)));
  M.closeLoop(L2);
  uint32_t L3 = M.openLoop(N);
  M.release(M.load(M.at(Rows, M.mul(M.x().index(L3), M.num(8))), Type::Ptr));
  M.closeLoop(L3);
  ExprRef Last = M.alloc(M.mul(M.mul(N, N), M.num(4)));
  M.touch(Last, M.mul(M.mul(N, N), M.num(4)));
  M.ret();
  for (const char *Arg : {"100", "1000", "3000"}) {
    double D = std::atof(Arg);
    Forecast F = forecastOf({M.F}, {Arg});
    expectNear(F.PeakResident.Likely, 8 * D * D + 8 * D + 16 * D, 0.03, 150000);
    EXPECT_EQ(F.UnknownSteps, 0u);
  }
}

TEST(Memory, TriangularRows) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t L = M.openLoop(N);
  ExprRef Bytes = M.mul(M.add(M.x().index(L), M.num(1)), M.num(8));
  M.touch(M.alloc(Bytes), Bytes);
  M.closeLoop(L);
  M.ret();
  expectNear(forecastOf({M.F}, {"2000"}).PeakResident.Likely, 8.0 * 2000 * 2001 / 2, 0.03);
}

/// while (len < n) { if (len == cap) buf = realloc(buf, cap *= 2); buf[len++] = x; }
TEST(Memory, GrowingBuffer) {
  Maker M;
  ExprRef N = M.argument(1);
  ExprRef First = M.alloc(M.num(16 * 8));
  uint32_t Len = M.local(Type::I64, "len"), Cap = M.local(Type::I64, "cap"),
           Buf = M.local(Type::Ptr, "buf");
  M.loopOver(1, 4);
  M.jump(1, {{Len, M.num(0)}, {Cap, M.num(16)}, {Buf, First}});
  M.node(0); // 1
  M.branch(M.x().binary(Op::Eq, M.get(Len), M.get(Cap)), 2, 3);
  M.node(0); // 2
  Step &S = M.step(StepKind::Realloc, {M.get(Buf), M.mul(M.get(Cap), M.num(16))});
  S.Result = M.local(Type::Ptr);
  M.jump(3, {{Buf, M.get(S.Result)}, {Cap, M.mul(M.get(Cap), M.num(2))}});
  M.node(0); // 3
  M.store(M.at(M.get(Buf), M.mul(M.get(Len), M.num(8))), M.num(7), Type::I64);
  ExprRef Next = M.add(M.get(Len), M.num(1));
  M.branch(M.x().binary(Op::SLt, Next, N), 1, 4, {{Len, Next}});
  M.node(); // 4
  M.ret();
  for (const char *Arg : {"1000000", "5000000"}) {
    Forecast F = forecastOf({M.F}, {Arg});
    expectNear(F.PeakResident.Likely, 8 * std::atof(Arg), 0.03);
    EXPECT_LT(F.Steps, 20000u); // skipped, not counted up
  }
}

/// A list of nodes, walked and freed.
TEST(Memory, LinkedList) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t Head = M.local(Type::Ptr, "head"), Walk = M.local(Type::Ptr, "p");
  M.loopOver(1, 2, N);
  M.jump(1, {{Head, M.x().null()}});
  M.node(0); // 1
  ExprRef Nd = M.alloc(M.num(24));
  M.touch(Nd, M.num(24));
  M.store(Nd, M.get(Head), Type::Ptr);
  M.branch(NoExpr, 1, 2, {{Head, Nd}}, {{Head, Nd}});
  M.node(); // 2
  M.loopOver(3, 5);
  M.jump(3, {{Walk, M.get(Head)}});
  M.node(1); // 3
  M.branch(M.x().binary(Op::Eq, M.get(Walk), M.x().null()), 5, 4);
  M.node(1); // 4
  ExprRef Next = M.load(M.get(Walk), Type::Ptr);
  M.release(M.get(Walk));
  M.jump(3, {{Walk, Next}});
  M.node(); // 5
  ExprRef Big = M.alloc(M.mul(N, M.num(16)));
  M.touch(Big, M.mul(N, M.num(16)));
  M.ret();
  Forecast F = forecastOf({M.F}, {"1000000"});
  // 32 bytes a chunk; freed ones give way before the block comes.
  expectNear(F.PeakResident.Likely, 32e6, 0.05);
  EXPECT_EQ(F.UnknownSteps, 0u);
}

TEST(Memory, UnknownSizeHasNoUpperBound) {
  Maker M;
  ExprRef U = M.x().unknown(M.F.string("length of a message"), Type::I64);
  M.touch(M.alloc(U), U);
  M.ret();
  Forecast F = forecastOf({M.F}, {});
  ASSERT_TRUE(F.Available);
  EXPECT_FALSE(F.PeakResident.bounded());
  ASSERT_FALSE(F.Unknowns.empty());
  EXPECT_NE(F.Unknowns[0].Reason.find("length of a message"), std::string::npos);
}

// Nobody knows where the bytes go: most likely to what nothing else has written.
TEST(Memory, WritesToAnUnknownPlace) {
  for (int64_t Bytes : {int64_t(3000000), int64_t(80000000), int64_t(-1)}) {
    Maker M;
    M.alloc(M.argument(1));
    M.touch(M.F.Exprs.unknown(M.F.string("data"), Type::Ptr), M.F.Exprs.integer(Bytes));
    M.ret();
    Forecast F = forecastOf({M.F}, {"8000000"});
    double Expected = Bytes < 0 ? 0 : std::min(double(Bytes), 8e6);
    EXPECT_NEAR(F.PeakResident.Likely, Expected, 1e5) << Bytes;
    EXPECT_NEAR(F.PeakResident.High, 8e6, 1e5) << Bytes;
  }
}

TEST(Memory, StackArrays) {
  Maker M;
  ExprRef N = M.argument(1);
  M.touch(M.alloc(N, AllocKind::Stack), N);
  M.ret();
  expectNear(forecastOf({M.F}, {"4000000"}).PeakResident.Likely, 4e6);
}

TEST(Memory, StaticArrayTouchedInPart) {
  Maker M;
  ExprRef N = M.argument(1);
  M.touch(M.symbol("table"), N);
  M.ret();
  Global G;
  G.Symbol = "table";
  G.Size = 100000000;
  G.Zero = true;
  expectNear(forecastOf({M.F}, {"3000000"}, {}, {G}).PeakResident.Likely, 3e6);
}

/// Numbers that somebody writes over are not known; pointers are, null as well, until a
/// forget says that they may be written, too.
/// A number that is overwritten in part keeps the rest of its bytes.
TEST(Memory, PartsOfANumber) {
  using namespace evaluate;
  Memory Mem;
  auto Id = Mem.allocate(Val::integer(64), AllocKind::Malloc, 16);
  Mem.zero(Id, 8, 24); // part of it: numbers of eight bytes
  Mem.store(Id, 12, Val::integer(7, Type::I32));
  EXPECT_EQ(Mem.load(Id, 8, Type::I32), Val::integer(0, Type::I32));
  EXPECT_EQ(Mem.load(Id, 12, Type::I32), Val::integer(7, Type::I32));
  EXPECT_EQ(Mem.load(Id, 16, Type::I64), Val::integer(0, Type::I64));
  Mem.store(Id, 32, Val::integer(0x1122334455667788, Type::I64));
  Mem.store(Id, 35, Val::integer(-1, Type::I8));
  EXPECT_EQ(Mem.load(Id, 36, Type::I32), Val::integer(0x11223344, Type::I32));
  EXPECT_EQ(Mem.load(Id, 32, Type::I16), Val::integer(0x7788, Type::I16));
  EXPECT_EQ(Mem.load(Id, 34, Type::I8), Val::integer(0x66, Type::I8));
  Mem.store(Id, 40, Val::unknown(Type::I64));
  Mem.store(Id, 40, Val::integer(1, Type::I32));
  EXPECT_FALSE(Mem.load(Id, 44, Type::I32).known());
}

/// Which block is freed is not known; its size says what is left.
TEST(Memory, OneOfASizeIsFreed) {
  using namespace evaluate;
  Memory Mem;
  auto Single = Mem.allocate(Val::integer(24), AllocKind::New, 16);
  auto Many = Mem.allocate(Val::integer(24), AllocKind::New, 16, 10);
  auto Other = Mem.allocate(Val::integer(48), AllocKind::New, 16);
  Mem.releaseOneOf(24);
  Mem.releaseOneOf(100);
  EXPECT_EQ(Mem.at(Many).Count, 9);
  EXPECT_FALSE(Mem.at(Single).Freed);
  EXPECT_FALSE(Mem.at(Other).Freed);
}

TEST(Memory, WritingNumbersLeavesPointers) {
  using namespace evaluate;
  Memory M;
  ObjectId To = M.allocate(Val::integer(16), AllocKind::Malloc, 16);
  ObjectId Id = M.allocate(Val::integer(64), AllocKind::Calloc, 16);
  auto Fill = [&] {
    M.store(Id, 0, Val::integer(7));
    M.store(Id, 8, Val::pointer(To, 4));
    M.store(Id, 16, Val::integer(0, Type::Ptr));
  };
  Fill();
  M.forgetAll(Id, /*Pointers=*/false);
  EXPECT_FALSE(M.load(Id, 0, Type::I64).known());
  EXPECT_EQ(M.load(Id, 8, Type::Ptr), Val::pointer(To, 4));
  EXPECT_TRUE(M.load(Id, 16, Type::Ptr).isNull());
  M.forgetAll(Id);
  EXPECT_FALSE(M.load(Id, 8, Type::Ptr).known());
  EXPECT_FALSE(M.load(Id, 16, Type::Ptr).known());
}

} // namespace
} // namespace auspex::demand::test
