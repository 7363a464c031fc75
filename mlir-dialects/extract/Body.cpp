//===- mlir-dialects/extract/Body.cpp - SSA values as a scalar body ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The DAG of kernels/body.h from arith, math and memory. The argument that a loop
// carries is what the recurrence held before. Comparisons are numbered as LLVM's
// predicates, because patterns are.
//
//===----------------------------------------------------------------------===//
#include "kernels/choice.h"
#include "mlir-dialects/extract/Extractor.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/IR/InstrTypes.h"

#include <numbers>

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using kernels::Fn;
using kernels::NodeKind;
using kernels::NodeRef;
using kernels::NoNode;
using kernels::Poly;
using llvm::CmpInst;

static constexpr unsigned MaxDepth = 200;

void Extractor::clear() {
  Memo.clear();
  Reduced.clear();
  Accesses.clear();
}

uint32_t Extractor::scalarId(Value V) {
  auto [It, New] = Scalars.try_emplace(V, NextScalar);
  NextScalar += New;
  return It->second;
}

NodeRef Extractor::eval(Value V) {
  if (auto It = Memo.find(V); It != Memo.end())
    return It->second;
  if (Depth >= MaxDepth)
    return Dag.opaque("body too deep");
  ++Depth;
  const NodeRef R = build(V);
  --Depth;
  return Memo[V] = R;
}

NodeRef Extractor::read(kernels::Operand O, Operation *By) {
  if (O.Levels.empty() || O.Levels[0].isBad())
    return Dag.opaque("an address is not affine in the loops");
  std::vector<kernels::Dim> Loops = InBody ? Around : dimsAround(By);
  Accesses.emplace_back(demand::bytesOf(O.Elem), std::move(Loops));
  return Dag.read(std::move(O));
}

NodeRef Extractor::build(Value V) {
  FloatAttr Real;
  if (matchPattern(V, m_Constant(&Real))) {
    APFloat X = Real.getValue();
    bool Lossy;
    X.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &Lossy);
    return Dag.constant(X.convertToDouble());
  }
  APInt Int;
  if (matchPattern(V, m_ConstantInt(&Int)))
    return Int.getSignificantBits() <= 64 ? Dag.constant(double(Int.getSExtValue()))
                                          : Dag.opaque("a constant wider than 64 bits");
  if (auto It = Arguments.find(V); It != Arguments.end())
    return It->second;
  if (auto It = ArgumentReads.find(V); It != ArgumentReads.end()) {
    Operation *At = cast<BlockArgument>(V).getOwner()->getParentOp();
    return read(It->second, At);
  }
  if (V.getType().isIntOrIndex() && !V.getType().isInteger(1)) {
    Operation *Op = V.getDefiningOp();
    const bool IsLoad = Op && isa<memref::LoadOp, affine::AffineLoadOp, tensor::ExtractOp>(Op);
    if (const Poly P = IsLoad ? Poly::bad() : polyOf(V); !P.isBad()) {
      const bool FromData = llvm::any_of(P.terms(), [](const auto &T) {
        return llvm::any_of(T.first, [](kernels::Sym X) { return kernels::isData(X); });
      });
      if (!FromData && (P.mentionsAnyIndex() || P.constant()))
        return Dag.index(P);
      if (!FromData)
        return Dag.scalar(scalarId(V));
    }
  }
  if (auto A = dyn_cast<BlockArgument>(V)) {
    auto L = dyn_cast_or_null<LoopLikeOpInterface>(A.getOwner()->getParentOp());
    return L && L.getTiedLoopInit(A) ? Dag.carried(scalarId(V)) : Dag.scalar(scalarId(V));
  }
  Operation *Op = V.getDefiningOp();
  if (isa<LoopLikeOpInterface>(Op))
    return loopResult(Op, cast<OpResult>(V).getResultNumber());
  return operation(cast<OpResult>(V));
}

static CmpInst::Predicate predicateOf(arith::CmpFPredicate P) {
  switch (P) {
  case arith::CmpFPredicate::OEQ:
    return CmpInst::FCMP_OEQ;
  case arith::CmpFPredicate::OGT:
    return CmpInst::FCMP_OGT;
  case arith::CmpFPredicate::OGE:
    return CmpInst::FCMP_OGE;
  case arith::CmpFPredicate::OLT:
    return CmpInst::FCMP_OLT;
  case arith::CmpFPredicate::OLE:
    return CmpInst::FCMP_OLE;
  case arith::CmpFPredicate::ONE:
    return CmpInst::FCMP_ONE;
  case arith::CmpFPredicate::ORD:
    return CmpInst::FCMP_ORD;
  case arith::CmpFPredicate::UEQ:
    return CmpInst::FCMP_UEQ;
  case arith::CmpFPredicate::UGT:
    return CmpInst::FCMP_UGT;
  case arith::CmpFPredicate::UGE:
    return CmpInst::FCMP_UGE;
  case arith::CmpFPredicate::ULT:
    return CmpInst::FCMP_ULT;
  case arith::CmpFPredicate::ULE:
    return CmpInst::FCMP_ULE;
  case arith::CmpFPredicate::UNE:
    return CmpInst::FCMP_UNE;
  case arith::CmpFPredicate::UNO:
    return CmpInst::FCMP_UNO;
  case arith::CmpFPredicate::AlwaysTrue:
    return CmpInst::FCMP_TRUE;
  case arith::CmpFPredicate::AlwaysFalse:
    return CmpInst::FCMP_FALSE;
  }
  return CmpInst::FCMP_FALSE;
}

static CmpInst::Predicate predicateOf(arith::CmpIPredicate P) {
  switch (P) {
  case arith::CmpIPredicate::eq:
    return CmpInst::ICMP_EQ;
  case arith::CmpIPredicate::ne:
    return CmpInst::ICMP_NE;
  case arith::CmpIPredicate::slt:
    return CmpInst::ICMP_SLT;
  case arith::CmpIPredicate::sle:
    return CmpInst::ICMP_SLE;
  case arith::CmpIPredicate::sgt:
    return CmpInst::ICMP_SGT;
  case arith::CmpIPredicate::sge:
    return CmpInst::ICMP_SGE;
  case arith::CmpIPredicate::ult:
    return CmpInst::ICMP_ULT;
  case arith::CmpIPredicate::ule:
    return CmpInst::ICMP_ULE;
  case arith::CmpIPredicate::ugt:
    return CmpInst::ICMP_UGT;
  case arith::CmpIPredicate::uge:
    return CmpInst::ICMP_UGE;
  }
  return CmpInst::ICMP_EQ;
}

/// LLVM's opcode of a shift, division or remainder: what tells such nodes apart.
static unsigned opcodeOf(StringRef Name) {
  using llvm::Instruction;
  return llvm::StringSwitch<unsigned>(Name)
      .Case("arith.shli", Instruction::Shl)
      .Case("arith.shrsi", Instruction::AShr)
      .Case("arith.shrui", Instruction::LShr)
      .Case("arith.divsi", Instruction::SDiv)
      .Case("arith.divui", Instruction::UDiv)
      .Case("arith.remsi", Instruction::SRem)
      .Case("arith.remui", Instruction::URem)
      .Case("arith.remf", Instruction::FRem)
      .Default(0);
}

/// A number for each function that has no meaning here: the results of one are equal
/// where its operands are.
uint32_t Extractor::functionId(StringRef Name, unsigned Result) {
  return Functions.insert({{Name.str(), Result}, uint32_t(Functions.size())}).first->second;
}

/// \p R as a number without a sign; NoNode where it is a constant that would be negative.
NodeRef Extractor::withoutSign(Value V) {
  APInt C;
  if (!matchPattern(V, m_ConstantInt(&C)))
    return eval(V);
  return C.getActiveBits() < 64 ? Dag.constant(double(C.getZExtValue())) : NoNode;
}

NodeRef Extractor::operation(OpResult Value) {
  Operation *Op = Value.getOwner();
  const unsigned Number = Value.getResultNumber();
  auto Arg = [&](unsigned K) { return eval(Op->getOperand(K)); };
  if (auto L = dyn_cast<memref::LoadOp>(Op))
    return read(access(L.getMemRef(), polysOf(L.getIndices())), Op);
  if (auto L = dyn_cast<affine::AffineLoadOp>(Op))
    return read(access(L.getMemRef(), polysOf(L.getAffineMap(), L.getMapOperands())), Op);
  if (auto X = dyn_cast<tensor::ExtractOp>(Op))
    return read(access(X.getTensor(), polysOf(X.getIndices())), Op);
  if (auto I = dyn_cast<scf::IfOp>(Op))
    return kernels::choose(Dag, eval(I.getCondition()), eval(I.thenYield()->getOperand(Number)),
                           eval(I.elseYield()->getOperand(Number)));
  if (auto S = dyn_cast<arith::SelectOp>(Op))
    return kernels::choose(Dag, eval(S.getCondition()), eval(S.getTrueValue()),
                           eval(S.getFalseValue()));
  if (auto C = dyn_cast<arith::CmpFOp>(Op))
    return Dag.apply(Fn::Compare, {Arg(0), Arg(1)}, predicateOf(C.getPredicate()));
  if (auto C = dyn_cast<arith::CmpIOp>(Op)) {
    const NodeRef X = Arg(0), Y = Arg(1);
    // Whether any of them is true is what their disjunction says.
    if (C.getPredicate() == arith::CmpIPredicate::ne && Dag[Y].Kind == NodeKind::Constant &&
        Dag[Y].Value == 0 && Dag[X].Kind == NodeKind::Fold && Dag[X].Op == Fn::Or)
      return X;
    return Dag.apply(Fn::Compare, {X, Y}, predicateOf(C.getPredicate()));
  }
  const StringRef Name = Op->getName().getStringRef();
  if (isa<arith::ExtFOp, arith::TruncFOp, arith::IndexCastOp, arith::IndexCastUIOp,
          arith::TruncIOp>(Op))
    return Arg(0);
  if (isa<arith::ExtSIOp, arith::ExtUIOp, arith::SIToFPOp, arith::UIToFPOp>(Op)) {
    // What has lost bits is another number: (i8)(a * b) is not a * b.
    const bool Cut = Op->getOperand(0).getDefiningOp<arith::TruncIOp>() != nullptr;
    return Cut ? Dag.apply(Fn::Mask, {Arg(0)}, llvm::Instruction::SExt) : Arg(0);
  }
  if (isa<arith::FPToSIOp, arith::FPToUIOp>(Op))
    return Dag.apply(Fn::Convert, {Arg(0)});
  if (isa<arith::AddFOp, arith::AddIOp>(Op))
    return Dag.add(Arg(0), Arg(1));
  if (isa<arith::SubFOp, arith::SubIOp>(Op))
    return Dag.add(Arg(0), Dag.negate(Arg(1)));
  if (isa<arith::NegFOp>(Op))
    return Dag.negate(Arg(0));
  if (isa<arith::MulFOp, arith::MulIOp>(Op))
    return Dag.multiply(Arg(0), Arg(1));
  if (isa<arith::DivFOp>(Op))
    return Dag.divide(Arg(0), Arg(1));
  // tosa.clamp has two bounds, one of which is often the largest number of the type.
  if (isa<arith::MaximumFOp, arith::MaxNumFOp, arith::MinimumFOp, arith::MinNumFOp>(Op))
    for (unsigned K : {0, 1})
      if (FloatAttr Bound; matchPattern(Op->getOperand(K), m_Constant(&Bound)))
        if (const APFloat &V = Bound.getValue();
            V.isLargest() && V.isNegative() == isa<arith::MaximumFOp, arith::MaxNumFOp>(Op))
          return Arg(1 - K);
  if (isa<arith::MaximumFOp, arith::MaxNumFOp, arith::MaxSIOp>(Op))
    return Dag.fold(Fn::Max, Arg(0), Arg(1));
  if (isa<arith::MinimumFOp, arith::MinNumFOp, arith::MinSIOp>(Op))
    return Dag.fold(Fn::Min, Arg(0), Arg(1));
  if (isa<arith::MaxUIOp, arith::MinUIOp>(Op)) {
    const bool Max = isa<arith::MaxUIOp>(Op);
    const NodeRef X = withoutSign(Op->getOperand(0)), Y = withoutSign(Op->getOperand(1));
    if (X == NoNode || Y == NoNode)
      return Dag.opaque("a constant wider than 63 bits");
    // None is less than zero.
    for (NodeRef Zero : {X, Y})
      if (Dag[Zero].Kind == NodeKind::Constant && Dag[Zero].Value == 0)
        return Max == (Zero == X) ? Y : X;
    return Dag.fold(Max ? Fn::Max : Fn::Min, X, Y);
  }
  if (isa<arith::AndIOp>(Op))
    return Dag.fold(Fn::And, Arg(0), Arg(1));
  if (isa<arith::OrIOp>(Op))
    return Dag.fold(Fn::Or, Arg(0), Arg(1));
  if (isa<arith::XOrIOp>(Op))
    return Dag.fold(Fn::Xor, Arg(0), Arg(1));
  if (isa<arith::ShLIOp>(Op))
    if (APInt By; matchPattern(Op->getOperand(1), m_ConstantInt(&By)) && By.ult(63))
      return Dag.multiply(Arg(0), Dag.constant(double(uint64_t(1) << By.getZExtValue())));
  if (isa<arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp>(Op))
    return Dag.apply(Fn::Shift, {Arg(0), Arg(1)}, opcodeOf(Name));
  if (isa<arith::RemFOp, arith::RemSIOp, arith::RemUIOp>(Op))
    return Dag.apply(Fn::Rem, {Arg(0), Arg(1)}, opcodeOf(Name));
  if (isa<arith::DivSIOp, arith::DivUIOp>(Op))
    return Dag.apply(Fn::Div, {Arg(0), Arg(1)}, opcodeOf(Name));
  auto [Dialect, What] = Name.split('.');
  if (Dialect != "math")
    return Dag.opaque(("an operation without a normal form: " + Name).str());
  if (What == "fma")
    return Dag.add(Dag.multiply(Arg(0), Arg(1)), Arg(2));
  if (What == "powf" || What == "fpowi")
    return Dag.power(Arg(0), Arg(1));
  if (What == "clampf")
    return Dag.fold(Fn::Min, Dag.fold(Fn::Max, Arg(0), Arg(1)), Arg(2));
  if (What == "sincos")
    return Dag.apply(Number ? Fn::Cos : Fn::Sin, {Arg(0)});
  // Functions that have no meaning here are told apart by their names.
  auto Call = [&] {
    std::vector<NodeRef> Args;
    for (unsigned K = 0; K < Op->getNumOperands(); ++K)
      Args.push_back(Arg(K));
    return Dag.apply(Fn::Call, std::move(Args), functionId(What, Number));
  };
  if (Op->getNumOperands() != 1)
    return Call();
  const NodeRef X = Arg(0);
  if (What == "rsqrt")
    return Dag.apply(Fn::Recip, {Dag.apply(Fn::Sqrt, {X})});
  if (What == "exp2")
    return Dag.apply(Fn::Exp, {Dag.multiply(X, Dag.constant(std::numbers::ln2))});
  if (What == "expm1")
    return Dag.add(Dag.apply(Fn::Exp, {X}), Dag.constant(-1));
  if (What == "log1p")
    return Dag.apply(Fn::Log, {Dag.add(X, Dag.constant(1))});
  if (What == "log2")
    return Dag.multiply(Dag.apply(Fn::Log, {X}), Dag.constant(std::numbers::log2e));
  if (What == "erfc")
    return Dag.add(Dag.constant(1), Dag.negate(Dag.apply(Fn::Erf, {X})));
  const Fn Function = llvm::StringSwitch<Fn>(What)
                          .Case("sqrt", Fn::Sqrt)
                          .Cases({"absf", "absi"}, Fn::Abs)
                          .Case("exp", Fn::Exp)
                          .Case("log", Fn::Log)
                          .Case("sin", Fn::Sin)
                          .Case("cos", Fn::Cos)
                          .Case("tanh", Fn::Tanh)
                          .Case("erf", Fn::Erf)
                          .Default(Fn::Call);
  return Function == Fn::Call ? Call() : Dag.apply(Function, {X});
}
