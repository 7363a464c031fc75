#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>

/* Large automatic arrays: one in main, one alloca, one a level of recursion. */

static long walk(int depth, int width) {
  long frame[width];
  for (int i = 0; i < width; i++)
    frame[i] = depth + i;
  long below = depth > 1 ? walk(depth - 1, width) : 0;
  for (int i = 0; i < width; i += 16)
    below += frame[i];
  return below;
}

int main(int argc, char **argv) {
  int depth = argc > 1 ? atoi(argv[1]) : 10;
  int width = argc > 2 ? atoi(argv[2]) : 1000;
  char *scratch = alloca(width);
  for (int i = 0; i < width; i++)
    scratch[i] = (char)i;
  long sum = walk(depth, width);
  for (int i = 0; i < width; i++)
    sum += scratch[i];
  printf("%ld\n", sum);
  return 0;
}
