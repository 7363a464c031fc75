//===- runtime/migrate/criu.cpp - Where CRIU is, and what it can do here ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/criu.h"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

/// Output of a command without shell, both streams, at most 64 KiB; its wait status.
int run(std::vector<std::string> Argv, std::string &Output) {
  int Pipe[2];
  if (pipe2(Pipe, O_CLOEXEC) != 0) {
    Output = strerror(errno);
    return -1;
  }
  pid_t Pid = fork();
  if (Pid < 0)
    Output = strerror(errno);
  if (Pid == 0) {
    dup2(Pipe[1], 1);
    dup2(Pipe[1], 2);
    std::vector<char *> Args;
    for (std::string &A : Argv)
      Args.push_back(A.data());
    Args.push_back(nullptr);
    execvp(Args[0], Args.data());
    _exit(127);
  }
  close(Pipe[1]);
  char Buffer[4096];
  for (ssize_t N; Pid > 0 && (N = read(Pipe[0], Buffer, sizeof(Buffer))) > 0;)
    if (Output.size() < 65536)
      Output.append(Buffer, size_t(N));
  close(Pipe[0]);
  int Status = -1;
  while (Pid > 0 && waitpid(Pid, &Status, 0) < 0 && errno == EINTR)
    ;
  return Status;
}

std::string onPath() {
  const char *Path = getenv("PATH");
  std::string All = std::string(Path ? Path : "") + ":/usr/sbin:/sbin";
  for (size_t At = 0; At <= All.size();) {
    size_t End = std::min(All.find(':', At), All.size());
    std::string One = All.substr(At, End - At) + "/criu";
    if (One[0] == '/' && access(One.c_str(), X_OK) == 0)
      return One;
    At = End + 1;
  }
  return {};
}

std::string above(const std::string &Path) { return Path.substr(0, Path.rfind('/')); }

#ifdef __x86_64__
[[gnu::noinline]] void marked() { __asm__ volatile("nop"); }
#endif

} // namespace

demand::Expected<Criu> findCriu(const std::string &Self) {
  Criu C;
  if (const char *Own = getenv("AUSPEX_CRIU"); Own && *Own == '/')
    C.Path = Own;
  // build/release/bin/auspex -> build/criu/criu
  if (C.Path.empty())
    if (std::string Beside = above(above(above(Self))) + "/criu/criu";
        access(Beside.c_str(), X_OK) == 0)
      C.Path = Beside;
  if (C.Path.empty())
    C.Path = onPath();
  if (C.Path.empty())
    return demand::fail("there is no CRIU; `scripts/criu` brings one, or set AUSPEX_CRIU");
  std::string Text;
  if (run({C.Path, "--version"}, Text) != 0)
    return demand::fail(
        fmt::format("{} does not run: {}", C.Path, Text.substr(0, Text.find('\n'))));
  size_t At = Text.find("Version: ");
  C.Version = At == Text.npos ? "unknown" : Text.substr(At + 9, Text.find('\n', At) - At - 9);
  return C;
}

demand::Expected<void> checkCriu(const Criu &C) {
  std::string Text;
  if (run({C.Path, "check"}, Text) == 0)
    return {};
  size_t At = Text.find("Error");
  std::string Line = Text.substr(At == Text.npos ? 0 : At);
  return demand::fail(
      fmt::format("CRIU {} cannot work on this kernel: {}; `scripts/criu` brings a newer one",
                  C.Version, Line.substr(0, Line.find('\n'))));
}

bool hardwareBreakpoints() {
#ifdef __x86_64__
  pid_t Pid = fork();
  if (Pid == 0) {
    // Without a tracer the stop would be nobody's to end.
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
      _exit(1);
    raise(SIGSTOP);
    marked();
    _exit(0);
  }
  if (Pid < 0)
    return false;
  int Status = 0;
  bool Works = false;
  if (waitpid(Pid, &Status, 0) == Pid && WIFSTOPPED(Status)) {
    // Debug register 0 holds the address, 7 enables it: local, execution, one byte.
    size_t Base = offsetof(struct user, u_debugreg);
    bool Set = ptrace(PTRACE_POKEUSER, Pid, Base, reinterpret_cast<void *>(&marked)) == 0 &&
               ptrace(PTRACE_POKEUSER, Pid, Base + 7 * sizeof(long), 1) == 0;
    if (Set && ptrace(PTRACE_CONT, Pid, nullptr, nullptr) == 0 && waitpid(Pid, &Status, 0) == Pid)
      Works = WIFSTOPPED(Status);
  }
  if (WIFEXITED(Status) || WIFSIGNALED(Status))
    return Works;
  kill(Pid, SIGKILL);
  waitpid(Pid, nullptr, 0);
  return Works;
#else
  return true;
#endif
}

std::vector<std::string> criuCommand(const Criu &C) {
  // "Fault" 130 is CRIU's own way to do without hardware breakpoints: it follows system
  // calls instead.
  if (hardwareBreakpoints())
    return {C.Path};
  return {"/usr/bin/env", "CRIU_FAULT=130", C.Path};
}

} // namespace auspex::migrate
