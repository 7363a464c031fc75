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

namespace {

/// Deeper expressions are not formulas that anybody reads; they are data.
constexpr unsigned MaxDepth = 160;

/// Bits of an integer or pointer that fits a machine type; 0 otherwise.
unsigned bitsOf(const Type *T) {
  if (T->isPointerTy())
    return 64;
  if (T->isIntegerTy() && T->getIntegerBitWidth() <= 64)
    return T->getIntegerBitWidth();
  return 0;
}

demand::Type holder(unsigned Bits) {
  if (Bits <= 1)
    return demand::Type::I1;
  if (Bits <= 8)
    return demand::Type::I8;
  if (Bits <= 16)
    return demand::Type::I16;
  return Bits <= 32 ? demand::Type::I32 : demand::Type::I64;
}

/// Whether \p E reads a member of a structure that a call returns in registers.
bool isReturnedMember(const ExtractValueInst &E) {
  const auto *C = dyn_cast<CallBase>(E.getAggregateOperand());
  return C && !isa<IntrinsicInst>(C) && !C->isInlineAsm() && E.getNumIndices() == 1 &&
         isa<StructType>(C->getType()) && !C->getFunctionType()->isVarArg() &&
         typeOf(E.getType()) != demand::Type::Void;
}

bool encloses(const Loop *L, const Loop *Scope) { return Scope && L->contains(Scope); }

} // namespace

demand::Type passes::typeOf(const Type *T) {
  if (T->isPointerTy())
    return T->getPointerAddressSpace() == 0 ? demand::Type::Ptr : demand::Type::Void;
  if (T->isIntegerTy() && T->getIntegerBitWidth() <= 64)
    return holder(T->getIntegerBitWidth());
  if (T->isFloatTy())
    return demand::Type::F32;
  return T->isDoubleTy() ? demand::Type::F64 : demand::Type::Void;
}

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

ExprBuilder::ExprBuilder(Function &F, demand::Function &D, ScalarEvolution &SE, LoopInfo &LI,
                         const TargetLibraryInfo &TLI)
    : D(D), SE(SE), LI(LI), TLI(TLI), DL(F.getDataLayout()) {
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

//===--- Modular arithmetic on odd widths ----------------------------------===//

ExprRef ExprBuilder::wrap(ExprRef E, unsigned Bits) {
  demand::Type T = D.Exprs[E].Ty;
  if (Bits == demand::bitsOf(T))
    return E;
  return D.Exprs.binary(Op::And, E, D.Exprs.integer((int64_t(1) << Bits) - 1, T));
}

ExprRef ExprBuilder::signExtended(ExprRef E, unsigned Bits) {
  demand::Type T = D.Exprs[E].Ty;
  unsigned Held = demand::bitsOf(T);
  if (Bits == Held)
    return E;
  ExprRef Shift = D.Exprs.integer(Held - Bits, T);
  return D.Exprs.binary(Op::AShr, D.Exprs.binary(Op::Shl, E, Shift), Shift);
}

ExprRef ExprBuilder::arith(Op O, ExprRef A, ExprRef B, unsigned Bits, uint8_t Flags) {
  bool Odd = Bits != demand::bitsOf(D.Exprs[A].Ty);
  if (!Odd)
    return D.Exprs.binary(O, A, B, Flags);
  switch (O) {
  case Op::SDiv:
  case Op::SRem:
  case Op::SMin:
  case Op::SMax:
  case Op::SLt:
  case Op::SLe:
    A = signExtended(A, Bits), B = signExtended(B, Bits);
    break;
  case Op::AShr:
    A = signExtended(A, Bits);
    break;
  default:
    break;
  }
  ExprRef E = D.Exprs.binary(O, A, B);
  return D.Exprs[E].Ty == demand::Type::I1 ? E : wrap(E, Bits);
}

ExprRef ExprBuilder::resize(ExprRef E, unsigned From, unsigned To, bool Signed) {
  demand::Type T = holder(To);
  if (From == To)
    return E;
  if (To < From)
    return wrap(T == D.Exprs[E].Ty ? E : D.Exprs.unary(Op::Trunc, E, T), To);
  if (Signed)
    E = signExtended(E, From);
  if (T != D.Exprs[E].Ty)
    E = D.Exprs.unary(Signed ? Op::SExt : Op::ZExt, E, T);
  return wrap(E, To);
}

ExprRef ExprBuilder::logicalNot(ExprRef E) {
  return D.Exprs.binary(Op::Xor, E, D.Exprs.integer(1, demand::Type::I1));
}

/// Whether nothing can be said about \p E because a part is unknown.
bool ExprBuilder::isLost(ExprRef E, unsigned Fuel) const {
  const demand::ExprNode &N = D.Exprs[E];
  switch (N.O) {
  case Op::Unknown:
    return true;
  case Op::Select:
  case Op::And:
  case Op::Or:
  case Op::UMin:
  case Op::UMax:
  case Op::SMin:
  case Op::SMax:
  case Op::URem:
  case Op::SRem:
  case Op::LShr:
    return false;
  case Op::PtrAdd:
    return Fuel && isLost(N.A, Fuel - 1);
  default:
    break;
  }
  if (Fuel == 0)
    return false;
  for (ExprRef Part : {N.A, N.B, N.C})
    if (Part != demand::NoExpr && isLost(Part, Fuel - 1))
      return true;
  return false;
}

ExprRef ExprBuilder::absorb(ExprRef E) {
  if (D.Exprs[E].O == Op::Unknown || !isLost(E, 4))
    return E;
  demand::Type T = D.Exprs[E].Ty;
  for (unsigned Fuel = 5; Fuel != 0 && D.Exprs[E].O != Op::Unknown; --Fuel) {
    const demand::ExprNode &N = D.Exprs[E];
    for (ExprRef Part : {N.A, N.B, N.C})
      if (Part != demand::NoExpr && isLost(Part, Fuel - 1)) {
        E = Part;
        break;
      }
  }
  return D.Exprs.unknown(uint32_t(D.Exprs[E].Imm), T);
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

ExprRef ExprBuilder::buildIntrinsic(const IntrinsicInst *I, const Loop *Scope) {
  demand::Type T = typeOf(I->getType());
  unsigned Bits = bitsOf(I->getType());
  auto Arg = [&](unsigned N) { return value(I->getArgOperand(N), Scope); };
  auto Float = [&](Op O) { return D.Exprs.unary(O, Arg(0), T); };
  switch (I->getIntrinsicID()) {
  case Intrinsic::umin:
    return arith(Op::UMin, Arg(0), Arg(1), Bits);
  case Intrinsic::umax:
    return arith(Op::UMax, Arg(0), Arg(1), Bits);
  case Intrinsic::smin:
    return arith(Op::SMin, Arg(0), Arg(1), Bits);
  case Intrinsic::smax:
    return arith(Op::SMax, Arg(0), Arg(1), Bits);
  case Intrinsic::abs: {
    ExprRef A = Arg(0), Zero = D.Exprs.integer(0, T);
    return arith(Op::SMax, A, arith(Op::Sub, Zero, A, Bits), Bits);
  }
  case Intrinsic::usub_sat: {
    ExprRef A = Arg(0), B = Arg(1);
    return arith(Op::Sub, arith(Op::UMax, A, B, Bits), B, Bits);
  }
  case Intrinsic::ctpop:
    return D.Exprs.unary(Op::CtPop, Arg(0), T);
  case Intrinsic::ctlz:
    return Bits == demand::bitsOf(T) ? D.Exprs.unary(Op::Ctlz, Arg(0), T)
                                     : unknown("an integer of unusual width", T);
  case Intrinsic::cttz:
    return Bits == demand::bitsOf(T) ? D.Exprs.unary(Op::Cttz, Arg(0), T)
                                     : unknown("an integer of unusual width", T);
  case Intrinsic::bswap:
    return D.Exprs.unary(Op::Bswap, Arg(0), T);
  case Intrinsic::expect:
  case Intrinsic::expect_with_probability:
  case Intrinsic::ssa_copy:
  case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group:
    return Arg(0);
  case Intrinsic::fshl:
  case Intrinsic::fshr: { // a rotation where both operands are the same
    ExprRef A = Arg(0), B = Arg(1), By = Arg(2);
    if (A != B || Bits < 8 || Bits != demand::bitsOf(T))
      break;
    ExprRef Mask = D.Exprs.integer(Bits - 1, T);
    By = D.Exprs.binary(Op::And, By, Mask);
    ExprRef Back = D.Exprs.binary(
        Op::And, D.Exprs.binary(Op::Sub, D.Exprs.integer(0, T), By), Mask);
    if (I->getIntrinsicID() == Intrinsic::fshr)
      std::swap(By, Back);
    return D.Exprs.binary(Op::Or, D.Exprs.binary(Op::Shl, A, By),
                          D.Exprs.binary(Op::LShr, A, Back));
  }
  case Intrinsic::sqrt:
    return Float(Op::Sqrt);
  case Intrinsic::log2:
    return Float(Op::Log2);
  case Intrinsic::log:
    return Float(Op::Log);
  case Intrinsic::log10:
    return Float(Op::Log10);
  case Intrinsic::exp:
    return Float(Op::Exp);
  case Intrinsic::exp2:
    return Float(Op::Exp2);
  case Intrinsic::floor:
    return Float(Op::Floor);
  case Intrinsic::ceil:
    return Float(Op::Ceil);
  case Intrinsic::round:
    return Float(Op::Round);
  case Intrinsic::fabs:
    return Float(Op::FAbs);
  case Intrinsic::sin:
    return Float(Op::Sin);
  case Intrinsic::cos:
    return Float(Op::Cos);
  case Intrinsic::pow:
    return D.Exprs.binary(Op::Pow, Arg(0), Arg(1));
  case Intrinsic::minnum:
    return D.Exprs.binary(Op::FMin, Arg(0), Arg(1));
  case Intrinsic::maxnum:
    return D.Exprs.binary(Op::FMax, Arg(0), Arg(1));
  case Intrinsic::fma:
  case Intrinsic::fmuladd:
    return D.Exprs.binary(Op::FAdd, D.Exprs.binary(Op::FMul, Arg(0), Arg(1)), Arg(2));
  default:
    break;
  }
  return unknown("result of " + I->getCalledFunction()->getName().str(), T);
}

ExprRef ExprBuilder::buildMath(const CallBase *C, const Loop *Scope) {
  static const std::pair<LibFunc, Op> Unary[] = {
      {LibFunc_sqrt, Op::Sqrt},   {LibFunc_log2, Op::Log2}, {LibFunc_log, Op::Log},
      {LibFunc_log10, Op::Log10}, {LibFunc_exp, Op::Exp},   {LibFunc_exp2, Op::Exp2},
      {LibFunc_floor, Op::Floor}, {LibFunc_ceil, Op::Ceil}, {LibFunc_round, Op::Round},
      {LibFunc_sin, Op::Sin},     {LibFunc_cos, Op::Cos},   {LibFunc_fabs, Op::FAbs}};
  demand::Type T = typeOf(C->getType());
  LibFunc F;
  if (T == demand::Type::F64 && TLI.getLibFunc(*C, F) && TLI.has(F)) {
    for (auto [Lib, O] : Unary)
      if (Lib == F)
        return D.Exprs.unary(O, value(C->getArgOperand(0), Scope), T);
    if (F == LibFunc_pow)
      return D.Exprs.binary(Op::Pow, value(C->getArgOperand(0), Scope),
                            value(C->getArgOperand(1), Scope));
  }
  return buildLeaf(C, Scope);
}

ExprRef ExprBuilder::buildOverflow(const ExtractValueInst *E, const Loop *Scope) {
  demand::Type T = typeOf(E->getType());
  const auto *W = dyn_cast<WithOverflowInst>(E->getAggregateOperand());
  if (isReturnedMember(*E))
    return buildLeaf(E, Scope);
  if (!W || E->getNumIndices() != 1 || bitsOf(W->getLHS()->getType()) == 0)
    return unknown("a member of a structure that a call returns", T);
  unsigned Bits = bitsOf(W->getLHS()->getType());
  ExprRef A = value(W->getLHS(), Scope), B = value(W->getRHS(), Scope);
  demand::Type Of = D.Exprs[A].Ty;
  Op O = W->getBinaryOp() == Instruction::Add   ? Op::Add
         : W->getBinaryOp() == Instruction::Sub ? Op::Sub
                                                : Op::Mul;
  ExprRef R = arith(O, A, B, Bits);
  if (E->getIndices()[0] == 0)
    return R;
  ExprRef Zero = D.Exprs.integer(0, Of);
  if (!W->isSigned()) {
    if (O == Op::Add)
      return D.Exprs.binary(Op::ULt, R, A);
    if (O == Op::Sub)
      return D.Exprs.binary(Op::ULt, A, B);
    if (Bits != demand::bitsOf(Of))
      return unknown("an overflow check", T);
    // a * b overflows iff b != 0 and a > max / b.
    ExprRef Max = D.Exprs.integer(-1, Of);
    ExprRef SafeB = D.Exprs.binary(Op::UMax, B, D.Exprs.integer(1, Of));
    return D.Exprs.binary(Op::ULt, D.Exprs.binary(Op::UDiv, Max, SafeB), A);
  }
  if (O == Op::Mul || Bits != demand::bitsOf(Of)) {
    if (Bits > 32)
      return unknown("an overflow check", T);
    ExprRef Wide = D.Exprs.binary(O, resize(A, Bits, 64, true), resize(B, Bits, 64, true));
    return D.Exprs.binary(Op::Ne, Wide, resize(R, Bits, 64, true));
  }
  // Signed: the result's sign differs from what both operands allow.
  ExprRef X = D.Exprs.binary(Op::Xor, A, R);
  ExprRef Y = D.Exprs.binary(Op::Xor, O == Op::Add ? B : A, O == Op::Add ? R : B);
  return D.Exprs.binary(Op::SLt, D.Exprs.binary(Op::And, X, Y), Zero);
}

//===--- Scalar evolutions ---------------------------------------------------===//

/// Whether every recurrence in \p S runs in a loop around \p Scope.
bool ExprBuilder::closedAt(const SCEV *S, const Loop *Scope) const {
  return !SCEVExprContains(S, [&](const SCEV *E) {
    const auto *R = dyn_cast<SCEVAddRecExpr>(E);
    return R && !encloses(R->getLoop(), Scope);
  });
}

ExprRef ExprBuilder::scev(const SCEV *S, const Loop *Scope) {
  if (isa<SCEVCouldNotCompute>(S))
    return unknown("scalar evolution gave up", demand::Type::I64);
  auto It = Known.find({S, Scope});
  if (It != Known.end())
    return It->second;
  demand::Type T = typeOf(S->getType());
  if (T == demand::Type::Void)
    return unknown("a formula wider than 64 bits", demand::Type::I64);
  if (Depth >= MaxDepth)
    return unknown("expression too deep", T);
  ++Depth;
  ExprRef E = absorb(buildScev(S, Scope));
  --Depth;
  Known[{S, Scope}] = E;
  return E;
}

ExprRef ExprBuilder::buildScev(const SCEV *S, const Loop *Scope) {
  demand::Type T = typeOf(S->getType());
  unsigned Bits = bitsOf(S->getType());
  auto Fold = [&](const SCEVNAryExpr *N, Op O) {
    ExprRef E = scev(N->getOperand(0), Scope);
    for (const SCEV *Operand : drop_begin(N->operands()))
      E = arith(O, E, scev(Operand, Scope), Bits);
    return E;
  };
  switch (S->getSCEVType()) {
  case scConstant:
    return value(cast<SCEVConstant>(S)->getValue(), Scope);
  case scUnknown:
    return value(cast<SCEVUnknown>(S)->getValue(), Scope);
  case scTruncate:
  case scZeroExtend:
  case scSignExtend: {
    const SCEV *From = cast<SCEVCastExpr>(S)->getOperand();
    if (bitsOf(From->getType()) == 0)
      return unknown("a formula wider than 64 bits", T);
    return resize(scev(From, Scope), bitsOf(From->getType()), Bits,
                  S->getSCEVType() == scSignExtend);
  }
  case scPtrToInt:
    return resize(D.Exprs.unary(Op::Cast, scev(cast<SCEVCastExpr>(S)->getOperand(), Scope),
                                demand::Type::I64),
                  64, Bits, false);
  case scAddExpr:
    return buildSum(S, Scope);
  case scMulExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::Mul);
  case scUDivExpr: {
    const auto *Div = cast<SCEVUDivExpr>(S);
    return arith(Op::UDiv, scev(Div->getLHS(), Scope), scev(Div->getRHS(), Scope), Bits);
  }
  case scUMaxExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::UMax);
  case scSMaxExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::SMax);
  case scUMinExpr:
  case scSequentialUMinExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::UMin);
  case scSMinExpr:
    return Fold(cast<SCEVNAryExpr>(S), Op::SMin);
  case scAddRecExpr:
    return buildAddRec(cast<SCEVAddRecExpr>(S), Scope);
  default:
    return unknown("a formula over machine-dependent sizes", T);
  }
}

/// Sums are written the way people write them: positive terms first, then the
/// subtracted ones, then the constant.
ExprRef ExprBuilder::buildSum(const SCEV *S, const Loop *Scope) {
  unsigned Bits = bitsOf(S->getType());
  bool Pointer = S->getType()->isPointerTy();
  demand::Type T = Pointer ? demand::Type::I64 : typeOf(S->getType());
  ExprRef Base = demand::NoExpr, Sum = demand::NoExpr, Fixed = demand::NoExpr;
  SmallVector<ExprRef, 4> Minus;
  for (const SCEV *Term : cast<SCEVAddExpr>(S)->operands()) {
    if (Term->getType()->isPointerTy()) {
      Base = scev(Term, Scope);
      continue;
    }
    if (isa<SCEVConstant>(Term)) {
      Fixed = scev(Term, Scope);
      continue;
    }
    const auto *Product = dyn_cast<SCEVMulExpr>(Term);
    const auto *Factor = Product ? dyn_cast<SCEVConstant>(Product->getOperand(0)) : nullptr;
    if (Factor && Factor->getAPInt().isNegative() && !Factor->getAPInt().isMinSignedValue()) {
      Minus.push_back(scev(SE.getNegativeSCEV(Term), Scope));
      continue;
    }
    ExprRef E = scev(Term, Scope);
    Sum = Sum == demand::NoExpr ? E : arith(Op::Add, Sum, E, Bits);
  }
  if (Sum == demand::NoExpr)
    Sum = Minus.empty() || Fixed == demand::NoExpr ? D.Exprs.integer(0, T)
                                                   : std::exchange(Fixed, demand::NoExpr);
  for (ExprRef E : Minus)
    Sum = arith(Op::Sub, Sum, E, Bits);
  if (Fixed != demand::NoExpr)
    Sum = arith(Op::Add, Sum, Fixed, Bits);
  return Pointer && Base != demand::NoExpr ? D.Exprs.ptrAdd(Base, Sum) : Sum;
}

ExprRef ExprBuilder::buildAddRec(const SCEVAddRecExpr *R, const Loop *Scope) {
  demand::Type T = typeOf(R->getType());
  const Loop *L = R->getLoop();
  if (!encloses(L, Scope)) {
    const SCEV *Exit = SE.getSCEVAtScope(R, Scope);
    if (Exit != R && !isa<SCEVCouldNotCompute>(Exit) && closedAt(Exit, Scope))
      return scev(Exit, Scope);
    for (const PHINode &P : L->getHeader()->phis())
      if (SE.isSCEVable(P.getType()) && SE.getSCEV(const_cast<PHINode *>(&P)) == R)
        return buildLeaf(&P, Scope);
    return unknown("the value when a loop ends that has no closed form", T);
  }
  // {a,+,b,+,c} at iteration i is a + b*i + c*i*(i-1)/2, modulo 2^width.
  if (R->getNumOperands() > 3)
    return unknown("a recurrence of high order", T);
  unsigned Bits = bitsOf(R->getType());
  ExprRef Round = D.Exprs.index(loopId(L));
  const SCEV *Step = R->getOperand(1);
  unsigned StepBits = bitsOf(Step->getType());
  ExprRef Offset = arith(Op::Mul, resize(Round, 64, StepBits, false), scev(Step, Scope), StepBits);
  if (R->getNumOperands() == 3) {
    ExprRef Pairs = D.Exprs.binary(
        Op::UDiv,
        D.Exprs.binary(Op::Mul, Round,
                       D.Exprs.binary(Op::Sub, Round, D.Exprs.integer(1))),
        D.Exprs.integer(2));
    Offset = arith(Op::Add, Offset,
                   arith(Op::Mul, resize(Pairs, 64, StepBits, false),
                         scev(R->getOperand(2), Scope), StepBits),
                   StepBits);
  }
  ExprRef Start = scev(R->getStart(), Scope);
  if (R->getType()->isPointerTy())
    return D.Exprs.ptrAdd(Start, resize(Offset, StepBits, 64, true));
  return arith(Op::Add, Start, Offset, Bits);
}
