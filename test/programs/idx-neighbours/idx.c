#include <arpa/inet.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  uint32_t count, rows, columns;
  uint8_t *pixels;
} images_t;

static int read_u32(FILE *f, uint32_t *v) {
  if (fread(v, sizeof *v, 1, f) != 1)
    return -1;
  *v = ntohl(*v);
  return 0;
}

static int load(const char *path, images_t *im) {
  FILE *f = fopen(path, "rb");
  uint32_t magic;
  if (!f)
    return -1;
  if (read_u32(f, &magic) || magic != 0x803 || read_u32(f, &im->count) || read_u32(f, &im->rows) ||
      read_u32(f, &im->columns)) {
    fclose(f);
    return -1;
  }
  size_t size = (size_t)im->count * im->rows * im->columns;
  im->pixels = malloc(size);
  size_t got = im->pixels ? fread(im->pixels, 1, size, f) : 0;
  fclose(f);
  return got == size ? 0 : -1;
}

int main(int argc, char **argv) {
  int queries = 5, c;
  while ((c = getopt(argc, argv, "q:")) != -1)
    if (c == 'q')
      queries = atoi(optarg);
    else
      return 2;
  if (optind >= argc) {
    fprintf(stderr, "usage: %s [-q queries] images.idx\n", argv[0]);
    return 2;
  }
  images_t im;
  if (load(argv[optind], &im)) {
    fprintf(stderr, "%s: not an IDX file of images\n", argv[optind]);
    return 1;
  }
  size_t d = (size_t)im.rows * im.columns;
  float *features = malloc(im.count * d * sizeof *features);
  for (size_t i = 0; i < im.count * d; i++)
    features[i] = im.pixels[i] / 255.0f;
  free(im.pixels);
  float *distance = malloc(im.count * sizeof *distance);
  double total = 0;
  for (int q = 0; q < queries; q++) {
    size_t best = 0;
    for (uint32_t i = 0; i < im.count; i++) {
      float s = 0;
      for (size_t k = 0; k < d; k++) {
        float e = features[i * d + k] - features[q * d + k];
        s += e * e;
      }
      distance[i] = i == (uint32_t)q ? 1e30f : s;
      if (distance[i] < distance[best])
        best = i;
    }
    total += distance[best];
  }
  printf("%u images of %u x %u, %.3f\n", im.count, im.rows, im.columns, total);
  free(distance);
  free(features);
  return 0;
}
