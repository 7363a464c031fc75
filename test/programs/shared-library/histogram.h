#ifndef HISTOGRAM_H
#define HISTOGRAM_H

typedef struct histogram histogram;

histogram *histogram_new(unsigned bins, unsigned samples);
void histogram_add(histogram *h, unsigned value);
unsigned long histogram_checksum(const histogram *h);
void histogram_free(histogram *h);

#endif
