#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef MORE
#define MORE 0
#endif

int main(int argc, char **argv) {
  // Through another program: nobody knows before the run what that writes.
  char command[4096];
  snprintf(command, sizeof command, "cat '%s'", argc > 1 ? argv[1] : "");
  FILE *f = popen(command, "r");
  unsigned long n = 0;
  if (!f || fscanf(f, "%lu", &n) != 1)
    return 1;
  pclose(f);
  char *p = malloc(n + MORE);
  if (!p)
    return 1;
  memset(p, argc, n + MORE);
  printf("%d\n", p[n / 2]);
  free(p);
  return 0;
}
