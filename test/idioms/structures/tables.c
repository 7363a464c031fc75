// Pointers in an array of structures lead to arrays of their own.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
#include <math.h>
struct tensor {
  float *value, *gradient, *first, *second;
  int size;
};
// CHECK: all_groups: adam matched
void all_groups(struct tensor *p, int count, float rate, float b1, float b2, float eps, float c1, float c2) {
  for (int k = 0; k < count; k++)
    for (int i = 0; i < p[k].size; i++) {
      float g = p[k].gradient[i];
      p[k].first[i] = b1 * p[k].first[i] + (1 - b1) * g;
      p[k].second[i] = b2 * p[k].second[i] + (1 - b2) * g * g;
      p[k].value[i] -= rate * (p[k].first[i] / c1) / (sqrtf(p[k].second[i] / c2) + eps);
    }
}
// The first and the next structure's: one array, another row. No rotation of moments.
// CHECK-NOT: one_behind: adam
void one_behind(struct tensor *p, int count, float rate, float b1, float b2, float eps) {
  for (int k = 1; k < count; k++)
    for (int i = 0; i < p[k].size; i++) {
      p[k].first[i] = b1 * p[k - 1].first[i] + (1 - b1) * p[k].gradient[i];
      p[k].second[i] = b2 * p[k].second[i] + (1 - b2) * p[k].gradient[i] * p[k].gradient[i];
      p[k].value[i] -= rate * p[k].first[i] / (sqrtf(p[k].second[i]) + eps);
    }
}
