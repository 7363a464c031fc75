//===- mlir-dialects/skeleton/ControlFlow.cpp - Loops and conditions -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/FunctionBuilder.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using demand::Step;
using demand::StepKind;
using Code = demand::Op;

void FunctionBuilder::loop(Operation &Op) {
  auto L = cast<LoopLikeOpInterface>(Op);
  const auto Variables = L.getLoopInductionVars();
  if (isa<scf::WhileOp>(Op) || !Variables || Variables->size() != 1 ||
      !isa<scf::ForOp, affine::AffineForOp>(Op)) {
    Failed = ("a loop that allocates or calls is none of scf.for and affine.for: " +
              Op.getName().getStringRef())
                 .str();
    return;
  }
  const ExprRef Trip = F.tripOf(&Op, /*Clamped=*/true);
  const auto [Start, By] = F.startAndStep(&Op, 0);
  const uint32_t Before = Current, Outer = InLoop;
  const uint32_t Number = uint32_t(D.Loops.size());
  D.Loops.emplace_back();
  D.Loops[Number].Parent = Outer;
  D.Loops[Number].Trip = Trip;
  D.Loops[Number].Line = placeOf(Op.getLoc()).Line;
  D.Loops[Number].Name = nameOf((*Variables)[0].getLoc());
  F.bind((*Variables)[0], F.add(Start, F.multiply(By, F.pool().index(Number))));
  F.forget();
  // What is carried: numbers and pointers, set on the way in and on the way back.
  struct Carried {
    Value In, Argument, Result;
    OpOperand *Next;
    uint32_t Id;
  };
  SmallVector<Carried> All;
  auto Yielded = L.getYieldedValuesMutable();
  for (auto [N, A] : llvm::enumerate(L.getRegionIterArgs())) {
    const bool IsMemref = isa<MemRefType>(A.getType());
    if (!IsMemref && !A.getType().isIntOrIndex())
      continue;
    const uint32_t Id = newValue(IsMemref ? demand::Type::Ptr : demand::Type::I64);
    All.push_back({L.getInits()[N], A, Op.getResult(unsigned(N)), &(*Yielded)[N], Id});
    if (IsMemref) {
      bindPointer(A, F.pool().value(Id, demand::Type::Ptr));
      bindPointer(Op.getResult(unsigned(N)), F.pool().value(Id, demand::Type::Ptr));
    } else {
      F.bind(A, F.pool().value(Id, demand::Type::I64));
      F.bind(Op.getResult(unsigned(N)), F.pool().value(Id, demand::Type::I64));
    }
  }
  auto Assign = [&](Value V, uint32_t Id) {
    return std::pair(Id, isa<MemRefType>(V.getType()) ? pointer(V) : F.valueOf(V));
  };
  InLoop = Number;
  const uint32_t Header = newNode();
  jump(Before, Header);
  for (const Carried &C : All)
    D.Nodes[Before].Edges[0].Assign.push_back(Assign(C.In, C.Id));
  // The header runs once for each iteration and leads into the body.
  Current = Header;
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
    const auto A = Assign(C.Next->get(), C.Id);
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

void FunctionBuilder::branch(scf::IfOp Op) {
  const uint32_t Before = Current;
  // A condition on integers is one that the forecast can decide.
  ExprRef Cond = NoExpr;
  if (const ExprRef E = F.valueOf(Op.getCondition()); !F.pool().hasUnknown(E))
    Cond = F.pool().binary(Code::Ne, E, F.integer(0));
  struct Joined {
    unsigned N;
    uint32_t Id;
  };
  SmallVector<Joined> All;
  for (auto [N, R] : llvm::enumerate(Op.getResults())) {
    const bool IsMemref = isa<MemRefType>(R.getType());
    if (IsMemref || R.getType().isIntOrIndex())
      All.push_back({unsigned(N), newValue(IsMemref ? demand::Type::Ptr : demand::Type::I64)});
  }
  SmallVector<uint32_t> Ends;
  SmallVector<uint32_t> Starts;
  SmallVector<std::vector<std::pair<uint32_t, ExprRef>>> Assigned;
  for (Region &R : Op->getRegions()) {
    Starts.push_back(newNode());
    Current = Starts.back();
    if (!R.empty()) {
      block(R.front());
      if (!Failed.empty())
        return;
    }
    std::vector<std::pair<uint32_t, ExprRef>> A;
    for (const Joined &J : All) {
      const Value V = R.front().getTerminator()->getOperand(J.N);
      A.push_back({J.Id, isa<MemRefType>(V.getType()) ? pointer(V) : F.valueOf(V)});
    }
    Assigned.push_back(std::move(A));
    Ends.push_back(Current);
  }
  const uint32_t After = newNode();
  for (auto [K, End] : llvm::enumerate(Ends)) {
    jump(End, After);
    D.Nodes[End].Edges[0].Assign = Assigned[K];
  }
  demand::Node &N = D.Nodes[Before];
  N.Term = demand::TermKind::Branch;
  N.Cond = Cond;
  N.Edges = {{Starts[0], 0.5f, {}}, {Starts[1], 0.5f, {}}};
  for (const Joined &J : All) {
    const Value R = Op.getResult(J.N);
    if (isa<MemRefType>(R.getType()))
      bindPointer(R, F.pool().value(J.Id, demand::Type::Ptr));
    else
      F.bind(R, F.pool().value(J.Id, demand::Type::I64));
  }
  Current = After;
}
