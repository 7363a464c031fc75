//===- mlir-dialects/skeleton/Skeleton.h - Functions as steps ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the LLVM plugin makes of a function (demand/skeleton.h), made from structured
// control flow on buffers: allocations, work, what is touched, calls. Loops and
// conditions in which nothing is allocated or called are folded to work. Parameters and
// arguments are those of the function lowered with memref descriptors; a function that
// returns a descriptor, or several values, has one parameter more, named `result`: where
// they go (docs/note-format.md).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_SKELETON_SKELETON_H
#define AUSPEX_MLIR_SKELETON_SKELETON_H

#include "mlir-dialects/formula/Formulas.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace auspex::dialect {

/// Fills in parameters, values, loops and nodes of \p F's function; Reason instead where
/// the function is not made of structured control flow on buffers.
void buildSkeleton(mlir::func::FuncOp Func, Formulas &F);

/// Makes the integers that calls result in values of \p F's function and binds them, and says
/// on each call which one it is: formulas that are written before there is a skeleton may
/// mention them.
void numberResults(mlir::func::FuncOp Func, Formulas &F);
/// Which value each call's result is; none where two calls say the same, as copies do.
llvm::DenseMap<mlir::Operation *, uint32_t> numbersOfResults(mlir::func::FuncOp Func);

/// The function `_mlir_ciface_*` that `llvm.emit_c_interface` makes of \p Func: it takes
/// pointers to descriptors, loads them and calls \p Func.
demand::Function interfaceOf(mlir::func::FuncOp Func);

} // namespace auspex::dialect

#endif
