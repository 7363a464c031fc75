//===- runtime/learn/kinship.h - What other runs told of the same input ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A large sample is large everywhere. Runs of different programs are kin where the tag
// of one contains the other's, token by token: SAMPLE_REP1_T1 and SAMPLE_REP1,
// megahit-ERR1.5.fa and ERR1. What the closest kin of each program took (peak and
// seconds) are features of a run.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LEARN_KINSHIP_H
#define AUSPEX_RUNTIME_LEARN_KINSHIP_H

#include "runtime/learn/features.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace auspex::learn {

class Kinship {
public:
  void add(const std::string &Program, std::string_view Tag, double Peak, double Seconds);
  Features of(std::string_view Tag) const;

private:
  struct Run {
    std::string Program;
    double Peak, Seconds;
  };
  std::vector<Run> Runs;
  std::unordered_map<std::string, std::vector<uint32_t>> Tagged;     ///< with exactly this tag
  std::unordered_map<std::string, std::vector<uint32_t>> Containing; ///< with a longer one
};

} // namespace auspex::learn

#endif
