//===----------------------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Pointer walks, packed storage and sparse formats.
#include <math.h>
#include <stddef.h>

double walk_asum(const double *x, int n, int inc) {
  const double *end = x + (ptrdiff_t)n * inc;
  double s = 0;
  while (x != end) {
    s += *x < 0 ? -*x : *x;
    x += inc;
  }
  return s;
}

int walk_iamax(const float *x, int n) {
  int best = 0;
  float big = fabsf(*x);
  for (int i = 1; i < n; i++) {
    float v = fabsf(*++x);
    if (v > big) {
      big = v;
      best = i;
    }
  }
  return best;
}

double dot5(int n, const double *x, const double *y) {
  double t = 0;
  int m = n % 5, i;
  for (i = 0; i < m; i++)
    t += x[i] * y[i];
  if (n < 5)
    return t;
  for (i = m; i < n; i += 5)
    t += x[i] * y[i] + x[i + 1] * y[i + 1] + x[i + 2] * y[i + 2] + x[i + 3] * y[i + 3] + x[i + 4] * y[i + 4];
  return t;
}

void packed_symv(const double *ap, const double *x, double *y, int n) {
  int kk = 0;
  for (int j = 0; j < n; j++) {
    double t = x[j], s = 0;
    for (int i = 0, k = kk; i < j; i++, k++) {
      y[i] += t * ap[k];
      s += ap[k] * x[i];
    }
    y[j] += t * ap[kk + j] + s;
    kk += j + 1;
  }
}

void ell_times_vector(const double *val, const int *col, int rows, int width, const double *x, double *y) {
  for (int i = 0; i < rows; i++) {
    double s = 0;
    for (int k = 0; k < width; k++)
      s += val[k * rows + i] * x[col[k * rows + i]];
    y[i] = s;
  }
}

void dia_times_vector(const double *val, const int *off, int nd, int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = 0;
  for (int d = 0; d < nd; d++) {
    int k = off[d], i0 = k < 0 ? -k : 0, i1 = k > 0 ? n - k : n;
    for (int i = i0; i < i1; i++)
      y[i] += val[d * n + i] * x[i + k];
  }
}

void coo_accumulate(int nnz, const int *r, const int *c, const float *v, const float *x, float *y) {
  while (nnz--)
    y[*r++] += *v++ * x[*c++];
}

void csr_times_block(int m, int k, const int *ptr, const int *idx, const double *val, const double *b,
                     double *c) {
  for (int i = 0; i < m; i++) {
    double *ci = c + (size_t)i * k;
    for (int j = 0; j < k; j++)
      ci[j] = 0;
    for (int p = ptr[i]; p < ptr[i + 1]; p++) {
      const double a = val[p], *bj = b + (size_t)idx[p] * k;
      for (int j = 0; j < k; j++)
        ci[j] += a * bj[j];
    }
  }
}

void bsr3(int nb, const int *ptr, const int *idx, const double *val, const double *x, double *y) {
  for (int i = 0; i < nb; i++) {
    double y0 = 0, y1 = 0, y2 = 0;
    for (int p = ptr[i]; p < ptr[i + 1]; p++) {
      const double *a = val + 9 * p, *z = x + 3 * idx[p];
      y0 += a[0] * z[0] + a[1] * z[1] + a[2] * z[2];
      y1 += a[3] * z[0] + a[4] * z[1] + a[5] * z[2];
      y2 += a[6] * z[0] + a[7] * z[1] + a[8] * z[2];
    }
    y[3 * i] = y0;
    y[3 * i + 1] = y1;
    y[3 * i + 2] = y2;
  }
}

void reach(unsigned char *r, const unsigned char *a, const unsigned char *b, int n) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      if (a[i * n + k])
        for (int j = 0; j < n; j++)
          r[i * n + j] |= b[k * n + j];
}

void tropical(const int *a, const int *b, int *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      int best = 1 << 29;
      for (int k = 0; k < n; k++)
        if (a[i * n + k] + b[k * n + j] < best)
          best = a[i * n + k] + b[k * n + j];
      c[i * n + j] = best;
    }
}

void forward_csr(int n, const int *ptr, const int *idx, const double *val, const double *b, double *x) {
  for (int i = 0; i < n; i++) {
    double s = b[i], d = 1;
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      if (idx[p] < i)
        s -= val[p] * x[idx[p]];
      else if (idx[p] == i)
        d = val[p];
    x[i] = s / d;
  }
}

void contract_abcd(const double *a, const double *b, double *c, int ni, int nj, int nk, int nl) {
  for (int i = 0; i < ni; i++)
    for (int j = 0; j < nj; j++)
      for (int k = 0; k < nk; k++) {
        double s = 0;
        for (int l = 0; l < nl; l++)
          s += a[(i * nl + l) * nj + j] * b[k * nl + l];
        c[(i * nj + j) * nk + k] = s;
      }
}

void heat3(double *restrict o, const double *restrict u, int nx, int ny, int nz, double a) {
  const int sy = nx, sz = nx * ny;
  for (int z = 1; z < nz - 1; z++)
    for (int y = 1; y < ny - 1; y++) {
      const double *p = u + z * sz + y * sy + 1;
      double *q = o + z * sz + y * sy + 1;
      for (int x = 1; x < nx - 1; x++, p++, q++)
        *q = *p + a * (p[-1] + p[1] + p[-sy] + p[sy] + p[-sz] + p[sz] - 6 * *p);
    }
}

void turn_blocks(const float *restrict a, float *restrict b, int n) {
  for (int ii = 0; ii < n; ii += 8)
    for (int jj = 0; jj < n; jj += 8)
      for (int i = ii; i < ii + 8 && i < n; i++)
        for (int j = jj; j < jj + 8 && j < n; j++)
          b[j * n + i] = a[i * n + j];
}

// Look-alikes.
void warshall(int *d, int n) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        if (d[i * n + k] + d[k * n + j] < d[i * n + j])
          d[i * n + j] = d[i * n + k] + d[k * n + j];
}

void chain_order(const int *p, int *m, int n) {
  for (int len = 2; len < n; len++)
    for (int i = 1; i < n - len + 1; i++) {
      int j = i + len - 1;
      m[i * n + j] = 1 << 30;
      for (int k = i; k < j; k++) {
        int q = m[i * n + k] + m[(k + 1) * n + j] + p[i - 1] * p[k] * p[j];
        if (q < m[i * n + j])
          m[i * n + j] = q;
      }
    }
}

void page_rank_degree(int n, const int *ptr, const int *idx, int *deg) {
  for (int i = 0; i < n; i++)
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      deg[idx[p]] += ptr[i + 1] - ptr[i];
}

void interleave3(const unsigned char *a, unsigned char *r, unsigned char *g, unsigned char *b, int n) {
  for (int i = 0; i < n; i++) {
    r[i] = a[3 * i];
    g[i] = a[3 * i + 1];
    b[i] = a[3 * i + 2];
  }
}
