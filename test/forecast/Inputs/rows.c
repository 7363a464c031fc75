// Rows of numbers, behind comments; an array that doubles when it is full, a name for each row.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!f)
    return 1;
  char *line = NULL, **names = NULL;
  double *rows = NULL;
  size_t room = 0, count = 0, most = 0;
  int columns = 0;
  while (getline(&line, &room, f) > 0) {
    if (line[0] == '#')
      continue;
    if (columns == 0)
      for (char *c = line; *c; ++c)
        columns += *c == ',';
    if (count == most) {
      most = most ? 2 * most : 1000;
      rows = realloc(rows, most * columns * sizeof *rows);
      names = realloc(names, most * sizeof *names);
      if (!rows || !names)
        return 1;
    }
    char *at = strchr(line, ',');
    names[count] = strndup(line, at - line);
    for (int k = 0; k < columns; ++k)
      rows[count * columns + k] = strtod(at + 1, &at);
    ++count;
  }
  fclose(f);
  double sum = 0;
  for (size_t i = 0; i < count * columns; ++i)
    sum += rows[i];
  printf("%zu rows, sum %g, first %s\n", count, sum, count ? names[0] : "none");
  return 0;
}
