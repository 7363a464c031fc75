#include "graph.h"
#include <stdlib.h>

void heap_push(struct heap *h, long distance, int vertex) {
  if (h->size == h->room) {
    h->room = h->room ? h->room * 2 : 64;
    h->entries = realloc(h->entries, h->room * sizeof *h->entries);
  }
  size_t i = h->size++;
  while (i > 0 && h->entries[(i - 1) / 2].distance > distance) {
    h->entries[i] = h->entries[(i - 1) / 2];
    i = (i - 1) / 2;
  }
  h->entries[i] = (struct entry){distance, vertex};
}

struct entry heap_pop(struct heap *h) {
  struct entry top = h->entries[0], last = h->entries[--h->size];
  size_t i = 0;
  for (;;) {
    size_t child = 2 * i + 1;
    if (child >= h->size)
      break;
    if (child + 1 < h->size && h->entries[child + 1].distance < h->entries[child].distance)
      child++;
    if (h->entries[child].distance >= last.distance)
      break;
    h->entries[i] = h->entries[child];
    i = child;
  }
  h->entries[i] = last;
  return top;
}
