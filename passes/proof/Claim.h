//===- passes/proof/Claim.h - What a finding says of its code -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A finding's name stands on updates in normal form; they are what the code has to
// compute. Where the normal form says less than the code (a function of the sum is
// stored, parts of the domain are left out, real and imaginary parts are one operand, or
// the name is that of a sequence), the statements' own expressions take its place.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_CLAIM_H
#define AUSPEX_PASSES_PROOF_CLAIM_H

#include "kernels/recognise.h"

#include "llvm/ADT/SmallSet.h"
#include "passes/proof/Factors.h"

#include "llvm/ADT/SmallVector.h"

namespace llvm {
class Instruction;
class Loop;
class Value;
} // namespace llvm

namespace auspex::passes::extract {
class Statements;
}

namespace auspex::passes::proof {

struct Claim {
  std::vector<kernels::Update> Updates;
  bool Exact = false; ///< they are statements, and nothing is open
  bool OneStage = false;
  Factors::Kind Factor = Factors::Kind::None; ///< what is asked of the result instead
  bool Solves = false;                         ///< likewise, of a triangular solve
  std::optional<kernels::Update> Form;         ///< the first of its updates, for that
  llvm::SmallVector<const llvm::Loop *, 8> Loops;
  llvm::SmallVector<const llvm::Instruction *, 4> Sites; ///< of stores and results
  std::string WhyNot;                                    ///< there is no reference
};
Claim claimOf(const kernels::Finding &K, const extract::Statements &S);

/// What the reduction of \p U's statement starts from, as far as it is no data.
std::vector<kernels::Term> startsOf(const kernels::Update &U, const extract::Statements &S);

/// The value that \p X has before its loop.
const llvm::Value *startOf(const kernels::State &X, const extract::Statements &S);

const kernels::Dim *dimOf(uint32_t Loop, const extract::Statements &S);

/// Sets of objects whose integers may be unsigned: the normal form looks through their
/// extension.
std::vector<llvm::SmallSet<uint32_t, 4>> extensionsOf(const std::vector<kernels::Update> &Us,
                                                      const kernels::BodyDag &Dag);

bool hasReals(const std::vector<kernels::Update> &Us, const kernels::BodyDag &Dag);

/// Integers of any value would overflow where the code may assume that none does, and
/// the result of a comparison shows it.
bool comparesIntegers(const std::vector<kernels::Update> &Us, const kernels::BodyDag &Dag);

} // namespace auspex::passes::proof

#endif
