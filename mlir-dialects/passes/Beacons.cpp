//===- mlir-dialects/passes/Beacons.cpp - demand-beacons --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// As the LLVM plugin chooses them (passes/emit/Beacons.h): before an allocation whose
// size is made of what only the run knows, loads and results of calls; outside of loops;
// in main or a private function that is called once from such a one.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Formulas.h"
#include "mlir-dialects/passes/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDBEACONS
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

constexpr size_t MaxBeacons = 8;

/// What a size is made of and only the run knows.
void collect(Value V, llvm::SmallSetVector<Value, 8> &Leaves, unsigned Fuel) {
  Operation *Op = V.getDefiningOp();
  if (!Op || Fuel == 0 || !V.getType().isIntOrIndex())
    return;
  const StringRef Dialect = Op->getDialect() ? Op->getDialect()->getNamespace() : "";
  if (isa<memref::LoadOp, tensor::ExtractOp, CallOpInterface>(Op) ||
      Op->getName().getStringRef() == "llvm.load")
    Leaves.insert(V);
  else if (Dialect == "arith" || Dialect == "index" || Dialect == "affine")
    for (Value In : Op->getOperands())
      collect(In, Leaves, Fuel - 1);
}

bool runsOnce(func::FuncOp Func) {
  for (unsigned Depth = 0; Depth < 8; ++Depth) {
    if (Func.getName() == "main")
      return true;
    if (!Func.isPrivate())
      return false;
    auto Uses = SymbolTable::getSymbolUses(Func, Func->getParentOp());
    if (!Uses || !llvm::hasSingleElement(*Uses))
      return false;
    Operation *Call = Uses->begin()->getUser();
    if (!isa<func::CallOp>(Call) || Call->getParentOfType<LoopLikeOpInterface>())
      return false;
    Func = Call->getParentOfType<func::FuncOp>();
    if (!Func)
      return false;
  }
  return false;
}

struct Beacons : impl::DemandBeaconsBase<Beacons> {
  void runOnOperation() override {
    ModuleOp M = getOperation();
    size_t Made = 0;
    for (func::FuncOp Func : M.getOps<func::FuncOp>()) {
      if (Func.isExternal() || !runsOnce(Func))
        continue;
      llvm::SmallPtrSet<Operation *, 8> Told;
      SmallVector<Operation *> Allocations;
      Func.walk([&](Operation *Op) {
        // What a beacon tells already, of this pass or by hand.
        if (auto B = dyn_cast<BeaconOp>(Op)) {
          ++Made;
          for (Value V : B.getValues())
            Told.insert(told(V));
        }
        if (isa<memref::AllocOp, tensor::EmptyOp, bufferization::AllocTensorOp, AllocOp>(Op) &&
            !Op->getParentOfType<LoopLikeOpInterface>())
          Allocations.push_back(Op);
      });
      for (Operation *Op : Allocations) {
        if (Made >= MaxBeacons)
          return;
        Made += place(Func, Op, Told, Made);
      }
    }
  }

private:
  /// Where the number comes from that a beacon carries, widened.
  static Operation *told(Value V) {
    while (isa_and_nonnull<arith::IndexCastOp, arith::ExtSIOp>(V.getDefiningOp()))
      V = V.getDefiningOp()->getOperand(0);
    return V.getDefiningOp();
  }

  bool place(func::FuncOp Func, Operation *Op, llvm::SmallPtrSet<Operation *, 8> &Told,
             size_t Number) {
    constexpr unsigned MaxSteps = 12;
    llvm::SmallSetVector<Value, 8> Leaves;
    for (Value Size : Op->getOperands())
      collect(Size, Leaves, MaxSteps);
    SmallVector<std::pair<Value, std::string>> Named;
    bool Fresh = false;
    for (Value Leaf : Leaves) {
      std::string Name = assumedName(Leaf);
      if (Name.empty() || Named.size() == MaxBeaconValues)
        continue;
      Fresh |= Told.insert(Leaf.getDefiningOp()).second;
      Named.emplace_back(Leaf, std::move(Name));
    }
    if (!Fresh)
      return false;
    OpBuilder B(Op);
    SmallVector<Value> Values;
    SmallVector<Attribute> Names;
    for (const auto &[Leaf, Name] : Named) {
      Value Wide = Leaf;
      if (Leaf.getType().isIndex())
        Wide = arith::IndexCastOp::create(B, Op->getLoc(), B.getI64Type(), Leaf);
      else if (!Leaf.getType().isInteger(64))
        Wide = arith::ExtSIOp::create(B, Op->getLoc(), B.getI64Type(), Leaf);
      Values.push_back(Wide);
      Names.push_back(B.getStringAttr(Name));
    }
    const std::string Key =
        placeOf(Func.getLoc()).File + Func.getName().str() + std::to_string(Number);
    const std::string Probe =
        "phase_" + llvm::utohexstr(uint32_t(llvm::xxh3_64bits(Key)), /*LowerCase=*/true);
    BeaconOp::create(B, Op->getLoc(), Probe, Values, B.getArrayAttr(Names));
    return true;
  }

  /// The source's name of it, or where it was read from memory.
  static std::string assumedName(Value V) {
    std::string Name = nameOf(V.getLoc());
    if (!Name.empty() || isa<CallOpInterface>(V.getDefiningOp()))
      return Name;
    const Place P = placeOf(V.getLoc());
    return P.Line ? P.File.substr(P.File.rfind('/') + 1) + ":" + std::to_string(P.Line) : "";
  }
};

} // namespace
} // namespace auspex::dialect
