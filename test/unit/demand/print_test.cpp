//===- print_test.cpp - Formulas as text, and back ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/print.h"
#include "demand/arith.h"
#include "samples.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace auspex::demand;
using namespace auspex::demand::test;

namespace {

//===- The exact form -----------------------------------------------------===//

struct Exact : testing::Test {
  Function F = [] {
    Function F;
    F.Params = {{"n", Type::I64}, {"m", Type::I32}, {"p", Type::Ptr}, {"x", Type::F64}};
    F.Values = {{Type::I64, ""}, {Type::F32, ""}};
    F.Nodes.resize(1);
    F.Loops.resize(1);
    return F;
  }();
  ExprPool &P = F.Exprs;
  ExprRef N = P.param(0, Type::I64), M = P.param(1, Type::I32), X = P.param(3, Type::F64);

  void both(ExprRef E, const std::string &Text) {
    EXPECT_EQ(exactText(F, E), Text);
    auto R = parseExact(F, Text);
    ASSERT_TRUE(R) << R.error().Message;
    EXPECT_EQ(*R, E);
  }
  std::string parseError(const std::string &Text) {
    auto R = parseExact(F, Text);
    return R ? "no error" : R.error().Message;
  }
};

TEST_F(Exact, Leaves) {
  both(P.integer(24), "24");
  both(P.integer(-3, Type::I8), "-3:i8");
  both(P.integer(INT64_MIN), "-9223372036854775808");
  both(P.integer(1, Type::I1), "true");
  both(P.null(), "null");
  both(P.integer(4096, Type::Ptr), "4096:ptr");
  both(P.real(0.1), "0.1");
  both(P.real(2), "2.0");
  both(P.real(-0.0), "-0.0");
  both(P.real(1.5, Type::F32), "1.5:f32");
  both(P.real(INFINITY), "bits(0x7ff0000000000000)");
  both(N, "$0");
  both(M, "$1:i32");
  both(P.value(1, Type::F32), "%1:f32");
  both(P.index(0), "#0");
  both(P.symbol(F.string("a \"b\"\n")), R"(@"a \"b\"\x0a")");
  both(P.unknown(F.string("read from a file"), Type::I32), R"(?"read from a file":i32)");
}

TEST_F(Exact, Operators) {
  both(P.binary(Op::Add, P.binary(Op::Mul, N, P.integer(24)), P.integer(8)), "$0*24 + 8");
  both(P.binary(Op::Mul, P.binary(Op::Add, N, P.integer(1)), N), "($0 + 1)*$0");
  ExprRef V = P.value(0, Type::I64);
  both(P.binary(Op::Sub, N, P.binary(Op::Sub, V, P.binary(Op::Add, N, V))),
       "$0 - (%0 - ($0 + %0))");
  both(P.binary(Op::Add, P.integer(3), P.integer(INT64_MAX), NoSignedWrap),
       "add.nsw(3, 9223372036854775807)");
  both(P.binary(Op::Mul, N, V, NoSignedWrap | NoUnsignedWrap), "mul.nsw.nuw($0, %0)");
  both(P.unary(Op::SExt, M, Type::I64), "sext.i64($1:i32)");
  both(P.select(P.binary(Op::SLt, N, V), N, V), "select(slt($0, %0), $0, %0)");
  both(P.binary(Op::FMul, X, P.real(0.5)), "fmul($3:f64, 0.5)");
  both(P.unary(Op::Log2, X, Type::F64), "log2($3:f64)");
}

TEST_F(Exact, WhatIsLargeAndSharedGetsAName) {
  ExprRef E = N;
  for (int I = 0; I < 60; ++I)
    E = P.binary(Op::Mul, E, P.binary(Op::Add, E, P.integer(I + 2)));
  std::string Text = exactText(F, E);
  EXPECT_LT(Text.size(), 8000u) << "2^60 terms, written out";
  EXPECT_TRUE(Text.starts_with("let t1 = ")) << Text.substr(0, 80);
  auto R = parseExact(F, Text);
  ASSERT_TRUE(R) << R.error().Message;
  EXPECT_EQ(*R, E);
}

TEST_F(Exact, DeepExpressionsReadBack) {
  ExprRef E = N;
  for (int I = 0; I < 50000; ++I)
    E = P.binary(Op::Xor, E, I % 2 ? N : P.integer(I + 1));
  std::string Text = exactText(F, E);
  auto R = parseExact(F, Text);
  ASSERT_TRUE(R) << R.error().Message;
  EXPECT_EQ(*R, E);
}

TEST_F(Exact, ReadsBackAtRandom) {
  for (uint64_t Seed = 0; Seed < 300; ++Seed) {
    Function F = randomFunction(Seed);
    for (ExprRef E = 0; E < F.Exprs.size(); ++E) {
      std::string Text = exactText(F, E);
      size_t Before = F.Exprs.size();
      auto R = parseExact(F, Text);
      ASSERT_TRUE(R) << R.error().Message;
      ASSERT_EQ(*R, E) << Text;
      ASSERT_EQ(F.Exprs.size(), Before) << "nothing new: " << Text;
    }
  }
}

TEST_F(Exact, ErrorsPointAtTheColumn) {
  EXPECT_EQ(parseError("$0 + "), "an expression expected at column 6 of '$0 + '");
  EXPECT_EQ(parseError("$7"), "no such parameter of that type at column 3 of '$7'");
  EXPECT_NE(parseError("$0 + $1:i32").find("types"), std::string::npos);
  EXPECT_NE(parseError("frob(1)").find("no operator 'frob'"), std::string::npos);
  EXPECT_NE(parseError("9223372036854775808").find("too large"), std::string::npos);
  EXPECT_NE(parseError("300:i8").find("does not fit"), std::string::npos);
  EXPECT_NE(parseError("\"").find("expected"), std::string::npos);
  EXPECT_NE(parseError("1 1").find("unexpected"), std::string::npos);
  EXPECT_NE(parseError("#1").find("loop"), std::string::npos);
  EXPECT_NE(parseError("let t = 1 t").find("';'"), std::string::npos);
  EXPECT_NE(parseError("sext(1)").find("type"), std::string::npos);
  EXPECT_NE(parseError(std::string(100000, '(')).find("deep"), std::string::npos);
}

//===- Formulas of knowledge files ----------------------------------------===//

struct Formula : Exact {
  std::string parsed(const std::string &Text) {
    auto R = parseFormula(F, Text);
    return R ? exactText(F, *R) : R.error().Message;
  }
};

TEST_F(Formula, Arithmetic) {
  EXPECT_EQ(parsed("8*n + 16"), "$0*8 + 16");
  EXPECT_EQ(parsed("n*m"), "$0*sext.i64($1:i32)");
  EXPECT_EQ(parsed("2 + 3 * 4 - 20 / 3 % 4"), "12");
  EXPECT_EQ(parsed("-(n - 1)"), "0 - ($0 + -1)");
  EXPECT_EQ(parsed("n^3"), "$0*$0*$0");
  EXPECT_EQ(parsed("0x10"), "16");
  EXPECT_EQ(parsed("n / 2"), "sdiv($0, 2)");
}

TEST_F(Formula, RealsTakeTheirPartnersAlong) {
  EXPECT_EQ(parsed("n * 0.5"), "fmul(sitofp.f64($0), 0.5)");
  EXPECT_EQ(parsed("x + 1"), "fadd($3:f64, 1.0)");
  EXPECT_EQ(parsed("5*n*log2(n)"), "fmul(sitofp.f64($0*5), log2(sitofp.f64($0)))");
  EXPECT_EQ(parsed("int(sqrt(16) * 2)"), "8");
}

TEST_F(Formula, ConditionsAndFunctions) {
  EXPECT_EQ(parsed("max(n, 1, 2)"), "smax(smax($0, 1), 2)");
  EXPECT_EQ(parsed("ceildiv(n, 16)"), "ceildiv($0, 16)");
  EXPECT_EQ(parsed("select(n < 10, 1, n)"), "select(slt($0, 10), 1, $0)");
  EXPECT_EQ(parsed("n > 10 && m != 0 ? n : 0"),
            "select(and(slt(10, $0), ne(sext.i64($1:i32), 0)), $0, 0)");
  EXPECT_EQ(parsed("!(n == 0)"), "ne($0, 0)");
  EXPECT_EQ(parsed("p + 8*n"), "ptradd($2:ptr, $0*8)");
  EXPECT_EQ(parsed("select(p == null, 0, n)"), "select(eq(cast.i64($2:ptr), 0), 0, $0)");
  EXPECT_EQ(parsed("abs(0 - 5)"), "5");
}

TEST_F(Formula, Errors) {
  EXPECT_NE(parsed("count + 1").find("no parameter 'count'"), std::string::npos);
  EXPECT_NE(parsed("frob(n)").find("no function 'frob' of 1 argument"), std::string::npos);
  EXPECT_NE(parsed("n +").find("column 4"), std::string::npos);
  EXPECT_NE(parsed("(n").find("')'"), std::string::npos);
  EXPECT_NE(parsed("n n").find("unexpected"), std::string::npos);
  EXPECT_NE(parsed("").find("expected"), std::string::npos);
  EXPECT_NE(parsed(std::string(100000, '(')).find("deep"), std::string::npos);
  EXPECT_NE(parsed(std::string(100000, '-')).find("deep"), std::string::npos);
  EXPECT_NE(parsed("99999999999999999999").find("expected"), std::string::npos);
}

//===- For people ---------------------------------------------------------===//

struct Pretty : Exact {
  ExprRef formula(const std::string &Text) {
    auto R = parseFormula(F, Text);
    EXPECT_TRUE(R) << R.error().Message;
    return R ? *R : NoExpr;
  }
  std::string shown(const std::string &Text) { return prettyText(F, formula(Text)); }
  std::string grows(const std::string &Text) { return complexityOf(F, formula(Text)); }
};

TEST_F(Pretty, Polynomials) {
  EXPECT_EQ(shown("8*n*(3*n + 1)"), "24*n^2 + 8*n");
  EXPECT_EQ(shown("(n + 1)^2 - n^2"), "2*n + 1");
  EXPECT_EQ(shown("n - 1"), "n - 1");
  EXPECT_EQ(shown("10 - n"), "10 - n");
  EXPECT_EQ(shown("0 - n"), "-n");
  EXPECT_EQ(shown("n*m*2"), "2*n*m");
  EXPECT_EQ(shown("n*8/8"), "n");
  EXPECT_EQ(shown("(n + 1)/2"), "(n + 1)/2");
  EXPECT_EQ(shown("2*(n/3)"), "2*(n/3)");
  EXPECT_EQ(shown("x*0.5"), "0.5*x");
  EXPECT_EQ(shown("n - n + 0*m"), "0");
}

TEST_F(Pretty, OtherOperators) {
  EXPECT_EQ(shown("max(n, m) + 1"), "max(n, m) + 1");
  EXPECT_EQ(shown("n < 10 ? n : 2*m"), "n < 10 ? n : 2*m");
  EXPECT_EQ(shown("n > 10"), "n > 10");
  EXPECT_EQ(shown("n > 10 && m < 5 || n == m"), "n > 10 && m < 5 || n == m");
  EXPECT_EQ(shown("ceildiv(n, 16)"), "ceil(n/16)");
  EXPECT_EQ(shown("n % 16 * 3"), "3*(n % 16)");
  EXPECT_EQ(shown("5*n*log2(n)"), "5*n*log2(n)");
  ExprRef Up = P.binary(Op::And, P.binary(Op::Add, N, P.integer(15)), P.integer(-16));
  EXPECT_EQ(prettyText(F, Up), "roundup(n, 16)");
  EXPECT_EQ(prettyText(F, P.binary(Op::LShr, N, P.integer(3))), "n/8");
  EXPECT_EQ(prettyText(F, P.binary(Op::And, N, P.integer(7))), "n & 7");
  ExprRef Small = P.unary(Op::ZExt, P.binary(Op::SLt, N, P.integer(10)), Type::I64);
  EXPECT_EQ(prettyText(F, P.binary(Op::Mul, Small, N)), "n*(n < 10)");
  EXPECT_EQ(prettyText(F, NoExpr), "none");
}

TEST_F(Pretty, UnknownsNeverCancel) {
  ExprRef U = P.unknown(F.string("from a file"), Type::I64);
  EXPECT_EQ(prettyText(F, P.binary(Op::Sub, U, U)),
            "unknown(from a file) - unknown(from a file)");
}

TEST_F(Pretty, LargeFormulasAreAbridged) {
  ExprRef E = N;
  for (int I = 0; I < 2000; ++I)
    E = P.binary(Op::UMax, P.binary(Op::Mul, E, N), P.integer(I));
  EXPECT_LT(prettyText(F, E).size(), 1000u);
  E = N;
  for (int I = 0; I < 40; ++I)
    E = P.binary(Op::Mul, E, P.binary(Op::Add, E, P.integer(I + 2)));
  EXPECT_LT(prettyText(F, E).size(), 1000u);
}

TEST_F(Pretty, Complexity) {
  EXPECT_EQ(grows("24*n^2 + 8*n + 100"), "O(n^2)");
  EXPECT_EQ(grows("n*m + n^2 + m"), "O(n^2 + n*m)");
  EXPECT_EQ(grows("(n + 1)^2 - n^2"), "O(n)");
  EXPECT_EQ(grows("5*n*log2(n) + 3*n"), "O(n*log n)");
  EXPECT_EQ(grows("42"), "O(1)");
  EXPECT_EQ(grows("max(n, m)"), "O(n + m)");
  EXPECT_EQ(grows("min(n, 4)"), "O(1)");
  EXPECT_EQ(grows("n % 7"), "O(1)");
  EXPECT_EQ(grows("ceildiv(n, 16)*16"), "O(n)");
  EXPECT_EQ(grows("n*n/m"), "O(n^2/m)");
  EXPECT_EQ(grows("n*sqrt(n)"), "O(n^1.5)");
  EXPECT_EQ(grows("n < 10 ? n : n^2"), "O(n^2)");
  EXPECT_EQ(grows("10 - n"), "O(1)");
  ExprRef U = P.unknown(F.string("from a file"), Type::I64);
  EXPECT_EQ(complexityOf(F, P.binary(Op::Mul, U, N)), "unknown");
  EXPECT_EQ(complexityOf(F, P.binary(Op::Add, U, N)), "unknown");
  EXPECT_EQ(complexityOf(F, P.binary(Op::SMin, U, P.integer(9))), "O(1)");
}

TEST(PrettyValues, AreWrittenByWhatDefinesThem) {
  Function F = gemmMain();
  ExprPool &P = F.Exprs;
  EXPECT_EQ(prettyText(F, P.value(0, Type::Ptr)), "argv[1]");
  EXPECT_EQ(prettyText(F, P.value(1, Type::I32)), "atoi(argv[1])");
  EXPECT_EQ(prettyText(F, P.value(2, Type::I32)), "n");
  EXPECT_EQ(prettyText(F, F.Nodes[2].Steps[0].Args[0]), "8*n^2");
  EXPECT_EQ(prettyText(F, F.Kernels[0].Flops), "2*n^3");
  EXPECT_EQ(prettyText(F, F.Nodes[0].Cond), "argc > 1");
  EXPECT_EQ(prettyText(F, F.Nodes[3].Cond), "i == n - 1");
  EXPECT_EQ(complexityOf(F, F.Kernels[0].Flops), "O(n^3)");
  EXPECT_EQ(originsOf(F, F.Kernels[0].Flops), "n = 1000 or atoi(argv[1])");
  // Without names of the source the origin stands in the formula.
  F.Values[2].Name.clear();
  EXPECT_EQ(prettyText(F, P.value(2, Type::I32)), "1000 or atoi(argv[1])");
  F.Nodes[0].Edges[1].Assign.clear();
  EXPECT_EQ(prettyText(F, F.Nodes[2].Steps[0].Args[0]), "8*atoi(argv[1])^2");
  EXPECT_EQ(complexityOf(F, F.Kernels[0].Flops), "O(atoi(argv[1])^3)");
  // argv is argv in main only.
  F.Symbol = "other";
  F.Params[1].Name = "list";
  EXPECT_EQ(prettyText(F, P.value(0, Type::Ptr)), "list[1]");
}

TEST(PrettyValues, LoadsAndCallsOfEveryShape) {
  Function F;
  F.Symbol = "f";
  F.Params = {{"", Type::Ptr}, {"i", Type::I32}};
  F.Nodes.resize(1);
  auto Load = [&](ExprRef Address, Type T) {
    Step S;
    S.Kind = StepKind::Load;
    S.Ty = T;
    S.Args = {Address};
    S.Result = uint32_t(F.Values.size());
    F.Values.push_back({T, ""});
    F.Nodes[0].Steps.push_back(S);
    return prettyText(F, F.Exprs.value(S.Result, T));
  };
  ExprPool &P = F.Exprs;
  ExprRef Ptr = P.param(0, Type::Ptr), I = P.unary(Op::SExt, P.param(1, Type::I32), Type::I64);
  EXPECT_EQ(Load(Ptr, Type::I32), "*arg0");
  EXPECT_EQ(Load(P.ptrAdd(Ptr, P.binary(Op::Mul, I, P.integer(4))), Type::I32), "arg0[i]");
  EXPECT_EQ(Load(P.ptrAdd(Ptr, P.integer(6)), Type::I32), "*(arg0 + 6)");
  EXPECT_EQ(Load(P.symbol(F.string("count")), Type::I64), "count");
  EXPECT_EQ(Load(P.ptrAdd(P.symbol(F.string("table")), P.integer(16)), Type::I64), "table[2]");
  EXPECT_EQ(prettyText(F, P.symbol(F.string("table"))), "&table");

  Step S;
  S.Kind = StepKind::Call;
  S.Text = "_ZNSt7__cxx114stoiERKNS_12basic_stringIcSt11char_traitsIcESaIcEEEPmi";
  S.Ty = Type::I32;
  S.Args = {Ptr};
  S.Result = uint32_t(F.Values.size());
  F.Values.push_back({Type::I32, ""});
  F.Nodes[0].Steps.push_back(S);
  EXPECT_EQ(prettyText(F, P.value(S.Result, Type::I32)), "std::__cxx11::stoi(arg0)");
  // Two reads of memory are not taken to be equal.
  F.Nodes[0].Steps[1].Args[0] = Ptr;
  EXPECT_EQ(prettyText(F, P.binary(Op::Sub, P.value(0, Type::I32), P.value(1, Type::I32))),
            "*arg0 - *arg0");
}

TEST(PrettyValues, PhiThatFeedsItself) {
  Function F;
  F.Values = {{Type::I64, ""}, {Type::I64, ""}};
  F.Nodes.resize(2);
  ExprPool &P = F.Exprs;
  ExprRef A = P.value(0, Type::I64), B = P.value(1, Type::I64);
  F.Nodes[0].Term = TermKind::Jump;
  F.Nodes[0].Edges = {{1, 1, {{0, P.binary(Op::Mul, B, B)}, {1, P.binary(Op::Mul, A, A)}}}};
  EXPECT_FALSE(prettyText(F, A).empty());
  F.Nodes[0].Edges = {{1, 1, {{0, P.binary(Op::Add, A, P.integer(1))}}}};
  EXPECT_EQ(prettyText(F, A), "v0");
}

TEST(PrettyValues, NothingRandomIsTooMuch) {
  for (uint64_t Seed = 0; Seed < 200; ++Seed) {
    Function F = randomFunction(Seed);
    for (ExprRef E = 0; E < F.Exprs.size(); E += 7) {
      EXPECT_LT(prettyText(F, E).size(), 2000u);
      EXPECT_LT(complexityOf(F, E).size(), 20000u);
    }
  }
}

} // namespace
