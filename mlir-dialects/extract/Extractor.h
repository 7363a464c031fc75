//===- mlir-dialects/extract/Extractor.h - MLIR to the kernel normal form ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The second extractor: what passes/extract makes of LLVM IR, this makes of linalg ops
// and of affine and scf loops, so that the same recognisers (kernels/recognise.h) give
// the same names. Every output of a linalg op and every store in a loop becomes a
// kernels::Statement.
//
// Objects are buffers. A tensor that an op writes to in place (its only use is to be the
// destination) stays the same object, as bufferisation makes it one.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_EXTRACT_EXTRACTOR_H
#define AUSPEX_MLIR_EXTRACT_EXTRACTOR_H

#include "kernels/scene.h"
#include "mlir-dialects/formula/Symbols.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::linalg {
class LinalgOp;
class SoftmaxOp;
} // namespace mlir::linalg

namespace auspex::dialect {

class Extractor {
public:
  Extractor(mlir::func::FuncOp Func, Formulas &F) : Func(Func), F(F), S(F) {}

  /// Fills All.
  void collect();
  kernels::Surroundings surroundings();

  kernels::BodyDag Dag;
  std::vector<kernels::Statement> All;    ///< Tag is the index here
  std::vector<mlir::Operation *> Sites;   ///< by Tag
  std::vector<mlir::Operation *> LoopOps; ///< by loop number: whose loop it is
  std::string GaveUp;                     ///< why some of the function was not looked at

  mlir::func::FuncOp Func;
  Formulas &F;
  Symbols S;

private:
  //===--- Loops (Nests.cpp) ---===//
  void number(mlir::Operation *Loop);
  std::vector<kernels::Dim> dimsOf(mlir::Operation *Loop);
  std::vector<kernels::Dim> dimsAround(mlir::Operation *Op);
  std::vector<uint32_t> numbersAround(mlir::Operation *Op);
  uint32_t newLoop(mlir::Operation *Owner) {
    LoopOps.push_back(Owner);
    return uint32_t(LoopOps.size() - 1);
  }
  void addStore(mlir::Operation *Op, mlir::Value Stored, mlir::Value Into,
                llvm::ArrayRef<kernels::Poly> At);
  void addResults(mlir::Operation *Loop);
  void addGuards(kernels::Statement &St, mlir::Operation *Op);
  void finish(kernels::Statement St, mlir::Operation *At);

  //===--- Flattened loops (Flattened.cpp) ---===//
  llvm::SmallVector<kernels::Poly> digitsOf(mlir::Operation *Loop);
  std::optional<std::pair<kernels::Poly, kernels::Poly>> divided(const kernels::Poly &P,
                                                                 const kernels::Poly &By);

  //===--- Results of loops (Folds.cpp) ---===//
  kernels::NodeRef loopResult(mlir::Operation *Loop, unsigned N);
  kernels::NodeRef folded(llvm::ArrayRef<uint32_t> Loops, llvm::ArrayRef<uint32_t> Carried,
                          kernels::NodeRef Start, kernels::NodeRef Next);

  //===--- Linalg (Structured.cpp) ---===//
  void addStructured(mlir::linalg::LinalgOp Op);
  void addSoftmax(mlir::linalg::SoftmaxOp Op);
  void addCopy(mlir::Operation *Op, mlir::Value From, mlir::Value To,
               llvm::ArrayRef<kernels::Poly> Offsets, llvm::ArrayRef<kernels::Poly> Steps);

  //===--- Chains (Inline.cpp) ---===//
  bool keepsOperands(const kernels::Statement &W) const;
  kernels::NodeRef valueAt(const kernels::Statement &W, const kernels::Operand &O);
  kernels::NodeRef inlined(kernels::NodeRef R, unsigned Fuel);
  kernels::NodeRef compositeOf(const kernels::Statement &St);

  //===--- Addresses (Access.cpp) ---===//
  /// The value whose buffer \p V lies in.
  mlir::Value baseOf(mlir::Value V);
  uint32_t objectOf(mlir::Value Base);
  /// Element \p At of \p V.
  /// \p Sizes: those of a dense tensor, where an op says more of them than its type.
  kernels::Operand access(mlir::Value V, llvm::ArrayRef<kernels::Poly> At,
                          llvm::ArrayRef<kernels::Poly> Sizes = {});
  kernels::Poly polyOf(mlir::Value V);
  std::vector<kernels::Poly> boundsOf(mlir::Value V);
  kernels::Poly polyOf(mlir::AffineExpr E, llvm::ArrayRef<kernels::Poly> Dims,
                       llvm::ArrayRef<kernels::Poly> Symbols);
  kernels::Poly dataSymbol(kernels::Operand O);
  void addVia(kernels::Operand &O) const;
  kernels::Poly polyOf(mlir::OpFoldResult R);
  llvm::SmallVector<kernels::Poly> polysOf(mlir::ValueRange Values);
  std::vector<kernels::Poly> polysOf(mlir::AffineMap M, mlir::ValueRange Operands);
  /// The constant that fills \p V before it is written to, if that is so.
  std::optional<double> filledWith(mlir::Value V);
  std::optional<double> filledBefore(mlir::OpOperand &Init);

  //===--- Values (Body.cpp) ---===//
  kernels::NodeRef eval(mlir::Value V);
  kernels::NodeRef build(mlir::Value V);
  kernels::NodeRef operation(mlir::OpResult Value);
  kernels::NodeRef withoutSign(mlir::Value V);
  uint32_t functionId(llvm::StringRef Name, unsigned Result);
  kernels::NodeRef read(kernels::Operand O, mlir::Operation *By);
  uint32_t scalarId(mlir::Value V);
  /// Forgets what was evaluated: what a value stands on is collected again.
  void clear();

  llvm::DenseMap<mlir::Value, kernels::NodeRef> Memo;
  llvm::DenseMap<mlir::Value, kernels::NodeRef> Arguments; ///< of a linalg op's body
  llvm::DenseMap<mlir::Value, kernels::Operand> ArgumentReads;
  llvm::DenseMap<mlir::Value, kernels::Poly> Variables; ///< induction variables
  llvm::DenseMap<mlir::Operation *, uint32_t> FirstLoop;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<kernels::Poly>> Digits; ///< see digitsOf
  llvm::DenseMap<uint32_t, kernels::Poly> Counts; ///< of the digits' loops, by number
  llvm::MapVector<mlir::Value, uint32_t> Objects;
  llvm::DenseMap<mlir::Value, uint32_t> Scalars;
  uint32_t NextScalar = 0; ///< for what no value is: an accumulator of a linalg op
  std::map<std::pair<std::string, unsigned>, uint32_t> Functions; ///< name and result
  std::vector<kernels::Operand> Data;                             ///< by number - FirstData
  std::map<std::pair<uint32_t, std::vector<kernels::Poly>>, kernels::Sym> DataSymbols;
  // Of the statement at hand:
  llvm::SmallSetVector<uint32_t, 4> Reduced; ///< loops that are folded over
  std::vector<std::pair<int64_t, std::vector<kernels::Dim>>> Accesses;
  std::vector<kernels::Dim> Around; ///< of a linalg op's body: its loops
  bool InBody = false;
  unsigned Depth = 0;
};

} // namespace auspex::dialect

#endif
