#include "graph.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s graph [source]\n", argv[0]);
    return 2;
  }
  struct graph *g = graph_read(argv[1]);
  if (!g)
    return 1;
  int source = argc > 2 ? atoi(argv[2]) : 1;
  long *distance = malloc((g->vertices + 1) * sizeof *distance);
  for (int v = 0; v <= g->vertices; v++)
    distance[v] = LONG_MAX;
  struct heap heap = {0};
  distance[source] = 0;
  heap_push(&heap, 0, source);
  while (heap.size > 0) {
    struct entry e = heap_pop(&heap);
    if (e.distance > distance[e.vertex])
      continue;
    for (struct arc *a = g->first[e.vertex]; a; a = a->next)
      if (e.distance + a->weight < distance[a->to]) {
        distance[a->to] = e.distance + a->weight;
        heap_push(&heap, distance[a->to], a->to);
      }
  }
  long far = 0;
  int reached = 0;
  for (int v = 1; v <= g->vertices; v++)
    if (distance[v] != LONG_MAX) {
      reached++;
      if (distance[v] > far)
        far = distance[v];
    }
  printf("%d of %d reached, farthest %ld\n", reached, g->vertices, far);
  free(heap.entries);
  free(distance);
  graph_free(g);
  return 0;
}
