//===- kernels/flow.h - What reaches a value through arrays ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A layer is often several loops that hand arrays on: scores, their exponentials, the
// weighted sum. Flow follows a read to what the function's other statements store in
// that array. It does not ask which element is stored when: whoever uses it asks for a
// structure that few programs have.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_FLOW_H
#define AUSPEX_KERNELS_FLOW_H

#include "kernels/normal_form.h"

#include <functional>
#include <vector>

namespace auspex::kernels {

class Flow {
public:
  Flow(const std::vector<Statement> &All, const BodyDag &B, const std::vector<Move> &Moves);

  const std::vector<Statement> &All;
  const BodyDag &B;

  /// What \p S computes: as it stands, and with the results of the loops before it.
  static std::vector<NodeRef> valuesOf(const Statement &S);
  /// The statements that write to the array of \p O.
  std::vector<const Statement *> writersOf(const Operand &O) const;
  /// \p S writes to the array of \p O.
  static bool writes(const Statement &S, const Operand &O);
  /// \p S writes to the array of \p O or to one that is copied there.
  bool reachesArray(const Statement &S, const Operand &O) const;

  /// Something that is stored applies \p Op: what has none needs no closer look.
  bool applies(Fn Op) const { return Applied >> unsigned(Op) & 1; }

  using Test = std::function<bool(NodeRef)>;
  /// \p P holds for \p R, or where \p R reads an array for something that is stored
  /// there.
  bool stands(NodeRef R, const Test &P) const;
  /// \p P holds for a node below \p R or below what is stored where one reads.
  bool reaches(NodeRef R, const Test &P) const;

  bool is(NodeRef R, Fn Op) const { return B[R].Kind == NodeKind::Apply && B[R].Op == Op; }
  /// \p R is 1/(1 + e^-x) or tanh x of something, in whatever spelling.
  bool isSigmoid(NodeRef R) const;
  bool isTanh(NodeRef R) const;
  /// A sum over a loop, also one that was unrolled to its end, of products of two or more
  /// different reads.
  bool isDot(NodeRef R) const;

private:
  const std::vector<Move> &Moves;
  uint32_t Applied = 0;
};

} // namespace auspex::kernels

#endif
