//===- runtime/learn/regression.h - A quantity as a function of what is known ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Few samples, many features, a known direction: more input never takes less. So
// each feature is fitted by itself, by the functions that its kind allows:
//
//   y = c                     always
//   y = c f                   f a formula's value; c shrinks to 1
//   y = a + b x, a + b x^2    a, b >= 0; relative least squares, outliers weighted down
//   y = c x^p, p > 0          least squares of the logarithms
//
// and what it predicts of each sample from the others (leave one out, in closed form
// by the leverages) tells how good it is. The estimate is the mean of the best
// fits, weighted by that. All errors are of the logarithm: relative ones.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LEARN_REGRESSION_H
#define AUSPEX_RUNTIME_LEARN_REGRESSION_H

#include "runtime/learn/features.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace auspex::learn {

/// A logarithm and how far it was off where it could be checked.
struct Estimate {
  double Log = 0;
  double Spread = 0;    ///< standard error of a prediction, of the logarithm
  unsigned Samples = 0; ///< that the best fit used
  std::string From;     ///< the best fit, for a person: "24.1 MB + 8.1 x f"
  bool Known = false;
};

class Regression {
public:
  /// A run with these features took \p Value > 0.
  void add(const Features &Known, double Value);
  /// A run that was killed when it had taken \p Bound: it would have taken more.
  void addLowerBound(const Features &Known, double Bound);
  /// Estimate::Known is false where there is neither a sample nor a formula.
  /// \p Typical is the spread to expect of a program of which little is known.
  Estimate estimate(const Features &Known, double Typical) const;
  Estimate constant(double Typical) const;

  size_t size() const { return Logs.size(); }
  /// Of the measured values; 0 where there are none.
  double largest() const { return Largest; }

private:
  struct Column {
    Kind Is = Kind::Size;
    std::vector<uint32_t> Rows;
    std::vector<double> Values;
  };
  struct Bound {
    Features Known;
    double Log;
  };
  Estimate fit(const Features &Known, double Typical) const;

  std::vector<double> Logs; ///< of the samples, in order
  std::unordered_map<std::string, Column> Columns;
  std::vector<Bound> Bounds;
  double Largest = 0;
};

} // namespace auspex::learn

#endif
