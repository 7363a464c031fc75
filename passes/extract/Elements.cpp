//===- passes/extract/Elements.cpp - Functions of one element ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An activation is often a function of a number by itself, `float relu(float x)`, that
// is called for each element. What such a function returns is one body without loops:
// its parameters are what an element-wise kernel would read.
//
//===----------------------------------------------------------------------===//
#include "kernels/recognise.h"
#include "passes/extract/Body.h"
#include "passes/extract/Names.h"
#include "passes/extract/Recognise.h"
#include "passes/skeleton/ExprBuilder.h"
#include "passes/skeleton/SkeletonBuilder.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

void extract::recogniseElement(Function &F, const Analyses &A, ExprBuilder &EB,
                               demand::Function &Out) {
  constexpr unsigned MaxInstructions = 200;
  if (!F.getReturnType()->isFloatingPointTy() || F.getInstructionCount() > MaxInstructions)
    return;
  const ReturnInst *Return = nullptr;
  for (const Instruction &I : instructions(F)) {
    if (I.mayWriteToMemory() && !isMathematical(I, A.TLI))
      return;
    if (const auto *R = dyn_cast<ReturnInst>(&I)) {
      if (Return)
        return;
      Return = R;
    }
  }
  if (!Return)
    return;
  kernels::BodyDag Dag;
  SymbolTable Symbols;
  Symbols.Steps = stepsOfFunction();
  const Nest None{A.LI, A.TLI, nullptr, false};
  Affine Addresses(F, A.SE, Symbols, None);
  Body Values(Dag, Addresses, Symbols, A.LI, A.DT, None);
  for (const Instruction &I : instructions(F))
    Values.Glue.insert(&I);
  const kernels::NodeRef R = Values.eval(Return->getReturnValue(), nullptr);
  std::vector<uint32_t> Parameters;
  for (const Argument &P : F.args())
    if (P.getType()->isFloatingPointTy())
      Parameters.push_back(Symbols.scalarNumber(&P));
  auto K = kernels::recogniseElement(R, Parameters, Dag, elementType(F.getReturnType()), EB.pool());
  if (!K)
    return;
  Place P = placeOf(F, nullptr, Return);
  K->Function = std::move(P.Function);
  K->File = std::move(P.File);
  K->Line = P.Line;
  Out.Kernels.push_back(std::move(*K));
}
