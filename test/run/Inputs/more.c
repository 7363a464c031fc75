/* Compiled without the plugin: a library that takes more than its row says. */
#include <stdlib.h>

static char *volatile taken;

void take_more(long mib) {
  taken = malloc((size_t)mib << 20);
  for (long at = 0; at < mib << 20; at += 4096)
    taken[at] = 1;
}
