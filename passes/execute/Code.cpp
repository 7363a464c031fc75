//===- passes/execute/Code.cpp - A function's instructions, decoded --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Code.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace llvm;

namespace auspex::passes::execute {

Shape Code::shapeOf(llvm::Type *T) const {
  Shape S;
  if (auto *V = dyn_cast<FixedVectorType>(T)) {
    S = shapeOf(V->getElementType());
    // Lanes of i128 would need pairs everywhere.
    S.Count = S.Count == 1 && V->getNumElements() <= MaxSlots ? V->getNumElements() : 0;
    return S;
  }
  if (T->isIntegerTy()) {
    S.Bits = T->getIntegerBitWidth();
    S.Count = S.Bits <= 64 ? 1 : S.Bits <= 128 ? 2 : 0;
  } else if (T->isPointerTy()) {
    S = {1, 64, false, true};
  } else if (T->isFloatingPointTy()) {
    S = {1, unsigned(T->getPrimitiveSizeInBits().getFixedValue()), true, false};
  } else if (T->isStructTy() || T->isArrayTy()) {
    unsigned Count = 0;
    const unsigned N = T->isStructTy() ? T->getStructNumElements()
                                       : unsigned(std::min<uint64_t>(T->getArrayNumElements(), MaxSlots + 1));
    for (unsigned I = 0; I < N; ++I) {
      const Shape E = shapeOf(T->isStructTy() ? T->getStructElementType(I) : T->getArrayElementType());
      Count += E.Count;
      if (!E.Count || Count > MaxSlots)
        return {};
    }
    S.Count = Count;
  }
  return S;
}

bool Code::leavesOf(llvm::Type *T, uint64_t Offset, SmallVectorImpl<Leaf> &Out) const {
  if (T->isStructTy()) {
    const StructLayout *L = DL.getStructLayout(cast<StructType>(T));
    for (unsigned I = 0; I < T->getStructNumElements(); ++I)
      if (!leavesOf(T->getStructElementType(I), Offset + L->getElementOffset(I).getFixedValue(), Out))
        return false;
    return true;
  }
  if (T->isArrayTy() || T->isVectorTy()) {
    llvm::Type *E = T->isArrayTy() ? T->getArrayElementType() : T->getScalarType();
    // Lanes of less than a byte are packed.
    if (T->isVectorTy() && E->getPrimitiveSizeInBits() % 8 != 0 && !E->isPointerTy())
      return false;
    const uint64_t N = T->isArrayTy() ? T->getArrayNumElements()
                                      : cast<FixedVectorType>(T)->getNumElements();
    const uint64_t Size = T->isArrayTy() ? DL.getTypeAllocSize(E).getFixedValue()
                                         : DL.getTypeStoreSize(E).getFixedValue();
    for (uint64_t I = 0; I < N && Out.size() <= MaxSlots; ++I)
      if (!leavesOf(E, Offset + I * Size, Out))
        return false;
    return Out.size() <= MaxSlots;
  }
  const unsigned Bytes = unsigned(DL.getTypeStoreSize(T).getFixedValue());
  const unsigned Bits = unsigned(DL.getTypeSizeInBits(T).getFixedValue());
  if (T->isIntegerTy() && Bits > 64) {
    Out.push_back({Offset, 64, 8, false, false});
    Out.push_back({Offset + 8, Bits - 64, (Bits - 64 + 7) / 8, false, false});
    return true;
  }
  Out.push_back({Offset, Bits, Bytes, T->isFloatingPointTy(), T->isPointerTy()});
  return true;
}

std::optional<uint64_t> Code::integer(const Constant *C, GlobalAddresses *Globals) {
  SmallVector<Slot, 2> S;
  if (!constant(C, S, Globals) || S.size() != 1 || S[0].K != Slot::Int)
    return std::nullopt;
  return S[0].V;
}

bool Code::constant(const Constant *C, SmallVectorImpl<Slot> &Out, GlobalAddresses *Globals) {
  if (auto *I = dyn_cast<ConstantInt>(C); I && !I->getType()->isVectorTy()) {
    const APInt &V = I->getValue();
    for (unsigned W = 0; W < V.getNumWords(); ++W)
      Out.push_back(Slot::integer(V.getRawData()[W]));
    return true;
  }
  if (auto *R = dyn_cast<ConstantFP>(C); R && !R->getType()->isVectorTy()) {
    APFloat V = R->getValueAPF();
    bool Lost;
    V.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &Lost);
    Out.push_back(Slot::number(N.of(V.convertToDouble())));
    return true;
  }
  if (isa<ConstantPointerNull>(C)) {
    Out.push_back(Slot::integer(0));
    return true;
  }
  const Shape S = shapeOf(C->getType());
  if (!S.Count)
    return fail("a value of a type that is not modelled", C);
  if (isa<UndefValue>(C) || C->isNullValue()) {
    if (S.Bits) {
      Out.append(S.Count, S.Real ? Slot::number(N.of(0)) : Slot::integer(0));
      return true;
    }
    SmallVector<Leaf, 8> Leaves;
    if (!leavesOf(C->getType(), 0, Leaves))
      return fail("a value of a type that is not modelled", C);
    for (const Leaf &L : Leaves)
      Out.push_back(L.Real ? Slot::number(N.of(0)) : Slot::integer(0));
    return true;
  }
  if (auto *G = dyn_cast<GlobalValue>(C)) {
    if (!Globals) {
      MetGlobal = true;
      return false;
    }
    auto A = Globals->addressOf(*G);
    if (!A)
      return fail("a global that is not modelled", C);
    Out.push_back(Slot::integer(*A));
    return true;
  }
  if (C->getType()->isVectorTy() || C->getType()->isAggregateType()) {
    const unsigned Count = C->getType()->isVectorTy()
                               ? cast<FixedVectorType>(C->getType())->getNumElements()
                           : C->getType()->isStructTy() ? C->getType()->getStructNumElements()
                                                        : unsigned(C->getType()->getArrayNumElements());
    for (unsigned I = 0; I < Count; ++I) {
      const Constant *E = C->getAggregateElement(I);
      if (!E || !constant(E, Out, Globals))
        return E ? false : fail("a constant that is not modelled", C);
    }
    return true;
  }
  if (auto *E = dyn_cast<ConstantExpr>(C)) {
    if (auto *GEP = dyn_cast<GEPOperator>(E)) {
      APInt Offset(64, 0);
      auto Base = integer(cast<Constant>(GEP->getPointerOperand()), Globals);
      if (!Base || !GEP->accumulateConstantOffset(DL, Offset))
        return fail("a constant that is not modelled", C);
      Out.push_back(Slot::integer(*Base + Offset.getZExtValue()));
      return true;
    }
    if (E->isCast()) {
      auto V = integer(E->getOperand(0), Globals);
      const unsigned Bits = S.Bits;
      if (!V || S.Count != 1)
        return fail("a constant that is not modelled", C);
      Out.push_back(Slot::integer(Bits < 64 ? *V & ((uint64_t(1) << Bits) - 1) : *V));
      return true;
    }
    if (E->getOpcode() == Instruction::Add || E->getOpcode() == Instruction::Sub) {
      auto L = integer(E->getOperand(0), Globals), R = integer(E->getOperand(1), Globals);
      if (L && R && S.Count == 1 && S.Bits == 64) {
        Out.push_back(Slot::integer(E->getOpcode() == Instruction::Add ? *L + *R : *L - *R));
        return true;
      }
    }
  }
  return fail("a constant that is not modelled", C);
}

std::optional<Place> Code::placeOf(const Value *V) {
  auto IsLate = [&](Place P) {
    if (auto It = P < 0 && Decoding ? LateAt.find(P) : LateAt.end(); It != LateAt.end())
      Decoding->Late.push_back(It->second);
    return P;
  };
  if (auto It = Places.find(V); It != Places.end())
    return IsLate(It->second);
  Place P;
  if (auto *C = dyn_cast<Constant>(V)) {
    SmallVector<Slot, 8> S;
    MetGlobal = false;
    const bool Known = constant(C, S, nullptr);
    const unsigned Count = Known ? unsigned(S.size()) : shapeOf(C->getType()).Count;
    if (!Known && (!MetGlobal || !Count))
      return std::nullopt;
    P = ~Place(Pool.size());
    if (!Known) {
      LateAt[P] = unsigned(Lates.size());
      Lates.push_back({C, unsigned(Pool.size())});
      S.assign(Count, Slot{});
    }
    Pool.insert(Pool.end(), S.begin(), S.end());
    Places[V] = P;
    return IsLate(P);
  } else {
    const unsigned Count = V->getType()->isVoidTy() ? 0 : shapeOf(V->getType()).Count;
    if (!Count && !V->getType()->isVoidTy()) {
      fail("a value of a type that is not modelled", V);
      return std::nullopt;
    }
    P = Place(Slots);
    Slots += Count;
  }
  Places[V] = P;
  return P;
}

bool Code::decode(const Instruction &I, Block &B) {
  Op O;
  O.I = &I;
  O.Opcode = I.getOpcode();
  if (auto *II = dyn_cast<IntrinsicInst>(&I);
      II && (II->isAssumeLikeIntrinsic() || isa<DbgInfoIntrinsic>(II)))
    return true;
  if (I.isDebugOrPseudoInst() || isa<FenceInst>(I))
    return true;
  auto Use = [&](const Value *V) {
    auto P = placeOf(V);
    if (!P)
      return false;
    O.From.push_back(*P);
    if (*P >= 0)
      B.Uses.emplace_back(V, *P);
    return true;
  };

  if (auto *GEP = dyn_cast<GetElementPtrInst>(&I)) {
    SmallMapVector<Value *, APInt, 4> Variable;
    APInt Offset(64, 0);
    if (GEP->getType()->isVectorTy() || !GEP->collectOffset(DL, 64, Variable, Offset))
      return fail("an address that is not modelled", &I);
    O.Constant = Offset.getZExtValue();
    if (!Use(GEP->getPointerOperand()))
      return false;
    for (auto &[V, Scale] : Variable) {
      if (!Use(V))
        return false;
      O.Scales.push_back(Scale.getSExtValue());
    }
    // Indices are signed, of their own width.
    O.Operand.Bits = 0;
    for (auto &[V, Scale] : Variable)
      O.Leaves.push_back({0, V->getType()->getScalarSizeInBits(), 0, false, false});
  } else if (auto *A = dyn_cast<AllocaInst>(&I)) {
    const uint64_t Size = DL.getTypeAllocSize(A->getAllocatedType()).getFixedValue();
    O.Constant = Size;
    if (!Use(A->getArraySize()))
      return false;
  } else if (auto *L = dyn_cast<LoadInst>(&I)) {
    if (!Use(L->getPointerOperand()))
      return false;
    if (!leavesOf(L->getType(), 0, O.Leaves))
      return fail("a value of a type that is not modelled", &I);
  } else if (auto *S = dyn_cast<StoreInst>(&I)) {
    if (!Use(S->getValueOperand()) || !Use(S->getPointerOperand()))
      return false;
    if (!leavesOf(S->getValueOperand()->getType(), 0, O.Leaves))
      return fail("a value of a type that is not modelled", &I);
  } else if (auto *X = dyn_cast<ExtractValueInst>(&I)) {
    // The slots of an aggregate lie in order.
    llvm::Type *T = X->getAggregateOperand()->getType();
    for (unsigned Index : X->indices()) {
      for (unsigned K = 0; K < Index; ++K)
        O.Constant += shapeOf(T->isStructTy() ? T->getStructElementType(K) : T->getArrayElementType()).Count;
      T = T->isStructTy() ? T->getStructElementType(Index) : T->getArrayElementType();
    }
    if (!Use(X->getAggregateOperand()))
      return false;
  } else if (auto *N = dyn_cast<InsertValueInst>(&I)) {
    llvm::Type *T = N->getAggregateOperand()->getType();
    for (unsigned Index : N->indices()) {
      for (unsigned K = 0; K < Index; ++K)
        O.Constant += shapeOf(T->isStructTy() ? T->getStructElementType(K) : T->getArrayElementType()).Count;
      T = T->isStructTy() ? T->getStructElementType(Index) : T->getArrayElementType();
    }
    if (!Use(N->getAggregateOperand()) || !Use(N->getInsertedValueOperand()))
      return false;
    O.Operand = shapeOf(N->getInsertedValueOperand()->getType());
  } else if (auto *Call = dyn_cast<CallBase>(&I)) {
    if (!isa<CallInst>(Call) && !isa<InvokeInst>(Call))
      return fail("a kind of call that is not modelled", &I);
    for (const llvm::Use &Argument : Call->args()) {
      if (Argument->getType()->isMetadataTy())
        return fail("a call that is not modelled", &I);
      if (!Use(Argument))
        return false;
    }
    if (!Call->getCalledFunction() && !Use(Call->getCalledOperand()))
      return false;
  } else if (isa<BranchInst>(I) || isa<SwitchInst>(I)) {
    if (auto *Br = dyn_cast<BranchInst>(&I); !Br || Br->isConditional())
      if (!Use(Br ? Br->getCondition() : cast<SwitchInst>(I).getCondition()))
        return false;
  } else if (isa<ReturnInst>(I) || isa<UnreachableInst>(I)) {
    for (const Value *V : I.operands())
      if (!Use(V))
        return false;
  } else if (I.isBinaryOp() || I.isUnaryOp() || isa<CastInst>(I) || isa<CmpInst>(I) ||
             isa<SelectInst>(I) || isa<FreezeInst>(I) || isa<ExtractElementInst>(I) ||
             isa<InsertElementInst>(I) || isa<ShuffleVectorInst>(I)) {
    for (const Value *V : I.operands())
      if (!Use(V))
        return false;
  } else {
    return fail("an instruction that is not modelled", &I);
  }
  if (I.getNumOperands() && !O.Operand.Count && !I.getOperand(0)->getType()->isLabelTy() &&
      !isa<GetElementPtrInst>(I) && !isa<CallBase>(I))
    O.Operand = shapeOf(I.getOperand(0)->getType());
  if (!I.getType()->isVoidTy()) {
    auto P = placeOf(&I);
    if (!P)
      return false;
    O.To = *P;
    O.Type = shapeOf(I.getType());
  }
  B.Ops.push_back(std::move(O));
  return true;
}

Block *Code::block(const BasicBlock *BB) {
  if (auto It = Blocks.find(BB); It != Blocks.end())
    return It->second.get();
  auto New = std::make_unique<Block>();
  New->BB = BB;
  New->Ops.reserve(BB->size());
  const SaveAndRestore Collect(Decoding, New.get());
  for (const PHINode &Phi : BB->phis()) {
    auto To = placeOf(&Phi);
    if (!To)
      return nullptr;
    for (unsigned I = 0; I < Phi.getNumIncomingValues(); ++I) {
      auto From = placeOf(Phi.getIncomingValue(I));
      if (!From)
        return nullptr;
      auto &Moves = New->Moves[Phi.getIncomingBlock(I)];
      // A block may come twice (a switch); its values are the same.
      if (none_of(Moves, [&](const Block::Move &M) { return M.To == *To; }))
        Moves.push_back({*To, *From, shapeOf(Phi.getType()).Count, Phi.getIncomingValue(I)});
    }
  }
  for (const Instruction &I : *BB)
    if (!isa<PHINode>(I) && !decode(I, *New))
      return nullptr;
  // What the block makes itself is there when it is used.
  erase_if(New->Uses, [&](const auto &U) {
    auto *I = dyn_cast<Instruction>(U.first);
    return I && I->getParent() == BB && !isa<PHINode>(I);
  });
  llvm::sort(New->Uses, [](const auto &A, const auto &B) { return A.second < B.second; });
  New->Uses.erase(llvm::unique(New->Uses), New->Uses.end());
  New->Index = unsigned(Order.size());
  Order.push_back(New.get());
  return (Blocks[BB] = std::move(New)).get();
}

const Block *Code::decoded(const BasicBlock *BB) const {
  auto It = Blocks.find(BB);
  return It == Blocks.end() ? nullptr : It->second.get();
}

Code &CodeCache::of(const Function &F) {
  std::unique_ptr<Code> &C = Codes[&F];
  if (!C)
    C = std::make_unique<Code>(F, F.getDataLayout(), N);
  return *C;
}

} // namespace auspex::passes::execute
