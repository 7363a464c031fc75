//===- runtime/migrate/container.cpp - A container of this host: groups and namespaces ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/container.h"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

bool same(const std::string &A, const std::string &B) {
  struct stat X, Y;
  return stat(A.c_str(), &X) == 0 && stat(B.c_str(), &Y) == 0 && X.st_dev == Y.st_dev &&
         X.st_ino == Y.st_ino;
}

/// The state document of \p Name, or empty. \p Name holds no character of a shell
/// (target.cpp).
std::string stateOf(const std::string &Runtime, const std::string &Name) {
  std::string Command = fmt::format("{} state {} 2>/dev/null", Runtime, Name), Text;
  std::unique_ptr<FILE, int (*)(FILE *)> P(popen(Command.c_str(), "re"), pclose);
  char Buffer[4096];
  for (size_t N; P && (N = fread(Buffer, 1, sizeof(Buffer), P.get())) > 0 && Text.size() < 1 << 20;)
    Text.append(Buffer, N);
  return Text;
}

} // namespace

demand::Expected<Container> containerOf(pid_t Pid) {
  std::string Proc = fmt::format("/proc/{}", Pid);
  if (Pid <= 0 || access(Proc.c_str(), F_OK) != 0)
    return demand::fail(fmt::format("there is no process {}", Pid));
  if (!same(Proc + "/root/", "/"))
    return demand::fail(
        fmt::format("the container of process {} has another root file system, in which "
                    "the job's files are not; use one that shares this root",
                    Pid));
  Container C{Pid, {}};
  for (const char *Name : {"net", "ipc", "uts"})
    if (std::string Path = fmt::format("{}/ns/{}", Proc, Name);
        !same(Path, fmt::format("/proc/self/ns/{}", Name)))
      C.Namespaces.push_back(Path);
  return C;
}

demand::Expected<Container> findContainer(const std::string &Name) {
  if (Name.starts_with("pid:"))
    return containerOf(pid_t(atoi(Name.c_str() + 4)));
  std::vector<std::string> Runtimes = {"runc", "crun"};
  if (const char *Own = getenv("AUSPEX_OCI_RUNTIME"); Own && *Own)
    Runtimes = {Own};
  for (const std::string &R : Runtimes) {
    auto State = nlohmann::json::parse(stateOf(R, Name), nullptr, false);
    if (!State.is_object())
      continue;
    int Pid =
        State.contains("pid") && State["pid"].is_number_integer() ? State["pid"].get<int>() : 0;
    if (Pid <= 0)
      return demand::fail(fmt::format("container {} has no process; start it first", Name));
    return containerOf(Pid);
  }
  return demand::fail(
      fmt::format("no container {} is known to {}; `container=pid:N` names a process of one", Name,
                  fmt::join(Runtimes, " or ")));
}

} // namespace auspex::migrate
