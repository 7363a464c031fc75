// Positions of random walkers over time, in one array.
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

static struct argp_option options[] = {
    {"steps", 's', "N", 0, "steps that are kept", 0},
    {"quiet", 'q', 0, 0, "print less", 0},
    {0},
};

struct request {
  long walkers, steps;
  int quiet;
};

static error_t take(int key, char *text, struct argp_state *state) {
  struct request *r = state->input;
  switch (key) {
  case 's':
    r->steps = atol(text);
    return 0;
  case 'q':
    r->quiet = 1;
    return 0;
  case ARGP_KEY_ARG:
    if (state->arg_num > 0)
      argp_usage(state);
    r->walkers = atol(text);
    return 0;
  case ARGP_KEY_END:
    if (state->arg_num < 1)
      argp_usage(state);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static struct argp parser = {options, take, "WALKERS", "random walks", 0, 0, 0};

int main(int argc, char **argv) {
  struct request r = {0, 30, 0};
  argp_parse(&parser, argc, argv, 0, 0, &r);
  float *at = malloc((size_t)r.walkers * r.steps * sizeof *at);
  if (!at)
    return 1;
  unsigned seed = 7;
  for (long i = 0; i < r.walkers * r.steps; ++i) {
    seed = seed * 1664525u + 1013904223u;
    at[i] = (float)(seed >> 24) - 127.5f;
  }
  double sum = 0;
  for (long i = 0; i < r.walkers * r.steps; ++i)
    sum += at[i];
  if (r.quiet)
    printf("%.0f\n", sum);
  else
    printf("%ld walkers: %.0f\n", r.walkers, sum);
  free(at);
  return 0;
}
