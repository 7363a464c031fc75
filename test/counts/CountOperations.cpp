//===- test/counts/CountOperations.cpp - Counts what loops do, at run time ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pass plugin for tests: a program compiled with it counts the floating-point
// operations and the bytes loaded and stored in each outermost loop, where the
// optimiser stands when Auspex reads the code. report.c prints the counters when
// the program ends. Conventions as in docs/forecast.md: fused is two operations,
// functions such as exp are 20.
//
//===----------------------------------------------------------------------===//
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Plugins/PassPlugin.h"

using namespace llvm;

namespace {

struct Counts {
  uint64_t Flops = 0, Bytes = 0;
};

uint64_t elements(const Type *T) {
  const auto *V = dyn_cast<FixedVectorType>(T);
  return V ? V->getNumElements() : 1;
}

void count(const Instruction &I, const DataLayout &DL, Counts &C) {
  switch (I.getOpcode()) {
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
  case Instruction::FDiv:
  case Instruction::FRem:
    C.Flops += elements(I.getType());
    return;
  case Instruction::Load:
    C.Bytes += DL.getTypeStoreSize(I.getType());
    return;
  case Instruction::Store:
    C.Bytes += DL.getTypeStoreSize(I.getOperand(0)->getType());
    return;
  case Instruction::Call:
    break;
  default:
    return;
  }
  const auto *Call = cast<CallBase>(&I);
  if (!I.getType()->isFPOrFPVectorTy() || !Call->getCalledFunction())
    return;
  uint64_t Each = 1;
  StringRef Name = Call->getCalledFunction()->getName();
  if (const auto *In = dyn_cast<IntrinsicInst>(&I)) {
    switch (In->getIntrinsicID()) {
    case Intrinsic::fma:
    case Intrinsic::fmuladd:
      Each = 2;
      break;
    case Intrinsic::fabs:
    case Intrinsic::copysign:
      return;
    case Intrinsic::exp:
    case Intrinsic::exp2:
    case Intrinsic::log:
    case Intrinsic::log2:
    case Intrinsic::log10:
    case Intrinsic::pow:
    case Intrinsic::sin:
    case Intrinsic::cos:
      Each = 20;
      break;
    default:
      break;
    }
  } else {
    Each = Name.starts_with("sqrt") || Name.starts_with("fabs") || Name.starts_with("floor") ? 1 : 20;
  }
  C.Flops += Each * elements(I.getType());
}

/// The counters of one loop and where it stands: {file, line, flops, bytes}.
GlobalVariable *makeRecord(Module &M, const Loop &L, Type *Record) {
  LLVMContext &Ctx = M.getContext();
  DebugLoc At = L.getStartLoc();
  StringRef File = At ? At->getFilename() : StringRef(M.getSourceFileName());
  IRBuilder<> B(Ctx);
  auto *Text = ConstantDataArray::getString(Ctx, File.substr(File.rfind('/') + 1));
  auto *Name = new GlobalVariable(M, Text->getType(), true, GlobalValue::PrivateLinkage, Text);
  auto *Init = ConstantStruct::get(cast<StructType>(Record),
                                   {Name, B.getInt64(At ? At.getLine() : 0), B.getInt64(0), B.getInt64(0)});
  auto *G = new GlobalVariable(M, Record, false, GlobalValue::InternalLinkage, Init, "auspex.count");
  G->setSection("auspex_counts");
  G->setAlignment(Align(8));
  return G;
}

class CountOperations : public PassInfoMixin<CountOperations> {
public:
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    auto &FAM = MAM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
    LLVMContext &Ctx = M.getContext();
    Type *I64 = Type::getInt64Ty(Ctx);
    auto *Record = StructType::get(Ctx, {PointerType::get(Ctx, 0), I64, I64, I64});
    SmallVector<GlobalValue *> All;
    for (Function &F : M) {
      if (F.isDeclaration())
        continue;
      for (Loop *L : FAM.getResult<LoopAnalysis>(F).getTopLevelLoops()) {
        GlobalVariable *G = makeRecord(M, *L, Record);
        All.push_back(G);
        for (BasicBlock *BB : L->blocks()) {
          Counts C;
          for (const Instruction &I : *BB)
            count(I, M.getDataLayout(), C);
          IRBuilder<> B(BB->getTerminator());
          for (auto [Field, N] : {std::pair(2u, C.Flops), std::pair(3u, C.Bytes)}) {
            if (N == 0)
              continue;
            Value *At = B.CreateStructGEP(Record, G, Field);
            B.CreateStore(B.CreateAdd(B.CreateLoad(I64, At), B.getInt64(N)), At);
          }
        }
      }
    }
    appendToUsed(M, All);
    return PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }

private:
  /// Keeps the section's contents through dead-code elimination.
  static void appendToUsed(Module &M, ArrayRef<GlobalValue *> Values) {
    if (Values.empty())
      return;
    SmallVector<Constant *> Elements;
    for (GlobalValue *V : Values)
      Elements.push_back(ConstantExpr::getPointerBitCastOrAddrSpaceCast(V, PointerType::get(M.getContext(), 0)));
    auto *Type = ArrayType::get(PointerType::get(M.getContext(), 0), Elements.size());
    auto *Used = new GlobalVariable(M, Type, false, GlobalValue::AppendingLinkage,
                                    ConstantArray::get(Type, Elements), "llvm.used");
    Used->setSection("llvm.metadata");
  }
};

} // namespace

extern "C" __attribute__((visibility("default"), used)) PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "CountOperations", "1", [](PassBuilder &PB) {
            PB.registerOptimizerEarlyEPCallback(
                [](ModulePassManager &MPM, OptimizationLevel, ThinOrFullLTOPhase) {
                  MPM.addPass(CountOperations());
                });
          }};
}
