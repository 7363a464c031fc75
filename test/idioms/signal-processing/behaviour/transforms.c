// Transforms by what they do: radix 4, recursion, tables, lifting.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not="fft matched"
#include <math.h>

// CHECK: by_halves: fft matched
void by_halves(double *re, double *im, double *tr, double *ti, int n) {
  if (n == 1)
    return;
  const int h = n / 2;
  for (int i = 0; i < h; i++) {
    tr[i] = re[2 * i];
    ti[i] = im[2 * i];
    tr[h + i] = re[2 * i + 1];
    ti[h + i] = im[2 * i + 1];
  }
  by_halves(tr, ti, re, im, h);
  by_halves(tr + h, ti + h, re + h, im + h, h);
  for (int i = 0; i < h; i++) {
    const double a = -2 * 3.14159265358979323846 * i / n, c = cos(a), s = sin(a);
    const double pr = c * tr[h + i] - s * ti[h + i], pi = c * ti[h + i] + s * tr[h + i];
    re[i] = tr[i] + pr;
    im[i] = ti[i] + pi;
    re[h + i] = tr[i] - pr;
    im[h + i] = ti[i] - pi;
  }
}

// CHECK: lifting: dwt matched
void lifting(double *x, int n) {
  for (int i = 1; i < n; i += 2)
    x[i] -= 0.5 * (x[i - 1] + (i + 1 < n ? x[i + 1] : x[i - 1]));
  for (int i = 0; i < n; i += 2)
    x[i] += 0.25 * ((i ? x[i - 1] : x[i + 1]) + x[i + 1]);
}

// The matrix of this one is no DFT's.
// CHECK-NOT: unequal: fft
void unequal(double *re, double *im, double *tr, double *ti, int n) {
  if (n == 1)
    return;
  const int h = n / 2;
  for (int i = 0; i < h; i++) {
    tr[i] = re[2 * i];
    ti[i] = im[2 * i];
    tr[h + i] = re[2 * i + 1];
    ti[h + i] = im[2 * i + 1];
  }
  unequal(tr, ti, re, im, h);
  unequal(tr + h, ti + h, re + h, im + h, h);
  for (int i = 0; i < h; i++) {
    const double a = -2 * 3.14159265358979323846 * i / n, c = cos(a), s = sin(a);
    const double pr = c * tr[h + i] - s * ti[h + i], pi = c * ti[h + i] + s * tr[h + i];
    re[i] = tr[i] + pr;
    im[i] = ti[i] + pi;
    re[h + i] = tr[i] - 2 * pr;
    im[h + i] = ti[i] - 2 * pi;
  }
}
