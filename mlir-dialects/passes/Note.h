//===- mlir-dialects/passes/Note.h - The note on a function -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each pass decodes the note that is there, adds what it found, and encodes it again.
// Expressions are copied between pools; the parameters are the same everywhere.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_PASSES_NOTE_H
#define AUSPEX_MLIR_PASSES_NOTE_H

#include "mlir-dialects/demand/Demand.h"

namespace auspex::dialect {

/// The unit's id until demand-to-llvm knows which symbols there are.
inline constexpr llvm::StringLiteral NoUnit = "0000000000000000";

/// Encodes \p D into an attribute of \p Op; where it is too large for the
/// format, with the reason in place of the code.
void setNote(mlir::Operation *Op, const demand::Function &D, llvm::StringRef Attribute = NoteName);
/// What the attribute says; nothing where there is none.
std::optional<demand::Function> noteOf(mlir::Operation *Op, llvm::StringRef Attribute = NoteName);
/// \p D with the expressions only that something refers to.
void compact(demand::Function &D);
/// Copies the kernels, rejections and beacons of \p From to \p Into, formulas included.
void adopt(demand::Function &Into, const demand::Function &From);

/// Puts what is in a region where the region is.
void inlineRegion(RegionOp R);

} // namespace auspex::dialect

#endif
