//===- mlir-dialects/skeleton/ControlFlow.cpp - Loops and conditions -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Structured control flow as nodes and edges. A counted loop knows how often it runs; a
// loop nest in one op (scf.forall, scf.parallel) is as many loops, one after another as
// this project's pipeline lowers it. A while loop goes on as its condition says, which the
// forecast follows where it can. Numbers and pointers that loops carry and that arms
// result in are values, assigned on edges.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/FunctionBuilder.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/IR/IntegerSet.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using Code = demand::Op;

//===--- Values on edges ----------------------------------------------------===//

/// A value of the note for \p V, where its type has one.
std::optional<uint32_t> FunctionBuilder::valueFor(Value V) {
  if (isa<MemRefType>(V.getType()))
    return newValue(demand::Type::Ptr);
  return V.getType().isIntOrIndex() ? std::optional(newValue(demand::Type::I64)) : std::nullopt;
}

/// \p V is value number \p Id from now on.
void FunctionBuilder::bindValue(Value V, uint32_t Id) {
  if (isa<MemRefType>(V.getType()))
    bindPointer(V, F.pool().value(Id, demand::Type::Ptr));
  else
    F.bind(V, F.pool().value(Id, demand::Type::I64));
}

std::pair<uint32_t, ExprRef> FunctionBuilder::assigned(uint32_t Id, Value V) {
  return {Id, isa<MemRefType>(V.getType()) ? pointer(V) : F.valueOf(V)};
}

/// A condition that the forecast can decide; NoExpr where that is not so.
ExprRef FunctionBuilder::decision(ExprRef Cond) {
  return F.pool().hasUnknown(Cond) ? NoExpr : F.isTrue(Cond);
}

//===--- Loops --------------------------------------------------------------===//

uint32_t FunctionBuilder::newLoop(Operation &Op) {
  demand::Loop &L = D.Loops.emplace_back();
  L.Parent = InLoop;
  L.Line = placeOf(Op.getLoc()).Line;
  return uint32_t(D.Loops.size() - 1);
}

void FunctionBuilder::loop(Operation &Op) {
  if (auto W = dyn_cast<scf::WhileOp>(Op))
    return whileLoop(W);
  const SmallVector<Value> Variables = inductionVariablesOf(&Op);
  if (Variables.empty()) {
    Failed =
        ("a loop that allocates or calls is no counted one: " + Op.getName().getStringRef()).str();
    return;
  }
  counted(Op, Variables, 0);
}

/// Dimension \p N of a counted loop, with those behind it.
void FunctionBuilder::counted(Operation &Op, ArrayRef<Value> Variables, unsigned N) {
  auto L = cast<LoopLikeOpInterface>(Op);
  const ExprRef Trip = F.tripOfDimension(&Op, N, /*Clamped=*/true);
  const auto [Start, By] = F.startAndStep(&Op, N);
  const uint32_t Before = Current, Outer = InLoop, Number = newLoop(Op);
  D.Loops[Number].Trip = Trip;
  D.Loops[Number].Name = nameOf(Variables[N].getLoc());
  F.bind(Variables[N], F.add(Start, F.multiply(By, F.pool().index(Number))));
  F.forget();
  // What is carried is set on the way in and on the way back.
  struct Carried {
    Value In, Next;
    uint32_t Id;
  };
  SmallVector<Carried> All;
  if (auto Yielded = L.getYieldedValuesMutable())
    for (auto [K, A] : llvm::enumerate(L.getRegionIterArgs()))
      if (const auto Id = valueFor(A)) {
        All.push_back({L.getInits()[K], (*Yielded)[K].get(), *Id});
        bindValue(A, *Id);
        bindValue(Op.getResult(unsigned(K)), *Id);
      }
  InLoop = Number;
  const uint32_t Header = newNode();
  jump(Before, Header);
  for (const Carried &C : All)
    D.Nodes[Before].Edges[0].Assign.push_back(assigned(C.Id, C.In));
  // The header runs once for each iteration and leads into the body.
  Current = Header;
  if (N + 1 < Variables.size())
    counted(Op, Variables, N + 1);
  else
    block(Op.getRegion(0).front());
  const uint32_t Last = Current;
  InLoop = Outer;
  const uint32_t After = newNode();
  D.Loops[Number].Header = Header;
  D.Loops[Number].End = After;
  demand::Node &Latch = D.Nodes[Last];
  Latch.Term = demand::TermKind::Branch; // the trip count decides
  Latch.Edges = {{Header, 1, {}}, {After, 0, {}}};
  for (const Carried &C : All) {
    const auto A = assigned(C.Id, C.Next);
    D.Nodes[Last].Edges[0].Assign.push_back(A);
    D.Nodes[Last].Edges[1].Assign.push_back(A);
  }
  // Where the loop may not run at all, the way around it.
  if (!(F.pool()[Trip].O == Code::Int && F.pool()[Trip].Imm > 0)) {
    demand::Node &Guard = D.Nodes[Before];
    const std::vector<std::pair<uint32_t, ExprRef>> Inits = Guard.Edges[0].Assign;
    Guard.Term = demand::TermKind::Branch;
    Guard.Cond = F.pool().binary(Code::SLt, F.integer(0), Trip);
    Guard.Edges = {{Header, 0.9f, Inits}, {After, 0.1f, Inits}};
  }
  F.forget();
  Current = After;
}

/// The first region is the header: it runs once more than the second, which leads back.
void FunctionBuilder::whileLoop(scf::WhileOp Op) {
  const uint32_t Before = Current, Outer = InLoop, Number = newLoop(*Op);
  SmallVector<std::pair<uint32_t, unsigned>> In, Out; // values of the note, and which they are
  for (auto [K, A] : llvm::enumerate(Op.getBeforeArguments()))
    if (const auto Id = valueFor(A)) {
      In.emplace_back(*Id, unsigned(K));
      bindValue(A, *Id);
    }
  for (auto [K, A] : llvm::enumerate(Op.getAfterArguments()))
    if (const auto Id = valueFor(A)) {
      Out.emplace_back(*Id, unsigned(K));
      bindValue(A, *Id);
    }
  InLoop = Number;
  const uint32_t Header = newNode();
  jump(Before, Header);
  for (const auto &[Id, K] : In)
    D.Nodes[Before].Edges[0].Assign.push_back(assigned(Id, Op.getInits()[K]));
  F.forget();
  Current = Header;
  block(*Op.getBeforeBody());
  const uint32_t Test = Current;
  scf::ConditionOp Condition = Op.getConditionOp();
  const ExprRef Cond = decision(F.valueOf(Condition.getCondition()));
  std::vector<std::pair<uint32_t, ExprRef>> Passed;
  for (const auto &[Id, K] : Out)
    Passed.push_back(assigned(Id, Condition.getArgs()[K]));
  const uint32_t Body = newNode();
  Current = Body;
  block(*Op.getAfterBody());
  const uint32_t Last = Current;
  jump(Last, Header);
  for (const auto &[Id, K] : In)
    D.Nodes[Last].Edges[0].Assign.push_back(assigned(Id, Op.getYieldOp().getOperand(K)));
  InLoop = Outer;
  const uint32_t After = newNode();
  D.Loops[Number].Header = Header;
  D.Loops[Number].End = After;
  demand::Node &N = D.Nodes[Test];
  N.Term = demand::TermKind::Branch;
  N.Cond = Cond;
  N.Edges = {{Body, 0.9f, Passed}, {After, 0.1f, Passed}};
  for (const auto &[Id, K] : Out)
    bindValue(Op.getResult(K), Id);
  F.forget();
  Current = After;
}

//===--- Conditions ---------------------------------------------------------===//

/// One of the regions of \p Op, each with a node to start in; \p Decide says which.
void FunctionBuilder::arms(Operation &Op,
                           function_ref<void(demand::Node &, ArrayRef<uint32_t>)> Decide) {
  const uint32_t Before = Current;
  SmallVector<std::pair<uint32_t, unsigned>> Results;
  for (auto [K, R] : llvm::enumerate(Op.getResults()))
    if (const auto Id = valueFor(R))
      Results.emplace_back(*Id, unsigned(K));
  SmallVector<uint32_t> Starts, Ends;
  for (Region &R : Op.getRegions()) {
    Starts.push_back(Current = newNode());
    if (!R.empty())
      block(R.front());
    if (!Failed.empty())
      return;
    jump(Current, 0);
    for (const auto &[Id, K] : Results)
      D.Nodes[Current].Edges[0].Assign.push_back(
          assigned(Id, R.front().getTerminator()->getOperand(K)));
    Ends.push_back(Current);
  }
  const uint32_t After = newNode();
  for (uint32_t End : Ends)
    D.Nodes[End].Edges[0].Target = After;
  Decide(D.Nodes[Before], Starts);
  for (const auto &[Id, K] : Results)
    bindValue(Op.getResult(K), Id);
  Current = After;
}

void FunctionBuilder::branch(Operation &Op) {
  ExprRef Cond = NoExpr;
  if (auto I = dyn_cast<scf::IfOp>(Op))
    Cond = decision(F.valueOf(I.getCondition()));
  else if (auto I = dyn_cast<affine::AffineIfOp>(Op))
    Cond = holds(I);
  arms(Op, [&](demand::Node &N, ArrayRef<uint32_t> Starts) {
    N.Term = demand::TermKind::Branch;
    N.Cond = Cond;
    N.Edges = {{Starts[0], 0.5f, {}}, {Starts[1], 0.5f, {}}};
  });
}

/// Each constraint of the set: e >= 0 or e == 0.
ExprRef FunctionBuilder::holds(affine::AffineIfOp Op) {
  const IntegerSet Set = Op.getIntegerSet();
  SmallVector<ExprRef> Given;
  for (Value V : Op.getOperands())
    Given.push_back(F.valueOf(V));
  ExprRef All = NoExpr;
  for (unsigned K = 0; K < Set.getNumConstraints(); ++K) {
    const ExprRef E =
        F.apply(Set.getConstraint(K), ArrayRef(Given).take_front(Set.getNumDims()),
                ArrayRef(Given).drop_front(Set.getNumDims()));
    if (F.pool().hasUnknown(E))
      return NoExpr;
    const ExprRef One = F.pool().binary(Set.isEq(K) ? Code::Eq : Code::SLe,
                                        Set.isEq(K) ? E : F.integer(0),
                                        Set.isEq(K) ? F.integer(0) : E);
    All = All == NoExpr ? One : F.pool().binary(Code::And, All, One);
  }
  return All;
}

void FunctionBuilder::choice(scf::IndexSwitchOp Op) {
  const ExprRef Which = F.valueOf(Op.getArg());
  arms(*Op, [&](demand::Node &N, ArrayRef<uint32_t> Starts) {
    N.Term = demand::TermKind::Switch;
    N.Cond = Which;
    N.Cases.assign(Op.getCases().begin(), Op.getCases().end());
    for (uint32_t Start : Starts) // the default's is the first region
      N.Edges.push_back({Start, 1.0f / float(Starts.size()), {}});
  });
}
