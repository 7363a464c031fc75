#include "particles.h"

#include <stdlib.h>

cloud *cloud_create(size_t count) {
  cloud *c = malloc(sizeof *c);
  if (!c)
    return NULL;
  c->count = count;
  c->p = malloc(count * sizeof *c->p);
  c->energy = malloc(count * sizeof *c->energy);
  if (!c->p || !c->energy) {
    cloud_destroy(c);
    return NULL;
  }
  for (size_t i = 0; i < count; i++) {
    particle *q = &c->p[i];
    for (int d = 0; d < 3; d++) {
      q->x[d] = (double)((i >> (4 * d)) & 15);
      q->v[d] = (double)(i % (d + 2)) - 0.5;
    }
    q->mass = 1.0f;
    q->cell = (int)(i & 63);
    c->energy[i] = 0;
  }
  return c;
}

void cloud_step(cloud *c, double dt) {
  for (size_t i = 0; i < c->count; i++) {
    particle *q = &c->p[i];
    double e = 0;
    for (int d = 0; d < 3; d++) {
      q->v[d] -= q->x[d] * dt;
      q->x[d] += q->v[d] * dt;
      e += q->v[d] * q->v[d];
    }
    c->energy[i] = 0.5 * q->mass * e;
  }
}

double cloud_energy(const cloud *c) {
  double e = 0;
  for (size_t i = 0; i < c->count; i++)
    e += c->energy[i];
  return e;
}

void cloud_destroy(cloud *c) {
  if (!c)
    return;
  free(c->energy);
  free(c->p);
  free(c);
}
