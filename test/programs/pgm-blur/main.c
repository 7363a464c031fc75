#include "pnm.h"
#include <math.h>
#include <stdlib.h>

static float *kernel_of(double sigma, int *radius) {
  *radius = (int)ceil(3 * sigma);
  float *k = malloc((2 * *radius + 1) * sizeof *k);
  double sum = 0;
  for (int i = -*radius; i <= *radius; i++)
    sum += k[i + *radius] = (float)exp(-i * i / (2 * sigma * sigma));
  for (int i = 0; i <= 2 * *radius; i++)
    k[i] /= (float)sum;
  return k;
}

static void blur_rows(const float *in, float *out, int w, int h, const float *k, int r) {
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      float s = 0;
      for (int i = -r; i <= r; i++) {
        int at = x + i < 0 ? 0 : x + i >= w ? w - 1 : x + i;
        s += k[i + r] * in[(size_t)y * w + at];
      }
      out[(size_t)y * w + x] = s;
    }
}

static void blur_columns(const float *in, float *out, int w, int h, const float *k, int r) {
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      float s = 0;
      for (int i = -r; i <= r; i++) {
        int at = y + i < 0 ? 0 : y + i >= h ? h - 1 : y + i;
        s += k[i + r] * in[(size_t)at * w + x];
      }
      out[(size_t)y * w + x] = s;
    }
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s image.pgm [sigma]\n", argv[0]);
    return 2;
  }
  double sigma = argc > 2 ? atof(argv[2]) : 2;
  struct image image;
  if (read_pgm(argv[1], &image) != 0)
    return 1;
  size_t n = (size_t)image.width * image.height;
  float *a = malloc(n * sizeof *a), *b = malloc(n * sizeof *b);
  if (!a || !b)
    return 1;
  for (size_t i = 0; i < n; i++)
    a[i] = image.pixels[i];
  int radius;
  float *k = kernel_of(sigma, &radius);
  blur_rows(a, b, image.width, image.height, k, radius);
  blur_columns(b, a, image.width, image.height, k, radius);
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i];
  printf("%d x %d, mean %.2f\n", image.width, image.height, sum / (double)n);
  free(k);
  free(b);
  free(a);
  free_image(&image);
  return 0;
}
