#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct chunk {
  char id[4];
  uint32_t size;
};

struct format {
  uint16_t tag, channels;
  uint32_t rate, bytes_per_second;
  uint16_t block, bits;
};

int main(int argc, char **argv) {
  double delay = 0.25, feedback = 0.4;
  int opt;
  while ((opt = getopt(argc, argv, "d:f:")) != -1) {
    switch (opt) {
    case 'd':
      delay = strtod(optarg, NULL);
      break;
    case 'f':
      feedback = strtod(optarg, NULL);
      break;
    default:
      return 2;
    }
  }
  if (optind + 1 != argc)
    return 2;
  FILE *in = fopen(argv[optind], "rb");
  if (!in) {
    perror(argv[optind]);
    return 1;
  }
  struct chunk riff;
  char wave[4];
  if (fread(&riff, sizeof riff, 1, in) != 1 || memcmp(riff.id, "RIFF", 4) ||
      fread(wave, 4, 1, in) != 1 || memcmp(wave, "WAVE", 4)) {
    fprintf(stderr, "not a WAVE file\n");
    return 1;
  }
  struct format format = {0};
  int16_t *samples = NULL;
  size_t count = 0;
  struct chunk chunk;
  while (fread(&chunk, sizeof chunk, 1, in) == 1) {
    if (memcmp(chunk.id, "fmt ", 4) == 0) {
      if (fread(&format, sizeof format, 1, in) != 1)
        return 1;
      fseek(in, (long)chunk.size - (long)sizeof format, SEEK_CUR);
    } else if (memcmp(chunk.id, "data", 4) == 0) {
      count = chunk.size / sizeof *samples;
      samples = malloc(chunk.size);
      if (!samples || fread(samples, sizeof *samples, count, in) != count)
        return 1;
      break;
    } else {
      fseek(in, chunk.size + (chunk.size & 1), SEEK_CUR);
    }
  }
  fclose(in);
  if (!samples || format.tag != 1 || format.bits != 16) {
    fprintf(stderr, "only 16-bit PCM\n");
    return 1;
  }
  size_t line = (size_t)(delay * format.rate) * format.channels;
  float *out = malloc((count + line) * sizeof *out);
  float *ring = calloc(line, sizeof *ring);
  size_t at = 0;
  for (size_t i = 0; i < count + line; i++) {
    float x = i < count ? samples[i] / 32768.0f : 0;
    float y = x + (float)feedback * ring[at];
    ring[at] = y;
    if (++at == line)
      at = 0;
    out[i] = y;
  }
  double energy = 0;
  for (size_t i = 0; i < count + line; i++)
    energy += out[i] * out[i];
  printf("%zu samples at %u Hz, %u channels, energy %.3f\n", count, format.rate, format.channels,
         energy / (double)(count + line));
  free(ring);
  free(out);
  free(samples);
  return 0;
}
