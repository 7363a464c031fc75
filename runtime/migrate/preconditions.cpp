//===- runtime/migrate/preconditions.cpp - What CRIU cannot take along ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/preconditions.h"

#include "runtime/place/file.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <set>
#include <unistd.h>

namespace auspex::migrate {
namespace {

struct Open {
  pid_t Pid;
  std::string Path; ///< /proc/PID/fd/N
  std::string To;   ///< where the link leads
};

std::vector<Open> openFiles(pid_t Pid) {
  std::vector<Open> All;
  std::string Folder = fmt::format("/proc/{}/fd", Pid);
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Folder.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    if (E->d_name[0] == '.')
      continue;
    std::string Path = Folder + "/" + E->d_name;
    char To[4096];
    ssize_t N = readlink(Path.c_str(), To, sizeof(To));
    if (N > 0)
      All.push_back({Pid, Path, std::string(To, size_t(N))});
  }
  return All;
}

/// Inodes of connected TCP sockets (state 01) in the process's network namespace.
std::set<std::string> connected(pid_t Pid) {
  std::set<std::string> All;
  for (const char *Name : {"tcp", "tcp6"}) {
    std::string Text = place::readFile(fmt::format("/proc/{}/net/{}", Pid, Name));
    for (size_t At = 0; At < Text.size();) {
      size_t End = std::min(Text.find('\n', At), Text.size());
      char State[8], Inode[32];
      // sl local remote st tx:rx tr:when retrnsmt uid timeout inode
      if (sscanf(Text.substr(At, End - At).c_str(), "%*s %*s %*s %7s %*s %*s %*s %*s %*s %31s",
                 State, Inode) == 2 &&
          !strcmp(State, "01"))
        All.insert(Inode);
      At = End + 1;
    }
  }
  return All;
}

std::string statusLine(pid_t Pid, const char *Key) {
  std::string Text = place::readFile(fmt::format("/proc/{}/status", Pid));
  size_t At = Text.find(std::string("\n") + Key + ":");
  if (At == Text.npos)
    return {};
  At = Text.find_first_not_of(": \t", At + 1 + strlen(Key));
  return Text.substr(At, Text.find('\n', At) - At);
}

bool takenAlong(const std::string &Device) {
  static constexpr const char *Known[] = {"/dev/null",   "/dev/zero",    "/dev/full",
                                          "/dev/random", "/dev/urandom", "/dev/tty"};
  return std::ranges::any_of(Known, [&](const char *K) { return Device == K; }) ||
         Device.starts_with("/dev/pts/") || Device.starts_with("/dev/shm/");
}

} // namespace

demand::Expected<void> movable(const std::vector<pid_t> &Pids) {
  for (pid_t Pid : Pids) {
    auto Refuse = [&](const std::string &What) {
      return demand::fail(fmt::format("process {} {}", Pid, What));
    };
    if (std::string Tracer = statusLine(Pid, "TracerPid"); !Tracer.empty() && Tracer != "0")
      return Refuse(fmt::format("is traced by process {}; detach the debugger first", Tracer));
    std::string Maps = place::readFile(fmt::format("/proc/{}/maps", Pid));
    if (Maps.find("[uprobes]") != std::string::npos)
      return Refuse(
          "was stopped at a probe, which left a mapping that cannot be dumped; detach probes "
          "from its executable before it starts");
    if (Maps.find("/SYSV") != std::string::npos)
      return Refuse(
          "has System V shared memory, which does not follow it; use POSIX shared memory");
    std::set<std::string> Tcp = connected(Pid);
    for (const Open &O : openFiles(Pid)) {
      if (O.To.starts_with("/dev/nvidia") || O.To.starts_with("/dev/dri/") ||
          O.To.starts_with("/dev/kfd"))
        return Refuse(
            fmt::format("uses a GPU ({}), whose memory CRIU does not see; wait for its end", O.To));
      if (O.To.starts_with("/dev/") && !takenAlong(O.To))
        return Refuse(fmt::format("has the device {} open; close it before the move", O.To));
      if (O.To.starts_with("socket:[") && Tcp.contains(O.To.substr(8, O.To.size() - 9)))
        return Refuse("has an open TCP connection; close it before the move");
      for (const char *Kind : {"[io_uring]", "[perf_event]", "bpf-", "[userfaultfd]", "kvm-"})
        if (O.To.starts_with(std::string("anon_inode:") + Kind))
          return Refuse(fmt::format("has {} open, which CRIU cannot take along", O.To.substr(11)));
    }
  }
  return {};
}

uint64_t dumpBytes(const std::vector<pid_t> &Pids) {
  uint64_t Sum = 0;
  for (pid_t Pid : Pids)
    for (const char *Key : {"RssAnon", "RssShmem"})
      Sum += strtoull(statusLine(Pid, Key).c_str(), nullptr, 10) << 10;
  return Sum;
}

std::vector<Outside> leadsOut(const std::vector<pid_t> &Pids) {
  // A pipe both of whose ends are in the job is the job's own.
  struct Ends {
    std::string Path;
    bool Reads = false, Writes = false;
  };
  std::map<std::string, Ends> Pipes;
  for (pid_t Pid : Pids)
    for (const Open &O : openFiles(Pid)) {
      if (!O.To.starts_with("pipe:["))
        continue;
      std::string Info = O.Path;
      Info.replace(Info.find("/fd/"), 4, "/fdinfo/");
      std::string Text = place::readFile(Info);
      size_t At = Text.find("flags:");
      unsigned long Flags = At == Text.npos ? 0 : strtoul(Text.c_str() + At + 6, nullptr, 8);
      Ends &E = Pipes[O.To];
      E.Path = O.Path;
      (Flags & 3 ? E.Writes : E.Reads) = true;
    }
  std::vector<Outside> All;
  for (const auto &[Id, E] : Pipes)
    if (E.Reads != E.Writes)
      All.push_back({E.Path, Id, E.Reads});
  return All;
}

} // namespace auspex::migrate
