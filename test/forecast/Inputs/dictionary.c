/* Dictionary encoding: the second column of each line is kept once. The structures are cleared
   as a whole and written field by field; tables grow by what is new. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dictionary {
  char name[32];
  char **strings;
  uint32_t count, room;
  uint32_t *slots;
  uint32_t nslots;
};

static uint32_t hash(const char *s) {
  uint32_t h = 2166136261u;
  while (*s)
    h = (h ^ (unsigned char)*s++) * 16777619u;
  return h;
}

static uint32_t intern(struct dictionary *d, const char *s) {
  if ((d->count + 1) * 10 > d->nslots * 7) {
    uint32_t n = d->nslots ? d->nslots * 2 : 64;
    uint32_t *slots = calloc(n, sizeof *slots);
    for (uint32_t k = 0; k < d->count; k++) {
      uint32_t h = hash(d->strings[k]) & (n - 1);
      while (slots[h])
        h = (h + 1) & (n - 1);
      slots[h] = k + 1;
    }
    free(d->slots);
    d->slots = slots;
    d->nslots = n;
  }
  uint32_t h = hash(s) & (d->nslots - 1);
  while (d->slots[h]) {
    if (strcmp(d->strings[d->slots[h] - 1], s) == 0)
      return d->slots[h] - 1;
    h = (h + 1) & (d->nslots - 1);
  }
  if (d->count == d->room) {
    d->room = d->room ? d->room * 2 : 32;
    d->strings = realloc(d->strings, d->room * sizeof *d->strings);
    if (!d->strings)
      abort();
  }
  d->strings[d->count] = strdup(s);
  d->slots[h] = ++d->count;
  return d->count - 1;
}

int main(int argc, char **argv) {
  struct dictionary *d = malloc(2 * sizeof *d);
  uint32_t *codes = NULL;
  size_t rows = 0, room = 0, cap = 0;
  char *line = NULL;
  FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!f || !d)
    return 1;
  for (int i = 0; i < 2; i++) {
    memset(&d[i], 0, sizeof d[i]);
    snprintf(d[i].name, sizeof d[i].name, "column %d", i);
  }
  while (getline(&line, &cap, f) > 0) {
    if (rows == room) {
      room = room ? room + room / 2 : 4096;
      codes = realloc(codes, room * sizeof *codes);
      if (!codes)
        abort();
    }
    char *p = line;
    strsep(&p, ",\n");
    char *field = strsep(&p, ",\n");
    codes[rows++] = intern(&d[1], field ? field : "");
  }
  printf("%zu rows, %u of %s\n", rows, d[1].count, d[1].name);
  return 0;
}
