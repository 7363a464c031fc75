//===- runtime/launch/forecaster.cpp - The forecast of a command or a process ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/forecaster.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::launch {

forecast::Result Forecaster::ofCommand(const std::string &Path,
                                       const std::vector<std::string> &Argv,
                                       const std::vector<std::string> &Env) {
  if (!Known || KnownPath != Path) {
    Known = std::make_unique<forecast::LoadedCommand>(Path, Env, O);
    KnownPath = Path;
  }
  return Known->forecast(Argv, Env, M, O);
}

forecast::Result Forecaster::ofProcess(pid_t Pid, const Process &P) {
  // By /proc/PID/exe, which is the file itself, whatever was renamed since.
  std::string Exe = fmt::format("/proc/{}/exe", Pid);
  struct stat S;
  if (stat(Exe.c_str(), &S) != 0)
    Exe = P.Path; // gone already
  if (stat(Exe.c_str(), &S) != 0 || Plain.contains({S.st_dev, S.st_ino}))
    return {};
  // File names in its arguments are relative to its directory.
  place::Fd Here(open(".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!Here || chdir(P.Directory.c_str()) != 0)
    return {}; // which would look at other files
  forecast::Options Now = O;
  Now.Running = true;
  forecast::Result R = forecast::forecastCommand(P.Path, P.Argv, P.Env, M, Now);
  if (fchdir(Here.get()) != 0)
    return R;
  if (!R.Forecast.Available)
    Plain.insert({S.st_dev, S.st_ino});
  return R;
}

} // namespace auspex::launch
