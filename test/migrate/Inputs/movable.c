//===- test/migrate/Inputs/movable.c - Programs that are moved ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   movable KIND ROUNDS
//
// Each kind has something open that a move must take along, works for ROUNDS, and
// prints a digest that depends on every step of it.
//
//===----------------------------------------------------------------------===//
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t step(uint64_t X) {
  for (int I = 0; I < 20000; ++I) {
    X ^= X << 13;
    X ^= X >> 7;
    X ^= X << 17;
    X += (uint64_t)I;
  }
  return X;
}

static int Rounds;

static uint64_t heap(void) {
  enum { Size = 64 << 20 };
  uint64_t *P = malloc(Size), X = 1;
  for (size_t I = 0; I < Size / 8; ++I)
    P[I] = I * 0x9e3779b97f4a7c15u;
  for (int R = 0; R < Rounds; ++R) {
    X = step(X);
    P[X % (Size / 8)] += X;
  }
  for (size_t I = 0; I < Size / 8; ++I)
    X = X * 31 + P[I];
  free(P);
  return X;
}

static pthread_mutex_t Lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t Changed = PTHREAD_COND_INITIALIZER;
static int Turn;
static uint64_t Shared = 1;

static void *worker(void *Argument) {
  int Me = *(int *)Argument;
  for (int R = 0; R < Rounds / 4; ++R) {
    pthread_mutex_lock(&Lock);
    while (Turn != Me)
      pthread_cond_wait(&Changed, &Lock);
    Shared = step(Shared + (uint64_t)Me);
    Turn = (Turn + 1) % 4;
    pthread_cond_broadcast(&Changed);
    pthread_mutex_unlock(&Lock);
  }
  return NULL;
}

static uint64_t threads(void) {
  pthread_t T[4];
  int Names[4];
  for (int I = 0; I < 4; ++I) {
    Names[I] = I;
    pthread_create(&T[I], NULL, worker, &Names[I]);
  }
  for (int I = 0; I < 4; ++I)
    pthread_join(T[I], NULL);
  return Shared;
}

static uint64_t openmp(void) {
  uint64_t Sum = 0;
  for (int R = 0; R < Rounds / 8; ++R) {
#pragma omp parallel for reduction(+ : Sum) schedule(static)
    for (int I = 0; I < 8; ++I)
      Sum += step((uint64_t)(R * 8 + I + 1));
  }
  return Sum;
}

static uint64_t files(void) {
  char Name[] = "moved-file-XXXXXX";
  int F = mkstemp(Name);
  FILE *S = fdopen(F, "w+");
  uint64_t X = 1;
  for (int R = 0; R < Rounds; ++R) {
    X = step(X);
    fprintf(S, "%llu\n", (unsigned long long)X);
  }
  rewind(S);
  char Line[64];
  while (fgets(Line, sizeof(Line), S))
    X = X * 31 + strtoull(Line, NULL, 10);
  fclose(S);
  unlink(Name);
  return X;
}

static uint64_t talk(int Ours[2], int Theirs[2]) {
  // A child answers over pipes (or a socket pair).
  pid_t Child = fork();
  if (!Child) {
    uint64_t V;
    while (read(Theirs[0], &V, sizeof(V)) == sizeof(V)) {
      V = step(V);
      if (write(Theirs[1], &V, sizeof(V)) != sizeof(V))
        _exit(1);
    }
    _exit(9);
  }
  uint64_t X = 1;
  for (int R = 0; R < Rounds; ++R)
    if (write(Ours[1], &X, sizeof(X)) != sizeof(X) || read(Ours[0], &X, sizeof(X)) != sizeof(X))
      return 0;
  kill(Child, SIGTERM);
  int Status;
  waitpid(Child, &Status, 0);
  return X + (uint64_t)WTERMSIG(Status);
}

static uint64_t pipes(void) {
  int A[2], B[2];
  if (pipe(A) || pipe(B))
    return 0;
  return talk((int[]){B[0], A[1]}, (int[]){A[0], B[1]});
}

static uint64_t sockets(void) {
  int S[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, S))
    return 0;
  return talk((int[]){S[0], S[0]}, (int[]){S[1], S[1]});
}

static volatile sig_atomic_t Ticks;
static void tick(int N) { (void)N, ++Ticks; }

static uint64_t timers(void) {
  struct sigaction A = {.sa_handler = tick, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &A, NULL);
  struct itimerval T = {{0, 5000}, {0, 5000}};
  setitimer(ITIMER_REAL, &T, NULL);
  uint64_t X = 1;
  int Before = 0, Late = 0;
  for (int R = 0; R < Rounds; ++R) {
    X = step(X);
    if (R == Rounds * 9 / 10)
      Before = Ticks;
  }
  Late = Ticks > Before; // it still ticks after whatever happened
  return X + (uint64_t)(Ticks > 0) + (uint64_t)Late;
}

static uint64_t mapped(void) {
  enum { Size = 8 << 20 };
  char Name[] = "moved-map-XXXXXX";
  int F = mkstemp(Name);
  if (ftruncate(F, Size))
    return 0;
  uint64_t *P = mmap(NULL, Size, PROT_READ | PROT_WRITE, MAP_SHARED, F, 0), X = 1;
  for (int R = 0; R < Rounds; ++R) {
    X = step(X);
    P[X % (Size / 8)] ^= X;
  }
  msync(P, Size, MS_SYNC);
  uint64_t V;
  for (size_t I = 0; I < Size / 8; ++I) // as the file has it
    if (pread(F, &V, 8, (off_t)(I * 8)) == 8)
      X = X * 31 + V;
  unlink(Name);
  return X;
}

static uint64_t children(void) {
  uint64_t *Out = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int I = 0; I < 3; ++I)
    if (!fork()) {
      uint64_t X = (uint64_t)I + 1;
      for (int R = 0; R < Rounds / 2; ++R)
        X = step(X);
      Out[I] = X;
      _exit(I);
    }
  uint64_t X = 0;
  for (int I = 0, Status; I < 3; ++I) {
    wait(&Status);
    X += (uint64_t)WEXITSTATUS(Status) * 1000;
  }
  return X + Out[0] * 3 + Out[1] * 5 + Out[2] * 7;
}

static volatile sig_atomic_t Got;
static void got(int N) { Got = N; }

static uint64_t handlers(void) {
  signal(SIGUSR1, got);
  signal(SIGCHLD, tick); // stops and continues of a child would show
  pid_t Child = fork();
  if (!Child)
    while (1)
      pause();
  uint64_t X = 1;
  for (int R = 0; R < Rounds; ++R) {
    X = step(X);
    Got = 0;
    raise(SIGUSR1);
    X += (uint64_t)Got;
  }
  X += (uint64_t)Ticks * 1000000007u; // none but what follows
  kill(Child, SIGKILL);
  waitpid(Child, NULL, 0);
  return X;
}

int main(int argc, char **argv) {
  static const struct {
    const char *Name;
    uint64_t (*Run)(void);
  } Kinds[] = {{"heap", heap},     {"threads", threads}, {"openmp", openmp}, {"files", files},
               {"pipes", pipes},   {"sockets", sockets}, {"timers", timers}, {"mapped", mapped},
               {"children", children}, {"handlers", handlers}};
  if (argc < 3)
    return 2;
  Rounds = atoi(argv[2]);
  struct timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  printf("begin %s\n", argv[1]);
  fflush(stdout);
  for (size_t I = 0; I < sizeof(Kinds) / sizeof(*Kinds); ++I)
    if (!strcmp(Kinds[I].Name, argv[1])) {
      printf("%s %016llx\n", argv[1], (unsigned long long)Kinds[I].Run());
      return 40 + (int)I;
    }
  return 2;
}
