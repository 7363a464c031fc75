//===- passes/proof/Reference.h - What a normal form says, element by element ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Enumerates the points of a kernel's domain and folds the contribution of each into the
// element that it goes to. What an element starts from is left open where the normal form
// leaves it open (a number, a multiple of its old value): differs() finds it and wants it
// to be the same for all elements.
//
// Where the name stands on a function of sums, or on conditions, the statements' own
// expressions are the reference (exact): then nothing is open.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_REFERENCE_H
#define AUSPEX_PASSES_PROOF_REFERENCE_H

#include "passes/proof/Evaluate.h"

namespace auspex::passes::proof {

struct Element {
  uint64_t Address = 0;             ///< of a scalar: its number
  size_t From = 0;                  ///< the update that it is an element of
  std::optional<execute::Slot> Sum; ///< of all contributions
  std::optional<execute::Slot> Start;
  std::optional<execute::Slot> Old; ///< before the kernel
  execute::Slot Now;                ///< after the code ran; set by the caller
  std::vector<int64_t> Indices;     ///< of the dimensions that move the output
};

class Reference {
public:
  /// \p Updates: the terms of one output, all of them; \p Exact: each has an output of its
  /// own and is all that happens to it.
  Reference(const std::vector<kernels::Update> &Updates, bool Exact, Evaluator &Ev, Inputs &In,
            execute::Executor &E)
      : Updates(Updates), Exact(Exact), Ev(Ev), In(In), E(E) {}

  /// What a state of a recurrence is before the first iteration.
  std::function<Evaluator::Value(const kernels::State &)> StartOf;

  /// Evaluates the extents. False: why() says why; points() are as many as there are,
  /// more than \p MaxPoints where that is why.
  bool findDomain(uint64_t MaxPoints);
  uint64_t points() const { return Points; }
  int64_t largestExtent() const { return Largest; }
  int64_t extentOf(uint32_t Loop) const { return Extents.lookup(Loop); } ///< the largest
  const std::string &shape() const { return Shape; } ///< "5 x 7 x 3"

  /// Fills Elements from the memory as it is; \p Again: what the same elements become with
  /// operands as they are now, and old values as they were. False: why() says why.
  bool compute(bool Again = false);
  std::vector<Element> Elements;
  bool overlaps() const { return Overlaps; } ///< different elements have one address
  const std::string &why() const { return Why.empty() ? Ev.why() : Why; }

  /// The first element that did not become what the normal form says. \p Starts: what the
  /// reduction starts from besides. \p Bits of integers count.
  const Element *differs(llvm::ArrayRef<execute::Slot> Starts, unsigned Bits);

private:
  struct Range {
    uint32_t Loop;
    std::vector<Affine> Extents;
  };
  std::optional<std::vector<Range>> rangesOf(const kernels::Update &U);
  template <typename Visitor>
  bool forEachPoint(llvm::ArrayRef<Range> Rs, Point &P, Visitor Visit);
  Evaluator::Value contribution(const kernels::Update &U, const Point &P, const Element &El);
  bool begin(const kernels::Update &U, const Point &P);
  bool visit(size_t K, llvm::ArrayRef<uint32_t> Moving, const Point &At, bool Again);
  bool same(execute::Slot A, execute::Slot B, unsigned Bits) const;
  execute::Slot minus(execute::Slot A, execute::Slot B) const;
  const Element *sumDiffers(kernels::Old Before, llvm::ArrayRef<execute::Slot> Starts,
                            unsigned Bits);
  bool fail(std::string Reason) {
    Why = std::move(Reason);
    return false;
  }

  const std::vector<kernels::Update> &Updates;
  bool Exact;
  Evaluator &Ev;
  Inputs &In;
  execute::Executor &E;
  std::vector<std::vector<Range>> Domains; ///< by update
  llvm::DenseMap<uint64_t, size_t> ByAddress;
  uint64_t Points = 0;
  int64_t Largest = 0;
  llvm::DenseMap<uint32_t, int64_t> Extents;
  bool Overlaps = false;
  std::string Shape, Why;
};

} // namespace auspex::passes::proof

#endif
