//===- runtime/watch/watchd.cpp - auspex-watchd, the resident watcher -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   auspex-watchd LISTEN-FD LOCK-FD SOCKET-PATH IDLE-SECONDS
//
// Started by a launcher that finds none (helper.cpp), never by a person. Loading
// BPF programs takes longer than a short job runs, so that one process does it
// for all of them and ends when it has had nothing to do for a while.
//
// Works with CAP_BPF and CAP_PERFMON (and, only while it attaches a probe to an
// executable, CAP_SYS_ADMIN; a program to a group's packets, CAP_NET_ADMIN), keeps no descriptor, directory or
// terminal of the launcher, and can execute nothing that would give it more.
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/rights.h"
#include "runtime/watch/service.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

void letGo() {
  int Null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int F = 0; F <= 2; ++F)
    dup2(Null, F);
  setsid();
  umask(077);
  if (chdir("/") != 0)
    _exit(1);
  for (int N = 1; N < NSIG; ++N)
    signal(N, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  sigset_t None;
  sigemptyset(&None);
  sigprocmask(SIG_SETMASK, &None, nullptr);
}

void dropRights() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0);
  auspex::watch::useFewRights();
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 5) {
    fputs("auspex-watchd is started by `auspex run`; it takes no options\n", stderr);
    return 2;
  }
  // The descriptor LOCK-FD carries the lock that says that there is a helper.
  auspex::place::Fd Listen(atoi(argv[1])), Lock(atoi(argv[2]));
  fcntl(Listen.get(), F_SETFD, FD_CLOEXEC);
  fcntl(Lock.get(), F_SETFD, FD_CLOEXEC);
  letGo();
  dropRights();
  return auspex::watch::serve(std::move(Listen), argv[3], unsigned(atoi(argv[4])));
}
