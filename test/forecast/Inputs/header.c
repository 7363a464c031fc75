// A header that decides what is allocated: magic, two numbers with the high byte first.
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header {
  char magic[4];
  uint32_t rows, columns;
};

int main(int argc, char **argv) {
  struct header h;
  FILE *f = argc > 1 ? fopen(argv[1], "rb") : stdin;
  if (!f || fread(&h, sizeof h, 1, f) != 1 || memcmp(h.magic, "GRID", 4) != 0) {
    puts("no grid");
    return 3;
  }
  size_t cells = (size_t)ntohl(h.rows) * ntohl(h.columns);
  float *grid = malloc(cells * sizeof *grid);
  if (!grid) {
    puts("too large");
    return 4;
  }
  for (size_t i = 0; i < cells; i++)
    grid[i] = (float)i;
  printf("%zu cells, %g\n", cells, (double)grid[cells / 2]);
  free(grid);
  return 0;
}
