//===- mlir-dialects/skeleton/Calls.cpp - What goes to callees and comes back ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/FunctionBuilder.h"
#include "mlir-dialects/skeleton/Skeleton.h"

#include "mlir/Interfaces/CallInterfaces.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using demand::Step;
using demand::StepKind;
using Code = demand::Op;

/// Of more results formulas are unknown.
static constexpr int64_t MaxResults = 256;

/// What a call results in, if that is one integer.
static demand::Type integerOf(Operation *Op) {
  if (!isa<CallOpInterface>(Op) || Op->getNumResults() != 1)
    return demand::Type::Void;
  const demand::Type T = elementType(Op->getResult(0).getType());
  return demand::isInteger(T) ? T : demand::Type::Void;
}

/// \p V is value number \p R of the note.
static void bindNumber(Formulas &F, Value V, uint32_t R) {
  const demand::Type T = F.function().Values[R].Ty;
  const ExprRef E = F.pool().value(R, T);
  F.bind(V, T == demand::Type::I64 ? E : F.pool().unary(Code::SExt, E, demand::Type::I64));
}

llvm::DenseMap<Operation *, uint32_t> dialect::numbersOfResults(func::FuncOp Func) {
  llvm::DenseMap<Operation *, uint32_t> Out;
  llvm::DenseMap<int64_t, Operation *> By;
  Func.walk([&](Operation *Op) {
    auto A = Op->getAttrOfType<IntegerAttr>(ValueName);
    if (!A || A.getInt() >= MaxResults || integerOf(Op) == demand::Type::Void)
      return;
    Operation *&First = By[A.getInt()];
    if (First)
      Out.erase(First);
    else
      Out[First = Op] = uint32_t(A.getInt());
  });
  return Out;
}

void dialect::numberResults(func::FuncOp Func, Formulas &F) {
  const auto Known = numbersOfResults(Func);
  llvm::DenseSet<uint32_t> Taken;
  for (const auto &[Op, Number] : Known)
    Taken.insert(Number);
  uint32_t Next = 0;
  Func.walk([&](Operation *Op) {
    const demand::Type T = integerOf(Op);
    if (T == demand::Type::Void)
      return;
    auto It = Known.find(Op);
    while (It == Known.end() && Taken.contains(Next))
      ++Next;
    const uint32_t Number = It == Known.end() ? Next++ : It->second;
    if (Number >= MaxResults) {
      Op->removeAttr(ValueName);
      return;
    }
    auto &Values = F.function().Values;
    if (Values.size() <= Number)
      Values.resize(Number + 1);
    Values[Number].Ty = T;
    Op->setAttr(ValueName, IntegerAttr::get(IntegerType::get(Op->getContext(), 64), Number));
    bindNumber(F, Op->getResult(0), Number);
  });
}

/// Loads the words of \p V from the struct at \p At and binds it to them.
void FunctionBuilder::unpack(Value V, ArrayRef<Word> Words, ExprRef At, Operation &Op,
                             size_t &Next) {
  auto Load = [&] {
    const Word &W = Words[Next++];
    const ExprRef From = W.Offset ? F.pool().ptrAdd(At, F.integer(W.Offset)) : At;
    const uint32_t R = newValue(W.Ty);
    Step &S = step(StepKind::Load, Op);
    S.Ty = W.Ty;
    S.Result = R;
    S.Args = {From};
    return F.pool().value(R, W.Ty);
  };
  if (auto T = dyn_cast<MemRefType>(V.getType())) {
    Load(); // the allocated pointer: the aligned one frees as well
    bindPointer(V, Load());
    Load();
    SmallVector<ExprRef> Sizes;
    for (int64_t K = 0; K < T.getRank(); ++K)
      Sizes.push_back(Load());
    for (int64_t K = 0; K < T.getRank(); ++K)
      Load();
    F.bindDims(V, std::move(Sizes));
    return;
  }
  ExprRef E = Load();
  const demand::Type T = F.pool()[E].Ty;
  if (demand::isInteger(T))
    F.bind(V, T == demand::Type::I64 ? E : F.pool().unary(Code::SExt, E, demand::Type::I64));
}

void FunctionBuilder::call(Operation &Op, StringRef Callee, OperandRange Args) {
  std::vector<ExprRef> Passed;
  for (Value V : Args)
    llvm::append_range(Passed, wordsFor(V));
  const auto Words = wordsOf(Op.getResultTypes());
  const bool Struct = returnsStruct(Op.getResultTypes());
  if (Struct && !Words) {
    Failed = "a call results in what has no form in a note";
    return;
  }
  ExprRef Place = NoExpr;
  if (Struct) {
    const uint32_t R = newValue(demand::Type::Ptr);
    Step &S = step(StepKind::Alloc, Op);
    S.Alloc = demand::AllocKind::Stack;
    S.Result = R;
    S.Args = {F.integer(dialect::bytesOf(*Words))};
    Place = F.pool().value(R, demand::Type::Ptr);
    Passed.push_back(Place);
  }
  const demand::Type T = Struct || Op.getNumResults() == 0 ? demand::Type::Void
                                                           : elementType(Op.getResult(0).getType());
  uint32_t R = demand::NoValue;
  if (auto It = Numbers.find(&Op); It != Numbers.end() && D.Values[It->second].Ty == T)
    R = It->second;
  else if (T != demand::Type::Void)
    R = newValue(T);
  Step &S = step(StepKind::Call, Op);
  S.Ty = T;
  S.Result = R;
  S.Text = Callee.str();
  S.Args = std::move(Passed);
  if (Struct) {
    size_t Next = 0;
    for (Value V : Op.getResults())
      unpack(V, *Words, Place, Op, Next);
  } else if (T == demand::Type::Ptr) {
    bindPointer(Op.getResult(0), F.pool().value(R, T));
  } else if (demand::isInteger(T)) {
    bindNumber(F, Op.getResult(0), R);
  }
}

void FunctionBuilder::giveBack(func::ReturnOp Op) {
  demand::Node &N = D.Nodes[Current];
  N.Term = demand::TermKind::Return;
  if (Result == NoExpr) {
    if (Op.getNumOperands() == 1 && D.Result != demand::Type::Void) {
      const SmallVector<ExprRef> W = wordsFor(Op.getOperand(0));
      D.Nodes[Current].Cond = W[0];
    }
    return;
  }
  const auto Words = wordsOf(Op.getOperandTypes());
  if (!Words) {
    Failed = "it returns what has no form in a note";
    return;
  }
  size_t Next = 0;
  for (Value V : Op.getOperands())
    for (ExprRef E : wordsFor(V)) {
      const Word &W = (*Words)[Next++];
      const ExprRef At = W.Offset ? F.pool().ptrAdd(Result, F.integer(W.Offset)) : Result;
      Step &S = step(StepKind::Store, *Op);
      S.Ty = W.Ty;
      S.Args = {At, E};
    }
}
