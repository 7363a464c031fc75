//===- mlir-dialects/formula/Formulas.cpp - SSA values as formulas ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Formulas.h"

#include "demand/print.h"
#include "mlir-dialects/formula/Copier.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using Code = demand::Op;

/// Values that are followed through one another.
static constexpr unsigned MaxDepth = 64;


//===--- Types, names, places -----------------------------------------------===//

unsigned dialect::bytesOfElement(Type T) {
  if (auto C = dyn_cast<ComplexType>(T))
    return 2 * bytesOfElement(C.getElementType());
  if (auto V = dyn_cast<VectorType>(T))
    return unsigned(V.getNumElements()) * bytesOfElement(V.getElementType());
  if (T.isIndex())
    return 8;
  return T.isIntOrFloat() ? (T.getIntOrFloatBitWidth() + 7) / 8 : 0;
}

bool dialect::isHostMemory(Type T) {
  auto M = dyn_cast<BaseMemRefType>(T);
  return !M || !M.getMemorySpace();
}

demand::Type dialect::elementType(Type T) {
  if (T.isF32())
    return demand::Type::F32;
  if (T.isF64())
    return demand::Type::F64;
  if (T.isIndex())
    return demand::Type::I64;
  if (auto I = dyn_cast<IntegerType>(T))
    switch (I.getWidth()) {
    case 1:
      return demand::Type::I1;
    case 8:
      return demand::Type::I8;
    case 16:
      return demand::Type::I16;
    case 32:
      return demand::Type::I32;
    case 64:
      return demand::Type::I64;
    default:
      break;
    }
  return T.getAbstractType().getName() == "llvm.ptr" ? demand::Type::Ptr : demand::Type::Void;
}

std::string dialect::nameOf(Location L) {
  if (auto N = dyn_cast<NameLoc>(L))
    return N.getName().str();
  if (auto F = dyn_cast<FusedLoc>(L))
    for (Location In : F.getLocations())
      if (std::string Name = nameOf(In); !Name.empty())
        return Name;
  if (auto C = dyn_cast<CallSiteLoc>(L))
    return nameOf(C.getCallee());
  return "";
}

Place dialect::placeOf(Location L) {
  if (auto F = dyn_cast<FileLineColLoc>(L))
    return {F.getFilename().str(), F.getLine()};
  if (auto N = dyn_cast<NameLoc>(L))
    return placeOf(N.getChildLoc());
  if (auto C = dyn_cast<CallSiteLoc>(L))
    return placeOf(C.getCallee());
  if (auto F = dyn_cast<FusedLoc>(L))
    for (Location In : F.getLocations())
      if (Place P = placeOf(In); P.Line)
        return P;
  return {};
}

//===--- The function -------------------------------------------------------===//

Formulas::Formulas(FunctionOpInterface F) : Func(F) {
  D.Symbol = SymbolTable::getSymbolName(F).str();
  D.Internal = SymbolTable::getSymbolVisibility(F) == SymbolTable::Visibility::Private;
  const Place P = placeOf(F.getLoc());
  D.File = P.File;
  D.Line = P.Line;
  for (auto [N, T] : llvm::enumerate(F.getArgumentTypes())) {
    First.push_back(unsigned(D.Params.size()));
    std::string Name =
        F.isExternal() ? "" : nameOf(F.getFunctionBody().front().getArgument(unsigned(N)).getLoc());
    if (Name.empty())
      Name = "arg" + std::to_string(N);
    auto S = dyn_cast<ShapedType>(T);
    if (!S || isa<VectorType>(T)) {
      // What has no type in the contract is never mentioned.
      const demand::Type E = dialect::elementType(T);
      addParam(Name, E == demand::Type::Void ? demand::Type::I64 : E);
    } else if (!S.hasRank()) {
      addParam(Name + ".rank", demand::Type::I64);
      addParam(Name, demand::Type::Ptr);
    } else {
      addParam(Name + ".allocated", demand::Type::Ptr);
      addParam(Name, demand::Type::Ptr);
      addParam(Name + ".offset", demand::Type::I64);
      for (const char *What : {".dim", ".stride"})
        for (int64_t K = 0; K < S.getRank(); ++K) {
          if (What[1] == 'd')
            Sizes.insert(unsigned(D.Params.size()));
          addParam(Name + What + std::to_string(K), demand::Type::I64);
        }
    }
  }
  Scratch.Params = D.Params;
}

ExprRef Formulas::add(ExprRef A, ExprRef B) {
  return A == NoExpr ? B : B == NoExpr ? A : pool().binary(Code::Add, A, B);
}

ExprRef Formulas::multiply(ExprRef A, ExprRef B) {
  return A == NoExpr || B == NoExpr ? NoExpr : pool().binary(Code::Mul, A, B);
}

bool Formulas::isNonNegative(ExprRef E, unsigned Fuel) {
  if (E == NoExpr || Fuel == 0)
    return E == NoExpr;
  const demand::ExprNode N = pool()[E];
  auto Is = [&](ExprRef X) { return isNonNegative(X, Fuel - 1); };
  switch (N.O) {
  case Code::Int:
    return N.Imm >= 0;
  case Code::Param:
    return Sizes.contains(unsigned(N.Imm));
  case Code::Index:
  case Code::ZExt:
    return true;
  case Code::Add:
  case Code::Mul:
  case Code::SDiv:
  case Code::UDiv:
  case Code::CeilDiv:
  case Code::SMin:
  case Code::UMax:
  case Code::Or:
    return Is(N.A) && Is(N.B);
  case Code::SRem:
  case Code::AShr:
  case Code::LShr:
    return Is(N.A);
  case Code::SMax:
  case Code::And:
  case Code::UMin:
    return Is(N.A) || Is(N.B);
  case Code::URem:
    return Is(N.B);
  case Code::Select:
    return Is(N.B) && Is(N.C);
  default:
    return false;
  }
}

ExprRef Formulas::floorDivide(ExprRef A, ExprRef B) {
  const ExprRef Q = pool().binary(Code::SDiv, A, B);
  return isNonNegative(A)
             ? Q
             : pool().select(pool().binary(Code::SLt, pool().binary(Code::SRem, A, B), integer(0)),
                             pool().binary(Code::Sub, Q, integer(1)), Q);
}

ExprRef Formulas::ceilDivide(ExprRef A, ExprRef B) {
  if (isNonNegative(A))
    return pool().binary(Code::CeilDiv, A, B);
  const ExprRef Q = pool().binary(Code::SDiv, A, B);
  return pool().select(pool().binary(Code::SLt, integer(0), pool().binary(Code::SRem, A, B)),
                       pool().binary(Code::Add, Q, integer(1)), Q);
}

ExprRef Formulas::modulo(ExprRef A, ExprRef B) {
  const ExprRef R = pool().binary(Code::SRem, A, B);
  return isNonNegative(A) ? R
                          : pool().select(pool().binary(Code::SLt, R, integer(0)),
                                          pool().binary(Code::Add, R, B), R);
}

/// \p E, a number of \p Bits with a sign, as one without.
ExprRef Formulas::unsignedOf(ExprRef E, unsigned Bits) {
  if (Bits >= 64 || isNonNegative(E))
    return E;
  return pool().binary(Code::And, E, integer(int64_t((uint64_t(1) << Bits) - 1)));
}

/// The last \p Bits of \p E, as a number with a sign.
ExprRef Formulas::lastBits(ExprRef E, unsigned Bits) {
  demand::Type T;
  switch (Bits) {
  case 1:
    T = demand::Type::I1;
    break;
  case 8:
    T = demand::Type::I8;
    break;
  case 16:
    T = demand::Type::I16;
    break;
  case 32:
    T = demand::Type::I32;
    break;
  default:
    return Bits >= 64 ? E : unknown("a number of a width that has no type");
  }
  return pool().unary(Code::SExt, pool().unary(Code::Trunc, E, T), demand::Type::I64);
}

bool Formulas::isEntryArgument(Value V) {
  auto A = dyn_cast<BlockArgument>(V);
  return A && A.getOwner()->isEntryBlock() && A.getOwner()->getParentOp() == Func.getOperation();
}

//===--- Integers -----------------------------------------------------------===//

ExprRef Formulas::valueOf(Value V) {
  if (auto It = Bound.find(V); It != Bound.end())
    return It->second;
  if (auto It = Values.find(V); It != Values.end())
    return It->second;
  if (Depth >= MaxDepth)
    return unknown("computed in too many steps");
  ++Depth;
  const ExprRef E = compute(V);
  --Depth;
  return Values[V] = E;
}

/// Two values that are unknown for one reason are two unknowns: an image of n by m is no square.
ExprRef Formulas::unknownOf(Value V, StringRef Why, unsigned Dim) {
  auto [It, New] = Unknowns.try_emplace({V, Dim}, NoExpr);
  if (New) {
    const unsigned Number = ++Alike[Why];
    It->second = unknown(Number == 1 ? Why.str() : (Why + " #" + Twine(Number)).str());
  }
  return It->second;
}

ExprRef Formulas::ofArgument(BlockArgument A) {
  if (isEntryArgument(A)) {
    const demand::Type T = dialect::elementType(A.getType());
    if (!demand::isInteger(T))
      return unknown("an argument that is no integer");
    const ExprRef E = pool().param(First[A.getArgNumber()], T);
    return T == demand::Type::I64 ? E : pool().unary(Code::SExt, E, demand::Type::I64);
  }
  return unknownOf(A, isa<LoopLikeOpInterface>(A.getOwner()->getParentOp())
                          ? "changes from iteration to iteration"
                          : "an argument of a block");
}

static std::optional<Code> operatorOf(Operation *O) {
  return llvm::StringSwitch<std::optional<Code>>(O->getName().getStringRef())
      .Cases({"arith.addi", "index.add", "llvm.add"}, Code::Add)
      .Cases({"arith.subi", "index.sub", "llvm.sub"}, Code::Sub)
      .Cases({"arith.muli", "index.mul", "llvm.mul"}, Code::Mul)
      .Cases({"arith.divsi", "index.divs", "llvm.sdiv"}, Code::SDiv)
      .Cases({"arith.divui", "index.divu", "llvm.udiv"}, Code::UDiv)
      .Cases({"arith.remsi", "index.rems", "llvm.srem"}, Code::SRem)
      .Cases({"arith.remui", "index.remu", "llvm.urem"}, Code::URem)
      .Cases({"arith.ceildivui", "index.ceildivu"}, Code::CeilDiv)
      .Cases({"arith.minsi", "index.mins"}, Code::SMin)
      .Cases({"arith.maxsi", "index.maxs"}, Code::SMax)
      .Cases({"arith.minui", "index.minu"}, Code::UMin)
      .Cases({"arith.maxui", "index.maxu"}, Code::UMax)
      .Cases({"arith.shli", "index.shl", "llvm.shl"}, Code::Shl)
      .Cases({"arith.shrsi", "llvm.ashr"}, Code::AShr)
      .Cases({"arith.shrui", "llvm.lshr"}, Code::LShr)
      .Cases({"arith.andi", "llvm.and"}, Code::And)
      .Cases({"arith.ori", "llvm.or"}, Code::Or)
      .Cases({"arith.xori", "llvm.xor"}, Code::Xor)
      .Default(std::nullopt);
}

/// The comparison that a predicate asks for, and whether its operands change places.
static std::pair<Code, bool> comparisonOf(arith::CmpIPredicate P) {
  switch (P) {
  case arith::CmpIPredicate::eq:
    return {Code::Eq, false};
  case arith::CmpIPredicate::ne:
    return {Code::Ne, false};
  case arith::CmpIPredicate::slt:
    return {Code::SLt, false};
  case arith::CmpIPredicate::sle:
    return {Code::SLe, false};
  case arith::CmpIPredicate::sgt:
    return {Code::SLt, true};
  case arith::CmpIPredicate::sge:
    return {Code::SLe, true};
  case arith::CmpIPredicate::ult:
    return {Code::ULt, false};
  case arith::CmpIPredicate::ule:
    return {Code::ULe, false};
  case arith::CmpIPredicate::ugt:
    return {Code::ULt, true};
  case arith::CmpIPredicate::uge:
    return {Code::ULe, true};
  }
  return {Code::Eq, false};
}

/// What a conversion of integers makes of them; nothing where \p O is none.
std::optional<ExprRef> Formulas::converted(Operation *O) {
  enum class To { Nothing, Signed, Unsigned, Fewer };
  const auto Kind =
      llvm::StringSwitch<To>(O->getName().getStringRef())
          .Cases({"arith.extsi", "llvm.sext", "arith.index_cast", "index.casts",
                  "builtin.unrealized_conversion_cast"},
                 To::Signed)
          .Cases({"arith.extui", "llvm.zext", "arith.index_castui", "index.castu"}, To::Unsigned)
          .Cases({"arith.trunci", "llvm.trunc"}, To::Fewer)
          .Default(To::Nothing);
  if (Kind == To::Nothing)
    return std::nullopt;
  auto Width = [](Type T) { return T.isIndex() ? 64 : T.getIntOrFloatBitWidth(); };
  if (O->getNumOperands() != 1 || !O->getOperand(0).getType().isIntOrIndex() ||
      !O->getResult(0).getType().isIntOrIndex())
    return unknown("a conversion");
  const unsigned From = Width(O->getOperand(0).getType()), Into = Width(O->getResult(0).getType());
  const ExprRef E = valueOf(O->getOperand(0));
  if (Into < From)
    return lastBits(E, Into);
  if (From == 1 && Kind == To::Signed) // true is 1 here
    return pool().binary(Code::Sub, integer(0), E);
  return Kind == To::Unsigned && From < Into ? unsignedOf(E, From) : E;
}

/// Arithmetic on two integers.
ExprRef Formulas::quotientOrSum(Operation *O) {
  const StringRef Name = O->getName().getStringRef();
  ExprRef A = valueOf(O->getOperand(0)), B = valueOf(O->getOperand(1));
  const bool Ceil = Name == "arith.ceildivsi" || Name == "index.ceildivs";
  if (Ceil || Name == "arith.floordivsi" || Name == "index.floordivs") {
    if (!isNonNegative(B))
      return unknown("a quotient by what may be negative");
    return Ceil ? ceilDivide(A, B) : floorDivide(A, B);
  }
  const auto Kind = operatorOf(O);
  if (!Kind)
    return unknownOf(O->getResult(0), ("the result of " + Name).str());
  // Numbers are kept with their sign, whatever their width: these ops see none.
  const Type T = O->getOperand(0).getType();
  const unsigned Bits = T.isIndex() ? 64 : T.getIntOrFloatBitWidth();
  if (Bits < 64 && llvm::is_contained({Code::UDiv, Code::URem, Code::LShr, Code::CeilDiv}, *Kind)) {
    const ExprRef X = unsignedOf(A, Bits), Y = unsignedOf(B, Bits);
    const ExprRef R = pool().binary(*Kind, X, Y);
    return X == A && Y == B ? R : lastBits(R, Bits);
  }
  return pool().binary(*Kind, A, B);
}

/// \p E, the value of an i1: whether it holds.
ExprRef Formulas::isTrue(ExprRef E) {
  // What was made of a comparison is that.
  const demand::ExprNode N = pool()[E];
  if (N.O == Code::Select && pool().isInt(N.B, 1) && pool().isInt(N.C, 0))
    return N.A;
  return pool().binary(Code::Ne, E, integer(0));
}

ExprRef Formulas::compute(Value V) {
  APInt C;
  if (matchPattern(V, m_ConstantInt(&C)))
    return C.getBitWidth() == 1             ? integer(int64_t(C.getZExtValue()))
           : C.getSignificantBits() <= 64 ? integer(C.getSExtValue())
                                        : unknown("a constant wider than 64 bits");
  if (auto A = dyn_cast<BlockArgument>(V))
    return ofArgument(A);
  Operation *O = V.getDefiningOp();
  if (auto D2 = dyn_cast<tensor::DimOp>(O)) {
    if (auto N = D2.getConstantIndex())
      return dimOf(D2.getSource(), unsigned(*N));
    return unknownOf(V, "a size whose number is computed");
  }
  if (auto D2 = dyn_cast<memref::DimOp>(O)) {
    if (auto N = D2.getConstantIndex())
      return dimOf(D2.getSource(), unsigned(*N));
    return unknownOf(V, "a size whose number is computed");
  }
  if (auto A = dyn_cast<affine::AffineApplyOp>(O))
    return joined(A.getAffineMap(), A.getMapOperands(), Code::Add);
  if (auto A = dyn_cast<affine::AffineMinOp>(O))
    return joined(A.getAffineMap(), A.getMapOperands(), Code::SMin);
  if (auto A = dyn_cast<affine::AffineMaxOp>(O))
    return joined(A.getAffineMap(), A.getMapOperands(), Code::SMax);
  if (std::optional<ExprRef> E = converted(O))
    return *E;
  if (auto S = dyn_cast<arith::SelectOp>(O)) {
    const ExprRef Test = S.getCondition().getType().isInteger(1) && S.getType().isIntOrIndex()
                             ? valueOf(S.getCondition())
                             : NoExpr;
    if (Test == NoExpr || pool().hasUnknown(Test))
      return unknownOf(V, "a choice that depends on data");
    return pool().select(isTrue(Test), valueOf(S.getTrueValue()), valueOf(S.getFalseValue()));
  }
  if (auto Test = dyn_cast<arith::CmpIOp>(O); Test && Test.getLhs().getType().isIntOrIndex()) {
    auto [Compare, Swapped] = comparisonOf(Test.getPredicate());
    ExprRef A = valueOf(Test.getLhs()), B = valueOf(Test.getRhs());
    if (Swapped)
      std::swap(A, B);
    return pool().select(pool().binary(Compare, A, B), integer(1), integer(0));
  }
  if (O->getNumOperands() == 2 && O->getOperand(0).getType().isIntOrIndex())
    return quotientOrSum(O);
  if (isa<CallOpInterface>(O))
    return unknownOf(V, "the result of a call");
  return unknownOf(V, ("the result of " + O->getName().getStringRef()).str());
}

ExprRef Formulas::apply(AffineExpr E, ArrayRef<ExprRef> DimValues, ArrayRef<ExprRef> Symbols) {
  if (auto C = dyn_cast<AffineConstantExpr>(E))
    return integer(C.getValue());
  if (auto D2 = dyn_cast<AffineDimExpr>(E))
    return DimValues[D2.getPosition()];
  if (auto S = dyn_cast<AffineSymbolExpr>(E))
    return Symbols[S.getPosition()];
  auto B = cast<AffineBinaryOpExpr>(E);
  const ExprRef X = apply(B.getLHS(), DimValues, Symbols),
                Y = apply(B.getRHS(), DimValues, Symbols);
  switch (E.getKind()) {
  case AffineExprKind::Add:
    return pool().binary(Code::Add, X, Y);
  case AffineExprKind::Mul:
    return pool().binary(Code::Mul, X, Y);
  case AffineExprKind::Mod:
    return modulo(X, Y); // by what is positive, as the others
  case AffineExprKind::FloorDiv:
    return floorDivide(X, Y);
  default:
    return ceilDivide(X, Y);
  }
}

//===--- Loops --------------------------------------------------------------===//

SmallVector<Value> dialect::inductionVariablesOf(Operation *Loop) {
  if (auto P = dyn_cast<affine::AffineParallelOp>(Loop))
    return SmallVector<Value>(P.getIVs());
  auto L = dyn_cast<LoopLikeOpInterface>(Loop);
  const auto Variables = L ? L.getLoopInductionVars() : std::nullopt;
  return Variables ? *Variables : SmallVector<Value>();
}

std::optional<AffineBounds> dialect::affineBoundsOf(Operation *Loop, unsigned N) {
  if (auto L = dyn_cast<affine::AffineForOp>(Loop))
    return AffineBounds{L.getLowerBoundMap(), L.getUpperBoundMap(),
                        SmallVector<Value>(L.getLowerBoundOperands()),
                        SmallVector<Value>(L.getUpperBoundOperands()), L.getStepAsInt()};
  if (auto P = dyn_cast<affine::AffineParallelOp>(Loop))
    return AffineBounds{P.getLowerBoundMap(N), P.getUpperBoundMap(N),
                        SmallVector<Value>(P.getLowerBoundsOperands()),
                        SmallVector<Value>(P.getUpperBoundsOperands()), P.getSteps()[N]};
  return std::nullopt;
}

/// The results of \p M for \p Operands, joined.
ExprRef Formulas::joined(AffineMap M, ValueRange Operands, Code Join) {
  SmallVector<ExprRef> All;
  for (Value V : Operands)
    All.push_back(valueOf(V));
  ExprRef R = NoExpr;
  for (AffineExpr E : M.getResults()) {
    const ExprRef X = apply(E, ArrayRef(All).take_front(M.getNumDims()),
                            ArrayRef(All).drop_front(M.getNumDims()));
    R = R == NoExpr ? X : pool().binary(Join, R, X);
  }
  return R;
}

std::pair<ExprRef, ExprRef> Formulas::startAndStep(Operation *O, unsigned N) {
  if (const auto B = affineBoundsOf(O, N))
    return {joined(B->Lower, B->LowerOperands, Code::SMax), integer(B->Step)};
  auto L = cast<LoopLikeOpInterface>(O);
  const auto Lower = L.getLoopLowerBounds(), Step = L.getLoopSteps();
  if (!Lower || !Step || N >= Lower->size())
    return {integer(0), integer(1)};
  return {ofFold((*Lower)[N]), ofFold((*Step)[N])};
}

ExprRef Formulas::tripOfDimension(Operation *O, unsigned N, bool Clamped) {
  const auto [Start, Step] = startAndStep(O, N);
  ExprRef End = NoExpr;
  if (const auto B = affineBoundsOf(O, N)) {
    End = joined(B->Upper, B->UpperOperands, Code::SMin);
  } else {
    const auto Upper = cast<LoopLikeOpInterface>(O).getLoopUpperBounds();
    if (!Upper || N >= Upper->size())
      return unknown("a loop without a trip count");
    End = ofFold((*Upper)[N]);
  }
  ExprRef Length = pool().binary(Code::Sub, End, Start);
  if (Clamped && !isNonNegative(Length))
    Length = pool().binary(Code::SMax, Length, integer(0));
  return pool().isInt(Step, 1) ? Length : ceilDivide(Length, Step);
}

ExprRef Formulas::tripOf(Operation *O, bool Clamped) {
  if (isa<scf::WhileOp>(O))
    return unknown("a while loop");
  if (!isa<LoopLikeOpInterface>(O))
    return NoExpr;
  const size_t Count = inductionVariablesOf(O).size();
  if (!Count)
    return unknown("a loop without a trip count");
  ExprRef Trip = integer(1);
  for (unsigned N = 0; N < Count; ++N)
    Trip = multiply(Trip, tripOfDimension(O, N, Clamped));
  return Trip;
}

ExprRef Formulas::ofFold(OpFoldResult R) {
  if (auto A = dyn_cast<Attribute>(R))
    return integer(cast<IntegerAttr>(A).getValue().getSExtValue());
  return valueOf(cast<Value>(R));
}

//===--- As attributes ------------------------------------------------------===//

ExprAttr Formulas::attribute(ExprRef E) {
  if (E == NoExpr)
    return {};
  ExprAttr &Known = Texts[E];
  if (Known)
    return Known;
  // The printer looks at the whole pool: give it one with this formula only.
  Scratch.Exprs = demand::ExprPool();
  Scratch.Strings.clear();
  Scratch.Loops.resize(D.Loops.size());
  // Nobody who reads an attribute knows the values of a note.
  Copier C(Scratch, D, [](uint32_t) { return false; });
  return Known = ExprAttr::get(Func->getContext(), demand::exactText(Scratch, C.copy(E)));
}

CostAttr Formulas::attribute(const OpDemand &Of) {
  return CostAttr::get(Func->getContext(), attribute(Of.Flops), attribute(Of.IntOps),
                       attribute(Of.BytesRead), attribute(Of.BytesWritten),
                       attribute(Of.BytesAllocated));
}

ExprRef Formulas::expression(ExprAttr A) {
  if (!A)
    return NoExpr;
  auto E = demand::parseExact(D, std::string_view(A.getText()));
  return E ? *E : unknown("a formula of other parameters: " + E.error().Message);
}
