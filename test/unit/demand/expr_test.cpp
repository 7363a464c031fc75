//===- expr_test.cpp - The pool of expressions ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/expr.h"

#include <gtest/gtest.h>

#include <random>

using namespace auspex::demand;

namespace {

struct Pool : testing::Test {
  ExprPool P;
  ExprRef N = P.param(0, Type::I64), M = P.param(1, Type::I64), W = P.param(2, Type::I32);
  ExprRef Cond = P.binary(Op::SLt, N, M);

  int64_t constant(ExprRef R) {
    EXPECT_EQ(P[R].O, Op::Int) << nameOf(P[R].O);
    return P[R].Imm;
  }
};

TEST_F(Pool, EqualExpressionsAreOneNode) {
  EXPECT_EQ(P.binary(Op::Add, N, M), P.binary(Op::Add, N, M));
  EXPECT_NE(P.binary(Op::Add, N, M), P.binary(Op::Add, N, M, NoSignedWrap));
  EXPECT_EQ(P.integer(-1, Type::I8), P.integer(255, Type::I8));
}

TEST_F(Pool, FoldsConstants) {
  EXPECT_EQ(constant(P.binary(Op::Mul, P.integer(6), P.integer(7))), 42);
  EXPECT_EQ(constant(P.binary(Op::ULt, P.integer(1, Type::I32), P.integer(-1, Type::I32))), 1);
  EXPECT_EQ(constant(P.unary(Op::Trunc, P.integer(0x1ff), Type::I8)), -1);
  EXPECT_EQ(realOf(P[P.unary(Op::Sqrt, P.real(16), Type::F64)].Imm), 4.0);
  EXPECT_EQ(P.select(P.integer(0, Type::I1), N, M), M);
}

TEST_F(Pool, LeavesUndefinedResultsToTheEvaluator) {
  ExprRef R = P.binary(Op::SDiv, P.integer(1), P.integer(0));
  EXPECT_EQ(P[R].O, Op::SDiv);
  R = P.binary(Op::Add, P.integer(INT64_MAX), P.integer(1), NoSignedWrap);
  EXPECT_EQ(P[R].O, Op::Add);
}

TEST_F(Pool, Identities) {
  ExprRef Zero = P.integer(0), One = P.integer(1);
  EXPECT_EQ(P.binary(Op::Add, N, Zero), N);
  EXPECT_EQ(P.binary(Op::Add, Zero, N), N);
  EXPECT_EQ(P.binary(Op::Mul, N, One), N);
  EXPECT_EQ(P.binary(Op::Mul, N, Zero), Zero);
  EXPECT_EQ(P.binary(Op::Sub, N, N), Zero);
  EXPECT_EQ(P.binary(Op::UDiv, N, One), N);
  EXPECT_EQ(P.binary(Op::SMax, N, N), N);
  EXPECT_EQ(P.binary(Op::And, N, P.integer(-1)), N);
  EXPECT_EQ(P.binary(Op::Sub, N, One), P.binary(Op::Add, N, P.integer(-1)));
  ExprRef Plus3 = P.binary(Op::Add, N, P.integer(3));
  EXPECT_EQ(P.binary(Op::Add, Plus3, P.integer(4)), P.binary(Op::Add, N, P.integer(7)));
  EXPECT_EQ(P.binary(Op::Sub, Plus3, P.integer(3)), N);
  EXPECT_EQ(P.select(Cond, N, N), N);
  EXPECT_EQ(P.unary(Op::ZExt, P.unary(Op::ZExt, P.param(3, Type::I8), Type::I16), Type::I64),
            P.unary(Op::ZExt, P.param(3, Type::I8), Type::I64));
  EXPECT_EQ(P.unary(Op::Trunc, P.unary(Op::SExt, W, Type::I64), Type::I32), W);
}

TEST_F(Pool, PromisesAboutOverflowAreNotInvented) {
  // (n +nsw 5) +nsw -5 overflows where n is large; n does not.
  ExprRef R = P.binary(Op::Add, N, P.integer(5), NoSignedWrap);
  EXPECT_NE(P.binary(Op::Add, R, P.integer(-5), NoSignedWrap), N);
  // Both upwards: what overflows in the sum overflows in two steps.
  ExprRef Sum = P.binary(Op::Add, R, P.integer(2), NoSignedWrap);
  EXPECT_EQ(Sum, P.binary(Op::Add, N, P.integer(7), NoSignedWrap));
}

TEST_F(Pool, ConditionsSimplify) {
  ExprRef Wide = P.unary(Op::ZExt, Cond, Type::I32);
  EXPECT_EQ(P.binary(Op::Ne, Wide, P.integer(0)), Cond);
  ExprRef Not = P.binary(Op::Eq, Wide, P.integer(0));
  EXPECT_EQ(Not, P.binary(Op::SLe, M, N));
  EXPECT_EQ(P.binary(Op::Xor, Not, P.integer(1, Type::I1)), Cond);
  EXPECT_EQ(P.select(Cond, P.integer(1, Type::I1), P.integer(0, Type::I1)), Cond);
}

TEST_F(Pool, UnknownsAreNotEqualToEachOther) {
  ExprRef U = P.unknown(0, Type::I64);
  EXPECT_EQ(P[P.binary(Op::Sub, U, U)].O, Op::Sub) << "two unknowns of one reason may differ";
  EXPECT_EQ(P[P.binary(Op::Eq, U, U)].O, Op::Eq);
  EXPECT_TRUE(P.hasUnknown(P.binary(Op::Add, N, U)));
  EXPECT_FALSE(P.hasUnknown(P.binary(Op::Add, N, M)));
  EXPECT_TRUE(P.isInt(P.binary(Op::Mul, U, P.integer(0)), 0)) << "nothing of it is nothing";
}

TEST_F(Pool, AConstantTakesThePartnersType) {
  ExprRef R = P.binary(Op::Add, W, P.integer(1));
  EXPECT_EQ(P[R].Ty, Type::I32);
  EXPECT_EQ(P[P[R].B].Ty, Type::I32);
}

TEST_F(Pool, TypesThatDoNotGoTogetherBecomeUnknown) {
  ExprRef R = P.binary(Op::Add, N, W);
  EXPECT_EQ(P[R].O, Op::Unknown);
  EXPECT_EQ(P[R].Imm, UnknownIllTyped);
  EXPECT_EQ(P[P.select(N, N, M)].O, Op::Unknown);
  EXPECT_EQ(P[P.unary(Op::Sqrt, N, Type::F64)].O, Op::Unknown);
  EXPECT_EQ(P[P.ptrAdd(N, M)].O, Op::Unknown);
}

TEST_F(Pool, PointersCollectTheirOffsets) {
  ExprRef Ptr = P.param(3, Type::Ptr);
  EXPECT_EQ(P.ptrAdd(P.ptrAdd(Ptr, P.integer(8)), P.integer(-8)), Ptr);
  EXPECT_EQ(P.ptrAdd(P.ptrAdd(Ptr, N), P.integer(8)),
            P.ptrAdd(Ptr, P.binary(Op::Add, N, P.integer(8))));
  EXPECT_EQ(P[P.ptrAdd(Ptr, W)].O, Op::PtrAdd) << "a narrow offset is sign-extended";
}

TEST_F(Pool, FullPoolSaysSo) {
  ExprRef R = N;
  for (size_t I = 0; I < 2 * ExprPool::MaxNodes; ++I)
    R = P.binary(Op::UMax, P.binary(Op::Xor, R, P.integer(int64_t(I) * 3 + 5)), M);
  EXPECT_EQ(P[R].O, Op::Unknown);
  EXPECT_EQ(P[R].Imm, UnknownTooLarge);
  EXPECT_LE(P.size(), ExprPool::MaxNodes);
  EXPECT_EQ(P[P.param(77, Type::I8)].Ty, Type::I8) << "the type stays right";
}

TEST_F(Pool, AppendRefusesWhatIsNoExpression) {
  size_t Before = P.size();
  EXPECT_FALSE(P.append({.O = Op::Add, .Ty = Type::I64, .A = N}));
  EXPECT_FALSE(P.append({.O = Op::Add, .Ty = Type::I64, .A = N, .B = ExprRef(Before)}));
  EXPECT_FALSE(P.append({.O = Op::Add, .Ty = Type::I64, .A = N, .B = W}));
  EXPECT_FALSE(P.append({.O = Op::Add, .Ty = Type::I64, .A = N, .B = M, .C = M}));
  EXPECT_FALSE(P.append({.O = Op::SDiv, .Ty = Type::I64, .Flags = 1, .A = N, .B = M}));
  EXPECT_FALSE(P.append({.O = Op::Int, .Ty = Type::I8, .Imm = 255}));
  EXPECT_FALSE(P.append({.O = Op::Int, .Ty = Type::F64, .Imm = 0}));
  EXPECT_FALSE(P.append({.O = Op(200), .Ty = Type::I64}));
  EXPECT_FALSE(P.append({.O = Op::Int, .Ty = Type(99)}));
  EXPECT_FALSE(P.append({.O = Op::Param, .Ty = Type::Void}));
  EXPECT_EQ(P.size(), Before);
  // What it takes it does not fold.
  auto Zero = P.append({.O = Op::Int, .Ty = Type::I64, .Imm = 0});
  ASSERT_TRUE(Zero);
  auto Sum = P.append({.O = Op::Add, .Ty = Type::I64, .A = N, .B = *Zero});
  ASSERT_TRUE(Sum);
  EXPECT_EQ(P[*Sum].O, Op::Add);
}

/// Evaluates without the pool's help.
std::optional<int64_t> evaluate(const ExprPool &P, ExprRef R, const int64_t *Params) {
  const ExprNode &N = P[R];
  if (N.O == Op::Param)
    return Params[N.Imm];
  if (arityOf(N.O) == 0)
    return N.Imm;
  int64_t V[3] = {};
  ExprRef Operands[] = {N.A, N.B, N.C};
  for (unsigned I = 0; I < arityOf(N.O); ++I) {
    auto X = evaluate(P, Operands[I], Params);
    if (!X)
      return std::nullopt;
    V[I] = *X;
  }
  return evalNode(N, P[N.A].Ty, V[0], V[1], V[2]);
}

// A folded expression computes what the unfolded one does, on every input on
// which that is defined. The operands are few and small, so that identities hit.
TEST(PoolProperty, FoldingPreservesTheValue) {
  std::mt19937_64 Random(7);
  auto Pick = [&](size_t Count) { return size_t(Random() % Count); };
  for (int Round = 0; Round < 300; ++Round) {
    Type T = std::array{Type::I8, Type::I32, Type::I64}[Pick(3)];
    ExprPool Folded, Plain;
    std::vector<std::pair<ExprRef, ExprRef>> Values, Conditions;
    for (uint32_t I = 0; I < 3; ++I)
      Values.emplace_back(Folded.param(I, T), Plain.param(I, T));
    for (int64_t C : {0, 1, 2, -1, 7})
      Values.emplace_back(Folded.integer(C, T), Plain.integer(C, T));
    for (int Step = 0; Step < 40; ++Step) {
      auto [FA, PA] = Values[Pick(Values.size())];
      auto [FB, PB] = Values[Pick(Values.size())];
      size_t Kind = Pick(10);
      if (Kind == 0 && !Conditions.empty()) {
        auto [FC, PC] = Conditions[Pick(Conditions.size())];
        auto R = Plain.append({.O = Op::Select, .Ty = T, .A = PC, .B = PA, .C = PB});
        ASSERT_TRUE(R);
        Values.emplace_back(Folded.select(FC, FA, FB), *R);
      } else if (Kind <= 2) {
        Op O = Op(unsigned(Op::Eq) + Pick(6));
        auto R = Plain.append({.O = O, .Ty = Type::I1, .A = PA, .B = PB});
        ASSERT_TRUE(R);
        Conditions.emplace_back(Folded.binary(O, FA, FB), *R);
      } else {
        Op O = Op(unsigned(Op::Add) + Pick(unsigned(Op::SMax) - unsigned(Op::Add) + 1));
        uint8_t Flags = takesFlags(O) ? uint8_t(Pick(4)) : 0;
        auto R = Plain.append({.O = O, .Ty = T, .Flags = Flags, .A = PA, .B = PB});
        ASSERT_TRUE(R);
        Values.emplace_back(Folded.binary(O, FA, FB, Flags), *R);
      }
    }
    for (int Input = 0; Input < 20; ++Input) {
      int64_t Params[3];
      for (int64_t &V : Params)
        V = canonical(Input < 10 ? int64_t(Random() % 9) - 4 : int64_t(Random()), T);
      Values.insert(Values.end(), Conditions.begin(), Conditions.end());
      Conditions.clear();
      for (auto [FE, PE] : Values)
        if (auto Want = evaluate(Plain, PE, Params)) {
          ASSERT_EQ(evaluate(Folded, FE, Params), Want);
        }
    }
  }
}

} // namespace
