//===- runtime/launch/bounds.h - A job within its policy -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_BOUNDS_H
#define AUSPEX_RUNTIME_LAUNCH_BOUNDS_H

#include "runtime/launch/report.h"
#include "runtime/place/policy.h"
#include "runtime/policy/policy.h"

#include <string>
#include <vector>

namespace auspex::launch {

struct Bounded {
  std::vector<JobBound> Bounds;   ///< in force
  std::vector<std::string> Notes; ///< a sentence for each request that was cut
};

/// Cuts what the command line asks for to what \p S allows, for a machine of
/// \p Cpus processors. What a forecast asks for later stays within \p A.
Bounded keepWithin(const policy::Settings &S, unsigned Cpus, place::Asked &A);

} // namespace auspex::launch

#endif
