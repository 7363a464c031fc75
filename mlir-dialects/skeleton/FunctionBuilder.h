//===- mlir-dialects/skeleton/FunctionBuilder.h - One function's steps ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks a function once, in the order in which it runs, and appends steps to the node
// that is Current. Each file beside this one has one part: Skeleton.cpp which op is what,
// Memory.cpp what ops take, read and write, Work.cpp what costs without being a step of
// its own, Pointers.cpp where buffers lie, Calls.cpp what goes to callees and comes back,
// ControlFlow.cpp loops and conditions, Gpu.cpp what the host asks of a GPU.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_SKELETON_FUNCTION_BUILDER_H
#define AUSPEX_MLIR_SKELETON_FUNCTION_BUILDER_H

#include "mlir-dialects/formula/Price.h"
#include "mlir-dialects/skeleton/Descriptors.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace auspex::dialect {

/// Loops that are folded to work are no loops of the skeleton: their indices are numbered
/// apart, and what mentions one is dropped when the pool is compacted.
constexpr uint32_t LoopsOfWork = 1u << 16;

class FunctionBuilder {
public:
  FunctionBuilder(mlir::func::FuncOp Func, Formulas &F)
      : Func(Func), F(F), D(F.function()), P(F, LoopsOfWork) {}

  void run();

private:
  //===--- Code ---===//
  void block(mlir::Block &B);
  void operation(mlir::Operation &Op);
  void loop(mlir::Operation &Op);
  void counted(mlir::Operation &Op, llvm::ArrayRef<mlir::Value> Variables, unsigned N);
  void whileLoop(mlir::scf::WhileOp Op);
  void branch(mlir::Operation &Op);
  demand::ExprRef holds(mlir::affine::AffineIfOp Op);
  void choice(mlir::scf::IndexSwitchOp Op);
  void arms(mlir::Operation &Op,
            llvm::function_ref<void(demand::Node &, llvm::ArrayRef<uint32_t>)> Decide);
  void region(RegionOp R);
  void inside(mlir::Operation &Op);
  bool takesOrGivesBack(mlir::Operation &Op);
  bool onGpu(mlir::Operation &Op);
  void wrapper(mlir::Operation &Op, llvm::StringRef Name, llvm::ArrayRef<demand::ExprRef> Args);
  void load(mlir::Operation &Op);
  void store(mlir::memref::StoreOp Op);
  void elementPointer(mlir::Operation &Op);
  void leaf(mlir::Operation &Op);
  void work(const OpDemand &Cost, mlir::Operation &Op);
  void touch(mlir::Operation &Op);
  void call(mlir::Operation &Op, llvm::StringRef Callee, mlir::OperandRange Args);
  void giveBack(mlir::func::ReturnOp Op);
  static bool hasSteps(mlir::Operation &Op);

  demand::Step &step(demand::StepKind K, mlir::Operation &Op) {
    demand::Step &S = D.Nodes[Current].Steps.emplace_back();
    S.Kind = K;
    S.Line = placeOf(Op.getLoc()).Line;
    return S;
  }
  uint32_t newNode() {
    D.Nodes.emplace_back().Loop = InLoop;
    return uint32_t(D.Nodes.size() - 1);
  }
  void jump(uint32_t From, uint32_t To) {
    D.Nodes[From].Term = demand::TermKind::Jump;
    D.Nodes[From].Edges = {{To, 1, {}}};
  }
  uint32_t newLoop(mlir::Operation &Op);
  std::optional<uint32_t> valueFor(mlir::Value V);
  void bindValue(mlir::Value V, uint32_t Id);
  std::pair<uint32_t, demand::ExprRef> assigned(uint32_t Id, mlir::Value V);
  demand::ExprRef decision(demand::ExprRef Cond);
  uint32_t newValue(demand::Type T) {
    D.Values.push_back({T, {}});
    return uint32_t(D.Values.size() - 1);
  }

  //===--- Pointers ---===//
  demand::ExprRef allocatedPointer(mlir::Value V) { return pointer(V, true); }
  demand::ExprRef pointer(mlir::Value V, bool Allocated = false);
  demand::ExprRef address(mlir::Value Memref, mlir::ValueRange Indices);
  llvm::SmallVector<demand::ExprRef> wordsFor(mlir::Value V);
  void unpack(mlir::Value V, llvm::ArrayRef<Word> Words, demand::ExprRef At, mlir::Operation &Op,
              size_t &Next);
  void bindPointer(mlir::Value V, demand::ExprRef E) { Pointers[V] = E; }

  mlir::func::FuncOp Func;
  Formulas &F;
  demand::Function &D;
  Pricer P;
  uint32_t Current = 0, InLoop = demand::NoLoop;
  demand::ExprRef Result = demand::NoExpr; ///< where the results go, if they come back in a struct
  llvm::DenseMap<mlir::Value, demand::ExprRef> Pointers;
  llvm::DenseMap<mlir::Operation *, uint32_t> Numbers; ///< see numbersOfResults
  std::string Failed;
};

} // namespace auspex::dialect

#endif
