//===- runtime/launch/forecaster.h - The forecast of a command or a process -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_FORECASTER_H
#define AUSPEX_RUNTIME_LAUNCH_FORECASTER_H

#include "runtime/forecast/forecast.h"
#include "runtime/launch/children.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace auspex::launch {

/// Forecasts for `run`: of the command before it starts, of what it executes
/// later. A program without a note is remembered by its file: a build executes
/// the same few a thousand times.
class Forecaster {
public:
  Forecaster(const machine::Machine &M, forecast::Options O) : M(M), O(std::move(O)) {}

  forecast::Result ofCommand(const std::string &Path, const std::vector<std::string> &Argv,
                             const std::vector<std::string> &Env);
  /// From now on the unknown \p Name has this value.
  void assume(const std::string &Name, double Value) { O.Assume[Name] = Value; }
  /// From now on the program may use so many GPUs.
  void gpus(unsigned Count) { O.Gpus = Count; }
  /// What process \p Pid executes, with its arguments, environment and
  /// directory as /proc shows them.
  forecast::Result ofProcess(pid_t Pid, const Process &P);

private:
  const machine::Machine &M;
  forecast::Options O;
  std::unique_ptr<forecast::LoadedCommand> Known; ///< the last of ofCommand(), of KnownPath
  std::string KnownPath;
  std::set<std::pair<uint64_t, uint64_t>> Plain; ///< device and inode without a note
};

} // namespace auspex::launch

#endif
