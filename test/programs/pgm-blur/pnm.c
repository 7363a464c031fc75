#include "pnm.h"
#include <ctype.h>
#include <stdlib.h>

static int next_number(FILE *file) {
  int c = fgetc(file);
  for (;;) {
    if (c == '#')
      while (c != '\n' && c != EOF)
        c = fgetc(file);
    else if (isspace(c))
      c = fgetc(file);
    else
      break;
  }
  if (!isdigit(c))
    return -1;
  int value = 0;
  while (isdigit(c)) {
    value = value * 10 + (c - '0');
    c = fgetc(file);
  }
  return value;
}

int read_pgm(const char *path, struct image *image) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    return -1;
  }
  if (fgetc(file) != 'P' || fgetc(file) != '5') {
    fprintf(stderr, "%s: not a binary PGM\n", path);
    fclose(file);
    return -1;
  }
  image->width = next_number(file);
  image->height = next_number(file);
  image->max = next_number(file);
  if (image->width <= 0 || image->height <= 0 || image->max <= 0 || image->max > 255) {
    fprintf(stderr, "%s: bad header\n", path);
    fclose(file);
    return -1;
  }
  size_t size = (size_t)image->width * image->height;
  image->pixels = malloc(size);
  if (!image->pixels || fread(image->pixels, 1, size, file) != size) {
    fprintf(stderr, "%s: too short\n", path);
    free(image->pixels);
    fclose(file);
    return -1;
  }
  fclose(file);
  return 0;
}

void free_image(struct image *image) { free(image->pixels); }
