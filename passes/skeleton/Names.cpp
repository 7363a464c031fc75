//===- passes/skeleton/Names.cpp - What the source calls a value ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Names.h"

#include "passes/skeleton/ExprBuilder.h"

#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/Function.h"

using namespace llvm;
using namespace auspex;

std::string passes::sourceName(const Value &V) {
  if (!V.isUsedByMetadata())
    return "";
  SmallVector<DbgVariableRecord *, 4> Records;
  findDbgUsers(const_cast<Value *>(&V), Records);
  const auto *A = dyn_cast<Argument>(&V);
  const DISubprogram *SP = A ? A->getParent()->getSubprogram() : nullptr;
  std::string Name, Changed;
  for (const DbgVariableRecord *R : Records) {
    if (!R->getVariable() || R->getNumVariableLocationOps() != 1)
      continue;
    // An expression would make it a part of the variable, or something else; but a
    // parameter that is changed at once may show in no other way.
    if (R->getExpression()->getNumElements() != 0) {
      if (SP && R->getVariable()->getArg() == A->getArgNo() + 1 &&
          R->getVariable()->getScope() == SP && !R->getExpression()->getFragmentInfo())
        Changed = R->getVariable()->getName().str();
      continue;
    }
    // A parameter is that before it is whatever else starts as a copy of it.
    if (SP && R->getVariable()->isParameter() &&
        R->getVariable()->getScope()->getSubprogram() == SP)
      return R->getVariable()->getName().str();
    if (Name.empty())
      Name = R->getVariable()->getName().str();
  }
  return Name.empty() ? Changed : Name;
}

std::string passes::variableName(const Instruction &I) {
  std::string Name = sourceName(I);
  if (const auto *L = dyn_cast<LoadInst>(&I); L && Name.empty())
    if (const auto *Home = dyn_cast<AllocaInst>(L->getPointerOperand()))
      Name = sourceName(*Home);
  return Name;
}

uint32_t passes::lineOf(const Instruction &I) {
  const DILocation *At = I.getDebugLoc();
  while (At && At->getInlinedAt())
    At = At->getInlinedAt();
  return At ? At->getLine() : 0;
}

void passes::nameFunction(const Function &F, demand::Function &D) {
  for (const Argument &A : F.args())
    D.Params.push_back({sourceName(A), typeOf(A.getType())});
  const DISubprogram *SP = F.getSubprogram();
  if (!SP)
    return;
  D.File = SP->getFilename().str();
  D.Line = SP->getLine();
  // Parameters without a record of their own: by position, where the source has
  // as many as the IR.
  SmallVector<const DILocalVariable *, 8> ByNumber;
  for (const DINode *N : SP->getRetainedNodes())
    if (const auto *V = dyn_cast<DILocalVariable>(N); V && V->isParameter())
      ByNumber.push_back(V);
  if (ByNumber.size() == D.Params.size())
    for (const DILocalVariable *V : ByNumber)
      if (demand::Param &P = D.Params[V->getArg() - 1]; P.Name.empty())
        P.Name = V->getName().str();
}
