//===- demand/range.h - Low, likely, high ---------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_RANGE_H
#define AUSPEX_DEMAND_RANGE_H

#include <algorithm>
#include <limits>

namespace auspex::demand {

/// Low / likely / high of one quantity.
struct Range {
  double Low = 0, Likely = 0, High = 0;
  static constexpr double Unbounded = std::numeric_limits<double>::infinity();
  static Range exactly(double V) { return {V, V, V}; }
  bool bounded() const { return High != Unbounded; }
  Range operator+(const Range &R) const {
    return {Low + R.Low, Likely + R.Likely, High + R.High};
  }
  bool operator==(const Range &) const = default;
};

/// The larger of both at each end.
inline Range maxOf(const Range &A, const Range &B) {
  return {std::max(A.Low, B.Low), std::max(A.Likely, B.Likely), std::max(A.High, B.High)};
}

} // namespace auspex::demand

#endif
