//===- benchmarks/watch-overhead/load.c - Work that a watch may slow down ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   watch-load compute|faults|syscalls|switches AMOUNT
//
// Waits 60 ms first, so that a watch that begins late counts from the start, then
// does the work and prints the CPU seconds that it took.
//
//===----------------------------------------------------------------------===//
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t Clock) {
  struct timespec T;
  clock_gettime(Clock, &T);
  return (double)T.tv_sec + (double)T.tv_nsec * 1e-9;
}

static volatile double Sink;

static void compute(long Amount) {
  double S = 1;
  for (long I = 0; I < Amount; ++I)
    S = S * 1.0000001 + 1e-9;
  Sink = S;
}

/// Pages written for the first time, and allocations.
static void faults(long Amount) {
  enum { Pages = 1024 };
  for (long Done = 0; Done < Amount; Done += Pages) {
    char *At = mmap(NULL, Pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (long I = 0; I < Pages; ++I)
      At[I * 4096] = 1;
    munmap(At, Pages * 4096);
  }
}

/// About one a microsecond.
static void syscalls(long Amount) {
  double S = 1;
  for (long I = 0; I < Amount; ++I) {
    syscall(SYS_getppid);
    for (int J = 0; J < 500; ++J)
      S = S * 1.0000001 + 1e-9;
  }
  Sink = S;
}

static void switches(long Amount) {
  struct timespec Short = {0, 1};
  for (long I = 0; I < Amount; ++I)
    clock_nanosleep(CLOCK_MONOTONIC, 0, &Short, NULL);
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  struct timespec Wait = {0, 60 * 1000 * 1000};
  nanosleep(&Wait, NULL);
  long Amount = atol(argv[2]);
  double Before = seconds(CLOCK_PROCESS_CPUTIME_ID);
  if (!strcmp(argv[1], "compute"))
    compute(Amount);
  else if (!strcmp(argv[1], "faults"))
    faults(Amount);
  else if (!strcmp(argv[1], "syscalls"))
    syscalls(Amount);
  else if (!strcmp(argv[1], "switches"))
    switches(Amount);
  else
    return 2;
  printf("%.6f\n", seconds(CLOCK_PROCESS_CPUTIME_ID) - Before);
  return 0;
}
