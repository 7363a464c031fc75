//===- runtime/launch/exceeded.h - The formula that did not hold ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_EXCEEDED_H
#define AUSPEX_RUNTIME_LAUNCH_EXCEEDED_H

#include "runtime/launch/report.h"

namespace auspex::launch {

/// Of a job that a bound on its memory ended: by how much that was less, or more, than the
/// forecast, and the formula that said how much it would need, with its inputs; empty where no
/// bound ended it or nothing was forecast.
std::string exceededText(const RunReport &R, const std::vector<std::string> &Env);

} // namespace auspex::launch

#endif
