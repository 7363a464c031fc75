// Loops over vectors that are no BLAS routine.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

double horner(const double *c, int n, double x) {
  double p = 0;
  for (int i = n - 1; i >= 0; i--)
    p = p * x + c[i];
  return p;
}

double power_series(const double *c, int n, double x) {
  double s = 0, p = 1;
  for (int i = 0; i < n; i++) {
    s += c[i] * p;
    p *= x;
  }
  return s;
}

double variance(const double *x, int n) {
  double mean = 0, m2 = 0;
  for (int i = 0; i < n; i++) {
    double d = x[i] - mean;
    mean += d / (i + 1);
    m2 += d * (x[i] - mean);
  }
  return m2 / (n - 1);
}

double sum_where(const double *x, const double *w, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    if (w[i] > 0.5)
      s += x[i];
  return s;
}

double products_of_rising(const double *x, const double *y, int n) {
  double s = 0;
  for (int i = 1; i < n; i++)
    if (x[i] > x[i - 1])
      s += x[i] * y[i];
  return s;
}

double sum_of_inverses(const float *x, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; ++i)
    s += 1.0 / x[i];
  return s;
}

long first_negative(const double *x, long n) {
  for (long i = 0; i < n; i++)
    if (x[i] < 0)
      return i;
  return -1;
}

/* Where the longest run of equal values ends. */
int longest_run(const int *x, int n) {
  int best = 0, at = 0, len = 1;
  for (int i = 1; i < n; i++) {
    len = x[i] == x[i - 1] ? len + 1 : 1;
    if (len > best) {
      best = len;
      at = i;
    }
  }
  return at;
}

void moving_sum(const double *x, double *y, int n, int w) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i];
    if (i >= w)
      s -= x[i - w];
    y[i] = s;
  }
}

int best_subarray(const int *x, int n) {
  int here = x[0], best = x[0];
  for (int i = 1; i < n; i++) {
    here = here > 0 ? here + x[i] : x[i];
    best = best > here ? best : here;
  }
  return best;
}

/* A sum that starts again at each flag. */
void segmented_sum(const float *x, const unsigned char *head, float *y, size_t n) {
  float s = 0;
  for (size_t i = 0; i < n; ++i) {
    if (head[i])
      s = 0;
    s += x[i];
    y[i] = s;
  }
}

void decay(double *x, int n, double a) {
  for (int i = 1; i < n; i++)
    x[i] += a * x[i - 1];
}

void saturating_add(const short *x, short *y, int n) {
  for (int i = 0; i < n; i++) {
    int s = x[i] + y[i];
    y[i] = (short)(s > 32767 ? 32767 : s < -32768 ? -32768 : s);
  }
}

void masked_blend(const float *a, const float *b, const float *mask, float *out, size_t n) {
  for (size_t i = 0; i < n; ++i)
    out[i] = mask[i] > 0 ? mask[i] * a[i] + (1 - mask[i]) * b[i] : b[i];
}

void blend_pixels(const unsigned char *fg, const unsigned char *bg, const unsigned char *alpha, unsigned char *out,
                  int n) {
  for (int i = 0; i < n; i++)
    if (alpha[i] == 255)
      out[i] = fg[i];
    else if (alpha[i])
      out[i] = (unsigned char)((fg[i] * alpha[i] + bg[i] * (255 - alpha[i])) / 255);
    else
      out[i] = bg[i];
}

void capped_update(double *y, const double *x, double a, double cap, int n) {
  for (int i = 0; i < n; i++)
    if (y[i] < cap)
      y[i] += a * x[i];
}

double alternating_abs(const double *x, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s = fabs(s - x[i]);
  return s;
}
