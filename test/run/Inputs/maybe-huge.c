// Would write as many bytes as asked for, were it the first process.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  long n = argc > 1 ? atol(argv[1]) : 0;
  char *p = malloc(n);
  if (p && getppid() == 0)
    memset(p, 1, n);
  return p && p[n / 2] == 2;
}
