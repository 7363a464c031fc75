// Norms in units of the largest element (Blue, LAPACK), and what is none: the sum without its unit,
// or one that does not start from nothing.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='nrm2 matched' --implicit-check-not='dot matched' --implicit-check-not='proved'
#include <math.h>

// CHECK: lapack: nrm2 matched
double lapack(int n, const double *x) {
  double scale = 0, s = 1;
  for (int i = 0; i < n; i++)
    if (x[i] != 0) {
      const double a = fabs(x[i]);
      if (scale < a) {
        s = 1 + s * (scale / a) * (scale / a);
        scale = a;
      } else {
        s += (a / scale) * (a / scale);
      }
    }
  return scale * sqrt(s);
}
double without_unit(int n, const double *x) {
  double scale = 0, s = 1;
  for (int i = 0; i < n; i++)
    if (x[i] != 0) {
      const double a = fabs(x[i]);
      if (scale < a) {
        s = 1 + s * (scale / a) * (scale / a);
        scale = a;
      } else {
        s += (a / scale) * (a / scale);
      }
    }
  return s;
}
double once(int n, const double *x) {
  double scale = 0, s = 1;
  for (int i = 0; i < n; i++)
    if (x[i] != 0) {
      const double a = fabs(x[i]);
      if (scale < a) {
        s = 1 + s * (scale / a) * (scale / a);
        scale = a;
      } else {
        s += (a / scale) * (a / scale);
      }
    }
  return scale * s;
}
double rooted(int n, const double *x) {
  double scale = 0, s = 1;
  for (int i = 0; i < n; i++)
    if (x[i] != 0) {
      const double a = fabs(x[i]);
      if (scale < a) {
        s = 1 + s * (scale / a) * (scale / a);
        scale = a;
      } else {
        s += (a / scale) * (a / scale);
      }
    }
  return sqrt(s);
}
double goes_on(int n, const double *x) {
  double scale = 3, s = 5;
  for (int i = 0; i < n; i++)
    if (x[i] != 0) {
      const double a = fabs(x[i]);
      if (scale < a) {
        s = 1 + s * (scale / a) * (scale / a);
        scale = a;
      } else {
        s += (a / scale) * (a / scale);
      }
    }
  return scale * sqrt(s);
}
