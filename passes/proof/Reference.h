//===- passes/proof/Reference.h - What a normal form says, element by element ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Enumerates the points of a kernel's domain and folds the contribution of each into the
// element that it goes to. What an element starts from is left open where the normal form
// leaves it open (a number, a multiple of its old value): agree() finds it and wants it
// to be the same for all elements.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_REFERENCE_H
#define AUSPEX_PASSES_PROOF_REFERENCE_H

#include "passes/proof/Evaluate.h"

namespace auspex::passes::proof {

struct Element {
  uint64_t Address = 0;             ///< none for a scalar
  std::optional<execute::Slot> Sum; ///< of all contributions
  std::optional<execute::Slot> Start;
  std::optional<execute::Slot> Old; ///< before the kernel
  execute::Slot Now;                ///< after the code ran; set by the caller
  std::vector<int64_t> Indices;     ///< of the dimensions that move the output
};

class Reference {
public:
  static constexpr uint64_t MaxPoints = 1 << 16;

  /// \p Updates: the terms of one output, all of them.
  Reference(const std::vector<kernels::Update> &Updates, Evaluator &Ev, Inputs &In,
            execute::Executor &E)
      : Updates(Updates), Ev(Ev), In(In), E(E) {}

  /// Evaluates the extents. False: why() says why.
  bool findDomain();
  uint64_t points() const { return Points; }
  int64_t largestExtent() const { return Largest; }
  const std::string &shape() const { return Shape; } ///< "5 x 7 x 3"

  /// Fills Elements from the memory as it is. False: why() says why.
  bool compute();
  std::vector<Element> Elements;
  bool overlaps() const { return Overlaps; } ///< different elements have one address
  const std::string &why() const { return Why.empty() ? Ev.why() : Why; }

  /// The elements became what the normal form says. Nothing: the first that did not.
  /// \p Constants: what a scalar's reduction starts from besides. \p Bits of integers
  /// count.
  const Element *differs(llvm::ArrayRef<double> Constants, unsigned Bits);

private:
  struct Range {
    uint32_t Loop;
    std::vector<Affine> Extents;
  };
  std::optional<std::vector<Range>> rangesOf(const kernels::Update &U);
  template <typename Visitor>
  bool forEachPoint(llvm::ArrayRef<Range> Rs, Point &P, Visitor Visit);
  Evaluator::Value contribution(const kernels::Update &U, const Point &P);
  bool same(execute::Slot A, execute::Slot B, unsigned Bits) const;
  execute::Slot minus(execute::Slot A, execute::Slot B) const;
  const Element *sumDiffers(kernels::Old Before, llvm::ArrayRef<double> Constants, unsigned Bits);
  bool fail(std::string Reason) {
    Why = std::move(Reason);
    return false;
  }

  const std::vector<kernels::Update> &Updates;
  Evaluator &Ev;
  Inputs &In;
  execute::Executor &E;
  std::vector<std::vector<Range>> Domains; ///< by update
  llvm::DenseMap<uint64_t, size_t> ByAddress;
  uint64_t Points = 0;
  int64_t Largest = 0;
  bool Overlaps = false;
  std::string Shape, Why;
};

} // namespace auspex::passes::proof

#endif
