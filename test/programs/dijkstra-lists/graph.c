#include "graph.h"
#include <stdio.h>
#include <stdlib.h>

struct graph *graph_read(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return NULL;
  struct graph *g = calloc(1, sizeof *g);
  char line[256];
  while (fgets(line, sizeof line, f)) {
    int from, to, weight;
    switch (line[0]) {
    case 'c':
      break;
    case 'p':
      if (sscanf(line, "p sp %d %d", &g->vertices, &g->arcs) != 2)
        goto bad;
      g->first = calloc(g->vertices + 1, sizeof *g->first);
      g->pool = malloc(g->arcs * sizeof *g->pool);
      break;
    case 'a':
      if (!g->pool || g->used == g->arcs || sscanf(line, "a %d %d %d", &from, &to, &weight) != 3)
        goto bad;
      struct arc *a = &g->pool[g->used++];
      a->to = to;
      a->weight = weight;
      a->next = g->first[from];
      g->first[from] = a;
      break;
    default:
      goto bad;
    }
  }
  fclose(f);
  return g;
bad:
  fprintf(stderr, "%s: cannot understand: %s", path, line);
  fclose(f);
  graph_free(g);
  return NULL;
}

void graph_free(struct graph *g) {
  free(g->first);
  free(g->pool);
  free(g);
}
