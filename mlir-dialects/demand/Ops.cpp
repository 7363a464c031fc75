//===- mlir-dialects/demand/Ops.cpp - Ops: verifiers and folds --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/demand/Demand.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/StringExtras.h"

#include "mlir/IR/OpImplementation.h"

#define GET_OP_CLASSES
#include "mlir-dialects/demand/DemandOps.cpp.inc"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;

//===--- Attributes on the ops of others -------------------------------------===//

/// Formulas may only mention parameters that the function around \p Op has. After
/// lowering it is an llvm.func, and the same attributes are on its C interface, too.
static LogicalResult checkParams(Operation *Op, StringRef Name, ArrayRef<ExprAttr> Formulas) {
  auto F = dyn_cast<FunctionOpInterface>(Op);
  if (!F)
    F = Op->getParentOfType<FunctionOpInterface>();
  if (!F || F->getDialect()->getNamespace() == "llvm")
    return success();
  const std::optional<unsigned> Params = loweredParams(F.getArgumentTypes());
  for (ExprAttr E : Formulas)
    if (const int64_t N = largestParam(E); Params && N >= int64_t(*Params))
      return Op->emitOpError()
             << "'" << Name << "' mentions $" << N << ", but @"
             << SymbolTable::getSymbolName(F).getValue() << " has " << *Params
             << " parameters once lowered (a memref or tensor of rank r has 3 + 2r)";
  return success();
}

LogicalResult DemandDialect::verifyOperationAttribute(Operation *Op, NamedAttribute A) {
  const StringRef Name = A.getName();
  const Attribute V = A.getValue();
  auto Wrong = [&](StringRef Wanted) {
    return Op->emitOpError() << "'" << Name << "' must be " << Wanted << ", not " << V;
  };
  if (Name == CostName) {
    auto C = dyn_cast<CostAttr>(V);
    return !C ? Wrong("a #demand.cost")
              : checkParams(
                    Op, Name,
                    {C.getFlops(), C.getIntops(), C.getRead(), C.getWritten(), C.getAllocated()});
  }
  if (Name == KernelName) {
    auto K = dyn_cast<KernelAttr>(V);
    return !K ? Wrong("a #demand.kernel") : checkParams(Op, Name, {K.getFlops(), K.getBytes()});
  }
  if (Name == PeakName) {
    auto E = dyn_cast<ExprAttr>(V);
    return !E ? Wrong("a #demand.expr") : checkParams(Op, Name, {E});
  }
  if (Name == LayerName)
    return isa<StringAttr>(V) ? success() : Wrong("a string");
  if (Name == ValueName)
    return isa<IntegerAttr>(V) && cast<IntegerAttr>(V).getType().isSignlessInteger(64) &&
                   cast<IntegerAttr>(V).getInt() >= 0
               ? success()
               : Wrong("the number of a value, an i64");
  if (Name == NoteName || Name == WrapperName) {
    if (!isa<NoteAttr>(V))
      return Wrong("a #demand.note");
    return isa<FunctionOpInterface>(Op)
               ? success()
               : Op->emitOpError() << "'" << Name << "' belongs on a function";
  }
  return Op->emitOpError() << "'" << Name << "' is no attribute of the demand dialect";
}

//===--- region -------------------------------------------------------------===//

LogicalResult RegionOp::verifyRegions() {
  auto Yield = cast<YieldOp>(getBody().front().getTerminator());
  if (Yield.getNumOperands() != getNumResults())
    return emitOpError() << "has " << getNumResults() << " results, but yields "
                         << Yield.getNumOperands();
  for (auto [N, Pair] : llvm::enumerate(llvm::zip(Yield.getOperandTypes(), getResultTypes())))
    if (auto [Given, Wanted] = Pair; Given != Wanted)
      return emitOpError() << "result " << N << " is " << Wanted << ", but " << Given
                           << " is yielded";
  if (getBody().front().getNumArguments())
    return emitOpError("its block takes no arguments: values from outside may be used inside");
  if (getCostAttr() && llvm::hasSingleElement(getBody().front()))
    return emitOpError("has a cost, but nothing in it that could cost");
  if (CostAttr C = getCostAttr())
    return checkParams(
        *this, "cost",
        {C.getFlops(), C.getIntops(), C.getRead(), C.getWritten(), C.getAllocated()});
  return success();
}

/// A region in which nothing happens is nothing.
LogicalResult RegionOp::canonicalize(RegionOp Op, PatternRewriter &R) {
  Block &Body = Op.getBody().front();
  if (Op.getCostAttr() || !llvm::hasSingleElement(Body))
    return failure();
  R.replaceOp(Op, cast<YieldOp>(Body.getTerminator()).getValues());
  return success();
}

//===--- alloc, free --------------------------------------------------------===//

LogicalResult AllocOp::verify() {
  APInt Bytes;
  if (matchPattern(getBytes(), m_ConstantInt(&Bytes)) && Bytes.isNegative())
    return emitOpError() << "takes " << Bytes.getSExtValue() << " bytes";
  unsigned Frees = 0;
  for (Operation *User : getMemory().getUsers())
    Frees += isa<FreeOp>(User) && User->getBlock() == (*this)->getBlock();
  if (Frees > 1)
    return emitOpError("is freed twice in one block");
  return success();
}

/// No bytes, or bytes that are given back at once, are no event.
LogicalResult AllocOp::canonicalize(AllocOp Op, PatternRewriter &R) {
  const bool Nothing = matchPattern(Op.getBytes(), m_Zero());
  Operation *Next = Op->getNextNode();
  const bool AtOnce = Op.getMemory().hasOneUse() && isa_and_nonnull<FreeOp>(Next) &&
                      Next->getOperand(0) == Op.getMemory();
  if (!Op.getMemory().use_empty() && !AtOnce &&
      !(Nothing && llvm::all_of(Op.getMemory().getUsers(), llvm::IsaPred<FreeOp>)))
    return failure();
  if (!Nothing && !AtOnce)
    return failure();
  for (Operation *User : llvm::make_early_inc_range(Op.getMemory().getUsers()))
    R.eraseOp(User);
  R.eraseOp(Op);
  return success();
}

//===--- beacon -------------------------------------------------------------===//

LogicalResult BeaconOp::verify() {
  if (getNames().size() != getValues().size())
    return emitOpError() << "carries " << getValues().size() << " values and " << getNames().size()
                         << " names: one for each";
  if (getValues().size() > MaxBeaconValues)
    return emitOpError() << "carries " << getValues().size() << " values; a probe takes "
                         << MaxBeaconValues;
  if (getProbe().empty() ||
      !llvm::all_of(getProbe(), [](char C) { return llvm::isAlnum(C) || C == '_'; }))
    return emitOpError() << "'" << getProbe() << "' is no name of a probe: letters, digits and _";
  for (Attribute A : getNames())
    if (cast<StringAttr>(A).getValue().empty())
      return emitOpError("a value without a name tells nobody what it is");
  return success();
}

/// Constants are known before; a value need be told once.
LogicalResult BeaconOp::canonicalize(BeaconOp Op, PatternRewriter &R) {
  SmallVector<Value> Values;
  SmallVector<Attribute> Names;
  for (auto [V, Name] : llvm::zip(Op.getValues(), Op.getNames()))
    if (!matchPattern(V, m_Constant()) && !llvm::is_contained(Values, V)) {
      Values.push_back(V);
      Names.push_back(Name);
    }
  if (Values.size() == Op.getValues().size())
    return failure();
  R.replaceOpWithNewOp<BeaconOp>(Op, Op.getProbeAttr(), Values, R.getArrayAttr(Names));
  return success();
}
