#include <getopt.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  uint64_t bits;
  unsigned hashes;
  uint64_t *words;
} bloom;

static bloom *bloom_new(uint64_t items, double rate) {
  bloom *b = malloc(sizeof *b);
  double ln2 = log(2.0);
  b->bits = (uint64_t)ceil(-(double)items * log(rate) / (ln2 * ln2));
  b->hashes = (unsigned)round((double)b->bits / (double)items * ln2);
  b->words = calloc((b->bits + 63) / 64, sizeof *b->words);
  if (!b->words) {
    free(b);
    return NULL;
  }
  return b;
}

static uint64_t mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdu;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53u;
  return x ^ x >> 33;
}

static void bloom_add(bloom *b, uint64_t key) {
  uint64_t h1 = mix(key), h2 = mix(key ^ 0x9e3779b97f4a7c15u) | 1;
  for (unsigned i = 0; i < b->hashes; i++) {
    uint64_t bit = (h1 + i * h2) % b->bits;
    b->words[bit / 64] |= 1ull << (bit % 64);
  }
}

static int bloom_has(const bloom *b, uint64_t key) {
  uint64_t h1 = mix(key), h2 = mix(key ^ 0x9e3779b97f4a7c15u) | 1;
  for (unsigned i = 0; i < b->hashes; i++) {
    uint64_t bit = (h1 + i * h2) % b->bits;
    if (!(b->words[bit / 64] >> (bit % 64) & 1))
      return 0;
  }
  return 1;
}

int main(int argc, char **argv) {
  uint64_t items = 1000000;
  double rate = 0.01;
  for (int c; (c = getopt(argc, argv, "n:p:")) != -1;)
    if (c == 'n')
      items = strtoull(optarg, NULL, 10);
    else if (c == 'p')
      rate = strtod(optarg, NULL);
    else
      return 2;
  bloom *b = bloom_new(items, rate);
  if (!b)
    return 1;
  uint64_t add = items / 10;
  for (uint64_t i = 0; i < add; i++)
    bloom_add(b, i * 2);
  uint64_t wrong = 0, missing = 0;
  for (uint64_t i = 0; i < 100000; i++) {
    wrong += bloom_has(b, i * 2 + 1);
    missing += !bloom_has(b, i * 2);
  }
  printf("%llu bits, %u hashes, %llu missing\n", (unsigned long long)b->bits, b->hashes, (unsigned long long)missing);
  free(b->words);
  free(b);
  return wrong > 50000;
}
