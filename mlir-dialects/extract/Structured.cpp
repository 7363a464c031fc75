//===- mlir-dialects/extract/Structured.cpp - linalg ops as statements ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A linalg op is nearly a statement: its dimensions are loops, its maps addresses, its
// body the value. Reduction dimensions fold what the body makes of the old output.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Extractor.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <limits>

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using kernels::Fn;
using kernels::NodeKind;
using kernels::NodeRef;
using kernels::NoNode;
using kernels::Poly;
using kernels::Statement;

void Extractor::addStructured(linalg::LinalgOp Op) {
  const uint32_t First = FirstLoop.lookup(Op);
  const unsigned Loops = Op.getNumLoops();
  SmallVector<Poly> Index;
  for (unsigned K = 0; K < Loops; ++K)
    Index.push_back(Poly::symbol(kernels::indexOf(First + K)));
  std::vector<kernels::Dim> Own = dimsOf(Op), Outside = dimsAround(Op);
  // Operands that one dimension moves have one size there, whatever they call it.
  auto AddressOf = [&](OpOperand &Operand) {
    SmallVector<Poly> At, Sizes;
    const Value V = Operand.get();
    for (auto [K, E] : llvm::enumerate(Op.getMatchingIndexingMap(&Operand).getResults())) {
      At.push_back(polyOf(E, Index, {}));
      auto D = dyn_cast<AffineDimExpr>(E);
      Sizes.push_back(D && Own[D.getPosition()].Extent.size() == 1
                          ? Own[D.getPosition()].Extent[0]
                          : S.polyOf(F.dimOf(V, unsigned(K))));
    }
    auto M = dyn_cast<MemRefType>(V.getType());
    const bool Dense = M ? M.getLayout().isIdentity() : !V.getDefiningOp<tensor::ExtractSliceOp>();
    return access(V, At, Dense ? ArrayRef(Sizes) : ArrayRef<Poly>());
  };
  Around = Outside;
  Around.insert(Around.end(), Own.begin(), Own.end());
  InBody = true;
  Block &Body = *Op.getBlock();
  for (OpOperand *In : Op.getDpsInputOperands()) {
    const Value Argument = Op.getMatchingBlockArgument(In);
    if (isa<ShapedType>(In->get().getType()))
      ArgumentReads[Argument] = AddressOf(*In);
    else
      Arguments[Argument] = eval(In->get());
  }
  SmallVector<unsigned> Summed;
  Op.getReductionDims(Summed);
  for (unsigned N = 0; N < unsigned(Op.getNumDpsInits()); ++N) {
    OpOperand &Init = *Op.getDpsInitOperand(N);
    const Value Old = Op.getMatchingBlockArgument(&Init);
    clear();
    Statement St;
    // The result lies where it is written; what was there may be elsewhere.
    kernels::Operand Before = AddressOf(Init);
    St.Out = Before;
    if (Op.hasPureTensorSemantics()) {
      const Value Base = baseOf(Op->getResult(N));
      St.Out.Object = St.Out.Root = objectOf(Base);
      St.Out.Rank = isa<BlockArgument>(Base) ? St.Out.Rank : Func.getNumArguments() + St.Out.Object;
      if (std::string Name = nameOf(Base.getLoc()); !Name.empty())
        St.Out.Name = Name;
    }
    const bool Uses = !Old.use_empty();
    const std::optional<double> Filled =
        Uses ? filledBefore(Init) : std::nullopt;
    // What the innermost fold starts from is what the one around it has carried.
    SmallVector<uint32_t> Carried;
    NodeRef Start = NoNode;
    if (Uses) {
      Start = Filled ? Dag.constant(*Filled) : read(Before, Op);
      for (unsigned K = 0; K < Summed.size(); ++K)
        Carried.push_back(NextScalar++);
      Arguments[Old] = Summed.empty() ? Start : Dag.carried(Carried.back());
    }
    SmallVector<uint32_t> Over;
    for (unsigned K : Summed)
      Over.push_back(First + K);
    St.Value = eval(Body.getTerminator()->getOperand(N));
    if (Uses) {
      St.Value = folded(Over, Carried, Start, St.Value);
      Reduced.insert(Over.begin(), Over.end());
    }
    Arguments.erase(Old);
    St.Loops = Outside;
    for (unsigned K = 0; K < Loops; ++K)
      if (!llvm::is_contained(Summed, K) || !Uses)
        St.Loops.push_back(Own[K]);
    finish(std::move(St), Op);
  }
  for (OpOperand *In : Op.getDpsInputOperands()) {
    Arguments.erase(Op.getMatchingBlockArgument(In));
    ArgumentReads.erase(Op.getMatchingBlockArgument(In));
  }
  InBody = false;
  Around.clear();
}

/// softmax as its loops would be: a maximum, exponentials, their sum, quotients.
void Extractor::addSoftmax(linalg::SoftmaxOp Op) {
  const Value In = Op.getInput();
  const Value Out = Op->getNumResults() ? Value(Op->getResult(0)) : Value(Op.getOutput());
  const unsigned Rank = unsigned(cast<ShapedType>(In.getType()).getRank());
  const unsigned Along = unsigned(Op.getDimension());
  const uint32_t First = FirstLoop.lookup(Op);
  const std::vector<kernels::Dim> Own = dimsOf(Op);
  SmallVector<Poly> At;
  for (unsigned K = 0; K < Rank; ++K)
    At.push_back(Poly::symbol(kernels::indexOf(First + K)));
  const kernels::Operand X = access(In, At);
  kernels::Operand Y = access(Op.getOutput(), At);
  Y.Object = Y.Root = objectOf(baseOf(Out));
  std::vector<kernels::Dim> Rows = dimsAround(Op);
  std::vector<kernels::Dim> All = Rows;
  for (unsigned K = 0; K < Rank; ++K) {
    All.push_back(Own[K]);
    if (K != Along)
      Rows.push_back(Own[K]);
  }
  Around = All;
  InBody = true;
  auto Fold = [&](Fn How, NodeRef Start, NodeRef Element) {
    const uint32_t Id = NextScalar++;
    const NodeRef Old = Dag.carried(Id);
    const NodeRef Next = How == Fn::Add ? Dag.add(Old, Element) : Dag.fold(How, Old, Element);
    Reduced.insert(First + Along);
    return Dag.reduce(Id, First + Along, Start, Next);
  };
  auto Exp = [&](NodeRef Max) {
    return Dag.apply(Fn::Exp, {Dag.add(read(X, Op), Dag.negate(Max))});
  };
  clear();
  const NodeRef Max =
      Fold(Fn::Max, Dag.constant(-std::numeric_limits<double>::infinity()), read(X, Op));
  const NodeRef Sum = Fold(Fn::Add, Dag.constant(0), Exp(Max));
  Statement St;
  St.Out = Y;
  St.Loops = All;
  St.Value = Dag.multiply(Exp(Max), Dag.apply(Fn::Recip, {Sum}));
  finish(std::move(St), Op);
  InBody = false;
  Around.clear();
}

/// Elements of \p From move to Offset + Step * index of \p To.
void Extractor::addCopy(Operation *Op, Value From, Value To, ArrayRef<Poly> Offsets,
                        ArrayRef<Poly> Steps) {
  const uint32_t First = FirstLoop.lookup(Op);
  SmallVector<Poly> Source, Target;
  for (unsigned K = 0; K < Offsets.size(); ++K) {
    const Poly I = Poly::symbol(kernels::indexOf(First + K));
    Source.push_back(I);
    Target.push_back(Offsets[K] + Steps[K] * I);
  }
  clear();
  Statement St;
  St.Out = access(To, Target);
  St.Loops = dimsAround(Op);
  const std::vector<kernels::Dim> Own = dimsOf(Op);
  St.Loops.insert(St.Loops.end(), Own.begin(), Own.end());
  Around = St.Loops;
  InBody = true;
  St.Value = read(access(From, Source), Op);
  InBody = false;
  Around.clear();
  if (St.Out.Object !=
      Dag.operand(Dag[St.Value].Kind == NodeKind::Read ? Dag[St.Value].Id : 0).Object)
    finish(std::move(St), Op);
}
