//===- passes/proof/Solution.h - What a triangular solve leaves -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A solve in place overwrites the right-hand side that it reads. What it leaves is asked
// instead of its elements (see Factors.h): L*x = alpha*b, where the diagonal of L is 1,
// is divided by, or is kept as its reciprocal. A column that is divided too late has the
// same normal form and leaves no solution.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_SOLUTION_H
#define AUSPEX_PASSES_PROOF_SOLUTION_H

#include "passes/proof/Reference.h"

namespace auspex::passes::proof {

class Solution {
public:
  Solution(const kernels::Update &U, Evaluator &Ev, execute::Executor &E, execute::Memory &Mem)
      : U(U), Ev(Ev), E(E), Mem(Mem) {}

  /// Finds triangle and vector and remembers the right-hand side. False: it is not seen
  /// where they lie. \p Domain knows the extents.
  bool prepare(const Reference &Domain);
  /// The code has run: it left a solution. Nothing: it cannot be asked.
  std::optional<bool> hold();

private:
  enum class Diagonal : uint8_t { One, Divides, Reciprocal };
  bool findLoops();
  std::optional<uint64_t> number(const kernels::Operand &O, const Point &P);
  /// Element \p Row of right-hand side \p Column; of the triangle.
  std::optional<uint64_t> element(int64_t Row, int64_t Column);
  std::optional<uint64_t> triangle(int64_t Row, int64_t Column);
  std::optional<bool> solves(Diagonal D, int64_t Column);

  const kernels::Update &U;
  Evaluator &Ev;
  execute::Executor &E;
  execute::Memory &Mem;
  uint32_t I = 0, J = 0; ///< loops
  std::optional<uint32_t> C;
  const kernels::Operand *L = nullptr, *X = nullptr;
  int64_t Row0 = 0, Rows = 0, Columns = 1;
  std::vector<std::vector<uint64_t>> Right; ///< by column
};

} // namespace auspex::passes::proof

#endif
