//===- test/unit/evaluate/growth_test.cpp - Arrays that move; changes ahead ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "skeleton_maker.h"

#include <cmath>

namespace auspex::demand::test {
namespace {

/// for (i < n) { q = i / 100; if (q >= 50) malloc(1000); }
TEST(Growth, AQuotientThatStaysForLongChangesTheWayInTheEnd) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t L = 0, Q = M.local(Type::I64, "q");
  M.loopOver(1, 5, N);
  M.jump(1);
  M.node(L); // 1
  M.jump(2, {{Q, M.x().binary(Op::SDiv, M.x().index(L), M.num(100))}});
  M.node(L); // 2
  M.branch(M.x().binary(Op::SLt, M.get(Q), M.num(50)), 4, 3);
  M.node(L); // 3
  M.touch(M.alloc(M.num(1000)), M.num(1000));
  M.jump(4);
  M.node(L); // 4
  M.branch(NoExpr, 1, 5);
  M.node(); // 5
  M.ret();
  for (int64_t Count : {4000, 5001, 20000, 3000000}) {
    Forecast F = forecastOf({M.F}, {std::to_string(Count)});
    expectNear(F.PeakResident.Likely, double(std::max<int64_t>(0, Count - 5000)) * 1008, 0.001);
    EXPECT_EQ(F.PeakResident.Likely, F.PeakResident.High) << Count;
    EXPECT_LT(F.Steps, 12000u);
  }
}

/// for (i < n) malloc(100 + 16 * (i % 64));
TEST(Growth, SizesThatStartOverAreNotTakenForSizesThatGoOn) {
  Maker M;
  ExprRef N = M.argument(1);
  uint32_t I = M.openLoop(N);
  ExprRef Bytes = M.add(M.num(100), M.mul(M.num(16), M.x().binary(Op::SRem, M.x().index(I), M.num(64))));
  M.touch(M.alloc(Bytes), Bytes);
  M.closeLoop(I);
  M.ret();
  for (double Count : {6400.0, 640000.0}) {
    Forecast F = forecastOf({M.F}, {std::to_string(int64_t(Count))});
    expectNear(F.PeakResident.Likely, Count * (112 + 16 * 31.5), 0.05);
  }
}

/// A vector of words, filled by a loop whose iterations also allocate as a random
/// number says, so that nobody can follow it to the end.
Function fillsVector(bool ByRealloc) {
  constexpr int64_t Element = 32;
  Maker M;
  ExprRef N = M.argument(1);
  ExprRef Vector = M.alloc(M.num(24), AllocKind::Stack); // begin, end, end of storage
  for (int64_t At : {0, 8, 16})
    M.store(M.at(Vector, M.num(At)), M.x().null(), Type::Ptr);
  uint32_t L = 0, X = M.local(Type::I64, "x");
  M.loopOver(1, 8, N);
  M.jump(1, {{X, M.num(1)}});
  M.node(L); // 1
  ExprRef Begin = M.load(Vector, Type::Ptr), End = M.load(M.at(Vector, M.num(8)), Type::Ptr);
  ExprRef Storage = M.load(M.at(Vector, M.num(16)), Type::Ptr);
  auto Word = [&](ExprRef P) { return M.x().unary(Op::Cast, P, Type::I64); };
  ExprRef Distance = M.x().binary(Op::Sub, Word(End), Word(Begin));
  M.branch(M.x().binary(Op::Eq, End, Storage), 2, 5);
  M.node(L); // 2: full
  uint32_t Bytes = M.local(Type::I64, "bytes");
  M.branch(M.x().binary(Op::Eq, Begin, M.x().null()), 3, 3, {{Bytes, M.num(Element)}},
           {{Bytes, M.mul(M.num(2), Distance)}});
  M.node(L); // 3
  ExprRef New = NoExpr;
  if (ByRealloc) {
    Step &S = M.step(StepKind::Realloc, {Begin, M.get(Bytes)});
    S.Result = M.local(Type::Ptr);
    New = M.get(M.F.Nodes.back().Steps.back().Result);
  } else {
    New = M.alloc(M.get(Bytes));
    M.touch(New, Distance);
    M.release(Begin);
  }
  M.store(Vector, New, Type::Ptr);
  M.store(M.at(Vector, M.num(8)), M.at(New, Distance), Type::Ptr);
  M.store(M.at(Vector, M.num(16)), M.at(New, M.get(Bytes)), Type::Ptr);
  M.jump(4);
  M.node(L); // 4
  M.jump(5);
  M.node(L); // 5
  ExprRef Place = M.load(M.at(Vector, M.num(8)), Type::Ptr);
  M.touch(Place, M.num(Element));
  M.store(M.at(Vector, M.num(8)), M.at(Place, M.num(Element)), Type::Ptr);
  M.branch(M.x().binary(Op::Eq, M.x().binary(Op::And, M.x().binary(Op::LShr, M.get(X), M.num(20)),
                                             M.num(1)),
                        M.num(0)),
           6, 7);
  M.node(L); // 6
  M.touch(M.alloc(M.num(40)), M.num(40));
  M.jump(7);
  M.node(L); // 7
  ExprRef Random = M.x().binary(
      Op::And, M.add(M.mul(M.get(X), M.num(1103515245)), M.num(12345)), M.num(0x7fffffff));
  M.branch(NoExpr, 1, 8, {{X, Random}});
  M.node(); // 8
  M.ret();
  return M.F;
}

TEST(Growth, AVectorGoesOnToMoveWhereItsLoopIsNotFollowed) {
  for (bool ByRealloc : {false, true})
    for (double Count : {50000.0, 100000.0, 120000.0, 700000.0}) {
      Forecast F = forecastOf({fillsVector(ByRealloc)}, {std::to_string(int64_t(Count))});
      // Elements, and half as many objects; while it moves, the vector is there twice.
      double Full = std::exp2(std::floor(std::log2(Count)));
      double AtMove = ByRealloc ? 0 : Full * (32 + 32 + 48 / 2.0);
      expectNear(F.PeakResident.Likely, std::max(AtMove, Count * (32 + 48 / 2.0)), 0.1);
      EXPECT_LT(F.PeakResident.High, 2.5 * F.PeakResident.Likely) << Count;
      EXPECT_FALSE(F.Unknowns.empty());
    }
}

/// What is touched keeps the pointers in it; what is forgotten does not.
TEST(Growth, NumbersThatALoopWritesLeavePointersAlone) {
  for (bool Forget : {false, true}) {
    Maker M;
    ExprRef Node = M.alloc(M.num(16)), Leaf = M.alloc(M.num(1000));
    M.store(Node, Leaf, Type::Ptr);
    M.store(M.at(Node, M.num(8)), M.num(7), Type::I64);
    M.touch(Node, M.num(16));
    if (Forget)
      M.step(StepKind::Forget, {Node, M.num(16)});
    M.release(M.load(Node, Type::Ptr));
    M.alloc(M.load(M.at(Node, M.num(8)), Type::I64)); // the number is gone in any case
    M.ret();
    Forecast F = forecastOf({M.F}, {});
    EXPECT_EQ(F.Unknowns.size(), Forget ? 2u : 1u);
  }
}

} // namespace
} // namespace auspex::demand::test
