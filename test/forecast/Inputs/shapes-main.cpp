#include "shapes.h"
#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv) {
  if (argc != 3)
    return 1;
  unsigned long megabytes = strtoul(argv[2], nullptr, 10);
  Shape *shape = new Shape;
  void *memory = argv[1][0] == 'v' ? shape->make(megabytes) : table.make(megabytes);
  printf("%p\n", memory);
}
