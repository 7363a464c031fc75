#include "shapes.h"
#include <cstdlib>
#include <cstring>

static void *filled(unsigned long megabytes) {
  void *memory = malloc(megabytes << 20);
  memset(memory, 1, megabytes << 20);
  return memory;
}
void *Shape::make(unsigned long megabytes) { return filled(2 * megabytes); }
extern const struct callbacks table;
const struct callbacks table = {filled};
