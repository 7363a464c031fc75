// heap MIB: touches so much.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  size_t bytes = (size_t)atoi(argv[1]) << 20;
  char *p = malloc(bytes);
  if (!p)
    return 1;
  memset(p, 1, bytes);
  printf("%d\n", p[bytes / 2]);
  free(p);
  return 0;
}
