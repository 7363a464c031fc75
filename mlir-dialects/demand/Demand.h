//===- mlir-dialects/demand/Demand.h - The demand dialect -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Attributes, ops and the interface that Demand.td and DemandInterface.td declare,
// and the names of the attributes that passes hang on other ops.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_DEMAND_DEMAND_H
#define AUSPEX_MLIR_DEMAND_DEMAND_H

#include "demand/expr.h"
#include "demand/skeleton.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace auspex::dialect {

class Formulas;

/// Discardable attributes: on an op, its cost and what it computes; on a function, the
/// sum of its costs, its high-water mark in bytes, its note and that of the function which
/// llvm.emit_c_interface makes for C; on a call, which of the note's values its result is.
inline constexpr llvm::StringLiteral CostName = "demand.cost", KernelName = "demand.kernel",
                                     LayerName = "demand.layer", PeakName = "demand.peak",
                                     NoteName = "demand.note", WrapperName = "demand.wrapper",
                                     ValueName = "demand.value";

/// Values that a beacon may carry: what a watcher's record holds.
inline constexpr size_t MaxBeaconValues = 6;

/// What one execution of an op takes; NoExpr is zero.
struct OpDemand {
  demand::ExprRef Flops = demand::NoExpr, IntOps = demand::NoExpr;
  demand::ExprRef BytesRead = demand::NoExpr, BytesWritten = demand::NoExpr;
  demand::ExprRef BytesAllocated = demand::NoExpr;
};

} // namespace auspex::dialect

#include "mlir-dialects/demand/DemandDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "mlir-dialects/demand/DemandAttrs.h.inc"
#define GET_TYPEDEF_CLASSES
#include "mlir-dialects/demand/DemandTypes.h.inc"
#define GET_OP_CLASSES
#include "mlir-dialects/demand/DemandOps.h.inc"

#include "mlir-dialects/demand/DemandInterface.h.inc"

namespace auspex::dialect {

/// Parses an exact text into \p F, whose parameters and loops become as many as it
/// mentions. demand::parseExact wants to know them before.
demand::Expected<demand::ExprRef> parseOpen(demand::Function &F, llvm::StringRef Text);

/// The largest number of a parameter that \p E mentions, or -1.
int64_t largestParam(ExprAttr E);

/// How many parameters a function of these argument types has once it is lowered.
/// Nothing where that is not known (a type without a lowering of its own).
std::optional<unsigned> loweredParams(mlir::TypeRange Arguments);

} // namespace auspex::dialect

#endif
