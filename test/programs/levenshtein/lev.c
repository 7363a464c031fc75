#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *make_text(size_t len, unsigned seed) {
  char *t = malloc(len + 1);
  for (size_t i = 0; i < len; i++) {
    seed = seed * 1103515245 + 12345;
    t[i] = 'a' + (seed >> 16) % 4;
  }
  t[len] = 0;
  return t;
}

#define AT(i, j) d[(i) * (m + 1) + (j)]

static int distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  int *d = malloc((n + 1) * (m + 1) * sizeof(int));
  for (size_t i = 0; i <= n; i++)
    AT(i, 0) = i;
  for (size_t j = 0; j <= m; j++)
    AT(0, j) = j;
  for (size_t i = 1; i <= n; i++)
    for (size_t j = 1; j <= m; j++) {
      int best = AT(i - 1, j - 1) + (a[i - 1] != b[j - 1]);
      if (AT(i - 1, j) + 1 < best)
        best = AT(i - 1, j) + 1;
      if (AT(i, j - 1) + 1 < best)
        best = AT(i, j - 1) + 1;
      AT(i, j) = best;
    }
  int r = AT(n, m);
  free(d);
  return r;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    puts("usage: lev len1 len2");
    return 0;
  }
  char *a = make_text(atoi(argv[1]), 1), *b = make_text(atoi(argv[2]), 2);
  printf("%d\n", distance(a, b));
  free(a);
  free(b);
  return 0;
}
