#include "image.h"
#include <stddef.h>

/* Horizontal box blur into a second image, which then replaces the first. */
int image_blur(struct image *im, int radius) {
  struct image out;
  if (image_alloc(&out, im->width, im->height, im->channels))
    return -1;
  const int w = im->width, ch = im->channels;
  for (int y = 0; y < im->height; y++) {
    const uint8_t *row = im->pixels + (size_t)y * w * ch;
    uint8_t *to = out.pixels + (size_t)y * w * ch;
    for (int x = 0; x < w; x++)
      for (int c = 0; c < ch; c++) {
        int sum = 0, n = 0;
        for (int d = -radius; d <= radius; d++)
          if (x + d >= 0 && x + d < w) {
            sum += row[(x + d) * ch + c];
            n++;
          }
        to[x * ch + c] = (uint8_t)(sum / n);
      }
  }
  image_free(im);
  *im = out;
  return 0;
}
