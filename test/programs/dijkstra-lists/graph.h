#pragma once
#include <stddef.h>

struct arc {
  int to, weight;
  struct arc *next;
};

struct graph {
  int vertices, arcs;
  struct arc **first; /* by vertex, from 1 on */
  struct arc *pool;
  int used;
};

struct graph *graph_read(const char *path);
void graph_free(struct graph *g);

struct entry {
  long distance;
  int vertex;
};
struct heap {
  struct entry *entries;
  size_t size, room;
};
void heap_push(struct heap *h, long distance, int vertex);
struct entry heap_pop(struct heap *h);
