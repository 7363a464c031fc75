#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  int count = 0;
  FILE *file = popen(argv[1], "r");
  if (!file || fscanf(file, "%d", &count) != 1)
    return 1;
  pclose(file);
  char *text = malloc(count);
  if (!text)
    return 1;
  memset(text, argc, count);
  printf("%d\n", text[count / 2]);
  return 0;
}
