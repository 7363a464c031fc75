// An edge list: the largest node decides, which the first lines need not name; comments between.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int next_edge(FILE *in, uint32_t *from, uint32_t *to) {
  char line[128];
  while (fgets(line, sizeof line, in)) {
    char *end;
    if (line[0] == '#')
      continue;
    *from = strtoul(line, &end, 10);
    if (end == line)
      continue;
    *to = strtoul(end, NULL, 10);
    return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  FILE *in = fopen(argc > 1 ? argv[1] : "", "r");
  if (!in)
    return 1;
  uint32_t from, to, largest = 0;
  while (next_edge(in, &from, &to)) {
    if (from > largest)
      largest = from;
    if (to > largest)
      largest = to;
  }
  size_t bytes = (largest + 1ul) * sizeof(double);
  double *rank = malloc(bytes);
  memset(rank, 1, bytes);
  printf("%u %g\n", largest, rank[largest / 2]);
  return 0;
}
