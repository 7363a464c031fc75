//===- runtime/launch/forecaster.cpp - The forecast of a command or a process ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/forecaster.h"

namespace auspex::launch {

JobForecast JobForecaster::ofCommand(const std::string &Path, const std::vector<std::string> &Argv,
                                     const std::vector<std::string> &Env) {
  JobForecast F;
  F.Forecast.Why = M.Cpus && Assume.empty() ? "nothing annotated" : "";
  return F;
}

JobForecast JobForecaster::ofProcess(pid_t Pid, const Process &P) { return {}; }

} // namespace auspex::launch
