#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void usage(const char *name) {
  fprintf(stderr, "usage: %s [-q] [-n particles] [-s steps] [-d dt] [-t tag]\n", name);
  exit(EXIT_FAILURE);
}

void options_parse(struct options *o, int argc, char **argv) {
  o->particles = 10000;
  o->steps = 4;
  o->dt = 1e-3;
  o->quiet = false;
  o->tag = "run";
  int c;
  while ((c = getopt(argc, argv, "qn:s:d:t:")) != -1) {
    switch (c) {
    case 'q': o->quiet = true; break;
    case 'n': o->particles = strtoul(optarg, NULL, 10); break;
    case 's': o->steps = atoi(optarg); break;
    case 'd': o->dt = strtod(optarg, NULL); break;
    case 't': o->tag = optarg; break;
    default: usage(argv[0]);
    }
  }
  if (o->particles == 0 || o->steps < 0)
    usage(argv[0]);
}
