//===- benchmarks/migration/moments.c - Programs that are cheap to move now and then ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   moments PATTERN SMALL LARGE TIMES
//
// Phases that hold SMALL or LARGE MiB, the large ones for most of the time. Prints the
// longest time that the program itself stood still, by a clock that it looks at every two
// milliseconds.
//
//===----------------------------------------------------------------------===//
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static double now(void) {
  struct timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return (double)T.tv_sec + (double)T.tv_nsec / 1e9;
}

static double Longest, Last;
static void look(int Number) {
  (void)Number;
  double Now = now();
  if (Last > 0 && Now - Last > Longest)
    Longest = Now - Last;
  Last = Now;
}

/// A timer and not a thread: beside a thread no phase can be told from the next.
static void watch(void) {
  struct sigaction A = {.sa_handler = look, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &A, NULL);
  struct itimerval Every = {{0, 2000}, {0, 2000}};
  setitimer(ITIMER_REAL, &Every, NULL);
}

static double use(long Bytes, long Times) {
  double *P = malloc((size_t)Bytes), S = 0;
  if (!P)
    exit(3);
  memset(P, 0, (size_t)Bytes);
  for (long T = 0; T < Times; ++T)
    for (long I = 0; I < Bytes / 8; ++I) {
      S += P[I] * 1.0001;
      P[I] = S * 0.5;
    }
  free(P);
  return S;
}

int main(int argc, char **argv) {
  if (argc < 5)
    return 2;
  long Small = atol(argv[2]) << 20, Large = atol(argv[3]) << 20, Times = atol(argv[4]);
  long Short = Times * (Large / Small) * 3 / 2;
  double S = 0;
  puts("begin");
  fflush(stdout);
  watch();
  if (!strcmp(argv[1], "middle"))
    S = use(Large, 2 * Times) + use(Small, Short) + use(Large, 2 * Times);
  else if (!strcmp(argv[1], "tail"))
    S = use(Large, 4 * Times) + use(Small, Short);
  else if (!strcmp(argv[1], "stairs"))
    S = use(Large / 2, 2 * Times) + use(Large, 2 * Times) + use(Small, Short) + use(Large, Times);
  printf("%g\n%.3f\n", S, Longest);
  return 0;
}
