#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool reverse;

static int by_text(const void *a, const void *b) {
  int order = strcmp(*(char *const *)a, *(char *const *)b);
  return reverse ? -order : order;
}

int main(int argc, char **argv) {
  int opt;
  while ((opt = getopt(argc, argv, "r")) != -1)
    if (opt == 'r')
      reverse = true;
    else
      return 2;
  FILE *in = optind < argc ? fopen(argv[optind], "r") : stdin;
  if (!in) {
    perror(argv[optind]);
    return 1;
  }
  char **lines = NULL, *line = NULL;
  size_t count = 0, room = 0, length = 0;
  ssize_t got;
  while ((got = getline(&line, &length, in)) > 0) {
    if (line[got - 1] == '\n')
      line[got - 1] = '\0';
    if (count == room) {
      room = room ? 2 * room : 1024;
      lines = realloc(lines, room * sizeof *lines);
      if (!lines) {
        perror("realloc");
        return 1;
      }
    }
    lines[count++] = strdup(line);
  }
  free(line);
  qsort(lines, count, sizeof *lines, by_text);
  unsigned long hash = 5381;
  for (size_t i = 0; i < count; i += 97)
    for (const char *p = lines[i]; *p; p++)
      hash = hash * 33 + (unsigned char)*p;
  printf("%zu lines, %lu\n", count, hash);
  for (size_t i = 0; i < count; i++)
    free(lines[i]);
  free(lines);
  return 0;
}
