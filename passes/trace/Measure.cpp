//===- passes/trace/Measure.cpp - Sizes of a behaviour as formulas ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/trace/Measure.h"

#include <algorithm>
#include <optional>

using namespace auspex;
using namespace auspex::passes::trace;
using demand::ExprRef;
using demand::Op;
using demand::Type;

static std::optional<int64_t> sizeIn(const RunSizes &Sizes, const std::string &Name) {
  const auto It = std::ranges::find(Sizes, Name, [](const auto &S) { return S.first; });
  return It == Sizes.end() ? std::nullopt : std::optional(It->second);
}

static ExprRef parameter(demand::Function &D, uint32_t I) {
  const Type T = D.Params[I].Ty;
  const ExprRef P = D.Exprs.param(I, T);
  return T == Type::I64 ? P : D.Exprs.unary(Op::SExt, P, Type::I64);
}

/// \p E times \p Num over \p Den.
static ExprRef scaled(demand::ExprPool &Pool, ExprRef E, int64_t Num, int64_t Den) {
  if (Num != 1)
    E = Pool.binary(Op::Mul, E, Pool.integer(Num));
  return Den == 1 ? E : Pool.binary(Op::SDiv, E, Pool.integer(Den));
}

ExprRef passes::trace::extentOf(const std::string &Name, const RunSizes &Base, const Measured &M,
                                demand::Function &D) {
  const auto First = sizeIn(Base, Name), Last = sizeIn(M.All, Name);
  if (!First || !Last)
    return demand::NoExpr;
  demand::ExprPool &Pool = D.Exprs;
  std::vector<std::pair<const Doubled *, int64_t>> Moves; // by how much it grows
  bool Doubles = true;
  int64_t Sum = *First, Product = *First;
  for (const Doubled &P : M.Each) {
    const auto S = sizeIn(P.Sizes, Name);
    const int64_t By = S ? *S - *First : 0;
    if (S && By == 0)
      continue;
    // Or what is no parameter.
    if (!S || P.Parameter >= D.Params.size() || !demand::isInteger(D.Params[P.Parameter].Ty))
      return demand::NoExpr;
    Moves.emplace_back(&P, By);
    Doubles &= By == *First;
    Sum += By;
    Product *= 2;
  }
  if (Moves.size() > 1 && Doubles && Product == *Last) {
    int64_t Rest = *First;
    ExprRef E = demand::NoExpr;
    for (const auto &[P, By] : Moves) {
      if (Rest % P->Value)
        return demand::NoExpr;
      Rest /= P->Value;
      const ExprRef One = parameter(D, P->Parameter);
      E = E == demand::NoExpr ? One : Pool.binary(Op::Mul, E, One);
    }
    return scaled(Pool, E, Rest, 1);
  }
  if (Sum != *Last)
    return demand::NoExpr;
  int64_t Constant = *First;
  ExprRef E = demand::NoExpr;
  for (const auto &[P, By] : Moves) {
    const int64_t Num = By % P->Value ? 1 : By / P->Value, Den = By % P->Value ? P->Value / By : 1;
    if (By % P->Value && P->Value % By)
      return demand::NoExpr;
    Constant -= By;
    const ExprRef Term = scaled(Pool, parameter(D, P->Parameter), Num, Den);
    E = E == demand::NoExpr ? Term : Pool.binary(Op::Add, E, Term);
  }
  if (E == demand::NoExpr)
    return Pool.integer(Constant);
  return Constant ? Pool.binary(Op::Add, E, Pool.integer(Constant)) : E;
}
