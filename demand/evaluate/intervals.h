//===- demand/evaluate/intervals.h - A small set of address ranges --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_INTERVALS_H
#define AUSPEX_DEMAND_EVALUATE_INTERVALS_H

#include <algorithm>
#include <cstdint>
#include <vector>

namespace auspex::demand::evaluate {

/// Disjoint half-open ranges in ascending order. Holds at most MaxRanges: past
/// that the two with the smallest gap between them become one, so the set may
/// cover a little more than was added, never less.
class Intervals {
public:
  static constexpr size_t MaxRanges = 48;
  struct Range {
    int64_t Begin, End;
    bool operator==(const Range &) const = default;
  };

  /// Returns how many units were not covered before.
  int64_t add(int64_t Begin, int64_t End) {
    if (Begin >= End)
      return 0;
    int64_t Before = total();
    auto First = std::lower_bound(Ranges.begin(), Ranges.end(), Begin,
                                  [](const Range &R, int64_t B) { return R.End < B; });
    auto Last = First;
    while (Last != Ranges.end() && Last->Begin <= End) {
      Begin = std::min(Begin, Last->Begin);
      End = std::max(End, Last->End);
      ++Last;
    }
    if (First == Last) {
      Sum += End - Begin;
      Ranges.insert(First, {Begin, End});
    } else {
      for (auto I = First; I != Last; ++I)
        Sum -= I->End - I->Begin;
      Sum += End - Begin;
      *First = {Begin, End};
      Ranges.erase(First + 1, Last);
    }
    if (Ranges.size() > MaxRanges)
      closeSmallestGap();
    return total() - Before;
  }

  /// Removes everything at and past \p From.
  void truncate(int64_t From) {
    while (!Ranges.empty() && Ranges.back().Begin >= From) {
      Sum -= Ranges.back().End - Ranges.back().Begin;
      Ranges.pop_back();
    }
    if (!Ranges.empty() && Ranges.back().End > From) {
      Sum -= Ranges.back().End - From;
      Ranges.back().End = From;
    }
  }

  /// Removes [Begin, End).
  void remove(int64_t Begin, int64_t End) {
    if (Begin >= End)
      return;
    std::vector<Range> Left;
    Sum = 0;
    auto Keep = [&](int64_t From, int64_t To) {
      if (From < To) {
        Left.push_back({From, To});
        Sum += To - From;
      }
    };
    for (const Range &R : Ranges) {
      Keep(R.Begin, std::min(R.End, std::max(R.Begin, Begin)));
      Keep(std::max(R.Begin, std::min(R.End, End)), R.End);
    }
    Ranges = std::move(Left);
  }

  bool contains(int64_t At) const {
    auto I = std::lower_bound(Ranges.begin(), Ranges.end(), At,
                              [](const Range &R, int64_t B) { return R.End <= B; });
    return I != Ranges.end() && I->Begin <= At;
  }
  bool overlaps(int64_t Begin, int64_t End) const {
    auto I = std::lower_bound(Ranges.begin(), Ranges.end(), Begin,
                              [](const Range &R, int64_t B) { return R.End <= B; });
    return I != Ranges.end() && I->Begin < End;
  }
  int64_t total() const { return Sum; }
  bool empty() const { return Ranges.empty(); }
  const std::vector<Range> &ranges() const { return Ranges; }
  bool operator==(const Intervals &) const = default;

private:
  void closeSmallestGap() {
    size_t Best = 0;
    for (size_t I = 1; I + 1 < Ranges.size(); ++I)
      if (Ranges[I + 1].Begin - Ranges[I].End < Ranges[Best + 1].Begin - Ranges[Best].End)
        Best = I;
    Sum += Ranges[Best + 1].Begin - Ranges[Best].End;
    Ranges[Best].End = Ranges[Best + 1].End;
    Ranges.erase(Ranges.begin() + Best + 1);
  }

  std::vector<Range> Ranges;
  int64_t Sum = 0;
};

} // namespace auspex::demand::evaluate

#endif
