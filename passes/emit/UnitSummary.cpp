//===- passes/emit/UnitSummary.cpp - What a translation unit shares -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/emit/UnitSummary.h"

#include "passes/skeleton/ExprBuilder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {

/// Contents beyond these are not carried: tables of data decide no sizes.
constexpr uint64_t MaxGlobalBytes = 4096, MaxUnitBytes = 64 << 10;
/// Static data from this size on counts even if no formula names it.
constexpr uint64_t LargeData = 4096;

/// The source's name as debug information has it (-ffile-prefix-map applied);
/// else without its directory, which would differ between builds.
std::string sourceOf(const Module &M) {
  for (const DICompileUnit *U : M.debug_compile_units())
    return U->getFilename().str();
  return sys::path::filename(M.getSourceFileName()).str();
}

/// Lays an initialiser out as bytes; addresses go to Inits.
class Flattener {
public:
  Flattener(const DataLayout &DL, demand::Global &Out,
            SmallVectorImpl<const GlobalValue *> &Pointees)
      : DL(DL), Out(Out), Pointees(Pointees) {}

  /// False where a part has no representation or lies past the limit.
  bool add(const Constant *C, uint64_t Offset) {
    if (C->isNullValue() || isa<UndefValue>(C))
      return true;
    if (const auto *A = dyn_cast<ConstantDataSequential>(C)) {
      uint64_t Size = DL.getTypeStoreSize(A->getElementType());
      for (uint64_t I = 0, N = A->getNumElements(); I != N; ++I) {
        if (A->getElementType()->isIntegerTy()) {
          if (!bits(A->getElementAsAPInt(I), Offset + I * Size))
            return false;
        } else if (!bits(A->getElementAsAPFloat(I).bitcastToAPInt(), Offset + I * Size)) {
          return false;
        }
      }
      return true;
    }
    if (isa<ConstantArray>(C) || isa<ConstantStruct>(C)) {
      for (unsigned I = 0, N = C->getNumOperands(); I != N; ++I) {
        uint64_t At;
        if (auto *S = dyn_cast<StructType>(C->getType()))
          At = DL.getStructLayout(S)->getElementOffset(I);
        else
          At = I * DL.getTypeAllocSize(cast<ArrayType>(C->getType())->getElementType());
        if (!add(cast<Constant>(C->getOperand(I)), Offset + At))
          return false;
      }
      return true;
    }
    if (const auto *I = dyn_cast<ConstantInt>(C))
      return bits(I->getValue(), Offset);
    if (const auto *F = dyn_cast<ConstantFP>(C))
      return bits(F->getValueAPF().bitcastToAPInt(), Offset);
    if (C->getType()->isPointerTy()) {
      APInt Delta(64, 0);
      const Value *Base = C->stripAndAccumulateConstantOffsets(DL, Delta, true);
      const auto *GV = dyn_cast<GlobalValue>(Base);
      if (!GV || Out.Inits.size() >= MaxGlobalBytes / 8)
        return false;
      Pointees.push_back(GV);
      Out.Inits.push_back(
          {Offset, demand::Type::Ptr, Delta.getSExtValue(), symbolName(*GV)});
      return true;
    }
    return false;
  }

private:
  bool bits(const APInt &V, uint64_t Offset) {
    uint64_t Size = divideCeil(V.getBitWidth(), 8);
    if (V.isZero())
      return true;
    if (Offset + Size > MaxGlobalBytes)
      return false;
    if (Out.Bytes.size() < Offset + Size)
      Out.Bytes.resize(Offset + Size, '\0');
    for (uint64_t I = 0; I != Size; ++I)
      Out.Bytes[Offset + I] = char(V.extractBitsAsZExtValue(
          std::min<uint64_t>(8, V.getBitWidth() - I * 8), I * 8));
    return true;
  }

  const DataLayout &DL;
  demand::Global &Out;
  SmallVectorImpl<const GlobalValue *> &Pointees;
};

/// A function that the resolver of an indirect function may choose: the last
/// that it returns, which is where the tests of the processor end up.
const Function *choiceOf(const Function &Resolver) {
  const Function *Choice = nullptr;
  SmallVector<const Value *, 8> Work;
  SmallPtrSet<const Value *, 8> Seen;
  for (const BasicBlock &BB : Resolver)
    if (const auto *R = dyn_cast<ReturnInst>(BB.getTerminator()); R && R->getReturnValue())
      Work.push_back(R->getReturnValue());
  std::reverse(Work.begin(), Work.end());
  while (!Work.empty()) {
    const Value *V = Work.pop_back_val()->stripPointerCastsAndAliases();
    if (!Seen.insert(V).second)
      continue;
    if (const auto *F = dyn_cast<Function>(V))
      Choice = F;
    else if (const auto *S = dyn_cast<SelectInst>(V))
      Work.append({S->getFalseValue(), S->getTrueValue()});
    else if (const auto *Phi = dyn_cast<PHINode>(V))
      Work.append(Phi->incoming_values().begin(), Phi->incoming_values().end());
  }
  return Choice;
}

/// Other names for what the module defines: calls from other files use them
/// (clang makes a complete constructor an alias of the base object's).
void addAliases(const Module &M, demand::Unit &U) {
  auto Add = [&](const GlobalValue &Name, const GlobalValue *Target) {
    if (Target && Target != &Name)
      U.Aliases.push_back({symbolName(Name), Name.hasLocalLinkage(), Name.isWeakForLinker(),
                           symbolName(*Target)});
  };
  for (const GlobalAlias &A : M.aliases()) {
    APInt Offset(64, 0);
    const Value *Base =
        A.getAliasee()->stripAndAccumulateConstantOffsets(M.getDataLayout(), Offset, true);
    if (Offset.isZero() && !A.hasPrivateLinkage())
      Add(A, dyn_cast<GlobalValue>(Base->stripPointerCastsAndAliases()));
  }
  for (const GlobalIFunc &I : M.ifuncs())
    if (const Function *Resolver = I.getResolverFunction())
      Add(I, choiceOf(*Resolver));
}

} // namespace

std::string passes::unitId(const Module &M, StringRef Variant) {
  std::string Text = sourceOf(M) + Variant.str();
  for (const GlobalValue &G : M.global_values())
    if (!G.isDeclaration() && !G.hasPrivateLinkage() && !G.getName().starts_with("llvm.")) {
      Text += '\0';
      Text += G.getName();
    }
  return utohexstr(xxh3_64bits(Text), /*LowerCase=*/true, /*Width=*/16);
}

/// Whether \p C, an initialiser of no more than \p Fuel constants, holds a function's address.
static bool holdsFunction(const Constant *C, unsigned &Fuel) {
  if (isa<Function>(C))
    return true;
  if (isa<GlobalValue>(C) || Fuel == 0)
    return false;
  --Fuel;
  return any_of(C->operands(), [&](const Use &U) {
    const auto *Part = dyn_cast<Constant>(U);
    return Part && holdsFunction(Part, Fuel);
  });
}

/// Whether other files may call functions through \p G: a table of virtual functions whose
/// constructors lie there, a structure of callbacks.
static bool isCallTable(const GlobalVariable &G) {
  constexpr unsigned MostConstants = 256;
  unsigned Fuel = MostConstants;
  return G.hasExternalLinkage() && G.hasInitializer() && holdsFunction(G.getInitializer(), Fuel);
}

demand::Unit passes::summariseUnit(const Module &M, std::string Id,
                                   const SetVector<const GlobalValue *> &Referred) {
  demand::Unit U;
  U.Id = std::move(Id);
  U.Source = sourceOf(M);
  U.Producer = "auspex " AUSPEX_VERSION ", LLVM " LLVM_VERSION_STRING;
  U.Triple = M.getTargetTriple().str();
  const DataLayout &DL = M.getDataLayout();
  SetVector<const GlobalVariable *> Wanted;
  auto Want = [&](const GlobalValue *G) {
    if (const auto *V = dyn_cast<GlobalVariable>(G); V && !V->getName().starts_with("llvm."))
      Wanted.insert(V);
  };
  for (const GlobalVariable &G : M.globals())
    if (!G.isDeclaration() && !G.hasAvailableExternallyLinkage() &&
        (DL.getTypeAllocSize(G.getValueType()) >= LargeData || isCallTable(G)) &&
        !G.getSection().starts_with(".note"))
      Want(&G);
  for (const GlobalValue *G : Referred)
    Want(G);
  for (const GlobalAlias &A : M.aliases())
    Want(A.getAliaseeObject());
  uint64_t Carried = 0;
  for (size_t I = 0; I != Wanted.size(); ++I) {
    const GlobalVariable &G = *Wanted[I];
    demand::Global Out;
    Out.Symbol = symbolName(G);
    Out.Internal = G.hasLocalLinkage();
    Out.Constant = G.isConstant();
    Out.Size = DL.getTypeAllocSize(G.getValueType());
    Out.Declared = G.isDeclaration() || G.hasAvailableExternallyLinkage();
    SmallVector<const GlobalValue *, 8> Pointees;
    if (!Out.Declared && G.hasInitializer()) {
      bool Whole = Carried < MaxUnitBytes && Flattener(DL, Out, Pointees).add(G.getInitializer(), 0);
      if (Whole) {
        Out.Zero = true;
        Carried += Out.Bytes.size() + 16 * Out.Inits.size();
        for (const GlobalValue *P : Pointees)
          Want(P);
      } else {
        Out.Bytes.clear();
        Out.Inits.clear();
      }
    }
    U.Globals.push_back(std::move(Out));
  }
  if (const GlobalVariable *Ctors = M.getGlobalVariable("llvm.global_ctors"))
    if (const auto *List = dyn_cast_or_null<ConstantArray>(
            Ctors->hasInitializer() ? Ctors->getInitializer() : nullptr)) {
      SmallVector<std::tuple<uint64_t, size_t, const Function *>, 4> Order;
      for (const Use &Entry : List->operands())
        if (const auto *S = dyn_cast<ConstantStruct>(Entry))
          if (const auto *F = dyn_cast<Function>(S->getOperand(1)->stripPointerCasts()))
            Order.push_back(
                {cast<ConstantInt>(S->getOperand(0))->getZExtValue(), Order.size(), F});
      llvm::sort(Order);
      for (auto &[Priority, Place, F] : Order)
        U.Constructors.push_back(symbolName(*F));
    }
  addAliases(M, U);
  return U;
}
