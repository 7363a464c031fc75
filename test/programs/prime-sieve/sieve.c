#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Sieve of Eratosthenes over odd numbers, one bit each.

static uint64_t parse_limit(const char *s) {
  char *end;
  uint64_t v = strtoull(s, &end, 10);
  switch (*end) {
  case 'k': case 'K': v *= 1000; break;
  case 'm': case 'M': v *= 1000 * 1000; break;
  case 'g': case 'G': v *= 1000ull * 1000 * 1000; break;
  case 0: break;
  default:
    fprintf(stderr, "bad suffix in %s\n", s);
    exit(1);
  }
  return v;
}

int main(int argc, char **argv) {
  uint64_t limit = parse_limit(argc > 1 ? argv[1] : "1M");
  uint64_t bits = (limit + 1) / 2;
  uint64_t bytes = bits / 8 + 1;
  uint8_t *composite = malloc(bytes);
  if (!composite)
    return 1;
  memset(composite, 0, bytes);
  for (uint64_t i = 1; (2 * i + 1) * (2 * i + 1) <= limit; i++)
    if (!(composite[i >> 3] & 1 << (i & 7)))
      for (uint64_t j = 2 * i * (i + 1); j < bits; j += 2 * i + 1)
        composite[j >> 3] |= 1 << (j & 7);
  uint64_t count = limit >= 2;
  for (uint64_t i = 1; i < bits; i++)
    count += !(composite[i >> 3] & 1 << (i & 7));
  printf("%llu primes\n", (unsigned long long)count);
  free(composite);
  return 0;
}
