//===- passes/skeleton/ExprBuilder.cpp - LLVM values as formulas ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/ExprBuilder.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::Op;

std::string passes::symbolName(const GlobalValue &GV) {
  StringRef Name = GV.getName();
  Name.consume_front("\01");
  if (!Name.empty())
    return Name.str();
  unsigned Place = 0;
  for (const GlobalValue &Other : GV.getParent()->global_values()) {
    if (&Other == &GV)
      break;
    Place += !Other.hasName();
  }
  return ".anonymous." + std::to_string(Place);
}

/// Whether \p E reads a member of a structure that a call returns in registers.
bool ExprBuilder::isReturnedMember(const ExtractValueInst &E) {
  const auto *C = dyn_cast<CallBase>(E.getAggregateOperand());
  return C && !isa<IntrinsicInst>(C) && !C->isInlineAsm() && E.getNumIndices() == 1 &&
         isa<StructType>(C->getType()) && !C->getFunctionType()->isVarArg() &&
         typeOf(E.getType()) != demand::Type::Void;
}

bool ExprBuilder::encloses(const Loop *L, const Loop *Scope) {
  return Scope && L->contains(Scope);
}

ExprBuilder::ExprBuilder(Function &F, demand::Function &D, ScalarEvolution &SE, LoopInfo &LI,
                         const TargetLibraryInfo &TLI)
    : Arithmetic(D.Exprs), D(D), SE(SE), LI(LI), TLI(TLI), DL(F.getDataLayout()) {
  for (const Loop *L : LI.getLoopsInPreorder()) {
    LoopIds[L] = LoopOrder.size();
    LoopOrder.push_back(L);
  }
}

uint32_t ExprBuilder::loopId(const Loop *L) const { return LoopIds.lookup(L); }

ExprRef ExprBuilder::unknown(StringRef Reason, demand::Type T) {
  return D.Exprs.unknown(D.string(std::string_view(Reason.data(), Reason.size())), T);
}

ExprRef ExprBuilder::symbol(const GlobalValue &GV) {
  const GlobalValue *Base = &GV;
  if (const auto *A = dyn_cast<GlobalAlias>(&GV); A && !A->isInterposable())
    if (const GlobalObject *O = A->getAliaseeObject())
      Base = O;
  Globals.insert(Base);
  return D.Exprs.symbol(D.string(symbolName(*Base)));
}

std::optional<uint32_t> ExprBuilder::knownLocal(const Instruction *I) const {
  auto It = Locals.find(I);
  return It == Locals.end() ? std::nullopt : std::optional(It->second);
}

uint32_t ExprBuilder::local(const Instruction *I) {
  auto [It, New] = Locals.try_emplace(I, D.Values.size());
  if (New) {
    D.Values.push_back({typeOf(I->getType()), ""});
    Holders[It->second] = I;
    Needed.push_back(I);
  }
  return It->second;
}

const Instruction *ExprBuilder::takeNeeded() {
  return Needed.empty() ? nullptr : Needed.pop_back_val();
}

//===--- Values -------------------------------------------------------------===//

ExprRef ExprBuilder::value(const Value *V, const Loop *Scope) {
  demand::Type T = typeOf(V->getType());
  if (T == demand::Type::Void)
    return unknown("a value without machine type", demand::Type::I64);
  auto It = Known.find({V, Scope});
  if (It != Known.end())
    return It->second;
  if (Depth >= MaxDepth)
    return unknown("expression too deep", T);
  ++Depth;
  ExprRef E = absorb(build(V, Scope));
  --Depth;
  Known[{V, Scope}] = E;
  return E;
}

ExprRef ExprBuilder::build(const Value *V, const Loop *Scope) {
  demand::Type T = typeOf(V->getType());
  if (const auto *A = dyn_cast<Argument>(V))
    return D.Exprs.param(A->getArgNo(), T);
  if (const auto *C = dyn_cast<Constant>(V))
    return buildConstant(C, Scope);
  if (const auto *I = dyn_cast<Instruction>(V))
    return buildInstruction(I, Scope);
  return unknown("a value of unknown kind", T);
}

ExprRef ExprBuilder::buildConstant(const Constant *C, const Loop *Scope) {
  demand::Type T = typeOf(C->getType());
  if (const auto *I = dyn_cast<ConstantInt>(C)) {
    unsigned Bits = I->getBitWidth();
    bool Odd = Bits == 1 || Bits != demand::bitsOf(T);
    return D.Exprs.integer(Odd ? int64_t(I->getZExtValue()) : I->getSExtValue(), T);
  }
  if (const auto *F = dyn_cast<ConstantFP>(C))
    return D.Exprs.real(F->getType()->isFloatTy() ? F->getValueAPF().convertToFloat()
                                                  : F->getValueAPF().convertToDouble(),
                        T);
  if (isa<ConstantPointerNull>(C))
    return D.Exprs.null();
  if (const auto *GV = dyn_cast<GlobalValue>(C))
    return symbol(*GV);
  if (C->isNullValue())
    return D.Exprs.integer(0, T);
  if (isa<UndefValue>(C))
    return unknown("an undefined value", T);
  if (const auto *G = dyn_cast<GEPOperator>(C))
    return buildPointer(G, Scope);
  if (const auto *CE = dyn_cast<ConstantExpr>(C)) {
    switch (CE->getOpcode()) {
    case Instruction::PtrToInt:
    case Instruction::IntToPtr:
    case Instruction::BitCast:
      if (bitsOf(C->getType()) == 64 && bitsOf(CE->getOperand(0)->getType()) == 64)
        return D.Exprs.unary(Op::Cast, value(CE->getOperand(0), Scope), T);
      break;
    case Instruction::Add:
    case Instruction::Sub: {
      Op O = CE->getOpcode() == Instruction::Add ? Op::Add : Op::Sub;
      return arith(O, value(CE->getOperand(0), Scope), value(CE->getOperand(1), Scope),
                   bitsOf(C->getType()));
    }
    default:
      break;
    }
  }
  return unknown("a constant known to the linker only", T);
}

ExprRef ExprBuilder::buildInstruction(const Instruction *I, const Loop *Scope) {
  demand::Type T = typeOf(I->getType());
  if (const SCEV *S = exitValue(I, Scope))
    return scev(S, Scope);
  if (const auto *B = dyn_cast<BinaryOperator>(I))
    return buildBinary(B, Scope);
  if (const auto *C = dyn_cast<CastInst>(I))
    return buildCast(C, Scope);
  if (const auto *C = dyn_cast<ICmpInst>(I))
    return buildICmp(C, Scope);
  if (const auto *C = dyn_cast<FCmpInst>(I)) {
    if (typeOf(C->getOperand(0)->getType()) == demand::Type::Void)
      return unknown("a comparison of wide floating-point numbers", T);
    return buildFCmp(C->getPredicate(), value(C->getOperand(0), Scope),
                     value(C->getOperand(1), Scope));
  }
  if (const auto *S = dyn_cast<SelectInst>(I)) {
    ExprRef C = value(S->getCondition(), Scope);
    return D.Exprs.select(C, value(S->getTrueValue(), Scope), value(S->getFalseValue(), Scope));
  }
  if (const auto *G = dyn_cast<GetElementPtrInst>(I))
    return buildPointer(cast<GEPOperator>(G), Scope);
  if (isa<FreezeInst>(I))
    return value(I->getOperand(0), Scope);
  if (I->getOpcode() == Instruction::FNeg)
    return D.Exprs.unary(Op::FNeg, value(I->getOperand(0), Scope), T);
  if (const auto *E = dyn_cast<ExtractValueInst>(I))
    return buildOverflow(E, Scope);
  if (const auto *In = dyn_cast<IntrinsicInst>(I))
    return buildIntrinsic(In, Scope);
  if (const auto *C = dyn_cast<CallBase>(I))
    return buildMath(C, Scope);
  if (const auto *P = dyn_cast<PHINode>(I); P && SE.isSCEVable(P->getType())) {
    const SCEV *S = SE.getSCEV(const_cast<PHINode *>(P));
    if (!isa<SCEVUnknown>(S) && !isa<SCEVCouldNotCompute>(S) && closedAt(S, Scope))
      return scev(S, Scope);
  }
  return buildLeaf(I, Scope);
}

/// The value that \p V, of a loop that has been left at \p Scope, has then,
/// where that has a closed form; null otherwise.
const SCEV *ExprBuilder::exitValue(const Value *V, const Loop *Scope) {
  const auto *I = dyn_cast<Instruction>(V);
  const Loop *Home = I ? LI.getLoopFor(I->getParent()) : nullptr;
  if (!Home || encloses(Home, Scope) || !SE.isSCEVable(I->getType()))
    return nullptr;
  const SCEV *S = SE.getSCEVAtScope(const_cast<Instruction *>(I), Scope);
  if (isa<SCEVCouldNotCompute>(S) || isa<SCEVUnknown>(S) || !closedAt(S, Scope))
    return nullptr;
  return S;
}

ExprRef ExprBuilder::incoming(const PHINode &P, const BasicBlock *From) {
  const Value *V = P.getIncomingValueForBlock(From);
  const Loop *Inside = LI.getLoopFor(From), *Outside = LI.getLoopFor(P.getParent());
  if (Inside && !Inside->contains(P.getParent()) && exitValue(V, Outside))
    return value(V, Outside);
  return value(V, Inside);
}

ExprRef ExprBuilder::buildLeaf(const Instruction *I, const Loop *Scope) {
  demand::Type T = typeOf(I->getType());
  if (auto It = Bound.find(I); It != Bound.end())
    return It->second;
  if (auto Known = knownLocal(I))
    return D.Exprs.value(*Known, T);
  const auto *Member = dyn_cast<ExtractValueInst>(I);
  bool Kept = isa<LoadInst>(I) || isa<PHINode>(I) || isa<AllocaInst>(I) ||
              (Member && isReturnedMember(*Member)) ||
              (isa<CallBase>(I) && !isa<IntrinsicInst>(I));
  if (!Kept)
    return unknown(std::string("result of '") + I->getOpcodeName() + "'", T);
  if (const auto *L = dyn_cast<LoadInst>(I); L && (L->isVolatile() || L->isAtomic()))
    if (L->isVolatile())
      return unknown("volatile memory", T);
  if (T != demand::Type::Ptr && I->getType()->isIntegerTy() &&
      demand::bitsOf(T) != I->getType()->getIntegerBitWidth())
    return unknown("an integer of unusual width", T);
  if (Refuse)
    if (std::optional<std::string> Why = Refuse(*I, Scope)) {
      // Of an address at least the object may be known.
      if (T == demand::Type::Ptr && isa<PHINode>(I)) {
        SmallVector<const Value *, 4> Objects;
        getUnderlyingObjects(I, Objects, nullptr, 12);
        const auto *Made = Objects.size() == 1 ? dyn_cast<Instruction>(Objects[0]) : nullptr;
        const Loop *Home = Made ? LI.getLoopFor(Made->getParent()) : nullptr;
        if (Objects.size() == 1 && Objects[0] != I && !isa<PHINode>(Objects[0]) &&
            (!Home || encloses(Home, Scope)))
          return D.Exprs.ptrAdd(value(Objects[0], Scope), unknown(*Why, demand::Type::I64));
      }
      return unknown(*Why, T);
    }
  return D.Exprs.value(local(I), T);
}

ExprRef ExprBuilder::buildBinary(const BinaryOperator *B, const Loop *Scope) {
  static const std::pair<unsigned, Op> Table[] = {
      {Instruction::Add, Op::Add},   {Instruction::Sub, Op::Sub},   {Instruction::Mul, Op::Mul},
      {Instruction::UDiv, Op::UDiv}, {Instruction::SDiv, Op::SDiv}, {Instruction::URem, Op::URem},
      {Instruction::SRem, Op::SRem}, {Instruction::Shl, Op::Shl},   {Instruction::LShr, Op::LShr},
      {Instruction::AShr, Op::AShr}, {Instruction::And, Op::And},   {Instruction::Or, Op::Or},
      {Instruction::Xor, Op::Xor},   {Instruction::FAdd, Op::FAdd}, {Instruction::FSub, Op::FSub},
      {Instruction::FMul, Op::FMul}, {Instruction::FDiv, Op::FDiv}};
  demand::Type T = typeOf(B->getType());
  for (auto [Code, O] : Table) {
    if (Code != B->getOpcode())
      continue;
    ExprRef A = value(B->getOperand(0), Scope), C = value(B->getOperand(1), Scope);
    if (demand::isFloat(T))
      return D.Exprs.binary(O, A, C);
    if (const auto *P = dyn_cast<PossiblyDisjointInst>(B); P && P->isDisjoint())
      O = Op::Add;
    uint8_t Flags = demand::NoFlags;
    if (const auto *Wrapping = dyn_cast<OverflowingBinaryOperator>(B))
      Flags = (Wrapping->hasNoSignedWrap() ? demand::NoSignedWrap : 0) |
              (Wrapping->hasNoUnsignedWrap() ? demand::NoUnsignedWrap : 0);
    return arith(O, A, C, bitsOf(B->getType()), Flags);
  }
  return unknown(std::string("result of '") + B->getOpcodeName() + "'", T);
}

ExprRef ExprBuilder::buildCast(const CastInst *C, const Loop *Scope) {
  const Value *From = C->getOperand(0);
  demand::Type T = typeOf(C->getType()), FromT = typeOf(From->getType());
  if (FromT == demand::Type::Void)
    return unknown("a value without machine type", T);
  unsigned Bits = bitsOf(C->getType()), FromBits = bitsOf(From->getType());
  ExprRef A = value(From, Scope);
  switch (C->getOpcode()) {
  case Instruction::Trunc:
  case Instruction::ZExt:
    return resize(A, FromBits, Bits, false);
  case Instruction::SExt:
    return resize(A, FromBits, Bits, true);
  case Instruction::FPToSI:
    return wrap(D.Exprs.unary(Op::FpToSi, A, T), Bits);
  case Instruction::FPToUI:
    return wrap(D.Exprs.unary(Op::FpToUi, A, T), Bits);
  case Instruction::SIToFP:
    return D.Exprs.unary(Op::SiToFp, signExtended(A, FromBits), T);
  case Instruction::UIToFP:
    return D.Exprs.unary(Op::UiToFp, A, T);
  case Instruction::FPTrunc:
  case Instruction::FPExt:
    return D.Exprs.unary(Op::FpCast, A, T);
  case Instruction::PtrToInt:
  case Instruction::PtrToAddr:
    return resize(D.Exprs.unary(Op::Cast, A, demand::Type::I64), 64, Bits, false);
  case Instruction::IntToPtr:
    return D.Exprs.unary(Op::Cast, resize(A, FromBits, 64, false), T);
  case Instruction::BitCast:
    return demand::bitsOf(T) == demand::bitsOf(FromT) ? D.Exprs.unary(Op::Cast, A, T)
                                                      : unknown("a bit cast", T);
  default:
    return unknown(std::string("result of '") + C->getOpcodeName() + "'", T);
  }
}

/// (x & ~7) == c and x - c < 8 (unsigned) ask whether c <= x < c + 8. Written so,
/// the quantities that are compared move as x does. NoExpr: \p C is no such test.
ExprRef ExprBuilder::buildRangeTest(const ICmpInst *C, const Loop *Scope) {
  constexpr unsigned MostTopBits = 8; // that the mask leaves out as well
  const auto *B = dyn_cast<BinaryOperator>(C->getOperand(0));
  const auto *Inner = B ? dyn_cast<ConstantInt>(B->getOperand(1)) : nullptr;
  const auto *Outer = dyn_cast<ConstantInt>(C->getOperand(1));
  if (!Inner || !Outer || Inner->getBitWidth() != 64)
    return demand::NoExpr;
  CmpInst::Predicate P = C->getPredicate();
  const APInt &M = Inner->getValue(), &Limit = Outer->getValue();
  APInt First, Last, Mask = APInt::getAllOnes(64);
  bool Within = P == CmpInst::ICMP_EQ || P == CmpInst::ICMP_ULT;
  if (B->getOpcode() == Instruction::And && C->isEquality()) {
    unsigned Low = M.countr_zero();
    if (Low == 0 || Low > 32 || !M.isShiftedMask() || M.countl_zero() > MostTopBits ||
        (Limit & ~M) != 0)
      return demand::NoExpr;
    First = Limit, Last = Limit | APInt::getLowBitsSet(64, Low);
    Mask = APInt::getLowBitsSet(64, 64 - M.countl_zero());
  } else if (B->getOpcode() == Instruction::Add &&
             (P == CmpInst::ICMP_ULT || P == CmpInst::ICMP_UGT)) {
    First = -M, Last = Within ? First + Limit - 1 : First + Limit;
  } else {
    return demand::NoExpr;
  }
  if (First.isNegative() || Last.isNegative() || First.ugt(Last))
    return demand::NoExpr;
  ExprRef X = value(B->getOperand(0), Scope);
  if (!Mask.isAllOnes())
    X = D.Exprs.binary(Op::And, X, D.Exprs.integer(Mask.getSExtValue()));
  ExprRef In = D.Exprs.binary(Op::ULe, X, D.Exprs.integer(Last.getSExtValue()));
  if (!First.isZero())
    In = D.Exprs.binary(Op::And,
                        D.Exprs.binary(Op::ULe, D.Exprs.integer(First.getSExtValue()), X), In);
  return Within ? In : logicalNot(In);
}

ExprRef ExprBuilder::buildICmp(const ICmpInst *C, const Loop *Scope) {
  unsigned Bits = bitsOf(C->getOperand(0)->getType());
  if (Bits == 0)
    return unknown("a comparison of values without machine type", demand::Type::I1);
  if (ExprRef InRange = buildRangeTest(C, Scope); InRange != demand::NoExpr)
    return InRange;
  ExprRef A = value(C->getOperand(0), Scope), B = value(C->getOperand(1), Scope);
  switch (C->getPredicate()) {
  case CmpInst::ICMP_EQ:
    return D.Exprs.binary(Op::Eq, A, B);
  case CmpInst::ICMP_NE:
    return D.Exprs.binary(Op::Ne, A, B);
  case CmpInst::ICMP_ULT:
    return arith(Op::ULt, A, B, Bits);
  case CmpInst::ICMP_ULE:
    return arith(Op::ULe, A, B, Bits);
  case CmpInst::ICMP_UGT:
    return arith(Op::ULt, B, A, Bits);
  case CmpInst::ICMP_UGE:
    return arith(Op::ULe, B, A, Bits);
  case CmpInst::ICMP_SLT:
    return arith(Op::SLt, A, B, Bits);
  case CmpInst::ICMP_SLE:
    return arith(Op::SLe, A, B, Bits);
  case CmpInst::ICMP_SGT:
    return arith(Op::SLt, B, A, Bits);
  default:
    return arith(Op::SLe, B, A, Bits);
  }
}

ExprRef ExprBuilder::buildFCmp(CmpInst::Predicate P, ExprRef A, ExprRef B) {
  auto Both = [&](ExprRef X, ExprRef Y) { return D.Exprs.binary(Op::And, X, Y); };
  auto Ordered = [&] {
    return Both(D.Exprs.binary(Op::FEq, A, A), D.Exprs.binary(Op::FEq, B, B));
  };
  switch (P) {
  case CmpInst::FCMP_OEQ:
    return D.Exprs.binary(Op::FEq, A, B);
  case CmpInst::FCMP_UNE:
    return D.Exprs.binary(Op::FNe, A, B);
  case CmpInst::FCMP_OLT:
    return D.Exprs.binary(Op::FLt, A, B);
  case CmpInst::FCMP_OLE:
    return D.Exprs.binary(Op::FLe, A, B);
  case CmpInst::FCMP_OGT:
    return D.Exprs.binary(Op::FLt, B, A);
  case CmpInst::FCMP_OGE:
    return D.Exprs.binary(Op::FLe, B, A);
  case CmpInst::FCMP_ORD:
    return Ordered();
  case CmpInst::FCMP_ONE:
    return Both(D.Exprs.binary(Op::FNe, A, B), Ordered());
  case CmpInst::FCMP_FALSE:
    return D.Exprs.integer(0, demand::Type::I1);
  case CmpInst::FCMP_TRUE:
    return D.Exprs.integer(1, demand::Type::I1);
  default: // the unordered ones are the complements of the ordered ones
    return logicalNot(buildFCmp(CmpInst::getInversePredicate(P), A, B));
  }
}

ExprRef ExprBuilder::buildPointer(const GEPOperator *G, const Loop *Scope) {
  if (!G->getType()->isPointerTy())
    return unknown("a vector of pointers", demand::Type::Ptr);
  SmallMapVector<Value *, APInt, 4> Variable;
  APInt Fixed(64, 0);
  if (DL.getIndexTypeSizeInBits(G->getType()) != 64 || !G->collectOffset(DL, 64, Variable, Fixed))
    return unknown("an address of scalable size", demand::Type::Ptr);
  ExprRef Offset = D.Exprs.integer(0);
  for (auto &[Index, Scale] : Variable) {
    unsigned Bits = bitsOf(Index->getType());
    if (Bits == 0)
      return unknown("an index without machine type", demand::Type::Ptr);
    ExprRef I = resize(value(Index, Scope), Bits, 64, true);
    Offset = D.Exprs.binary(
        Op::Add, Offset, D.Exprs.binary(Op::Mul, I, D.Exprs.integer(Scale.getSExtValue())));
  }
  Offset = D.Exprs.binary(Op::Add, Offset, D.Exprs.integer(Fixed.getSExtValue()));
  return D.Exprs.ptrAdd(value(G->getPointerOperand(), Scope), Offset);
}
