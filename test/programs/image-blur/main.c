#include "image.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  int w = 640, h = 480, channels = 3, radius = 1, i;
  for (i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--size") && i + 1 < argc) {
      if (sscanf(argv[++i], "%dx%d", &w, &h) != 2) {
        fprintf(stderr, "--size wants WIDTHxHEIGHT\n");
        return 2;
      }
    } else if (!strcmp(argv[i], "--alpha"))
      channels = 4;
    else if (!strcmp(argv[i], "--gray"))
      channels = 1;
    else if (!strcmp(argv[i], "--radius") && i + 1 < argc)
      radius = atoi(argv[++i]);
    else {
      fprintf(stderr, "unknown option %s\n", argv[i]);
      return 2;
    }
  }
  struct image im;
  if (image_alloc(&im, w, h, channels))
    return 1;
  image_paint(&im);
  if (image_blur(&im, radius))
    return 1;
  printf("%08x\n", image_sum(&im));
  image_free(&im);
  return 0;
}
