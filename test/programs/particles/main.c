#include "options.h"
#include "particles.h"

#include <stdio.h>

int main(int argc, char **argv) {
  struct options o;
  options_parse(&o, argc, argv);
  cloud *c = cloud_create(o.particles);
  if (!c) {
    fputs("out of memory\n", stderr);
    return 1;
  }
  for (int s = 0; s < o.steps; s++)
    cloud_step(c, o.dt);
  if (!o.quiet)
    printf("%s: energy %.9e\n", o.tag, cloud_energy(c));
  cloud_destroy(c);
  return 0;
}
