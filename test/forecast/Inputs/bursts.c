// Bursts of memory in a loop: 8 MiB and 80 MiB by turns, N times.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double use(long Bytes, int Times) {
  double *P = malloc((size_t)Bytes), S = 0;
  memset(P, 0, (size_t)Bytes);
  for (int T = 0; T < Times; ++T)
    for (long I = 0; I < Bytes / 8; ++I) {
      S += P[I] * 1.0001;
      P[I] = S * 0.5;
    }
  free(P);
  return S;
}

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  double S = 0;
  for (int I = 0, N = atoi(argv[1]); I < N; ++I)
    S += use(8L << 20, 100) + use(80L << 20, 10);
  printf("%g\n", S);
  return 0;
}
