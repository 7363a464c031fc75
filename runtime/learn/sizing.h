//===- runtime/learn/sizing.h - How much to reserve --------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where a job that is short of memory dies and has to be repeated, too little costs
// more than too much, and how much more depends on the program. So a few simple rules
// (a multiple of the maximum seen, between that and what a person asked for, an upper
// quantile of each model's errors) are each charged with what they would have cost for
// every run so far, whichever was used, and the next run follows the rule that would
// have cost least (prediction with expert advice under full information: Cesa-Bianchi
// and Lugosi, Prediction, Learning, and Games, 2006, chapter 2). What other programs'
// runs showed counts as a few runs.
//
// A failure has a price beside the memory that it wasted. It rises while there are more
// failures than the simplest rule, 1.1 times the maximum seen, would have had: saving
// memory at the cost of more failures is not what anybody asked for.
//
// The first runs to end are the short ones, and short runs are small. While most of
// a program's runs have yet to end, the rules' records are kept apart.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LEARN_SIZING_H
#define AUSPEX_RUNTIME_LEARN_SIZING_H

#include "runtime/learn/predictor.h"

namespace auspex::learn {

/// What one run costs with an allocation: attempts fail at the end of the run, and the
/// next one has twice as much.
struct Cost {
  double Wasted = 0; ///< byte seconds that were reserved and not used
  unsigned Failures = 0;
};
Cost costOf(double Allocated, double Peak, double Seconds);

constexpr size_t Rules = 22;
/// Groups of runs whose records are comparable.
constexpr size_t Ages = 2 * Groups;

/// What following each rule would have cost so far, in units of what the program and
/// an average run use.
struct Record {
  std::array<double, Rules> Wasted = {}, Failures = {};
  double Runs = 0;
  void fade(double Factor);
};

/// What the rules would have cost all programs.
struct Market {
  std::array<Record, Ages> Of;
  double Runs = 0, MeanUse = 0; ///< byte seconds
  double Failures = 0, SimplestFailures = 0;
  /// Of one failure, in average runs.
  double price() const;
};

struct Reservation {
  std::array<double, Rules> By = {}; ///< bytes
  size_t Chosen = 0;
  bool Early = false; ///< most runs of the program have yet to end
  double bytes() const { return By[Chosen]; }
};

class Sizing {
public:
  /// \p P has to be known. \p Requested bytes (by a person; 0: nobody said) are not
  /// exceeded unless a run did.
  Reservation reserve(const Prediction &P, double Requested, bool Early, const Market &M) const;
  void learn(const Prediction &P, const Reservation &R, double Peak, double Seconds, Market &M);

private:
  std::array<Record, 2> Own;    ///< by Reservation::Early
  double Runs = 0, MeanUse = 0; ///< byte seconds
};

} // namespace auspex::learn

#endif
