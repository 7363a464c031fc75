// A file as a whole, of which the lines are counted and then copied.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!f || fseek(f, 0, SEEK_END))
    return 1;
  long bytes = ftell(f);
  rewind(f);
  char *text = malloc(bytes + 1);
  if (!text || fread(text, 1, bytes, f) != (size_t)bytes)
    return 1;
  text[bytes] = 0;
  fclose(f);
  size_t lines = 0, count = 0;
  for (long i = 0; i < bytes; ++i)
    lines += text[i] == '\n';
  char **table = malloc(lines * sizeof *table);
  for (char *at = text; at < text + bytes;) {
    char *end = memchr(at, '\n', text + bytes - at);
    if (!end)
      break;
    *end = 0;
    table[count++] = strdup(at);
    at = end + 1;
  }
  printf("%zu lines, the last: %s\n", count, count ? table[count - 1] : "none");
  return 0;
}
