//===- demand/formula.cpp - Formulas as knowledge files write them --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Recursive descent, one function a level of precedence, depth-capped.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/print.h"
#include "demand/text_cursor.h"

#include <cmath>

namespace auspex::demand {
namespace {

using Result = Expected<ExprRef>;

class FormulaParser {
public:
  FormulaParser(Function &F, std::string_view Text) : F(F), P(F.Exprs), In(Text) {}

  Result run() {
    auto E = conditional();
    if (E && !In.atEnd())
      return In.error("unexpected text");
    return E;
  }

private:
  Result conditional();
  Result either();
  Result both();
  Result comparison();
  Result sum();
  Result product();
  Result prefix();
  Result power();
  Result primary();
  Result parameter(std::string_view Name);
  Result call(std::string_view Name);

  Type typeOf(ExprRef E) const { return P[E].Ty; }
  /// As I64 or F64 (or Ptr, where asked to keep it).
  ExprRef wide(ExprRef E);
  ExprRef real(ExprRef E);
  ExprRef truth(ExprRef E);
  void unify(ExprRef &A, ExprRef &B);
  Result arithmetic(Op Int, Op Real, ExprRef A, ExprRef B);

  Function &F;
  ExprPool &P;
  TextCursor In;
  unsigned Depth = 0;
};

ExprRef FormulaParser::wide(ExprRef E) {
  switch (typeOf(E)) {
  case Type::I1: return P.unary(Op::ZExt, E, Type::I64);
  case Type::Ptr: return P.unary(Op::Cast, E, Type::I64);
  case Type::F32: return P.unary(Op::FpCast, E, Type::F64);
  case Type::F64: return E;
  default: return P.unary(Op::SExt, E, Type::I64);
  }
}

ExprRef FormulaParser::real(ExprRef E) {
  E = wide(E);
  return typeOf(E) == Type::I64 ? P.unary(Op::SiToFp, E, Type::F64) : E;
}

ExprRef FormulaParser::truth(ExprRef E) {
  if (typeOf(E) == Type::I1)
    return E;
  E = wide(E);
  return typeOf(E) == Type::F64 ? P.binary(Op::FNe, E, P.real(0))
                                : P.binary(Op::Ne, E, P.integer(0));
}

void FormulaParser::unify(ExprRef &A, ExprRef &B) {
  A = wide(A);
  B = wide(B);
  if (typeOf(A) != typeOf(B)) {
    A = real(A);
    B = real(B);
  }
}

Result FormulaParser::arithmetic(Op Int, Op Real, ExprRef A, ExprRef B) {
  unify(A, B);
  return P.binary(typeOf(A) == Type::F64 ? Real : Int, A, B);
}

Result FormulaParser::conditional() {
  if (++Depth > MaxTextDepth)
    return In.error("formula nested too deeply");
  auto Cond = either();
  if (Cond && In.take("?")) {
    auto A = conditional();
    if (!A)
      return A;
    if (!In.take(":"))
      return In.error("':' expected");
    auto B = conditional();
    if (!B)
      return B;
    // Two pointers stay pointers: "returns its argument or null".
    if (typeOf(*A) != Type::Ptr || typeOf(*B) != Type::Ptr)
      unify(*A, *B);
    Cond = P.select(truth(*Cond), *A, *B);
  }
  --Depth;
  return Cond;
}

Result FormulaParser::either() {
  auto A = both();
  while (A && In.take("||")) {
    auto B = both();
    if (!B)
      return B;
    A = P.binary(Op::Or, truth(*A), truth(*B));
  }
  return A;
}

Result FormulaParser::both() {
  auto A = comparison();
  while (A && In.take("&&")) {
    auto B = comparison();
    if (!B)
      return B;
    A = P.binary(Op::And, truth(*A), truth(*B));
  }
  return A;
}

Result FormulaParser::comparison() {
  auto A = sum();
  if (!A)
    return A;
  struct Row {
    std::string_view Token;
    Op Int, Real;
    bool Swap;
  };
  static constexpr Row Rows[] = {
      {"==", Op::Eq, Op::FEq, false},  {"!=", Op::Ne, Op::FNe, false},
      {"<=", Op::SLe, Op::FLe, false}, {">=", Op::SLe, Op::FLe, true},
      {"<", Op::SLt, Op::FLt, false},  {">", Op::SLt, Op::FLt, true},
  };
  for (const Row &R : Rows) {
    if (!In.take(R.Token))
      continue;
    auto B = sum();
    if (!B)
      return B;
    return R.Swap ? arithmetic(R.Int, R.Real, *B, *A) : arithmetic(R.Int, R.Real, *A, *B);
  }
  return A;
}

Result FormulaParser::sum() {
  auto A = product();
  while (A) {
    bool Plus = In.peek() == '+';
    if (!Plus && In.peek() != '-')
      break;
    In.take(Plus ? "+" : "-");
    auto B = product();
    if (!B)
      return B;
    // A pointer moved by bytes stays a pointer.
    if (typeOf(*A) == Type::Ptr && isInteger(typeOf(*B))) {
      ExprRef Bytes = wide(*B);
      A = P.ptrAdd(*A, Plus ? Bytes : P.binary(Op::Sub, P.integer(0), Bytes));
      continue;
    }
    A = Plus ? arithmetic(Op::Add, Op::FAdd, *A, *B) : arithmetic(Op::Sub, Op::FSub, *A, *B);
  }
  return A;
}

Result FormulaParser::product() {
  auto A = prefix();
  while (A) {
    char C = In.peek();
    if (C != '*' && C != '/' && C != '%')
      break;
    In.take(std::string_view(&C, 1));
    auto B = prefix();
    if (!B)
      return B;
    if (C == '%' && (isFloat(typeOf(*A)) || isFloat(typeOf(*B))))
      return In.error("'%' of a real");
    A = C == '*'   ? arithmetic(Op::Mul, Op::FMul, *A, *B)
        : C == '/' ? arithmetic(Op::SDiv, Op::FDiv, *A, *B)
                   : arithmetic(Op::SRem, Op::FDiv, *A, *B);
  }
  return A;
}

Result FormulaParser::prefix() {
  bool Minus = In.peek() == '-';
  if (!Minus && In.peek() != '!')
    return power();
  if (++Depth > MaxTextDepth)
    return In.error("formula nested too deeply");
  In.take(Minus ? "-" : "!");
  auto A = prefix();
  --Depth;
  if (!A)
    return A;
  if (!Minus)
    return P.binary(Op::Xor, truth(*A), P.integer(1, Type::I1));
  ExprRef W = wide(*A);
  return typeOf(W) == Type::F64 ? P.unary(Op::FNeg, W, Type::F64)
                                : P.binary(Op::Sub, P.integer(0), W);
}

Result FormulaParser::power() {
  auto A = primary();
  if (!A || !In.take("^"))
    return A;
  auto N = In.number();
  if (!N || N->Real || N->Int < 0 || N->Int > 16)
    return In.error("a constant power from 0 to 16 expected");
  ExprRef Base = wide(*A);
  bool Real = typeOf(Base) == Type::F64;
  ExprRef Out = Real ? P.real(1) : P.integer(1);
  for (int64_t I = 0; I < N->Int; ++I)
    Out = P.binary(Real ? Op::FMul : Op::Mul, Out, Base);
  return Out;
}

Result FormulaParser::primary() {
  if (In.take("(")) {
    auto A = conditional();
    if (A && !In.take(")"))
      return In.error("')' expected");
    return A;
  }
  std::string_view Name = In.word();
  if (!Name.empty())
    return In.peek() == '(' ? call(Name) : parameter(Name);
  auto N = In.number();
  if (!N)
    return In.error("a number, a parameter or a function expected");
  return N->Real ? P.real(N->Float) : P.integer(N->Int);
}

Result FormulaParser::parameter(std::string_view Name) {
  for (uint32_t I = 0; I < F.Params.size(); ++I)
    if (F.Params[I].Name == Name)
      return P.param(I, F.Params[I].Ty);
  if (Name == "null")
    return P.null();
  return In.error("no parameter '" + std::string(Name) + "'; it ends");
}

Result FormulaParser::call(std::string_view Name) {
  In.take("(");
  std::vector<ExprRef> Args;
  while (Args.empty() || In.take(",")) {
    auto A = conditional();
    if (!A)
      return A;
    Args.push_back(*A);
  }
  if (!In.take(")"))
    return In.error("')' expected");

  struct Fold {
    std::string_view Name;
    Op Int, Real;
  };
  static constexpr Fold Folds[] = {{"max", Op::SMax, Op::FMax},
                                   {"min", Op::SMin, Op::FMin},
                                   {"umax", Op::UMax, Op::FMax},
                                   {"umin", Op::UMin, Op::FMin}};
  for (const Fold &R : Folds) {
    if (R.Name != Name)
      continue;
    Result A = wide(Args[0]);
    for (size_t I = 1; I < Args.size() && A; ++I)
      A = arithmetic(R.Int, R.Real, *A, Args[I]);
    return A;
  }
  struct Real {
    std::string_view Name;
    Op O;
  };
  static constexpr Real Reals[] = {{"sqrt", Op::Sqrt},   {"log", Op::Log},   {"log2", Op::Log2},
                                   {"log10", Op::Log10}, {"exp", Op::Exp},   {"exp2", Op::Exp2},
                                   {"floor", Op::Floor}, {"ceil", Op::Ceil}, {"round", Op::Round}};
  for (const Real &R : Reals)
    if (R.Name == Name && Args.size() == 1)
      return P.unary(R.O, real(Args[0]), Type::F64);
  if (Name == "pow" && Args.size() == 2)
    return P.binary(Op::Pow, real(Args[0]), real(Args[1]));
  if (Name == "real" && Args.size() == 1)
    return real(Args[0]);
  if (Name == "int" && Args.size() == 1) {
    ExprRef A = wide(Args[0]);
    return typeOf(A) == Type::F64 ? P.unary(Op::FpToSi, A, Type::I64) : A;
  }
  if (Name == "abs" && Args.size() == 1) {
    ExprRef A = wide(Args[0]);
    if (typeOf(A) == Type::F64)
      return P.unary(Op::FAbs, A, Type::F64);
    return P.binary(Op::SMax, A, P.binary(Op::Sub, P.integer(0), A));
  }
  if (Name == "ceildiv" && Args.size() == 2) {
    unify(Args[0], Args[1]);
    if (typeOf(Args[0]) == Type::F64)
      return In.error("ceildiv of reals");
    return P.binary(Op::CeilDiv, Args[0], Args[1]);
  }
  if (Name == "select" && Args.size() == 3) {
    if (typeOf(Args[1]) != Type::Ptr || typeOf(Args[2]) != Type::Ptr)
      unify(Args[1], Args[2]);
    return P.select(truth(Args[0]), Args[1], Args[2]);
  }
  return In.error("no function '" + std::string(Name) + "' of " + std::to_string(Args.size()) +
                  (Args.size() == 1 ? " argument; it ends" : " arguments; it ends"));
}

} // namespace

Expected<ExprRef> parseFormula(Function &F, std::string_view Text) {
  return FormulaParser(F, Text).run();
}

} // namespace auspex::demand
