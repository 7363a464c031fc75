//===- mlir-dialects/extract/Folds.cpp - What loops result in ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A value that a loop carries, folded over the loop, where that is a reduction: iteration
// arguments of counted loops, what scf.parallel and affine.parallel reduce.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Extractor.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

#include <limits>

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using kernels::Fn;
using kernels::NodeKind;
using kernels::NodeRef;
using kernels::NoNode;

/// \p Next, folded over \p Loops from the innermost outwards: accumulator \p Carried[K] is that
/// of loop K, and the outermost starts as \p Start.
NodeRef Extractor::folded(ArrayRef<uint32_t> Loops, ArrayRef<uint32_t> Carried, NodeRef Start,
                          NodeRef Next) {
  for (size_t K = Loops.size(); K-- > 0;) {
    const NodeRef From = K == 0 ? Start : Dag.carried(Carried[K - 1]);
    const NodeRef R = Dag.reduce(Carried[K], Loops[K], From, Next);
    if (R == NoNode)
      return Dag.mentionsKind(Next, NodeKind::Opaque)
                 ? Dag.opaque(Dag.opaqueReason(Next))
                 : Dag.opaque("a value carried from one iteration to the next is no reduction");
    Next = R;
    Reduced.insert(Loops[K]);
  }
  return Next;
}

/// As many accumulators as loops; the innermost is \p Last.
static SmallVector<uint32_t> accumulators(size_t Count, uint32_t Last, uint32_t &Next) {
  SmallVector<uint32_t> Out;
  for (size_t K = 1; K < Count; ++K)
    Out.push_back(Next++);
  Out.push_back(Last);
  return Out;
}

/// The function that an affine.parallel reduces by, and what it starts from.
static std::optional<std::pair<Fn, double>> reductionOf(arith::AtomicRMWKind Kind) {
  constexpr double Infinity = std::numeric_limits<double>::infinity();
  switch (Kind) {
  case arith::AtomicRMWKind::addf:
  case arith::AtomicRMWKind::addi:
    return std::pair(Fn::Add, 0.0);
  case arith::AtomicRMWKind::mulf:
  case arith::AtomicRMWKind::muli:
    return std::pair(Fn::Mul, 1.0);
  case arith::AtomicRMWKind::maximumf:
  case arith::AtomicRMWKind::maxnumf:
    return std::pair(Fn::Max, -Infinity);
  case arith::AtomicRMWKind::minimumf:
  case arith::AtomicRMWKind::minnumf:
    return std::pair(Fn::Min, Infinity);
  default:
    return std::nullopt;
  }
}

/// What a loop's result number \p N is: its accumulator folded over the loop.
NodeRef Extractor::loopResult(Operation *Loop, unsigned N) {
  SmallVector<uint32_t> Loops;
  for (const kernels::Dim &D : dimsOf(Loop))
    Loops.push_back(D.Loop);
  const NodeRef NotCounted = Dag.opaque("the result of a loop that is no counted one");
  if (Loops.empty() || isa<scf::WhileOp>(Loop))
    return NotCounted;
  if (auto P = dyn_cast<scf::ParallelOp>(Loop)) {
    auto Reduce = cast<scf::ReduceOp>(P.getBody()->getTerminator());
    Block &How = Reduce.getReductions()[N].front();
    const auto Carried = accumulators(Loops.size(), NextScalar++, NextScalar);
    const NodeRef Start = eval(P.getInitVals()[N]), Element = eval(Reduce.getOperands()[N]);
    Arguments[How.getArgument(0)] = Dag.carried(Carried.back());
    Arguments[How.getArgument(1)] = Element;
    return folded(Loops, Carried, Start, eval(How.getTerminator()->getOperand(0)));
  }
  if (auto P = dyn_cast<affine::AffineParallelOp>(Loop)) {
    const auto Kind = cast<arith::AtomicRMWKindAttr>(P.getReductions()[N]).getValue();
    const auto How = reductionOf(Kind);
    if (!How)
      return Dag.opaque("a reduction without a normal form");
    const auto Carried = accumulators(Loops.size(), NextScalar++, NextScalar);
    const NodeRef Old = Dag.carried(Carried.back()),
                  Element = eval(P.getBody()->getTerminator()->getOperand(N));
    const NodeRef Next = How->first == Fn::Add   ? Dag.add(Old, Element)
                         : How->first == Fn::Mul ? Dag.multiply(Old, Element)
                                                 : Dag.fold(How->first, Old, Element);
    return folded(Loops, Carried, Dag.constant(How->second), Next);
  }
  auto L = cast<LoopLikeOpInterface>(Loop);
  const auto Yielded = L.getYieldedValuesMutable();
  if (!Yielded || N >= Yielded->size())
    return NotCounted;
  const NodeRef Start = eval(L.getInits()[N]), Next = eval((*Yielded)[N].get());
  const auto Carried =
      accumulators(Loops.size(), scalarId(L.getRegionIterArgs()[N]), NextScalar);
  return folded(Loops, Carried, Start, Next);
}
