//===- mlir-dialects/formula/Copier.h - Formulas from pool to pool ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_FORMULA_COPIER_H
#define AUSPEX_MLIR_FORMULA_COPIER_H

#include "mlir-dialects/demand/Demand.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <functional>

namespace auspex::dialect {

/// Copies expressions from one function's pool to another's.
class Copier {
public:
  /// Values of which \p Has says that the other function has them not are unknown there.
  Copier(demand::Function &To, const demand::Function &From,
         std::function<bool(uint32_t)> Has = nullptr)
      : To(To), From(From), Has(std::move(Has)) {}

  demand::ExprRef copy(demand::ExprRef E) {
    if (E == demand::NoExpr)
      return demand::NoExpr;
    llvm::SmallVector<std::pair<demand::ExprRef, bool>> Work{{E, false}};
    while (!Work.empty()) {
      auto [X, Ready] = Work.pop_back_val();
      if (Done.contains(X))
        continue;
      demand::ExprNode N = From.Exprs[X];
      demand::ExprRef *Parts[] = {&N.A, &N.B, &N.C};
      if (!Ready) {
        Work.push_back({X, true});
        for (demand::ExprRef *P : Parts)
          if (*P != demand::NoExpr)
            Work.push_back({*P, false});
        continue;
      }
      for (demand::ExprRef *P : Parts)
        if (*P != demand::NoExpr)
          *P = Done.lookup(*P);
      if ((N.O == demand::Op::Symbol || N.O == demand::Op::Unknown) && N.Imm >= 0)
        N.Imm = To.string(From.Strings[size_t(N.Imm)]);
      if (N.O == demand::Op::Value && Has && !Has(uint32_t(N.Imm))) {
        Done[X] = To.Exprs.unknown(To.string("the result of a call"), N.Ty);
        continue;
      }
      auto New = To.Exprs.append(N);
      Done[X] = New ? *New : To.Exprs.unknown(To.string("a formula of a pass before"), N.Ty);
    }
    return Done.lookup(E);
  }

private:
  demand::Function &To;
  const demand::Function &From;
  std::function<bool(uint32_t)> Has;
  llvm::DenseMap<demand::ExprRef, demand::ExprRef> Done;
};

} // namespace auspex::dialect

#endif
