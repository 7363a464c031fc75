// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --allow-empty --implicit-check-not=moe-routing
#include <math.h>
// The two smallest.
void coldest(const float *l, int n, int *idx, float *wt) {
  int a = 0, b = 1;
  for (int e = 1; e < n; e++)
    if (l[e] < l[a])
      a = e;
  b = a == 0 ? 1 : 0;
  for (int e = 0; e < n; e++)
    if (e != a && l[e] < l[b])
      b = e;
  float w = 1.0f / (1.0f + expf(l[b] - l[a]));
  idx[0] = a, idx[1] = b;
  wt[0] = w, wt[1] = 1.0f - w;
}
// The largest two, but weights that do not come from a softmax.
void even_shares(const float *l, int n, int *idx, float *wt) {
  int a = 0, b;
  for (int e = 1; e < n; e++)
    if (l[e] > l[a])
      a = e;
  b = a == 0 ? 1 : 0;
  for (int e = 0; e < n; e++)
    if (e != a && l[e] > l[b])
      b = e;
  idx[0] = a, idx[1] = b;
  wt[0] = expf(-l[a]), wt[1] = expf(-l[b]);
}
// One expert: a classifier with its confidence.
void classify(const float *l, int n, int *label, float *confidence) {
  int best = 0;
  float sum = 0;
  for (int e = 1; e < n; e++)
    if (l[e] > l[best])
      best = e;
  for (int e = 0; e < n; e++)
    sum += expf(l[e] - l[best]);
  *label = best;
  *confidence = 1 / sum;
}
