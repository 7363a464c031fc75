// Touches 4 MiB of heap, as its note tells.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  enum { Bytes = 4 << 20 };
  char *p = malloc(Bytes);
  if (!p)
    return 1;
  for (int i = 0; i < Bytes; i++)
    p[i] = (char)i;
  printf("%d\n", p[12345]);
  free(p);
  return 0;
}
