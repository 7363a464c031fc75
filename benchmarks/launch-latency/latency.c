//===- benchmarks/launch-latency/latency.c - Time of starting a program by turns -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// latency ROUNDS NAME COMMAND... [+ NAME COMMAND...]...
// Runs the commands by turns, ROUNDS times each, with standard descriptors on
// /dev/null, and prints the median and the 10th and 90th percentile of the wall
// time from fork to the end in milliseconds, and the CPU time of all processes.
// The first command is the base that the others are compared with.
//
//===----------------------------------------------------------------------===//
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MaxVariants = 16, MaxRounds = 10000 };

struct variant {
  const char *name, **command;
  double *wall, cpu;
};

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void run(struct variant *v, int round) {
  struct timespec a, b;
  struct rusage before, after;
  getrusage(RUSAGE_CHILDREN, &before);
  clock_gettime(CLOCK_MONOTONIC, &a);
  pid_t pid = fork();
  if (pid == 0) {
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
      dup2(null, fd);
    execvp(v->command[0], (char **)v->command);
    _exit(127);
  }
  int status;
  waitpid(pid, &status, 0);
  clock_gettime(CLOCK_MONOTONIC, &b);
  getrusage(RUSAGE_CHILDREN, &after);
  if (status != 0) {
    fprintf(stderr, "%s: %s ended with status %d\n", v->name, v->command[0], status);
    exit(1);
  }
  v->wall[round] = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
#define MS(f) ((double)(after.f.tv_sec - before.f.tv_sec) * 1e3 + (double)(after.f.tv_usec - before.f.tv_usec) / 1e3)
  v->cpu += MS(ru_utime) + MS(ru_stime);
}

int main(int argc, char **argv) {
  struct variant all[MaxVariants];
  int count = 0, rounds = argc > 1 ? atoi(argv[1]) : 0;
  for (int i = 2; i < argc && count < MaxVariants; i++) {
    struct variant *v = &all[count++];
    v->name = argv[i++];
    v->command = (const char **)argv + i;
    v->cpu = 0;
    while (i < argc && strcmp(argv[i], "+"))
      i++;
    if (i < argc)
      argv[i] = NULL;
  }
  if (rounds < 1 || rounds > MaxRounds || !count) {
    fprintf(stderr, "latency ROUNDS NAME COMMAND... [+ NAME COMMAND...]...\n");
    return 2;
  }
  for (int i = 0; i < count; i++)
    all[i].wall = calloc((size_t)rounds, sizeof(double));
  for (int i = 0; i < count; i++)
    run(&all[i], 0); // fill the page cache
  for (int i = 0; i < count; i++)
    all[i].cpu = 0;
  // Forwards and backwards by turns, so that a drift falls on all alike.
  for (int r = 0; r < rounds; r++)
    for (int i = 0; i < count; i++)
      run(&all[r % 2 ? count - 1 - i : i], r);
  printf("%-28s %9s %9s %9s %9s %9s\n", "", "median", "over base", "p10", "p90", "CPU");
  double base = 0;
  for (int i = 0; i < count; i++) {
    struct variant *v = &all[i];
    qsort(v->wall, (size_t)rounds, sizeof(double), ascending);
    double median = v->wall[rounds / 2];
    if (i == 0)
      base = median;
    printf("%-28s %6.2f ms %6.2f ms %6.2f ms %6.2f ms %6.2f ms\n", v->name, median, median - base,
           v->wall[rounds / 10], v->wall[rounds * 9 / 10], v->cpu / rounds);
  }
  return 0;
}
