#ifndef PARTICLES_H
#define PARTICLES_H

#include <stddef.h>

typedef struct {
  double x[3], v[3];
  float mass;
  int cell;
} particle;

typedef struct {
  size_t count;
  particle *p;
  double *energy; /* one a particle */
} cloud;

cloud *cloud_create(size_t count);
void cloud_step(cloud *c, double dt);
double cloud_energy(const cloud *c);
void cloud_destroy(cloud *c);

#endif
