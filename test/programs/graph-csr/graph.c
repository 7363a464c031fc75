#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Breadth-first search over a random graph in compressed sparse rows. */

struct graph {
  uint32_t vertices;
  uint64_t *start;
  uint32_t *target;
};

static struct graph build(uint32_t vertices, unsigned degree) {
  struct graph g;
  g.vertices = vertices;
  g.start = malloc(((size_t)vertices + 1) * sizeof *g.start);
  g.target = malloc((size_t)vertices * degree * sizeof *g.target);
  if (!g.start || !g.target)
    exit(1);
  uint64_t e = 0, x = 88172645463325252ull;
  for (uint32_t v = 0; v < vertices; v++) {
    g.start[v] = e;
    for (unsigned d = 0; d < degree; d++) {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
      g.target[e++] = (uint32_t)(x % vertices);
    }
  }
  g.start[vertices] = e;
  return g;
}

static uint64_t search(const struct graph *g, uint32_t from) {
  uint32_t *queue = malloc(g->vertices * sizeof *queue);
  int32_t *level = malloc(g->vertices * sizeof *level);
  uint64_t sum = 0, head = 0, tail = 0;
  for (uint32_t v = 0; v < g->vertices; v++)
    level[v] = -1;
  level[from] = 0;
  queue[tail++] = from;
  while (head < tail) {
    uint32_t v = queue[head++];
    sum += level[v];
    for (uint64_t e = g->start[v]; e < g->start[v + 1]; e++)
      if (level[g->target[e]] < 0) {
        level[g->target[e]] = level[v] + 1;
        queue[tail++] = g->target[e];
      }
  }
  free(queue);
  free(level);
  return sum;
}

int main(int argc, char **argv) {
  uint32_t vertices = 100000, from = 0;
  unsigned degree = 16;
  const struct option options[] = {{"vertices", 1, 0, 'V'}, {"degree", 1, 0, 'd'},
                                   {"from", 1, 0, 'f'},     {"help", 0, 0, 'h'},
                                   {0, 0, 0, 0}};
  int o;
  while ((o = getopt_long(argc, argv, "V:d:f:h", options, 0)) != -1) {
    if (o == 'V')
      vertices = strtoul(optarg, 0, 10);
    else if (o == 'd')
      degree = strtoul(optarg, 0, 10);
    else if (o == 'f')
      from = strtoul(optarg, 0, 10);
    else {
      printf("--vertices N --degree N --from N\n");
      return o != 'h';
    }
  }
  struct graph g = build(vertices, degree);
  printf("%llu\n", (unsigned long long)search(&g, from));
  free(g.start);
  free(g.target);
  return 0;
}
