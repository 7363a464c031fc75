// Lines of a fixed width, formatted into a buffer that doubles when it is full.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
  char *text;
  size_t used, room;
};

static void add(struct buffer *b, const char *format, ...) {
  char piece[128];
  va_list list;
  va_start(list, format);
  int n = vsnprintf(piece, sizeof piece, format, list);
  va_end(list);
  if (b->used + n + 1 > b->room) {
    b->room = b->room ? 2 * b->room : 256;
    b->text = realloc(b->text, b->room);
    if (!b->text)
      exit(1);
  }
  memcpy(b->text + b->used, piece, n + 1);
  b->used += n;
}

int main(int argc, char **argv) {
  long lines = argc > 1 ? atol(argv[1]) : 100;
  struct buffer b = {0, 0, 0};
  for (long i = 0; i < lines; ++i)
    add(&b, "%010ld;%-8s;%c\n", i, "row", (int)('a' + i % 26));
  printf("%zu %c\n", b.used, b.text[b.used / 2]);
  free(b.text);
  return 0;
}
