#include "image.h"
#include <stdlib.h>

int image_alloc(struct image *im, int w, int h, int channels) {
  im->width = w;
  im->height = h;
  im->channels = channels;
  im->pixels = malloc((size_t)w * h * channels);
  return im->pixels ? 0 : -1;
}

void image_free(struct image *im) {
  free(im->pixels);
  im->pixels = NULL;
}

void image_paint(struct image *im) {
  uint8_t *p = im->pixels;
  for (int y = 0; y < im->height; y++)
    for (int x = 0; x < im->width; x++)
      for (int c = 0; c < im->channels; c++)
        *p++ = (uint8_t)(x * (c + 1) + y);
}

uint32_t image_sum(const struct image *im) {
  uint32_t s = 0;
  size_t n = (size_t)im->width * im->height * im->channels;
  for (size_t i = 0; i < n; i++)
    s = s * 31 + im->pixels[i];
  return s;
}
