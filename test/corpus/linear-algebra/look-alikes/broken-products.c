// Loops that nearly are a product of matrices.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

/* The second operand is read by the row of the result. */
void wrong_row(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * b[i * n + j];
      c[i * n + j] = s;
    }
}

/* Overwritten instead of added: the last k stays. */
void last_only(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        c[i * n + j] = a[i * n + k] * b[k * n + j];
}

/* The sum isn't cleared between columns. */
void carried_sum(const float *a, const float *b, float *c, int n) {
  for (int i = 0; i < n; i++) {
    float s = 0;
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
  }
}

void product_of_positives(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++) {
        double p = a[i * n + k] * b[k * n + j];
        if (p > 0)
          s += p;
      }
      c[i * n + j] = s;
    }
}

/* The result is an operand, too. */
void in_place_product(double *a, const double *b, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * b[k * n + j];
      a[i * n + j] = s;
    }
}

void entrywise(const float *a, const float *b, float *c, size_t m, size_t n) {
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < n; ++j)
      c[i * n + j] = a[i * n + j] * b[i * n + j];
}

/* Sums where a product multiplies. */
void sum_of_sums(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] + b[k * n + j];
      c[i * n + j] = s;
    }
}

/* The product of sums. */
void swapped_semiring(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 1;
      for (int k = 0; k < n; k++)
        s *= a[i * n + k] + b[k * n + j];
      c[i * n + j] = s;
    }
}
