//===- mlir-dialects/formula/Price.cpp - Code summed up ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Price.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;

static constexpr ExprRef OpDemand::*Quantities[] = {&OpDemand::Flops, &OpDemand::IntOps,
                                                    &OpDemand::BytesRead, &OpDemand::BytesWritten,
                                                    &OpDemand::BytesAllocated};

OpDemand dialect::sum(Formulas &F, const OpDemand &A, const OpDemand &B) {
  OpDemand D;
  for (auto Q : Quantities)
    D.*Q = F.add(A.*Q, B.*Q);
  return D;
}

ExprRef Pricer::times(ExprRef One) {
  if (One == NoExpr || Around.empty())
    return One;
  const bool IsBox =
      !S.mentionsIndex(One) && llvm::none_of(Trips, [&](ExprRef T) { return S.mentionsIndex(T); });
  if (IsBox) {
    for (ExprRef T : Trips)
      One = F.multiply(T, One);
    return One;
  }
  // The cost is as many points of one more loop.
  std::vector<kernels::Dim> Dims = Around;
  kernels::Dim Cost;
  Cost.Loop = FirstLoop + uint32_t(Dims.size());
  Cost.Extent = {S.polyOf(One)};
  Dims.push_back(std::move(Cost));
  return S.pointsOf(Dims);
}

OpDemand Pricer::times(const OpDemand &One) {
  OpDemand D;
  for (auto Q : Quantities)
    D.*Q = times(One.*Q);
  return D;
}

void Pricer::enter(ExprRef Trip, Value Variable, ExprRef Start, ExprRef Step) {
  const uint32_t Number = FirstLoop + uint32_t(Around.size());
  if (FirstLoop == 0 && F.function().Loops.size() <= Number)
    F.function().Loops.resize(Number + 1);
  if (Variable)
    F.bind(Variable, F.add(Start, F.multiply(Step, F.pool().index(Number))));
  kernels::Dim D;
  D.Loop = Number;
  D.Extent = {S.polyOf(Trip)};
  // What is at least 0 is itself where the body runs.
  const demand::ExprNode N = F.pool()[Trip];
  Lengths.push_back(N.O == demand::Op::SMax && F.pool().isInt(N.B, 0)   ? S.polyOf(N.A)
                    : N.O == demand::Op::SMax && F.pool().isInt(N.A, 0) ? S.polyOf(N.B)
                                                                        : D.Extent[0]);
  Around.push_back(std::move(D));
  Trips.push_back(Trip);
}

void Pricer::leave(size_t Outside) {
  Around.resize(Outside);
  Trips.resize(Outside);
  Lengths.resize(Outside);
}

/// How often dimension \p N of a loop runs: never a negative number. A difference of
/// indices that the loops around keep from being negative stays one, to be summed.
ExprRef Pricer::trip(Operation &Op, unsigned N) {
  const ExprRef Plain = F.tripOfDimension(&Op, N);
  kernels::Poly Least = S.mentionsIndex(Plain) ? S.polyOf(Plain) : kernels::Poly::bad();
  for (size_t K = Around.size(); K-- > 0 && !Least.isBad();) {
    const kernels::Sym I = kernels::indexOf(Around[K].Loop);
    const kernels::Poly Slope = Least.coefficientOf(I);
    if (Slope.isNonNegative())
      Least = Least.substitute(I, 0);
    else if ((kernels::Poly(0) - Slope).isNonNegative())
      Least = Least.substitute(I, Lengths[K] - 1); // where the body runs at all
    else
      Least = kernels::Poly::bad();
  }
  return !Least.isBad() && F.isNonNegative(S.exprOf(Least))
             ? Plain
             : F.tripOfDimension(&Op, N, /*Clamped=*/true);
}

OpDemand Pricer::loop(Operation &Op) {
  const size_t Outside = Around.size();
  const SmallVector<Value> Variables = inductionVariablesOf(&Op);
  for (auto [N, V] : llvm::enumerate(Variables)) {
    const auto [Start, Step] = F.startAndStep(&Op, unsigned(N));
    enter(trip(Op, unsigned(N)), V, Start, Step);
  }
  if (Variables.empty())
    enter(F.tripOf(&Op, /*Clamped=*/true), {}, NoExpr, NoExpr);
  OpDemand D;
  for (Region &R : Op.getRegions())
    D = sum(F, D, price(R));
  leave(Outside);
  return D;
}

/// Every thread of a grid runs the body.
OpDemand Pricer::launch(Operation &Op) {
  const size_t Outside = Around.size();
  auto Enter = [&](gpu::KernelDim3 Size) {
    for (Value V : {Size.x, Size.y, Size.z})
      if (const ExprRef N = F.valueOf(V); !F.pool().isInt(N, 1))
        enter(N, {}, NoExpr, NoExpr);
  };
  OpDemand D;
  if (auto L = dyn_cast<gpu::LaunchOp>(Op)) {
    Enter(L.getGridSizeOperandValues());
    Enter(L.getBlockSizeOperandValues());
    D = price(L.getBody());
  } else {
    auto Call = cast<gpu::LaunchFuncOp>(Op);
    Enter(Call.getGridSizeOperandValues());
    Enter(Call.getBlockSizeOperandValues());
    auto Kernel = SymbolTable::lookupNearestSymbolFrom<gpu::GPUFuncOp>(Call, Call.getKernelAttr());
    if (!Kernel || Kernel.getBody().empty()) {
      D.Flops = times(F.unknown("a kernel that is not in this module"));
    } else {
      // The body in terms of this function: its arguments are what is passed.
      for (auto [Parameter, Given] : llvm::zip(Kernel.getArguments(), Call.getKernelOperands())) {
        if (auto T = dyn_cast<ShapedType>(Parameter.getType()); T && T.hasRank()) {
          llvm::SmallVector<ExprRef> Sizes;
          for (unsigned K = 0; K < T.getRank(); ++K)
            Sizes.push_back(F.dimOf(Given, K));
          F.bindDims(Parameter, std::move(Sizes));
        } else if (Parameter.getType().isIntOrIndex()) {
          F.bind(Parameter, F.valueOf(Given));
        }
      }
      F.forget();
      auto Told = std::exchange(Visit, nullptr);
      D = price(Kernel.getBody());
      Visit = std::move(Told);
      F.forget();
    }
  }
  leave(Outside);
  return D;
}

OpDemand Pricer::price(Operation &Op) {
  if (auto R = dyn_cast<RegionOp>(Op); R && R.getCostAttr()) {
    const CostAttr C = R.getCostAttr();
    return times(OpDemand{F.expression(C.getFlops()), F.expression(C.getIntops()),
                          F.expression(C.getRead()), F.expression(C.getWritten()),
                          F.expression(C.getAllocated())});
  }
  if (auto A = dyn_cast<AllocOp>(Op)) {
    OpDemand D;
    D.BytesAllocated = F.valueOf(A.getBytes());
    return times(D);
  }
  if (auto I = dyn_cast<DemandOpInterface>(Op)) {
    // Arithmetic on indices goes into addresses and bounds.
    if (Op.getNumResults() == 1 && Op.getResult(0).getType().isIndex() &&
        Op.getDialect()->getNamespace() == "arith")
      return {};
    const OpDemand One = I.demandOf(F);
    const bool Nothing = llvm::all_of(Quantities, [&](auto Q) { return One.*Q == NoExpr; });
    if (Nothing)
      return {};
    if (Visit)
      Visit(&Op, One);
    return times(One);
  }
  if (isa<gpu::LaunchOp, gpu::LaunchFuncOp>(Op))
    return launch(Op);
  if (isa<LoopLikeOpInterface>(Op))
    return loop(Op);
  OpDemand D;
  const bool Exclusive = Op.getNumRegions() > 1;
  for (Region &R : Op.getRegions()) {
    const OpDemand Arm = price(R);
    if (!Exclusive) {
      D = sum(F, D, Arm);
      continue;
    }
    for (auto Q : Quantities)
      D.*Q = D.*Q == NoExpr || D.*Q == Arm.*Q ? Arm.*Q
             : Arm.*Q == NoExpr               ? D.*Q
                                              : F.pool().binary(demand::Op::SMax, D.*Q, Arm.*Q);
  }
  return D;
}

OpDemand Pricer::price(Region &R) {
  OpDemand D;
  for (Block &B : R)
    for (Operation &Op : B)
      D = sum(F, D, price(Op));
  return D;
}
