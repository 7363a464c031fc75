//===- runtime/migrate/trigger.cpp - Have a job moved when the time has come --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/trigger.h"
#include "runtime/migrate/place_of.h"

#include <unistd.h>

namespace auspex::migrate {
namespace {

constexpr double Interval = 0.02; // seconds between two looks

} // namespace

pid_t Trigger::consider(const Subject &S, const std::vector<Stretch> &Timeline, size_t Current,
                        double Now, double Held, void (*InChild)(void *), void *Argument) {
  if (Done || Timeline.empty() || Now - Looked < Interval)
    return 0;
  Looked = Now;
  if (!There) {
    auto P = placeOf(Goal);
    if (!P) {
      Done = true;
      return 0;
    }
    There = std::move(*P);
  }
  Decision D = decide(Timeline, Current, Now, Held, placeOf(S), *There, By->speed());
  if (!D.Move || D.Best.Before != Current)
    return 0;  // not worth it, or a later boundary is cheaper
  Done = true; // one move: whether it came about is the mover's to tell
  std::string To = toText(Goal);
  pid_t Pid = fork();
  if (Pid == 0) {
    InChild(Argument);
    dup2(STDERR_FILENO, STDOUT_FILENO); // a note of the launcher's, not the job's output
    execl(Self.c_str(), "auspex", "migrate", S.Job.c_str(), "--to", To.c_str(),
          Quiet ? "--quiet" : nullptr, nullptr);
    _exit(127);
  }
  return Pid;
}

} // namespace auspex::migrate
