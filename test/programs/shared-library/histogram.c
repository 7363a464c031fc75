#include "histogram.h"

#include <stdlib.h>

struct histogram {
  unsigned bins, used, capacity;
  unsigned *count;
  unsigned *log; /* every value that was added */
};

histogram *histogram_new(unsigned bins, unsigned samples) {
  histogram *h = malloc(sizeof *h);
  h->bins = bins;
  h->used = 0;
  h->capacity = samples;
  h->count = calloc(bins, sizeof *h->count);
  h->log = malloc((size_t)samples * sizeof *h->log);
  return h;
}

void histogram_add(histogram *h, unsigned value) {
  h->count[value % h->bins]++;
  if (h->used < h->capacity)
    h->log[h->used++] = value;
}

unsigned long histogram_checksum(const histogram *h) {
  unsigned long sum = 0;
  for (unsigned i = 0; i < h->bins; i++)
    sum = sum * 33 + h->count[i];
  for (unsigned i = 0; i < h->used; i++)
    sum ^= (unsigned long)h->log[i] << (i % 16);
  return sum;
}

void histogram_free(histogram *h) {
  free(h->count);
  free(h->log);
  free(h);
}
