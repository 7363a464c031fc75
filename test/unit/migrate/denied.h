//===- test/unit/migrate/denied.h - A process whose system calls are refused ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_UNIT_MIGRATE_DENIED_H
#define AUSPEX_TEST_UNIT_MIGRATE_DENIED_H

#include <csignal>
#include <cstddef>
#include <initializer_list>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace auspex::migrate::test {

/// From now on \p Calls of this process fail with \p Error, and kill(2) of -1 ends it: a
/// test of what must not do that may run as root.
inline bool deny(std::initializer_list<long> Calls, int Error) {
  std::vector<sock_filter> F = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 0, 3),
                                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
                                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xffffffff, 0, 1),
                                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
                                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (long Call : Calls) {
    F.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, unsigned(Call), 0, 1));
    F.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | unsigned(Error)));
  }
  F.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  sock_fprog P = {static_cast<unsigned short>(F.size()), F.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &P) == 0;
}

#ifdef SYS_fork
inline constexpr std::initializer_list<long> Forking = {SYS_clone, SYS_clone3, SYS_fork, SYS_vfork};
#else
inline constexpr std::initializer_list<long> Forking = {SYS_clone, SYS_clone3};
#endif

/// What became of a process that does \p Do: its exit status, 128 + signal, or -1 where it
/// was still there after ten seconds.
template <typename F> int statusOf(F Do) {
  pid_t Pid = fork();
  if (Pid == 0)
    _exit(Do());
  constexpr int StepMs = 10, MostMs = 10'000;
  int Status = 0;
  for (int Waited = 0; Waited < MostMs; Waited += StepMs) {
    if (waitpid(Pid, &Status, WNOHANG) == Pid)
      return WIFEXITED(Status) ? WEXITSTATUS(Status) : 128 + WTERMSIG(Status);
    poll(nullptr, 0, StepMs);
  }
  kill(Pid, SIGKILL);
  waitpid(Pid, &Status, 0);
  return -1;
}

} // namespace auspex::migrate::test

#endif
