//===- runtime/launch/forecaster.h - The forecast of a command or a process -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_FORECASTER_H
#define AUSPEX_RUNTIME_LAUNCH_FORECASTER_H

#include "demand/forecast.h"
#include "runtime/launch/children.h"
#include "runtime/machine/machine.h"

#include <string>
#include <vector>

namespace auspex::launch {

struct JobForecast {
  demand::Forecast Forecast; ///< not Available, with the reason, where there is none
  std::string BuildId;
};

/// Forecasts for `run`: of the command before it starts, of what it executes
/// later.
class JobForecaster {
public:
  /// \p Assume holds "name=value".
  JobForecaster(const machine::Machine &M, const std::vector<std::string> &Assume)
      : M(M), Assume(Assume) {}

  JobForecast ofCommand(const std::string &Path, const std::vector<std::string> &Argv,
                        const std::vector<std::string> &Env);
  JobForecast ofProcess(pid_t Pid, const Process &P);

private:
  const machine::Machine &M;
  const std::vector<std::string> &Assume;
};

} // namespace auspex::launch

#endif
