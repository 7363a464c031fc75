//===- mlir-dialects/extract/Flattened.cpp - Loops that count others --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two loops are often made one, whose index is taken apart again: i = f / n, j = f % n.
// Such a loop is as many loops of the normal form as its index has digits,
// f = n*i + j, where each divisor is a multiple of the one before and of the count.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Extractor.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using kernels::Poly;

static constexpr size_t MaxDigits = 4, MaxUsers = 64;

namespace {

/// Collects what an index and its parts are divided by, each in units of the index.
class Divisors {
public:
  explicit Divisors(llvm::function_ref<Poly(Value)> PolyOf) : PolyOf(PolyOf) {}

  std::vector<Poly> of(Value Index) {
    follow(Index, Poly(1));
    return std::move(Found);
  }

private:
  void add(const Poly &P) {
    if (P.isBad() || P == Poly(1) || P.isZero() || P.mentionsAnyIndex())
      return;
    if (!llvm::is_contained(Found, P))
      Found.push_back(P);
  }

  /// The unit of \p E where that is a part of the index; \p Units: those of its operands.
  std::optional<Poly> unitOf(AffineExpr E, ArrayRef<std::optional<Poly>> Dims,
                             ArrayRef<std::optional<Poly>> Symbols, ArrayRef<Poly> SymbolValues) {
    if (auto D = dyn_cast<AffineDimExpr>(E))
      return Dims[D.getPosition()];
    if (auto S = dyn_cast<AffineSymbolExpr>(E))
      return Symbols[S.getPosition()];
    auto B = dyn_cast<AffineBinaryOpExpr>(E);
    if (!B)
      return std::nullopt;
    const auto X = unitOf(B.getLHS(), Dims, Symbols, SymbolValues);
    const auto Y = unitOf(B.getRHS(), Dims, Symbols, SymbolValues);
    if (E.getKind() != AffineExprKind::FloorDiv && E.getKind() != AffineExprKind::Mod)
      return std::nullopt;
    if (!X || Y)
      return std::nullopt;
    Poly By = Poly::bad();
    if (auto C = dyn_cast<AffineConstantExpr>(B.getRHS()))
      By = Poly(C.getValue());
    else if (auto S = dyn_cast<AffineSymbolExpr>(B.getRHS()))
      By = SymbolValues[S.getPosition()];
    add(*X * By);
    return E.getKind() == AffineExprKind::Mod ? *X : *X * By;
  }

  void followMap(Operation *Op, AffineMap M, ValueRange Operands, Value Part, const Poly &Unit) {
    SmallVector<std::optional<Poly>> Units;
    SmallVector<Poly> Values;
    for (Value V : Operands) {
      Units.push_back(V == Part ? std::optional(Unit) : std::nullopt);
      Values.push_back(V == Part ? Poly::bad() : PolyOf(V));
    }
    const unsigned N = M.getNumDims();
    for (AffineExpr E : M.getResults()) {
      const auto U = unitOf(E, ArrayRef(Units).take_front(N), ArrayRef(Units).drop_front(N),
                            ArrayRef(Values).drop_front(N));
      if (U && isa<affine::AffineApplyOp>(Op))
        follow(Op->getResult(0), *U);
    }
  }

  void follow(Value Part, const Poly &Unit) {
    for (OpOperand &Use : Part.getUses()) {
      Operation *Op = Use.getOwner();
      if (++Users > MaxUsers)
        return;
      if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp, arith::ExtUIOp>(Op)) {
        follow(Op->getResult(0), Unit);
      } else if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp, arith::RemSIOp,
                     arith::RemUIOp>(Op) &&
                 Use.getOperandNumber() == 0) {
        const Poly By = Unit * PolyOf(Op->getOperand(1));
        add(By);
        follow(Op->getResult(0), isa<arith::RemSIOp, arith::RemUIOp>(Op) ? Unit : By);
      } else if (auto A = dyn_cast<affine::AffineApplyOp>(Op)) {
        followMap(Op, A.getAffineMap(), A.getMapOperands(), Part, Unit);
      } else if (auto L = dyn_cast<affine::AffineLoadOp>(Op)) {
        followMap(Op, L.getAffineMap(), L.getMapOperands(), Part, Unit);
      } else if (auto St = dyn_cast<affine::AffineStoreOp>(Op)) {
        followMap(Op, St.getAffineMap(), St.getMapOperands(), Part, Unit);
      } else if (auto D = dyn_cast<affine::AffineDelinearizeIndexOp>(Op)) {
        Poly By = Unit;
        const SmallVector<OpFoldResult> Basis = D.getEffectiveBasis();
        for (OpFoldResult Size : llvm::reverse(Basis)) {
          auto A = dyn_cast<Attribute>(Size);
          By *= A ? Poly(cast<IntegerAttr>(A).getInt()) : PolyOf(cast<Value>(Size));
          add(By);
        }
      }
    }
  }

  llvm::function_ref<Poly(Value)> PolyOf;
  std::vector<Poly> Found;
  unsigned Users = 0;
};

} // namespace

/// How much each digit of the index of \p Loop counts, the lowest first: 1, and what it is
/// divided by. One where it is not divided, or by what does not fit.
SmallVector<Poly> Extractor::digitsOf(Operation *Loop) {
  SmallVector<Poly> One{Poly(1)};
  const SmallVector<Value> Variables = inductionVariablesOf(Loop);
  if (Variables.size() != 1)
    return One;
  const auto [Start, Step] = F.startAndStep(Loop, 0);
  if (!F.pool().isInt(Start, 0) || !F.pool().isInt(Step, 1))
    return One;
  std::vector<Poly> By = Divisors([this](Value V) { return polyOf(V); }).of(Variables[0]);
  if (By.empty())
    return One;
  const Poly Count = S.polyOf(F.tripOf(Loop));
  By.push_back(Count);
  // Each is a multiple of the one before.
  llvm::sort(By, [](const Poly &X, const Poly &Y) {
    const auto CX = X.constant(), CY = Y.constant();
    return CX && CY ? *CX < *CY : X.degree() < Y.degree();
  });
  By.erase(std::unique(By.begin(), By.end()), By.end());
  if (By.size() > MaxDigits || !(By.back() == Count))
    return One;
  SmallVector<Poly> Digits = One;
  for (const Poly &P : By) {
    if (!P.quotient(Digits.back()))
      return One;
    Digits.push_back(P);
  }
  Digits.pop_back(); // the count itself
  return Digits;
}

/// \p P = Quotient * \p By + Rest with 0 <= Rest < \p By, where the counts of the loops show it.
std::optional<std::pair<Poly, Poly>> Extractor::divided(const Poly &P, const Poly &By) {
  if (P.isBad() || By.isBad() || By.isZero())
    return std::nullopt;
  Poly Quotient, Rest, Most;
  for (const auto &[M, C] : P.terms()) {
    Poly T(C);
    for (kernels::Sym X : M)
      T *= Poly::symbol(X);
    if (const auto Q = T.quotient(By)) {
      Quotient += *Q;
      continue;
    }
    // What a term is at most: the last index of its loop.
    Poly Last(C);
    for (kernels::Sym X : M) {
      const uint32_t Loop = kernels::loopOf(X);
      const Poly *Count = kernels::isIndex(X) && Counts.contains(Loop) ? &Counts[Loop] : nullptr;
      Last *= Count ? *Count - Poly(1) : kernels::isIndex(X) ? Poly::bad() : Poly::symbol(X);
    }
    if (C < 0 || Last.isBad())
      return std::nullopt;
    Rest += T;
    Most += Last;
  }
  if (!(By - Poly(1) - Most).isNonNegative() || !Quotient.isNonNegative())
    return std::nullopt;
  return std::pair(Quotient, Rest);
}
