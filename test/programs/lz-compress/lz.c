#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
  unsigned window_log, hash_log, chain;
} levels[] = {
    {15, 13, 2},  {16, 14, 4},  {17, 15, 4},   {18, 16, 8},   {19, 16, 8},
    {20, 17, 16}, {21, 18, 16}, {22, 19, 32}, {23, 20, 48},
};

struct matcher {
  uint32_t window_mask, hash_shift, chain;
  int32_t *head, *previous;
};

static uint32_t hash(const uint8_t *p, unsigned shift) {
  uint32_t v;
  memcpy(&v, p, 4);
  return v * 2654435761u >> shift;
}

static size_t compress(struct matcher *m, const uint8_t *in, size_t n, uint8_t *out) {
  size_t at = 0, literals = 0, o = 0;
  while (at + 8 < n) {
    uint32_t h = hash(in + at, m->hash_shift);
    int32_t candidate = m->head[h];
    size_t best = 0, distance = 0;
    for (unsigned tries = 0; candidate >= 0 && tries < m->chain; tries++) {
      size_t back = at - candidate;
      if (back > m->window_mask)
        break;
      size_t length = 0;
      while (at + length < n && length < 255 && in[candidate + length] == in[at + length])
        length++;
      if (length > best) {
        best = length;
        distance = back;
      }
      candidate = m->previous[candidate & m->window_mask];
    }
    size_t step = best >= 5 ? best : 1;
    for (size_t i = 0; i < step && at + i + 4 < n; i++) {
      uint32_t k = hash(in + at + i, m->hash_shift);
      m->previous[(at + i) & m->window_mask] = m->head[k];
      m->head[k] = (int32_t)(at + i);
    }
    if (best >= 5) {
      out[o++] = 0xff;
      out[o++] = (uint8_t)best;
      memcpy(out + o, &distance, 3);
      o += 3;
    } else {
      out[o++] = in[at];
      literals++;
    }
    at += step;
  }
  while (at < n)
    out[o++] = in[at++];
  return o;
}

int main(int argc, char **argv) {
  int level = 5;
  const char *path = NULL;
  for (int i = 1; i < argc; i++)
    if (argv[i][0] == '-' && argv[i][1] >= '1' && argv[i][1] <= '9')
      level = argv[i][1] - '0';
    else
      path = argv[i];
  if (!path) {
    fprintf(stderr, "usage: lz [-1..-9] FILE\n");
    return 2;
  }
  struct stat st;
  FILE *f = fopen(path, "rb");
  if (!f || fstat(fileno(f), &st) != 0) {
    perror(path);
    return 1;
  }
  size_t n = st.st_size;
  uint8_t *in = malloc(n), *out = malloc(n + n / 200 + 64);
  if (!in || !out || fread(in, 1, n, f) != n)
    return 1;
  fclose(f);
  struct matcher m;
  m.window_mask = (1u << levels[level - 1].window_log) - 1;
  m.hash_shift = 32 - levels[level - 1].hash_log;
  m.chain = levels[level - 1].chain;
  m.head = malloc(sizeof *m.head << levels[level - 1].hash_log);
  m.previous = malloc(sizeof *m.previous << levels[level - 1].window_log);
  memset(m.head, 0xff, sizeof *m.head << levels[level - 1].hash_log);
  size_t size = compress(&m, in, n, out);
  printf("%zu -> %zu\n", n, size);
  free(m.previous);
  free(m.head);
  free(out);
  free(in);
  return 0;
}
