#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef MORE
#define MORE 0
#endif

int main(int argc, char **argv) {
  FILE *f = fopen(argv[1], "r");
  unsigned long n = 0;
  if (!f || fscanf(f, "%lu", &n) != 1)
    return 1;
  fclose(f);
  char *p = malloc(n + MORE);
  if (!p)
    return 1;
  memset(p, argc, n + MORE);
  printf("%d\n", p[n / 2]);
  free(p);
  return 0;
}
