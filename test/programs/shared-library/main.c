#include "histogram.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[]) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s samples [bins]\n", argv[0]);
    return 1;
  }
  unsigned samples = (unsigned)strtoul(argv[1], 0, 10);
  unsigned bins = argc > 2 ? (unsigned)strtoul(argv[2], 0, 10) : 1000;
  histogram *h = histogram_new(bins, samples);
  unsigned x = 12345;
  for (unsigned i = 0; i < samples; i++) {
    x = x * 1664525u + 1013904223u;
    histogram_add(h, x >> 8);
  }
  printf("%lu\n", histogram_checksum(h));
  histogram_free(h);
  return 0;
}
