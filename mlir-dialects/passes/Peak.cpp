//===- mlir-dialects/passes/Peak.cpp - demand-peak --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The high-water mark of what a function allocates, from (delta, peak) pairs: one after
// the other they are (d1 + d2, max(p1, d1 + p2)), n times the same (n*d, n*d + (p - d)).
// Arms of a condition: the larger of each. Where a size changes from iteration to
// iteration, the mark is that of the iteration that takes most, if one end of the loop is.
//
// On buffers, allocations and deallocations are there. On tensors, each op whose result
// is no buffer that an operand has already takes one; it is given back behind the last
// use of everything that lies in it. So the mark is known before bufferisation, as that
// of a bufferisation that copies nothing.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Price.h"
#include "mlir-dialects/passes/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDPEAK
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

using demand::ExprRef;
using demand::NoExpr;

/// What a piece of code does to the bytes that are held. NoExpr is 0.
struct Effect {
  ExprRef Delta = NoExpr, Peak = NoExpr;
  ExprRef Stack = NoExpr; ///< of Delta: what a scope gives back at its end
};

class Marks {
public:
  explicit Marks(Formulas &F) : F(F), S(F) {}

  Effect of(Region &R) {
    Effect E;
    for (Block &B : R)
      E = then(E, of(B));
    return E;
  }

private:
  ExprRef larger(ExprRef A, ExprRef B) {
    if (A == NoExpr || B == NoExpr || A == B)
      return A == NoExpr ? B : A;
    // Most marks of straight code are sums of the same sizes: one contains the other.
    const kernels::Poly D = S.polyOf(A) - S.polyOf(B);
    if (D.isNonNegative())
      return A;
    if ((kernels::Poly(0) - D).isNonNegative())
      return B;
    return F.pool().binary(demand::Op::SMax, A, B);
  }
  ExprRef minus(ExprRef A, ExprRef B) {
    return B == NoExpr ? A : F.pool().binary(demand::Op::Sub, A == NoExpr ? F.integer(0) : A, B);
  }
  Effect then(Effect A, Effect B) {
    return {F.add(A.Delta, B.Delta),
            B.Peak == NoExpr ? A.Peak : larger(A.Peak, F.add(A.Delta, B.Peak)),
            F.add(A.Stack, B.Stack)};
  }
  Effect of(Block &B);
  Effect of(Operation &Op);
  Effect ofLoop(Operation &Op);
  Effect repeated(Effect Body, ExprRef Trip, uint32_t Index);
  ExprRef summed(ExprRef E, ExprRef Trip, uint32_t Index);
  ExprRef largest(ExprRef E, ExprRef Trip, uint32_t Index);
  static bool isReplaced(LoopLikeOpInterface L, unsigned N);
  static bool takesBuffer(Value V);
  static Value bufferOf(Value V);

  Formulas &F;
  Symbols S;
  uint32_t Indices = 0; ///< of loops, so far
};

/// What a loop carries in place \p N is another buffer after each iteration.
bool Marks::isReplaced(LoopLikeOpInterface L, unsigned N) {
  const auto Yielded = L.getYieldedValuesMutable();
  if (!Yielded || N >= Yielded->size() || N >= L.getRegionIterArgs().size())
    return false;
  const Value Buffer = bufferOf((*Yielded)[N].get());
  return Buffer != Value(L.getRegionIterArgs()[N]) && takesBuffer(Buffer) &&
         L->isProperAncestor(Buffer.getDefiningOp());
}

/// The tensor whose buffer \p V lies in, as a bufferisation without copies has it.
Value Marks::bufferOf(Value V) {
  for (unsigned Steps = 0; Steps < 256; ++Steps) {
    Operation *Op = V.getDefiningOp();
    if (!Op)
      return V;
    if (auto Dps = dyn_cast<DestinationStyleOpInterface>(Op)) {
      V = Dps.getDpsInits()[cast<OpResult>(V).getResultNumber()];
    } else if (auto L = dyn_cast<LoopLikeOpInterface>(Op)) {
      OpOperand *Init = L.getTiedLoopInit(cast<OpResult>(V));
      if (!Init || isReplaced(L, cast<OpResult>(V).getResultNumber()))
        return V;
      V = Init->get();
    } else if (isa<tensor::CastOp, tensor::ExtractSliceOp, tensor::ExpandShapeOp,
                   tensor::CollapseShapeOp, tensor::InsertOp>(Op)) {
      V = Op->getOperand(isa<tensor::InsertOp>(Op) ? 1 : 0);
    } else {
      return V;
    }
  }
  return V;
}

/// Nothing else has it: an op that makes a tensor of its own.
bool Marks::takesBuffer(Value V) {
  Operation *Op = V.getDefiningOp();
  return Op && isa<RankedTensorType>(V.getType()) && bufferOf(V) == V &&
         !Op->hasTrait<OpTrait::ConstantLike>() && !isa<bufferization::ToTensorOp>(Op) &&
         Op->getName().getStringRef() != "tosa.const";
}

Effect Marks::of(Block &B) {
  // Behind which op of this block a tensor's buffer is used for the last time.
  llvm::DenseMap<Operation *, SmallVector<Value>> LastUses;
  llvm::MapVector<Value, Operation *> Last;
  for (Operation &Op : B)
    Op.walk([&](Operation *In) {
      for (Value V : In->getOperands())
        if (isa<RankedTensorType>(V.getType()))
          if (Value Buffer = bufferOf(V); Buffer.getParentBlock() == &B)
            Last[Buffer] = &Op;
    });
  for (auto [V, Op] : Last)
    if (takesBuffer(V) && !Op->hasTrait<OpTrait::ReturnLike>())
      LastUses[Op].push_back(V);
  Effect E;
  for (Operation &Op : B) {
    E = then(E, of(Op));
    for (Value V : LastUses.lookup(&Op))
      E.Delta = minus(E.Delta, F.bytesOf(V));
    // What nobody uses is given back at once.
    for (Value V : Op.getResults())
      if (takesBuffer(V) && V.use_empty())
        E.Delta = minus(E.Delta, F.bytesOf(V));
  }
  return E;
}

Effect Marks::of(Operation &Op) {
  if (auto A = dyn_cast<AllocOp>(Op)) {
    const ExprRef Bytes = F.valueOf(A.getBytes());
    return {Bytes, Bytes};
  }
  if (auto Fr = dyn_cast<FreeOp>(Op)) {
    auto A = Fr.getMemory().getDefiningOp<AllocOp>();
    return {A ? minus(NoExpr, F.valueOf(A.getBytes())) : F.unknown("what is freed"), NoExpr};
  }
  if (auto R = dyn_cast<RegionOp>(Op); R && R.getCostAttr() && R.getCostAttr().getAllocated())
    return {NoExpr, F.expression(R.getCostAttr().getAllocated())};
  if (isa<memref::DeallocOp>(Op)) {
    Value V = Op.getOperand(0);
    while (V.getDefiningOp() && isa<memref::CastOp>(V.getDefiningOp()))
      V = V.getDefiningOp()->getOperand(0);
    return isHostMemory(V.getType()) ? Effect{minus(NoExpr, F.bytesOf(V))} : Effect{};
  }
  if (isa<memref::AllocOp, memref::AllocaOp>(Op)) {
    const Value V = Op.getResult(0);
    const ExprRef Bytes = isHostMemory(V.getType()) ? F.bytesOf(V) : NoExpr;
    return {Bytes, Bytes, isa<memref::AllocaOp>(Op) ? Bytes : NoExpr};
  }
  Effect E;
  for (Value V : Op.getResults())
    if (takesBuffer(V))
      E = then(E, {F.bytesOf(V), F.bytesOf(V)});
  if (isa<LoopLikeOpInterface>(Op))
    return then(E, ofLoop(Op));
  if (isa<DemandOpInterface>(Op) || Op.getNumRegions() == 0)
    return E; // a linalg op's body holds nothing
  Effect Arms;
  for (Region &R : Op.getRegions()) {
    const Effect Arm = of(R);
    Arms.Delta = &R == &Op.getRegion(0) ? Arm.Delta : larger(Arms.Delta, Arm.Delta);
    Arms.Peak = larger(Arms.Peak, Arm.Peak);
    Arms.Stack = larger(Arms.Stack, Arm.Stack);
  }
  if (Op.hasTrait<OpTrait::AutomaticAllocationScope>())
    Arms = {minus(Arms.Delta, Arms.Stack), Arms.Peak};
  return then(E, Arms);
}

Effect Marks::ofLoop(Operation &Op) {
  auto L = cast<LoopLikeOpInterface>(Op);
  Effect Last; // of the test that ends a while loop
  Effect Body;
  for (Region &R : Op.getRegions()) {
    // A size that is made of the index: of one loop at a time.
    if (const auto Variables = inductionVariablesOf(&Op); Variables.size() == 1) {
      const auto [Start, Step] = F.startAndStep(&Op, 0);
      F.bind(Variables[0], F.add(Start, F.multiply(Step, F.pool().index(Indices))));
      F.forget();
    }
    const uint32_t Index = Indices++;
    const Effect This = of(R);
    if (isa<scf::WhileOp>(Op) && R.getRegionNumber() == 0)
      Last = This;
    Body = then(Body, This);
    if (!isa<scf::WhileOp>(Op) || R.getRegionNumber() == 1) {
      // What is carried on replaces what was: the result has it already.
      for (auto [N, A] : llvm::enumerate(L.getRegionIterArgs()))
        if (isReplaced(L, unsigned(N)))
          Body.Delta = minus(Body.Delta, F.bytesOf((*L.getYieldedValuesMutable())[N].get()));
      if (Op.hasTrait<OpTrait::AutomaticAllocationScope>())
        Body = {minus(Body.Delta, Body.Stack), Body.Peak};
      return then(repeated(Body, F.tripOf(&Op, /*Clamped=*/true), Index), Last);
    }
  }
  return Body;
}

/// \p E added up over the iterations of a loop.
ExprRef Marks::summed(ExprRef E, ExprRef Trip, uint32_t Index) {
  if (E == NoExpr || !S.mentionsIndex(E))
    return F.multiply(Trip, E);
  kernels::Dim Loop, Bytes;
  Loop.Loop = Index;
  Loop.Extent = {S.polyOf(Trip)};
  Bytes.Loop = Index + 1;
  Bytes.Extent = {S.polyOf(E)};
  return S.pointsOf({Loop, Bytes});
}

/// The largest \p E in an iteration of a loop: the last where it grows, the first where
/// it shrinks.
ExprRef Marks::largest(ExprRef E, ExprRef Trip, uint32_t Index) {
  if (E == NoExpr || !S.mentionsIndex(E))
    return E;
  const kernels::Sym I = kernels::indexOf(Index);
  const kernels::Poly P = S.polyOf(E), Slope = P.coefficientOf(I);
  if (Slope.isNonNegative())
    return S.exprOf(P.substitute(I, S.polyOf(Trip) - 1));
  if ((kernels::Poly(0) - Slope).isNonNegative())
    return S.exprOf(P.substitute(I, 0));
  return F.unknown("an allocation that changes from iteration to iteration");
}

Effect Marks::repeated(Effect Body, ExprRef Trip, uint32_t Index) {
  const kernels::Poly Delta = Body.Delta == NoExpr ? kernels::Poly(0) : S.polyOf(Body.Delta);
  if (Delta.isZero())
    return {NoExpr, largest(Body.Peak, Trip, Index)};
  Effect All{summed(Body.Delta, Trip, Index), NoExpr, summed(Body.Stack, Trip, Index)};
  // Above what all iterations leave stands what the last one gives back itself.
  const kernels::Poly Above =
      (Body.Peak == NoExpr ? kernels::Poly(0) : S.polyOf(Body.Peak)) - Delta;
  const ExprRef Rest = Above.isBad()    ? minus(Body.Peak, Body.Delta)
                       : Above.isZero() ? NoExpr
                                        : S.exprOf(Above);
  const ExprRef End = F.add(All.Delta, largest(Rest, Trip, Index));
  // A loop that gives back more than it takes is highest in its first iteration.
  All.Peak = Delta.isNonNegative() ? End : larger(largest(Body.Peak, Trip, Index), End);
  return All;
}

struct Peak : impl::DemandPeakBase<Peak> {
  void runOnOperation() override {
    func::FuncOp Func = getOperation();
    if (Func.isExternal())
      return;
    Formulas F(Func);
    const Effect E = Marks(F).of(Func.getBody());
    if (E.Peak != NoExpr)
      Func->setAttr(PeakName, F.attribute(E.Peak));
    markAllAnalysesPreserved();
  }
};

} // namespace
} // namespace auspex::dialect
