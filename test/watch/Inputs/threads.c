// One thread, two threads with more memory, one thread again; between the phases it
// waits for a line, so that whoever watches can look at what holds.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Share {
  double *P;
  long Count;
  double S;
};

static double work(double *P, long Count, int Times) {
  double S = 0;
  for (int T = 0; T < Times; ++T)
    for (long I = 0; I < Count; ++I) {
      S += P[I] * 1.0001;
      P[I] = S * 0.5;
    }
  return S;
}

static void *worker(void *Argument) {
  struct Share *W = Argument;
  W->S = work(W->P, W->Count, 20);
  return NULL;
}

static void await(void) {
  char Line[16];
  if (fgets(Line, sizeof(Line), stdin)) {
    puts("done");
    fflush(stdout);
  }
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  long Small = atol(argv[1]) << 20, Large = atol(argv[2]) << 20;
  double *A = malloc((size_t)Small);
  memset(A, 0, (size_t)Small);
  double S = work(A, Small / (long)sizeof(double), 40);
  await();
  struct Share W[2];
  pthread_t T[2];
  for (int I = 0; I < 2; ++I) {
    W[I] = (struct Share){malloc((size_t)Large), Large / (long)sizeof(double), 0};
    memset(W[I].P, 0, (size_t)Large);
    pthread_create(&T[I], NULL, worker, &W[I]);
  }
  await();
  for (int I = 0; I < 2; ++I) {
    pthread_join(T[I], NULL);
    S += W[I].S;
    free(W[I].P);
  }
  S += work(A, Small / (long)sizeof(double), 40);
  await();
  return S == 42;
}
