// Radix-2 transforms with loops, and one that calls itself.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(fwht|stencil|axpy|ger) matched}}'
#include <math.h>

// CHECK-DAG: tables: fft matched
void tables(int n, double *re, double *im, const double *c, const double *s) {
  for (int len = 2, step = n / 2; len <= n; len *= 2, step /= 2)
    for (int i = 0; i < n; i += len)
      for (int j = 0; j < len / 2; j++) {
        double wr = c[j * step], wi = s[j * step];
        int p = i + j, q = i + j + len / 2;
        double tr = re[q] * wr - im[q] * wi, ti = re[q] * wi + im[q] * wr;
        double ur = re[p], ui = im[p];
        re[p] = ur + tr;
        im[p] = ui + ti;
        re[q] = ur - tr;
        im[q] = ui - ti;
      }
}
// CHECK-DAG: rotating: fft matched
void rotating(float *re, float *im, int n) {
  for (int half = 1; half < n; half <<= 1) {
    float cr = cosf(3.14159265f / half), ci = -sinf(3.14159265f / half);
    for (int i = 0; i < n; i += 2 * half) {
      float wr = 1, wi = 0;
      for (int j = 0; j < half; j++) {
        int p = i + j, q = p + half;
        float tr = re[q] * wr - im[q] * wi, ti = re[q] * wi + im[q] * wr;
        re[q] = re[p] - tr;
        im[q] = im[p] - ti;
        re[p] += tr;
        im[p] += ti;
        float w = wr * cr - wi * ci;
        wi = wr * ci + wi * cr;
        wr = w;
      }
    }
  }
}
