// Counting what occurs.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>
// CHECK: plain: histogram matched h[b[i]] += 1 i=n
void plain(int n, const int *x, int *h) {
  for (int i = 0; i < n; i++)
    h[x[i]]++;
}
// CHECK: bytes: histogram matched count[b[i]] += 1 i=size
void bytes(const unsigned char *data, size_t size, unsigned count[256]) {
  while (size--)
    ++count[*data++];
}
// CHECK: digits: histogram matched count[b[i]] += 1 i=n
void digits(int n, const unsigned *key, int shift, int *count) {
  for (int i = 0; i < n; i++)
    count[(key[i] >> shift) & 255] += 1;
}
// CHECK: binned: histogram matched h[b[i]] += 1 i=n
void binned(int n, const double *x, double lo, double scale, double *h) {
  for (int i = 0; i < n; i++)
    h[(int)((x[i] - lo) * scale)] += 1.0;
}
// CHECK: image: histogram matched h[b[i]] += 1
void image(int height, int width, int stride, const unsigned char *p, int *h) {
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      h[p[y * stride + x]]++;
}
