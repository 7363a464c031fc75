/* Two phases that do not need each other's memory: the first builds a table
 * and reduces it to a summary, frees it, and the second works on the summary
 * with a scratch area of its own. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct summary {
  size_t len;
  uint32_t *v;
};

static struct summary collect(size_t n) {
  uint64_t *table = malloc(n * 8);
  struct summary s = {n / 64, NULL};
  if (!table)
    abort();
  for (size_t i = 0; i < n; i++)
    table[i] = i * 0x9E3779B97F4A7C15ull;
  s.v = malloc(s.len * sizeof(uint32_t));
  for (size_t i = 0; i < s.len; i++) {
    uint64_t acc = 0;
    for (int j = 0; j < 64; j++)
      acc ^= table[i * 64 + j];
    s.v[i] = acc >> 32;
  }
  free(table);
  return s;
}

static uint64_t refine(const struct summary *s, size_t scratch) {
  uint8_t *area = malloc(scratch);
  uint64_t sum = 0;
  if (!area)
    abort();
  for (size_t i = 0; i < scratch; i++)
    area[i] = (uint8_t)(s->v[i % s->len] >> (i & 7));
  for (size_t i = 0; i < scratch; i += 3)
    sum += area[i];
  free(area);
  return sum;
}

int main(int argc, char **argv) {
  size_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
  size_t scratch = argc > 2 ? strtoull(argv[2], NULL, 10) : n;
  struct summary s = collect(n);
  uint64_t r = refine(&s, scratch);
  printf("%zu %llu\n", s.len, (unsigned long long)r);
  free(s.v);
  return 0;
}
