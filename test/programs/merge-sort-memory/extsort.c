#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static size_t parse_size(const char *s) {
  char *end;
  double v = strtod(s, &end);
  switch (toupper((unsigned char)*end)) {
  case 'G': v *= 1024; /* fall through */
  case 'M': v *= 1024; /* fall through */
  case 'K': v *= 1024;
  }
  return (size_t)v;
}

static int compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

struct run {
  FILE *file;
  uint64_t head;
};

int main(int argc, char **argv) {
  size_t memory = 16 << 20, n = 1000000;
  int c;
  while ((c = getopt(argc, argv, "m:n:")) != -1)
    switch (c) {
    case 'm':
      memory = parse_size(optarg);
      break;
    case 'n':
      n = strtoul(optarg, NULL, 10);
      break;
    default:
      fprintf(stderr, "usage: %s [-m MEMORY] [-n NUMBERS]\n", argv[0]);
      return 2;
    }
  size_t room = memory / sizeof(uint64_t);
  if (room < 1024)
    room = 1024;
  uint64_t *buffer = malloc(room * sizeof *buffer);
  struct run *runs = NULL;
  size_t count = 0;
  uint64_t state = 7;
  for (size_t done = 0; done < n;) {
    size_t now = n - done < room ? n - done : room;
    for (size_t i = 0; i < now; i++)
      buffer[i] = state = state * 6364136223846793005u + 1442695040888963407u;
    qsort(buffer, now, sizeof *buffer, compare);
    runs = realloc(runs, (count + 1) * sizeof *runs);
    runs[count].file = tmpfile();
    if (!runs[count].file || fwrite(buffer, sizeof *buffer, now, runs[count].file) != now) {
      perror("tmpfile");
      return 1;
    }
    rewind(runs[count++].file);
    done += now;
  }
  free(buffer);
  for (size_t i = 0; i < count; i++)
    if (fread(&runs[i].head, sizeof runs[i].head, 1, runs[i].file) != 1)
      return 1;
  uint64_t hash = 0;
  size_t merged = 0;
  while (count > 0) {
    size_t least = 0;
    for (size_t i = 1; i < count; i++)
      if (runs[i].head < runs[least].head)
        least = i;
    hash = hash * 31 + runs[least].head;
    merged++;
    if (fread(&runs[least].head, sizeof runs[least].head, 1, runs[least].file) != 1) {
      fclose(runs[least].file);
      runs[least] = runs[--count];
    }
  }
  free(runs);
  printf("%zu numbers, %llx\n", merged, (unsigned long long)hash);
  return 0;
}
