//===- mlir-dialects/skeleton/Interface.cpp - What C calls -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/Descriptors.h"
#include "mlir-dialects/skeleton/Skeleton.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::StepKind;

demand::Function dialect::interfaceOf(func::FuncOp Func) {
  demand::Function D;
  demand::ExprPool &Pool = D.Exprs;
  D.Symbol = ("_mlir_ciface_" + Func.getName()).str();
  const Place P = placeOf(Func.getLoc());
  D.File = P.File;
  D.Line = P.Line;
  const bool Struct = returnsStruct(Func.getResultTypes());
  if (Struct)
    D.Params.push_back({"result", demand::Type::Ptr});
  demand::Node N;
  demand::Step Call;
  Call.Kind = StepKind::Call;
  Call.Text = Func.getName().str();
  for (Type T : Func.getArgumentTypes()) {
    const demand::Type E = isa<MemRefType>(T) ? demand::Type::Ptr : elementType(T);
    const uint32_t Number = uint32_t(D.Params.size());
    D.Params.push_back(
        {"arg" + std::to_string(Number - Struct), E == demand::Type::Void ? demand::Type::I64 : E});
    const ExprRef Given = Pool.param(Number, D.Params.back().Ty);
    if (!isa<MemRefType>(T)) {
      Call.Args.push_back(Given);
      continue;
    }
    const auto Words = wordsOf(T);
    for (const Word &W : *Words) {
      demand::Step Load;
      Load.Kind = StepKind::Load;
      Load.Ty = W.Ty;
      Load.Result = uint32_t(D.Values.size());
      Load.Args = {W.Offset ? Pool.ptrAdd(Given, Pool.integer(W.Offset)) : Given};
      D.Values.push_back({W.Ty, {}});
      Call.Args.push_back(Pool.value(Load.Result, W.Ty));
      N.Steps.push_back(std::move(Load));
    }
  }
  if (Struct) {
    Call.Args.push_back(Pool.param(0, demand::Type::Ptr));
  } else if (Func.getNumResults() == 1) {
    D.Result = Call.Ty = elementType(Func.getResultTypes()[0]);
    if (D.Result != demand::Type::Void) {
      Call.Result = uint32_t(D.Values.size());
      D.Values.push_back({D.Result, {}});
      N.Cond = Pool.value(Call.Result, D.Result);
    }
  }
  N.Steps.push_back(std::move(Call));
  D.Nodes.push_back(std::move(N));
  return D;
}
