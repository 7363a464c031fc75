#ifndef PNM_H
#define PNM_H
#include <stdio.h>

struct image {
  int width, height, max;
  unsigned char *pixels;
};

/* Returns 0, or -1 with a message on stderr. */
int read_pgm(const char *path, struct image *image);
void free_image(struct image *image);

#endif
