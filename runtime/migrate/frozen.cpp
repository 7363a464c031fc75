//===- runtime/migrate/frozen.cpp - Freezing and ending what is in a control group ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/frozen.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

std::string startOf(pid_t Pid) {
  // pid (comm) state ppid ...; start time is the 20th field behind the name.
  std::string Text = place::readFile(fmt::format("/proc/{}/stat", Pid));
  size_t At = Text.rfind(')');
  if (At == Text.npos || (At + 2 < Text.size() && Text[At + 2] == 'Z'))
    return {};
  for (int Field = 0; Field < 20 && At != Text.npos; ++Field)
    At = Text.find(' ', At + 1);
  return At == Text.npos ? std::string() : Text.substr(At + 1, Text.find(' ', At + 1) - At - 1);
}

} // namespace

const place::Group::Part *freezerOf(const place::Group &G) {
  if (const place::Group::Part *P = G.find("freezer"))
    return P;
  for (const place::Group::Part &P : G.parts())
    if (P.Version == 2)
      return &P;
  return nullptr;
}

std::string pathOf(int Dir) {
  char Path[4096];
  ssize_t N = readlink(fmt::format("/proc/self/fd/{}", Dir).c_str(), Path, sizeof(Path));
  return N > 0 ? std::string(Path, size_t(N)) : std::string();
}

bool isFrozen(const std::string &Dir, int Version) {
  if (Version == 2)
    return place::readFile(Dir + "/cgroup.events").find("frozen 1") != std::string::npos;
  return place::readFile(Dir + "/freezer.state").starts_with("FROZEN");
}

void thaw(const std::string &Dir, int Version) {
  place::writeAt(AT_FDCWD, (Dir + (Version == 2 ? "/cgroup.freeze" : "/freezer.state")).c_str(),
                 Version == 2 ? "0" : "THAWED");
}

bool endFrozen(const std::string &Dir, int Version, int MostMs) {
  if (Dir.empty() || access(Dir.c_str(), F_OK) != 0)
    return true;
  constexpr int StepMs = 5;
  for (int Waited = 0;; Waited += StepMs) {
    std::string Text = place::readFile(Dir + "/cgroup.procs");
    if (Text.empty())
      return true;
    if (Waited >= MostMs)
      return false;
    for (char *At = Text.data(); pid_t Pid = pid_t(strtol(At, &At, 10));)
      kill(Pid, SIGKILL);
    thaw(Dir, Version);
    poll(nullptr, 0, StepMs);
  }
}

std::string identity(pid_t Pid) { return fmt::format("{} {}", Pid, startOf(Pid)); }

bool alive(const std::string &Identity) {
  size_t Space = Identity.find(' ');
  pid_t Pid = pid_t(atoi(Identity.c_str()));
  return Pid > 0 && Space != Identity.npos && Space + 1 < Identity.size() &&
         startOf(Pid) == Identity.substr(Space + 1);
}

} // namespace auspex::migrate
