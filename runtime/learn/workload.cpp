//===- runtime/learn/workload.cpp - Many programs, one after the other -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/workload.h"

#include <algorithm>

namespace auspex::learn {
namespace {

/// Early: more than so many runs are under way for each one that has ended.
constexpr double EarlyRuns = 2;
/// A first run that fails is followed by others that were started with it.
constexpr double ReducedShare = 0.75, PriceOfFailure = 1;
/// What requests were used to before anything is known of these.
constexpr double PriorShares[] = {0.7, 1};

} // namespace

/// People ask for too much, and those who wrote one request wrote the others. A
/// smaller share is taken where it would have cost less over the programs known so far
/// and two imagined ones that need theirs.
double Workload::shareOfRequest() const {
  double Whole = 0, Reduced = 0; // of a request, for a second
  auto Count = [&](double Share) {
    Whole += costOf(1, std::min(Share, 1.0), 1).Wasted;
    Cost C = costOf(ReducedShare, std::min(Share, 1.0), 1);
    Reduced += C.Wasted + PriceOfFailure * C.Failures;
  };
  for (double Share : PriorShares)
    Count(Share);
  for (const auto &[_, L] : Programs)
    if (L.LargestShare > 0)
      Count(L.LargestShare);
  return Reduced < Whole ? ReducedShare : 1;
}

Workload::Begun Workload::begin(const std::string &Program, const std::string &Tag,
                                double Requested, const Features &Inputs) {
  Begun B{Program, Tag, Requested, Kin.of(Tag), {}, {}, Requested};
  B.Known.insert(B.Known.end(), Inputs.begin(), Inputs.end());
  Learned &L = Programs[Program];
  B.Peak = L.Peak.predict(B.Known, Shared);
  if (B.Peak.known()) {
    B.Reserved = L.Size.reserve(B.Peak, Requested, L.Running > EarlyRuns * B.Peak.Samples, Rules);
    B.Bytes = B.Reserved.bytes();
  } else {
    B.Bytes = Requested * shareOfRequest();
  }
  ++L.Running;
  return B;
}

void Workload::finish(const Begun &B, double Peak, double Seconds) {
  Learned &L = Programs[B.Program];
  --L.Running;
  if (B.Requested > 0)
    L.LargestShare = std::max(L.LargestShare, Peak / B.Requested);
  if (B.Peak.known())
    L.Size.learn(B.Peak, B.Reserved, Peak, Seconds, Rules);
  L.Peak.learn(B.Known, B.Peak, Peak, Shared);
  Kin.add(B.Program, B.Tag, Peak, Seconds);
}

} // namespace auspex::learn
