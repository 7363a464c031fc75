//===- benchmarks/resizing/phased.c - Programs whose memory comes in phases -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   phased PATTERN MIB TIMES [FILE]
//
// Compiled with -DSHUFFLED every pattern answers to the name of another one: with the note of
// the program as it is, that is a forecast which is wrong. With -DOWN_CLOCK it prints, too,
// for how long it stood still at most.
//
//===----------------------------------------------------------------------===//
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef OWN_CLOCK
#include "../own_clock.h"
#endif

static double sweep(double *P, long Count, int Times) {
  double S = 0;
  for (int T = 0; T < Times; ++T)
    for (long I = 0; I < Count; ++I) {
      S += P[I] * 1.0001;
      P[I] = S * 0.5;
    }
  return S;
}

static double *filled(long Bytes) {
  double *P = malloc((size_t)Bytes);
  if (!P)
    exit(3);
  memset(P, 0, (size_t)Bytes);
  return P;
}

/// Uses \p Bytes for a while and gives them back; smaller ones for longer, so that each
/// takes about the same time.
static double use(long Bytes, long Work) {
  double *P = filled(Bytes);
  double S = sweep(P, Bytes / 8, (int)(Work / Bytes));
  free(P);
  return S;
}

struct Share {
  double *P;
  long Count;
  int Times;
  double S;
};
static void *worker(void *Argument) {
  struct Share *W = Argument;
  W->S = sweep(W->P, W->Count, W->Times);
  return NULL;
}

#ifdef SHUFFLED
#define NAMED(Own, Other) Other
#else
#define NAMED(Own, Other) Own
#endif

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  long Unit = atol(argv[2]) << 20, Work = Unit * atol(argv[3]);
  double S = 0;
#ifdef OWN_CLOCK
  puts("begin");
  fflush(stdout);
  startOwnClock();
#endif
  if (!strcmp(argv[1], NAMED("grow-shrink", "staircase-up"))) {
    S = use(Unit, Work) + use(4 * Unit, Work) + use(Unit, Work);
  } else if (!strcmp(argv[1], NAMED("bursts", "staircase-down"))) {
    for (int I = 0; I < 3; ++I)
      S += use(Unit, Work) + use(5 * Unit, Work / 2);
  } else if (!strcmp(argv[1], NAMED("late", "pipeline"))) {
    S = use(Unit, 4 * Work) + use(6 * Unit, Work);
  } else if (!strcmp(argv[1], NAMED("early", "two-peaks"))) {
    S = use(6 * Unit, Work) + use(Unit, 4 * Work);
  } else if (!strcmp(argv[1], NAMED("staircase-up", "threads"))) {
    double *A = filled(Unit);
    S += sweep(A, Unit / 8, (int)(Work / Unit));
    double *B = filled(2 * Unit);
    S += sweep(B, 2 * Unit / 8, (int)(Work / Unit / 2));
    double *C = filled(3 * Unit);
    S += sweep(C, 3 * Unit / 8, (int)(Work / Unit / 3));
    free(A), free(B), free(C);
  } else if (!strcmp(argv[1], NAMED("staircase-down", "grow-shrink"))) {
    double *A = filled(Unit), *B = filled(2 * Unit), *C = filled(3 * Unit);
    S += sweep(C, 3 * Unit / 8, (int)(Work / Unit / 3));
    free(C);
    S += sweep(B, 2 * Unit / 8, (int)(Work / Unit / 2));
    free(B);
    S += sweep(A, Unit / 8, (int)(Work / Unit));
    free(A);
  } else if (!strcmp(argv[1], NAMED("pipeline", "bursts"))) {
    // Each stage reads what the one before left.
    double *In = filled(Unit);
    S += sweep(In, Unit / 8, (int)(Work / Unit));
    double *Out = filled(3 * Unit);
    for (long I = 0; I < 3 * Unit / 8; ++I)
      Out[I] = In[I % (Unit / 8)];
    free(In);
    S += sweep(Out, 3 * Unit / 8, (int)(Work / Unit / 3));
    double *Last = filled(Unit / 2);
    for (long I = 0; I < Unit / 16; ++I)
      Last[I] = Out[I];
    free(Out);
    S += sweep(Last, Unit / 16, (int)(2 * Work / Unit));
    free(Last);
  } else if (!strcmp(argv[1], NAMED("two-peaks", "late"))) {
    S = use(Unit / 2, Work) + use(5 * Unit, Work) + use(Unit / 2, 2 * Work) + use(3 * Unit, Work) +
        use(Unit / 2, Work);
  } else if (!strcmp(argv[1], NAMED("threads", "early"))) {
    S = use(Unit, Work);
    struct Share W[2];
    pthread_t T[2];
    for (int I = 0; I < 2; ++I) {
      W[I] = (struct Share){filled(2 * Unit), 2 * Unit / 8, (int)(Work / Unit / 2), 0};
      pthread_create(&T[I], NULL, worker, &W[I]);
    }
    for (int I = 0; I < 2; ++I) {
      pthread_join(T[I], NULL);
      S += W[I].S;
      free(W[I].P);
    }
    S += use(Unit, Work);
  } else if (!strcmp(argv[1], "header") && argc > 4) {
    FILE *F = fopen(argv[4], "rb");
    long Bytes;
    if (!F || fread(&Bytes, sizeof(Bytes), 1, F) != 1)
      return 1;
    fclose(F);
    S = use(Unit, 2 * Work);
    double *P = malloc((size_t)Bytes);
    if (!P)
      return 3;
    memset(P, 0, (size_t)Bytes);
    S += sweep(P, Bytes / 8, 5);
    free(P);
    S += use(Unit, 2 * Work);
  } else {
    return 2;
  }
  printf("%g\n", S);
#ifdef OWN_CLOCK
  printf("%.3f\n", StoodStill);
#endif
  return 0;
}
