//===- mlir-dialects/passes/Peak.cpp - demand-peak --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The high-water mark of what a function allocates, from (delta, peak) pairs: one after
// the other they are (d1 + d2, max(p1, d1 + p2)), n times the same (n*d, (n-1)*d + p).
// Arms of a condition: the larger of each.
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
            B.Peak == NoExpr ? A.Peak : larger(A.Peak, F.add(A.Delta, B.Peak))};
  }
  Effect of(Block &B);
  Effect of(Operation &Op);
  static bool takesBuffer(Value V);
  static Value bufferOf(Value V);

  Formulas &F;
  Symbols S;
};

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
      if (!Init)
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
    return {minus(NoExpr, F.bytesOf(V)), NoExpr};
  }
  if (isa<memref::AllocOp, memref::AllocaOp>(Op)) {
    auto M = cast<MemRefType>(Op.getResult(0).getType());
    const ExprRef Bytes = M.getMemorySpace() ? NoExpr : F.bytesOf(Op.getResult(0));
    return {Bytes, Bytes};
  }
  Effect E;
  for (Value V : Op.getResults())
    if (takesBuffer(V))
      E = then(E, {F.bytesOf(V), F.bytesOf(V)});
  if (isa<LoopLikeOpInterface>(Op)) {
    const Effect Body = of(Op.getRegion(Op.getNumRegions() - 1));
    const ExprRef Trip = F.tripOf(&Op);
    Effect All{F.multiply(Trip, Body.Delta), Body.Peak};
    if (Body.Delta != NoExpr && !F.pool().isInt(Body.Delta, 0))
      All.Peak = F.add(F.multiply(minus(Trip, F.integer(1)), Body.Delta), Body.Peak);
    else
      All.Delta = NoExpr;
    return then(E, All);
  }
  if (isa<DemandOpInterface>(Op) || Op.getNumRegions() == 0)
    return E; // a linalg op's body holds nothing
  Effect Arms;
  for (Region &R : Op.getRegions()) {
    const Effect Arm = of(R);
    Arms.Delta = &R == &Op.getRegion(0) ? Arm.Delta : larger(Arms.Delta, Arm.Delta);
    Arms.Peak = larger(Arms.Peak, Arm.Peak);
  }
  return then(E, Arms);
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
