// Works on its memory round after round, prints what came of it when SIGUSR1 comes.
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc != 3)
    return 1;
  size_t n = strtoull(argv[1], NULL, 10) * (1 << 20) / sizeof(uint64_t);
  long rounds = strtol(argv[2], NULL, 10);
  uint64_t *data = malloc(n * sizeof(uint64_t)), sum = 0;
  sigset_t go;
  int signal;
  sigemptyset(&go);
  sigaddset(&go, SIGUSR1);
  sigprocmask(SIG_BLOCK, &go, NULL);
  for (size_t i = 0; i < n; i++)
    data[i] = i;
  printf("ready\n");
  fflush(stdout);
  for (long r = 0; r < rounds; r++)
    for (size_t i = 0; i < n; i++)
      data[i] = data[i] * 6364136223846793005u + i;
  sigwait(&go, &signal);
  for (size_t i = 0; i < n; i++)
    sum = sum * 31 + data[i];
  printf("%016llx\n", (unsigned long long)sum);
  return 0;
}
