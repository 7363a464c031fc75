// Vectors and matrices times a number.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void sscal_ref(int n, float a, float *x, int incx) {
  int i, m;
  if (n <= 0 || incx <= 0)
    return;
  if (incx == 1) {
    m = n % 5;
    for (i = 0; i < m; i++)
      x[i] = a * x[i];
    for (i = m; i < n; i += 5) {
      x[i] = a * x[i];
      x[i + 1] = a * x[i + 1];
      x[i + 2] = a * x[i + 2];
      x[i + 3] = a * x[i + 3];
      x[i + 4] = a * x[i + 4];
    }
  } else {
    for (i = 0; i < n * incx; i += incx)
      x[i] = a * x[i];
  }
}

typedef struct {
  size_t rows, cols, ld;
  double *data;
} Mat;

void mat_scale(Mat *m, double s) {
  if (!m || !m->data)
    return;
  for (size_t i = 0; i < m->rows; ++i)
    for (size_t j = 0; j < m->cols; ++j)
      m->data[i * m->ld + j] *= s;
}

void vscale_to(const double *in, double *out, long n, const double *factor) {
  const double f = *factor;
  const double *end = in + n;
  while (in != end)
    *out++ = *in++ * f;
}

void mean_of(double *sum, unsigned n, double count) {
  unsigned k;
  for (k = n; k-- > 0;)
    sum[k] /= count;
}
