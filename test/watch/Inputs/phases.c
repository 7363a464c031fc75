// Two sizes of memory by turns, in MiB; between the phases it waits for a line, so
// that whoever watches can look at what holds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double work(double *P, long Count, int Times) {
  double S = 0;
  for (int T = 0; T < Times; ++T)
    for (long I = 0; I < Count; ++I) {
      S += P[I] * 1.0001;
      P[I] = S * 0.5;
    }
  return S;
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
  double S = 0;
  double *A = malloc((size_t)Small);
  memset(A, 0, (size_t)Small);
  S += work(A, Small / (long)sizeof(double), 20);
  await();
  double *B = malloc((size_t)Large);
  memset(B, 0, (size_t)Large);
  S += work(B, Large / (long)sizeof(double), 3);
  await();
  free(B);
  S += work(A, Small / (long)sizeof(double), 60);
  await();
  free(A);
  return S == 42;
}
