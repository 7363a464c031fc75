#ifndef PARTICLES_OPTIONS_H
#define PARTICLES_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct options {
  size_t particles;
  int steps;
  double dt;
  bool quiet;
  const char *tag;
};

/* Fills *o from the command line; exits with a message where it is wrong. */
void options_parse(struct options *o, int argc, char **argv);

#endif
