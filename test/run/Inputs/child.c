/* Allocates argv[1] MiB, says so, waits for a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  size_t size = (size_t)atoi(argv[1]) << 20;
  char *p = malloc(size);
  if (!p)
    return 1;
  memset(p, 1, size);
  puts("ready");
  fflush(stdout);
  int c = getchar();
  int wrong = p[(size_t)c % size] != 1; /* so that the memory is needed */
  free(p);
  return c == EOF || wrong;
}
