//===- passes/extract/Names.cpp - Source names and places -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Names.h"

#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;

Names::Names(Function &F) {
  for (Instruction &I : instructions(F))
    for (DbgVariableRecord &R : filterDbgVars(I.getDbgRecordRange())) {
      if (R.isDbgAssign() || !R.getVariable())
        continue;
      const StringRef Name = R.getVariable()->getName();
      if (Name.empty() || Name == "this" || Name.starts_with("__"))
        continue;
      // The first variable to hold a value named it; inlined parameters come later.
      for (Value *V : R.location_ops())
        Variables.try_emplace(V, Name.str());
    }
}

std::string Names::of(const Value *V) const {
  if (auto It = Variables.find(V); It != Variables.end())
    return It->second;
  if (const auto *G = dyn_cast<GlobalVariable>(V)) {
    SmallVector<DIGlobalVariableExpression *, 1> Infos;
    G->getDebugInfo(Infos);
    if (!Infos.empty())
      return Infos[0]->getVariable()->getName().str();
    return G->getName().starts_with("_") ? "" : G->getName().str();
  }
  if (const auto *A = dyn_cast<Argument>(V))
    return A->getName().str();
  // A pointer kept in a variable that has a name.
  if (const auto *L = dyn_cast<LoadInst>(V)) {
    const Value *Base = getUnderlyingObject(L->getPointerOperand());
    if (!isa<LoadInst>(Base))
      return of(Base);
  }
  return "";
}

bool extract::isDistinctObject(const Value *Base) { return isIdentifiedObject(Base); }

std::string extract::sourceNameOf(const DISubprogram &SP) {
  const StringRef Name = SP.getName(), Linkage = SP.getLinkageName();
  const bool Fortran = Linkage.size() == Name.size() + 1 && Linkage.starts_with(Name) && Linkage.back() == '_';
  return (Linkage.empty() || Fortran ? Name : Linkage).str();
}

Place extract::placeOf(const Function &F, const Loop *L, const Instruction *I) {
  Place P;
  DebugLoc Loc = L ? L->getStartLoc() : DebugLoc();
  if (!Loc && I)
    Loc = I->getDebugLoc();
  const DISubprogram *SP = nullptr;
  if (Loc) {
    P.Line = Loc.getLine();
    SP = getDISubprogram(Loc.getScope());
  } else {
    SP = F.getSubprogram();
  }
  if (SP) {
    P.Function = sourceNameOf(*SP);
    P.File = SP->getFilename().str();
  }
  if (P.Function.empty())
    P.Function = F.getName().str();
  if (P.File.empty())
    P.File = F.getParent()->getSourceFileName();
  return P;
}
