//===- demand/evaluate/phases.h - What an evaluation cut so far -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every path carries the phases that it has behind it. Paths fork often and are
// cut seldom: what they have in common they share.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_PHASES_H
#define AUSPEX_DEMAND_EVALUATE_PHASES_H

#include "demand/skeleton.h"
#include "demand/timeline.h"

#include <memory>
#include <string>
#include <vector>

namespace auspex::demand::evaluate {

struct Code;

/// Phases in order, the newest shared by all copies until they go on.
class PhaseList {
public:
  /// More are condensed to half as many.
  static constexpr size_t Most = 192;

  size_t size() const { return Last ? Last->Length : 0; }
  const Phase *last() const { return Last ? &Last->What : nullptr; }
  void push(Phase P);
  /// \p P goes on with the newest one.
  void extend(Phase P);
  std::vector<Phase> all() const; ///< oldest first

  /// Both have the same behind them.
  bool operator==(const PhaseList &O) const { return Last == O.Last; }

  /// Calls \p F for what \p A has behind it and \p B has not.
  template <class Fn> static void onlyIn(const PhaseList &A, const PhaseList &B, Fn F) {
    const Link *X = A.Last.get(), *Y = B.Last.get();
    while (X && X != Y) {
      if (Y && Y->Length > X->Length) {
        Y = Y->Before.get();
        continue;
      }
      F(X->What);
      if (Y && Y->Length == X->Length)
        Y = Y->Before.get();
      X = X->Before.get();
    }
  }

private:
  struct Link {
    Phase What;
    std::shared_ptr<const Link> Before;
    size_t Length;
  };
  void append(Phase P) {
    auto Before = Last;
    Last = std::make_shared<const Link>(std::move(P), std::move(Before), size() + 1);
  }
  std::shared_ptr<const Link> Last;
};

/// What executions of a kernel did, of those that were evaluated.
struct KernelTally {
  const void *Of; ///< the kernel's or the row's own address
  KernelUse Use;
};

/// What a function (NoLoop) or one of its loops took, calls included.
struct CostTally {
  const Code *Of;
  uint32_t Loop;
  double Cost;
};

/// What was found out of a stretch of the run besides what adds up on paths. Of a
/// loop some iterations are run: what they tell of is scaled to all of them.
struct Tallies {
  std::vector<KernelTally> Kernels;
  std::vector<CostTally> Costs;
  void add(KernelTally T);
  void add(CostTally T);
  /// Adds \p Inner, so many \p Times.
  void add(Tallies &&Inner, double Times);
};

} // namespace auspex::demand::evaluate

#endif
