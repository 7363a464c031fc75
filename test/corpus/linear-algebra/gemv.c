// Matrix times vector, plain and transposed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void dgemv_n(int m, int n, double alpha, const double *a, int lda, const double *x, double beta, double *y) {
  int i, j;
  if (m <= 0 || n <= 0)
    return;
  for (i = 0; i < m; i++)
    y[i] = beta * y[i];
  for (j = 0; j < n; j++) {
    double temp = alpha * x[j];
    for (i = 0; i < m; i++)
      y[i] += temp * a[i + j * lda];
  }
}

void matvec_rows(float **a, const float *x, float *y, int rows, int cols) {
  for (int r = 0; r < rows; r++) {
    const float *row = a[r];
    float s = 0;
    for (int c = 0; c < cols; c++)
      s += row[c] * x[c];
    y[r] = s;
  }
}

/* Four rows at a time share each load of x. */
void mv4(const double *restrict a, const double *restrict x, double *restrict y, size_t m, size_t n) {
  size_t i = 0;
  for (; i + 4 <= m; i += 4) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (size_t j = 0; j < n; j++) {
      s0 += a[i * n + j] * x[j];
      s1 += a[(i + 1) * n + j] * x[j];
      s2 += a[(i + 2) * n + j] * x[j];
      s3 += a[(i + 3) * n + j] * x[j];
    }
    y[i] = s0;
    y[i + 1] = s1;
    y[i + 2] = s2;
    y[i + 3] = s3;
  }
  for (; i < m; i++) {
    double s = 0;
    for (size_t j = 0; j < n; j++)
      s += a[i * n + j] * x[j];
    y[i] = s;
  }
}

#define ROWS 64
#define COLS 48
void apply_transposed(const float w[ROWS][COLS], const float in[ROWS], float out[COLS]) {
  for (int j = 0; j < COLS; ++j)
    out[j] = 0.0f;
  for (int i = 0; i < ROWS; ++i)
    for (int j = 0; j < COLS; ++j)
      out[j] += w[i][j] * in[i];
}
