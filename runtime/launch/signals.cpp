//===- runtime/launch/signals.cpp - Signals of the launcher and of the job -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/launch.h"

#include <cstdlib>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

constexpr int Signals = 64;

} // namespace

void SignalState::take() {
  sigset_t All, Old;
  sigfillset(&All);
  sigprocmask(SIG_SETMASK, &All, &Old);
  for (int N = 1; N <= Signals; ++N) {
    if (sigismember(&Old, N) == 1)
      Mask |= 1ull << (N - 1);
    struct sigaction A;
    if (N == SIGKILL || N == SIGSTOP || sigaction(N, nullptr, &A) != 0 || A.sa_handler != SIG_IGN)
      continue;
    Ignored |= 1ull << (N - 1);
    // A write to a closed pipe stays an error of ours.
    if (N != SIGPIPE)
      signal(N, SIG_DFL);
  }
}

void SignalState::restore() const {
  for (int N = 1; N <= Signals; ++N)
    if (Ignored >> (N - 1) & 1)
      signal(N, SIG_IGN);
  sigset_t S;
  sigemptyset(&S);
  for (int N = 1; N <= Signals; ++N)
    if (Mask >> (N - 1) & 1)
      sigaddset(&S, N);
  sigprocmask(SIG_SETMASK, &S, nullptr);
}

void exitAs(int Status, const SignalState &State) {
  if (WIFSIGNALED(Status)) {
    int N = WTERMSIG(Status);
    prctl(PR_SET_DUMPABLE, 0); // the job's core is the one to look at
    signal(N, SIG_DFL);
    sigset_t Only;
    sigemptyset(&Only);
    sigaddset(&Only, N);
    kill(getpid(), N);
    sigprocmask(SIG_UNBLOCK, &Only, nullptr);
    _exit(128 + N); // where the signal is one that does not end a process
  }
  _exit(WEXITSTATUS(Status));
}

} // namespace auspex::launch
