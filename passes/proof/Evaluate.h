//===- passes/proof/Evaluate.h - The normal form's expressions over numbers -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a kernel's DAG (kernels/body.h) is at one point of its domain, read from the
// memory and computed in the numbers of a replay. Integers are those of 64 bits that the
// narrower ones extend to; whole constants are integers until they meet a real number.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_EVALUATE_H
#define AUSPEX_PASSES_PROOF_EVALUATE_H

#include "kernels/normal_form.h"
#include "passes/proof/Inputs.h"

#include "llvm/ADT/SmallSet.h"

#include <map>

namespace auspex::passes::proof {

/// A polynomial whose atoms have values: coefficients times indices.
class Affine {
public:
  static std::optional<Affine> of(const kernels::Poly &P, Inputs &In);
  struct Term {
    uint64_t Coef;
    std::vector<uint32_t> Loops;
  };
  std::vector<Term> Terms;
};

/// Indices of the loops.
class Point {
public:
  int64_t &operator[](uint32_t Loop);
  int64_t at(uint32_t Loop) const;
  int64_t valueOf(const Affine &A) const;

private:
  std::vector<std::pair<uint32_t, int64_t>> Indices;
};

class Evaluator {
public:
  Evaluator(const kernels::BodyDag &Dag, const extract::SymbolTable &Symbols, Inputs &In,
            execute::Executor &E)
      : Dag(Dag), Symbols(Symbols), In(In), E(E) {}

  using Value = std::optional<execute::Slot>;

  /// \p R at \p P; argument K of it is \p Arguments[K]. Nothing: why() says why.
  Value evaluate(kernels::NodeRef R, const Point &P, llvm::ArrayRef<execute::Slot> Arguments = {});
  /// What is stored for \p O, which outlives this, at \p P.
  Value read(const kernels::Operand &O, const Point &P);
  std::optional<uint64_t> addressOf(const kernels::Operand &O, const Point &P);
  Value load(uint64_t Address, const kernels::Operand &O);
  const std::string &why() const { return Why; }

  /// Its coefficient times its factors.
  Value product(const kernels::Term &T, const Point &P,
                llvm::ArrayRef<execute::Slot> Arguments = {});
  Value fold(kernels::Fn Op, execute::Slot A, execute::Slot B);
  Value number(double V); ///< a whole one is an integer
  /// As a number, if it is none.
  execute::Slot toNumber(execute::Slot S) const;

  /// Objects whose integers extend to 64 bits without sign: the normal form looks through
  /// extensions and does not say. Of those of 64 bits, real numbers are made.
  llvm::SmallSet<uint32_t, 4> Unsigned;
  uint64_t Work = 0; ///< nodes evaluated
  uint64_t MaxWork = ~uint64_t(0);
  /// The loop with this number, for reductions inside of what is computed.
  std::function<const kernels::Dim *(uint32_t)> DimOf;
  llvm::DenseMap<uint32_t, execute::Slot> Carried; ///< states of a recurrence
  /// What lies at an address instead of the memory's contents.
  std::optional<std::pair<uint64_t, execute::Slot>> Instead;
  llvm::SmallSet<uint64_t, 8> ObjectsRead; ///< of the memory

private:
  struct Place {
    std::optional<uint64_t> Base;
    std::vector<Affine> Levels;
  };
  const Place *placeOf(const kernels::Operand &O);
  const std::vector<Affine> *extentsOf(uint32_t Loop);
  Value reduce(const kernels::Node &N, const kernels::Term &T, llvm::ArrayRef<uint32_t> Over,
               Point &P, llvm::ArrayRef<execute::Slot> Arguments);
  Value apply(const kernels::Node &N, const Point &P, llvm::ArrayRef<execute::Slot> Arguments);
  Value compare(uint32_t Predicate, execute::Slot A, execute::Slot B);
  Value function(execute::Real F, execute::Slot A, execute::Slot B = {});
  Value fail(std::string Reason) {
    if (Why.empty())
      Why = std::move(Reason);
    return std::nullopt;
  }

  const kernels::BodyDag &Dag;
  const extract::SymbolTable &Symbols;
  Inputs &In;
  execute::Executor &E;
  std::string Why;
  std::map<std::pair<uint32_t, std::vector<kernels::Poly>>, Place> Places;
  llvm::DenseMap<const kernels::Operand *, const Place *> Found;
  std::map<kernels::NodeRef, Affine> Indices;
  std::map<uint32_t, std::vector<Affine>> Extents;
};

} // namespace auspex::passes::proof

#endif
