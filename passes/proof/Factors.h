//===- passes/proof/Factors.h - What a factorisation leaves in its matrix ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A factorisation in place overwrites what it reads, so that no element can be compared
// with a sum over operands: when they are read decides what they are. What can be
// compared is the result: the factors that the code leaves, multiplied, are the matrix
// that was there. The normal form of an elimination whose factor is read behind the store
// that changes it is that of a right one; its result is not.
//
// Rows may have been exchanged, multipliers have either sign, be kept or not, and the
// diagonal may be stored elsewhere. So LU is asked by what U alone tells: A*U^-1 is the
// unit lower triangle with its rows in some order (or L^-1*A is a unit upper one, after
// Crout). Cholesky and LDL are asked by the strict lower triangle, of which the
// diagonal follows.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_FACTORS_H
#define AUSPEX_PASSES_PROOF_FACTORS_H

#include "passes/proof/Reference.h"

#include "llvm/ADT/StringRef.h"

namespace auspex::passes::proof {

class Factors {
public:
  enum class Kind : uint8_t { None, Lu, Cholesky, Ldl };
  /// What \p Idiom is, if its result can be asked.
  static Kind kindOf(llvm::StringRef Idiom);

  Factors(Kind What, const kernels::Update &U, Evaluator &Ev, execute::Executor &E,
          execute::Memory &Mem)
      : What(What), U(U), Ev(Ev), E(E), Mem(Mem) {}

  /// Finds the matrix, makes it one that has such factors and remembers it. False: it is
  /// not seen where its elements lie. \p Domain knows the extents.
  bool prepare(const Reference &Domain);
  /// The code has run: its factors are those of the matrix. Nothing: they cannot be asked
  /// (a pivot is 0, the matrix came from elsewhere).
  std::optional<bool> hold();

private:
  using Matrix = std::vector<std::vector<uint64_t>>;
  bool findLoops();
  bool findOrigin();
  std::optional<uint64_t> at(int64_t Row, int64_t Column);
  bool read(Matrix &Into);
  bool isLower(const Matrix &X, bool MayPermute) const;
  std::optional<bool> isLu(const Matrix &Old, const Matrix &New, bool Inverted) const;
  std::optional<bool> isSymmetric() const;
  bool isZero(uint64_t X, uint64_t Scale) const;

  Kind What;
  const kernels::Update &U;
  Evaluator &Ev;
  execute::Executor &E;
  execute::Memory &Mem;
  uint32_t I = 0, J = 0, K = 0; ///< loops: rows and columns of the output, the step
  const kernels::Operand *Left = nullptr, *Right = nullptr; ///< A[i,k]; A[k,j] or A[j,k]
  int64_t Row0 = 0, Column0 = 0; ///< of the output's first element
  int64_t Size = 0;
  Matrix Before, After;
};

} // namespace auspex::passes::proof

#endif
