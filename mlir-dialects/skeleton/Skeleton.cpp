//===- mlir-dialects/skeleton/Skeleton.cpp - Functions as steps ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/Skeleton.h"

#include "mlir-dialects/skeleton/FunctionBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::StepKind;

/// Something happens in it that is more than work.
bool FunctionBuilder::hasSteps(Operation &Op) {
  return Op
      .walk([](Operation *In) {
        return isa<memref::AllocOp, memref::DeallocOp, AllocOp, FreeOp, BeaconOp, gpu::AllocOp,
                   gpu::DeallocOp, gpu::MemcpyOp, gpu::MemsetOp, gpu::LaunchOp, gpu::LaunchFuncOp,
                   CallOpInterface>(In)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

void FunctionBuilder::run() {
  if (!llvm::hasSingleElement(Func.getBody())) {
    D.Reason = "its control flow is not structured: annotate before cf is made of scf";
    return;
  }
  for (Type T : llvm::concat<const Type>(Func.getArgumentTypes(), Func.getResultTypes()))
    if (isa<TensorType>(T)) {
      D.Reason = "it works on tensors: annotate after bufferisation";
      return;
    }
  if (returnsStruct(Func.getResultTypes())) {
    D.Params.push_back({"result", demand::Type::Ptr});
    Result = F.pool().param(uint32_t(D.Params.size() - 1), demand::Type::Ptr);
  } else if (Func.getNumResults() == 1) {
    D.Result = elementType(Func.getResultTypes()[0]);
  }
  Numbers = numbersOfResults(Func);
  for (const auto &[Op, Number] : Numbers) {
    if (D.Values.size() <= Number)
      D.Values.resize(Number + 1);
    D.Values[Number].Ty = elementType(Op->getResult(0).getType());
  }
  newNode();
  block(Func.getBody().front());
  if (Failed.empty())
    return;
  D.Nodes.clear();
  D.Loops.clear();
  D.Values.clear();
  D.Exprs = demand::ExprPool();
  D.Reason = Failed;
}

void FunctionBuilder::block(Block &B) {
  for (Operation &Op : B)
    if (Failed.empty())
      operation(Op);
}

void FunctionBuilder::operation(Operation &Op) {
  const StringRef Name = Op.getName().getStringRef();
  if (takesOrGivesBack(Op) || onGpu(Op))
    return;
  if (auto R = dyn_cast<RegionOp>(Op)) {
    region(R);
  } else if (auto B = dyn_cast<BeaconOp>(Op)) {
    demand::Beacon Record;
    Record.Probe = B.getProbe().str();
    for (Attribute N : B.getNames())
      Record.Values.push_back(cast<StringAttr>(N).getValue().str());
    D.Beacons.push_back(std::move(Record));
  } else if (auto C = dyn_cast<func::CallOp>(Op)) {
    call(Op, C.getCallee(), C.getArgOperands());
  } else if (auto R = dyn_cast<func::ReturnOp>(Op)) {
    giveBack(R);
  } else if (Name == "llvm.call" && Op.getAttrOfType<FlatSymbolRefAttr>("callee")) {
    call(Op, Op.getAttrOfType<FlatSymbolRefAttr>("callee").getValue(), Op.getOperands());
  } else if (isa<CallOpInterface>(Op)) {
    step(StepKind::Unknown, Op).Text = "a call through a pointer";
  } else if (Name == "llvm.load" || isa<memref::LoadOp>(Op)) {
    load(Op);
  } else if (auto St = dyn_cast<memref::StoreOp>(Op)) {
    store(St);
  } else if (Name == "llvm.getelementptr") {
    elementPointer(Op);
  } else if (isa<scf::IfOp, affine::AffineIfOp>(Op)) {
    hasSteps(Op) ? branch(Op) : leaf(Op);
  } else if (auto X = dyn_cast<scf::IndexSwitchOp>(Op)) {
    hasSteps(Op) ? choice(X) : leaf(Op);
  } else if (isa<LoopLikeOpInterface>(Op)) {
    hasSteps(Op) ? loop(Op) : leaf(Op);
  } else if (Op.getNumRegions() && hasSteps(Op)) {
    if (isa<scf::ExecuteRegionOp, memref::AllocaScopeOp>(Op) &&
        llvm::hasSingleElement(Op.getRegion(0)))
      inside(Op);
    else
      Failed = ("what allocates or calls is in an op that is not followed: " + Name).str();
  } else if (!Op.hasTrait<OpTrait::IsTerminator>()) {
    leaf(Op);
  }
}

/// A price that somebody knows, or the code in it.
void FunctionBuilder::region(RegionOp R) {
  if (R.getCostAttr())
    return work(P.price(*R), *R);
  inside(*R);
}

/// The code in \p Op's one block, which runs once; its results are what that yields.
void FunctionBuilder::inside(Operation &Op) {
  Block &Body = Op.getRegion(0).front();
  block(Body);
  for (auto [Out, In] : llvm::zip(Op.getResults(), Body.getTerminator()->getOperands())) {
    if (isa<MemRefType>(Out.getType()))
      bindPointer(Out, pointer(In));
    else if (Out.getType().isIntOrIndex())
      F.bind(Out, F.valueOf(In));
  }
}

void dialect::buildSkeleton(func::FuncOp Func, Formulas &F) { FunctionBuilder(Func, F).run(); }
