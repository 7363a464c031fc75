#pragma once
#include <stdint.h>

struct image {
  int width, height, channels;
  uint8_t *pixels;
};

int image_alloc(struct image *im, int w, int h, int channels);
void image_free(struct image *im);
void image_paint(struct image *im);
int image_blur(struct image *im, int radius);
uint32_t image_sum(const struct image *im);
