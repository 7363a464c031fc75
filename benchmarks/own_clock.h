//===- benchmarks/own_clock.h - How long a program stood still, by its own clock ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The longest time between two looks at a clock that a timer makes every two
// milliseconds: what a move, a freeze or a limit costs the program as it sees it. A timer and
// not a thread: beside a thread no phase can be told from the next.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_BENCHMARKS_OWN_CLOCK_H
#define AUSPEX_BENCHMARKS_OWN_CLOCK_H

#include <signal.h>
#include <sys/time.h>
#include <time.h>

static double StoodStill, LastLook; ///< seconds

static void lookAtClock(int Number) {
  (void)Number;
  struct timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  double Now = (double)T.tv_sec + (double)T.tv_nsec / 1e9;
  if (LastLook > 0 && Now - LastLook > StoodStill)
    StoodStill = Now - LastLook;
  LastLook = Now;
}

static void startOwnClock(void) {
  struct sigaction A = {.sa_handler = lookAtClock, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &A, NULL);
  struct itimerval Every = {{0, 2000}, {0, 2000}};
  setitimer(ITIMER_REAL, &Every, NULL);
}

#endif
