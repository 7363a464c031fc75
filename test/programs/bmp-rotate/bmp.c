#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#pragma pack(push, 1)
typedef struct {
  uint16_t type;
  uint32_t size;
  uint16_t reserved1, reserved2;
  uint32_t offset;
} file_header;

typedef struct {
  uint32_t size;
  int32_t width, height;
  uint16_t planes, bits;
  uint32_t compression, image_size;
  int32_t x_per_meter, y_per_meter;
  uint32_t used, important;
} info_header;
#pragma pack(pop)

typedef struct {
  uint8_t b, g, r;
} pixel;

static int read_fully(int fd, void *to, size_t n) {
  char *p = to;
  while (n > 0) {
    ssize_t got = read(fd, p, n);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return -1;
    p += got;
    n -= got;
  }
  return 0;
}

static pixel *load(const char *path, int *width, int *height) {
  int fd = open(path, O_RDONLY);
  if (fd < 0) {
    perror(path);
    return NULL;
  }
  file_header file;
  info_header info;
  if (read_fully(fd, &file, sizeof file) || read_fully(fd, &info, sizeof info) || file.type != 0x4d42 ||
      info.bits != 24 || info.compression != 0 || info.width <= 0 || info.height <= 0) {
    fprintf(stderr, "%s: only uncompressed 24-bit bitmaps\n", path);
    close(fd);
    return NULL;
  }
  *width = info.width;
  *height = info.height;
  size_t stride = (info.width * 3 + 3) & ~3;
  pixel *pixels = malloc((size_t)info.width * info.height * sizeof *pixels);
  uint8_t *row = malloc(stride);
  lseek(fd, file.offset, SEEK_SET);
  for (int y = info.height - 1; y >= 0; y--) {
    if (read_fully(fd, row, stride)) {
      fprintf(stderr, "%s: too short\n", path);
      exit(1);
    }
    memcpy(pixels + (size_t)y * info.width, row, info.width * sizeof *pixels);
  }
  free(row);
  close(fd);
  return pixels;
}

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  int w, h;
  pixel *in = load(argv[1], &w, &h);
  if (!in)
    return 1;
  pixel *out = malloc((size_t)w * h * sizeof *out);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      out[(size_t)x * h + (h - 1 - y)] = in[(size_t)y * w + x];
  unsigned long sum = 0;
  for (size_t i = 0; i < (size_t)w * h; i++)
    sum += out[i].r + 2ul * out[i].g * (i & 7) + out[i].b;
  printf("%dx%d -> %dx%d, %lu\n", w, h, h, w, sum);
  free(out);
  free(in);
  return 0;
}
