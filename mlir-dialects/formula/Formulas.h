//===- mlir-dialects/formula/Formulas.h - SSA values as formulas ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sizes and indices of one function as expressions over its parameters, which are
// those that the function has once it is lowered to LLVM with memref descriptors: a
// memref or tensor of rank r becomes allocated pointer, aligned pointer, offset, r
// sizes and r strides. So a formula stays true whatever is lowered in between.
//
// What cannot be derived is an Unknown that says why. All integers are I64.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_FORMULA_FORMULAS_H
#define AUSPEX_MLIR_FORMULA_FORMULAS_H

#include "mlir-dialects/demand/Demand.h"

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/StringMap.h"

namespace mlir::linalg {
class LinalgOp;
}

namespace auspex::dialect {

/// Bytes that an element takes in memory (i1: 1, index: 8, complex: two); 0 for what has
/// no size.
unsigned bytesOfElement(mlir::Type T);
/// Memory that malloc gives: no memory space is named, and so no device.
bool isHostMemory(mlir::Type T);
/// A tensor of which not every element is stored: with an encoding, of sparse_tensor or another.
bool isSparse(mlir::Type T);
/// The machine type of an element; Void where the contract has none.
demand::Type elementType(mlir::Type T);

/// The source name of a value or an op: that of its location, where it has one.
std::string nameOf(mlir::Location L);

/// File and line of a location; empty and 0 where it has none.
struct Place {
  std::string File;
  uint32_t Line = 0;
};
Place placeOf(mlir::Location L);

/// The induction variables of a counted loop, affine.parallel's as well; none of others.
llvm::SmallVector<mlir::Value> inductionVariablesOf(mlir::Operation *Loop);

/// How induction variable \p N of an affine loop runs: from the largest of the one to the
/// smallest of the other.
struct AffineBounds {
  mlir::AffineMap Lower, Upper;
  llvm::SmallVector<mlir::Value> LowerOperands, UpperOperands;
  int64_t Step = 1;
};
std::optional<AffineBounds> affineBoundsOf(mlir::Operation *Loop, unsigned N);

class Formulas {
public:
  explicit Formulas(mlir::FunctionOpInterface F);

  /// The function whose pool the expressions are in; has symbol, place and parameters.
  demand::Function &function() { return D; }
  demand::ExprPool &pool() { return D.Exprs; }

  demand::ExprRef integer(int64_t V) { return pool().integer(V); }
  demand::ExprRef unknown(llvm::StringRef Why, demand::Type T = demand::Type::I64) {
    return pool().unknown(D.string(std::string_view(Why)), T);
  }
  /// NoExpr is 0 in a sum.
  demand::ExprRef add(demand::ExprRef A, demand::ExprRef B);
  /// NoExpr is 0: so is the product.
  demand::ExprRef multiply(demand::ExprRef A, demand::ExprRef B);

  /// \p E is not negative, whatever the arguments are; where it is not known, no.
  bool isNonNegative(demand::ExprRef E, unsigned Fuel = 32);

  /// An index or integer, as I64; 1 is true.
  demand::ExprRef valueOf(mlir::Value V);
  demand::ExprRef isTrue(demand::ExprRef E);
  /// Size number \p Dim of a memref, tensor or vector.
  demand::ExprRef dimOf(mlir::Value V, unsigned Dim);
  /// The iteration space of a linalg op: for each dimension the size of an operand that
  /// moves with it alone, a static one where there is one; else NoExpr.
  llvm::SmallVector<demand::ExprRef> extentsOf(mlir::linalg::LinalgOp Op);
  demand::ExprRef elementsOf(mlir::Value V);
  demand::ExprRef bytesOf(mlir::Value V);
  /// How far apart two elements along \p Dim lie, in elements: of tensors, which are
  /// taken to be dense, and of memrefs by their layout.
  demand::ExprRef strideOf(mlir::Value V, unsigned Dim);
  /// Where a memref's first element lies behind its aligned pointer, in elements.
  demand::ExprRef offsetOf(mlir::Value V);
  /// \p E with \p Dims and \p Symbols in it.
  demand::ExprRef apply(mlir::AffineExpr E, llvm::ArrayRef<demand::ExprRef> Dims,
                        llvm::ArrayRef<demand::ExprRef> Symbols);
  /// How often the body of a loop runs for one execution of the op; NoExpr where \p Op is
  /// no loop. \p Clamped: 0 where the upper bound lies below the lower one.
  demand::ExprRef tripOf(mlir::Operation *Op, bool Clamped = false);
  /// The lower bound and the step of a loop's induction variable number \p N.
  std::pair<demand::ExprRef, demand::ExprRef> startAndStep(mlir::Operation *Op, unsigned N);
  demand::ExprRef tripOfDimension(mlir::Operation *Op, unsigned N, bool Clamped = false);

  /// What \p V is from now on: an induction variable, the result of a call.
  void bind(mlir::Value V, demand::ExprRef E) { Bound[V] = E; }
  bool isBound(mlir::Value V) const { return Bound.contains(V); }
  /// Forgets what was derived from bindings that change.
  void forget() {
    Values.clear();
    Dims.clear();
  }
  void bindDims(mlir::Value V, llvm::SmallVector<demand::ExprRef> Dims) {
    BoundDims[V] = std::move(Dims);
  }
  /// The first of the lowered parameters of an argument of the entry block.
  unsigned firstParam(unsigned Argument) const { return First[Argument]; }

  /// The formula as an attribute: none for NoExpr.
  ExprAttr attribute(demand::ExprRef E);
  CostAttr attribute(const OpDemand &Of);
  /// The attribute's formula in this pool; NoExpr where there is none.
  demand::ExprRef expression(ExprAttr A);

private:
  /// Of a value itself, or of its size number \p Dim.
  demand::ExprRef unknownOf(mlir::Value V, llvm::StringRef Why, unsigned Dim = ~0u);
  void addParam(std::string Name, demand::Type T) { D.Params.push_back({std::move(Name), T}); }
  demand::ExprRef ofArgument(mlir::BlockArgument A);
  demand::ExprRef compute(mlir::Value V);
  std::optional<demand::ExprRef> converted(mlir::Operation *O);
  demand::ExprRef quotientOrSum(mlir::Operation *O);
  // By what is positive; rounded down, up, and what is left when rounded down.
  demand::ExprRef floorDivide(demand::ExprRef A, demand::ExprRef B);
  demand::ExprRef ceilDivide(demand::ExprRef A, demand::ExprRef B);
  demand::ExprRef modulo(demand::ExprRef A, demand::ExprRef B);
  demand::ExprRef unsignedOf(demand::ExprRef E, unsigned Bits);
  demand::ExprRef lastBits(demand::ExprRef E, unsigned Bits);
  demand::ExprRef computeDim(mlir::Value V, unsigned Dim);
  demand::ExprRef dimByBounds(mlir::Value V, unsigned Dim);
  demand::ExprRef ofFold(mlir::OpFoldResult R);
  demand::ExprRef joined(mlir::AffineMap M, mlir::ValueRange Operands, demand::Op Join);
  bool isEntryArgument(mlir::Value V);

  mlir::FunctionOpInterface Func;
  demand::Function D;
  demand::Function Scratch; ///< to print from
  std::vector<unsigned> First;
  llvm::DenseSet<unsigned> Sizes; ///< parameters that are the sizes of memrefs and tensors
  llvm::DenseMap<mlir::Value, demand::ExprRef> Bound, Values;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<demand::ExprRef>> BoundDims;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, demand::ExprRef> Dims;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, demand::ExprRef> Unknowns;
  llvm::StringMap<unsigned> Alike; ///< how many are unknown for one reason
  llvm::DenseMap<demand::ExprRef, ExprAttr> Texts;
  unsigned Depth = 0;
};

} // namespace auspex::dialect

#endif
