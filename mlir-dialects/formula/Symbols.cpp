//===- mlir-dialects/formula/Symbols.cpp - Formulas as polynomials ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Symbols.h"

using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using kernels::Poly;

Poly Symbols::polyOf(ExprRef E) {
  if (auto It = Known.find(E); It != Known.end())
    return It->second;
  const demand::ExprNode N = F.pool()[E];
  Poly P = [&]() -> Poly {
    switch (N.O) {
    case demand::Op::Int:
      return Poly(N.Imm);
    case demand::Op::Index:
      return Poly::symbol(kernels::indexOf(uint32_t(N.Imm)));
    case demand::Op::Add:
      return polyOf(N.A) + polyOf(N.B);
    case demand::Op::Sub:
      return polyOf(N.A) - polyOf(N.B);
    case demand::Op::Mul:
      return polyOf(N.A) * polyOf(N.B);
    default:
      return Poly::bad();
    }
  }();
  // A quotient of an index is nothing that a polynomial can hold.
  if (P.isBad() && !mentionsIndex(E)) {
    auto [It, New] = AtomOf.try_emplace(E, kernels::Sym(Exprs.size()));
    if (New)
      Exprs.push_back(E);
    P = Poly::symbol(It->second);
  }
  return Known[E] = P;
}

bool Symbols::mentionsIndex(ExprRef E) {
  llvm::SmallVector<ExprRef> Work{E};
  llvm::DenseSet<ExprRef> Seen;
  while (!Work.empty()) {
    const ExprRef X = Work.pop_back_val();
    if (X == NoExpr || !Seen.insert(X).second)
      continue;
    const demand::ExprNode &N = F.pool()[X];
    if (N.O == demand::Op::Index)
      return true;
    Work.append({N.A, N.B, N.C});
  }
  return false;
}

kernels::Atoms Symbols::atoms() {
  return kernels::Atoms(F.pool(), uint32_t(Exprs.size()),
                        [this](kernels::Sym S) { return Exprs[S]; });
}

ExprRef Symbols::exprOf(const Poly &P) {
  kernels::Atoms A = atoms();
  const ExprRef E = kernels::exprOf(P, A);
  return E == NoExpr ? F.unknown("no polynomial over the function's parameters") : E;
}

ExprRef Symbols::pointsOf(const std::vector<kernels::Dim> &Dims) {
  kernels::Atoms A = atoms();
  const ExprRef E = kernels::exprOf(kernels::pointsOf(Dims, A), A);
  return E == NoExpr ? F.unknown("an extent that has no closed form") : E;
}
