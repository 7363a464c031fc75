#include "ini.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings {
  int nx, ny, nz, steps;
  double alpha;
};

static void set(void *user, const char *section, const char *name, const char *value) {
  struct settings *s = user;
  if (strcmp(section, "run") != 0)
    return;
  if (strcmp(name, "nx") == 0)
    s->nx = atoi(value);
  else if (strcmp(name, "ny") == 0)
    s->ny = atoi(value);
  else if (strcmp(name, "nz") == 0)
    s->nz = atoi(value);
  else if (strcmp(name, "steps") == 0)
    s->steps = atoi(value);
  else if (strcmp(name, "alpha") == 0)
    s->alpha = atof(value);
  else
    fprintf(stderr, "unknown setting %s\n", name);
}

#define AT(g, x, y, z) (g)[((size_t)(z) * s.ny + (y)) * s.nx + (x)]

int main(int argc, char **argv) {
  struct settings s = {64, 64, 64, 10, 0.05};
  if (argc != 2 || ini_parse(argv[1], set, &s) != 0) {
    fprintf(stderr, "usage: %s settings.ini\n", argv[0]);
    return 1;
  }
  size_t cells = (size_t)s.nx * s.ny * s.nz;
  double *now = calloc(cells, sizeof *now), *then = calloc(cells, sizeof *then);
  AT(now, s.nx / 2, s.ny / 2, s.nz / 2) = 1000;
  for (int t = 0; t < s.steps; t++) {
    for (int z = 1; z < s.nz - 1; z++)
      for (int y = 1; y < s.ny - 1; y++)
        for (int x = 1; x < s.nx - 1; x++)
          AT(then, x, y, z) = AT(now, x, y, z) +
                              s.alpha * (AT(now, x - 1, y, z) + AT(now, x + 1, y, z) + AT(now, x, y - 1, z) +
                                         AT(now, x, y + 1, z) + AT(now, x, y, z - 1) + AT(now, x, y, z + 1) -
                                         6 * AT(now, x, y, z));
    double *swap = now;
    now = then;
    then = swap;
  }
  printf("%d x %d x %d, centre %.4f\n", s.nx, s.ny, s.nz, AT(now, s.nx / 2, s.ny / 2, s.nz / 2));
  free(now);
  free(then);
  return 0;
}
