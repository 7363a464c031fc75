// Pointers and sizes in structures: whoever loads them, and however often.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <cmath>
#include <cstdint>
struct Blob {
  float *data;
  int w, h, c;
  long step;
};
// The exponential may set errno, so that all is loaded again in every iteration.
// CHECK-DAG: over_channels{{.*}}: softmax matched
void over_channels(Blob &b, float *__restrict most, float *__restrict sum) {
  const int n = b.w * b.h;
  for (int i = 0; i < n; i++) {
    most[i] = -1e30f;
    sum[i] = 0;
  }
  for (int q = 0; q < b.c; q++)
    for (int i = 0; i < n; i++)
      most[i] = std::fmax(most[i], b.data[b.step * q + i]);
  for (int q = 0; q < b.c; q++)
    for (int i = 0; i < n; i++) {
      float &x = b.data[b.step * q + i];
      x = std::exp(x - most[i]);
      sum[i] += x;
    }
  for (int q = 0; q < b.c; q++)
    for (int i = 0; i < n; i++)
      b.data[b.step * q + i] /= sum[i];
}
// Bytes may alias everything.
struct Dims {
  int h, w, c;
};
// CHECK-DAG: bytes{{.*}}: conv2d matched
void bytes(const Dims *in, const int8_t *x, const Dims *k, const int8_t *f, const Dims *out, int8_t *y) {
  for (int i = 0; i < out->h; i++)
    for (int j = 0; j < out->w; j++)
      for (int o = 0; o < out->c; o++) {
        int32_t s = 0;
        for (int p = 0; p < k->h; p++)
          for (int q = 0; q < k->w; q++)
            for (int c = 0; c < in->c; c++)
              s += x[((i + p) * in->w + j + q) * in->c + c] * f[((o * k->h + p) * k->w + q) * in->c + c];
        y[(i * out->w + j) * out->c + o] = (int8_t)(s >> 7);
      }
}
// A pointer that the loops move is not one array.
struct Ring {
  float *at;
  long n;
};
// CHECK-NOT: moving{{.*}} matched
void moving(Ring *r, const float *x, float *spare) {
  for (long i = 0; i < r->n; i++) {
    float *old = r->at;
    r->at = spare;
    spare = old;
    r->at[i] += 2 * x[i];
  }
}
