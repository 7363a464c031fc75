// Nothing to tell: a size that the command line says, one that comes again and again, one
// in a function that anybody may call.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *copy(const long *Length) { return calloc((size_t)*Length, 1); }

int main(int argc, char **argv) {
  char *A = malloc((size_t)atol(argv[1]));
  memset(A, 1, 100);
  long Count, Sum = 0;
  while (fread(&Count, sizeof(Count), 1, stdin) == 1) {
    char *B = malloc((size_t)Count);
    if (!B)
      return 1;
    memset(B, 1, (size_t)Count);
    Sum += B[Count / 2];
    free(B);
  }
  printf("%ld %p\n", Sum, (void *)A);
  return 0;
}
