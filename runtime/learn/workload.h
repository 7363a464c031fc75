//===- runtime/learn/workload.h - Many programs, one after the other ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is learned from the runs of a workflow: each program by itself, what programs
// have in common, and what runs on the same input told about each other.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LEARN_WORKLOAD_H
#define AUSPEX_RUNTIME_LEARN_WORKLOAD_H

#include "runtime/learn/kinship.h"
#include "runtime/learn/sizing.h"

namespace auspex::learn {

class Workload {
public:
  /// A run about to begin, and what to reserve for it.
  struct Begun {
    std::string Program, Tag;
    double Requested = 0; ///< bytes
    Features Known;
    Prediction Peak;      ///< bytes; not known() before the first run of a program ended
    Reservation Reserved; ///< of no meaning where Peak is not known
    double Bytes = 0;     ///< to reserve
  };
  /// \p Requested bytes are what a person asked for; \p Inputs what else is known.
  Begun begin(const std::string &Program, const std::string &Tag, double Requested,
              const Features &Inputs = {});
  void finish(const Begun &B, double Peak, double Seconds);

private:
  /// What to reserve of the request before any run of a program has ended.
  double shareOfRequest() const;

  struct Learned {
    Predictor Peak;
    Sizing Size;
    unsigned Running = 0;
    double LargestShare = 0; ///< of a request that a run used; 0: no run has ended
  };
  std::unordered_map<std::string, Learned> Programs;
  Experience Shared;
  Market Rules;
  Kinship Kin;
};

} // namespace auspex::learn

#endif
