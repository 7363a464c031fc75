#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Arguments are name=value. */
static long argument(int argc, char **argv, const char *name, long fallback) {
  size_t length = strlen(name);
  for (int i = 1; i < argc; i++)
    if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=')
      return atol(argv[i] + length + 1);
  return fallback;
}

int main(int argc, char **argv) {
  long capacity = argument(argc, argv, "capacity", 10000), items = argument(argc, argv, "items", 50);
  int *best = calloc(capacity + 1, sizeof *best);
  unsigned char **taken = malloc(items * sizeof *taken);
  for (long i = 0; i < items; i++) {
    long weight = 50 + i * 37 % 211;
    int value = (int)(60 + i * 53 % 307);
    taken[i] = calloc((capacity + 8) / 8, 1);
    for (long c = capacity; c >= weight; c--)
      if (best[c - weight] + value > best[c]) {
        best[c] = best[c - weight] + value;
        taken[i][c / 8] |= 1 << c % 8;
      }
  }
  long left = capacity, count = 0;
  for (long i = items - 1; i >= 0; i--)
    if (taken[i][left / 8] >> left % 8 & 1) {
      count++;
      left -= 50 + i * 37 % 211;
    }
  printf("value %d with %ld items\n", best[capacity], count);
  for (long i = 0; i < items; i++)
    free(taken[i]);
  free(taken);
  free(best);
  return 0;
}
