// ===- test/corpus/seventh-hands/parallel.c - OpenMP ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define MIN(a, b) ((a) < (b) ? (a) : (b))
enum { TILE = 48 };

void tiled_product(size_t n, const double *restrict a, const double *restrict b, double *restrict c) {
#pragma omp parallel for collapse(2) schedule(static)
  for (size_t ii = 0; ii < n; ii += TILE)
    for (size_t jj = 0; jj < n; jj += TILE)
      for (size_t kk = 0; kk < n; kk += TILE)
        for (size_t i = ii; i < MIN(ii + TILE, n); i++)
          for (size_t k = kk; k < MIN(kk + TILE, n); k++) {
            const double x = a[i * n + k];
#pragma omp simd
            for (size_t j = jj; j < MIN(jj + TILE, n); j++)
              c[i * n + j] += x * b[k * n + j];
          }
}

void csr_times_block(int rows, int width, const int *ptr, const int *col, const float *val, const float *x, float *y) {
#pragma omp parallel for schedule(dynamic, 64)
  for (int r = 0; r < rows; r++) {
    float *out = y + (size_t)r * width;
    memset(out, 0, width * sizeof *out);
    for (int p = ptr[r]; p < ptr[r + 1]; p++)
      for (int w = 0; w < width; w++)
        out[w] += val[p] * x[(size_t)col[p] * width + w];
  }
}

void heat(int nx, int ny, int steps, double r, double *u, double *v) {
  for (int t = 0; t < steps; t++) {
#pragma omp parallel for
    for (int y = 1; y < ny - 1; y++)
      for (int x = 1; x < nx - 1; x++)
        v[y * nx + x] =
            u[y * nx + x] + r * (u[y * nx + x - 1] + u[y * nx + x + 1] + u[(y - 1) * nx + x] + u[(y + 1) * nx + x] - 4 * u[y * nx + x]);
    double *swap = u;
    u = v;
    v = swap;
  }
}

void count_levels(const unsigned char *pixels, size_t n, unsigned *bins) {
#pragma omp parallel
  {
    unsigned mine[256] = {0};
#pragma omp for nowait
    for (size_t i = 0; i < n; i++)
      mine[pixels[i]]++;
#pragma omp critical
    for (int b = 0; b < 256; b++)
      bins[b] += mine[b];
  }
}

double norm2(const double *x, size_t n) {
  double sum = 0;
#pragma omp parallel for simd reduction(+ : sum)
  for (size_t i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sqrt(sum);
}

void lu_in_place(int n, double *a) {
  for (int k = 0; k < n; k++) {
#pragma omp parallel for
    for (int i = k + 1; i < n; i++) {
      double f = a[i * n + k] / a[k * n + k];
      a[i * n + k] = f;
      for (int j = k + 1; j < n; j++)
        a[i * n + j] -= f * a[k * n + j];
    }
  }
}

void conv_layer(const float *in, const float *w, const float *bias, float *out, int batch, int ci, int co, int h, int wd, int k) {
  const int oh = h - k + 1, ow = wd - k + 1;
#pragma omp parallel for collapse(2)
  for (int b = 0; b < batch; b++)
    for (int o = 0; o < co; o++)
      for (int y = 0; y < oh; y++)
        for (int x = 0; x < ow; x++) {
          float acc = bias[o];
          for (int c = 0; c < ci; c++)
            for (int i = 0; i < k; i++)
              for (int j = 0; j < k; j++)
                acc += in[((b * ci + c) * h + y + i) * wd + x + j] * w[((o * ci + c) * k + i) * k + j];
          out[((b * co + o) * oh + y) * ow + x] = acc > 0 ? acc : 0;
        }
}

void attention_heads(int heads, int tokens, int dim, const float *q, const float *k, const float *v, float *out) {
  const float scale = 1.0f / sqrtf((float)dim);
#pragma omp parallel for
  for (int h = 0; h < heads; h++) {
    float *row = malloc(tokens * sizeof *row);
    const size_t base = (size_t)h * tokens * dim;
    for (int i = 0; i < tokens; i++) {
      float top = -INFINITY;
      for (int j = 0; j <= i; j++) {
        float s = 0;
        for (int d = 0; d < dim; d++)
          s += q[base + i * dim + d] * k[base + j * dim + d];
        row[j] = s * scale;
        top = fmaxf(top, row[j]);
      }
      float sum = 0;
      for (int j = 0; j <= i; j++) {
        row[j] = expf(row[j] - top);
        sum += row[j];
      }
      for (int d = 0; d < dim; d++) {
        float acc = 0;
        for (int j = 0; j <= i; j++)
          acc += row[j] * v[base + j * dim + d];
        out[base + i * dim + d] = acc / sum;
      }
    }
    free(row);
  }
}

// A look-alike: forces between all pairs of bodies.
void forces(int n, const double *x, const double *m, double *f) {
#pragma omp parallel for
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int j = 0; j < n; j++)
      if (j != i) {
        double d = x[j] - x[i];
        sum += m[j] * d / (fabs(d * d * d) + 1e-9);
      }
    f[i] = sum;
  }
}

// A look-alike: the cells of a game, counted, not weighted.
void generation(int n, const unsigned char *now, unsigned char *next) {
#pragma omp parallel for
  for (int y = 1; y < n - 1; y++)
    for (int x = 1; x < n - 1; x++) {
      int around = 0;
      for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
          around += now[(y + i) * n + x + j];
      around -= now[y * n + x];
      next[y * n + x] = around == 3 || (around == 2 && now[y * n + x]);
    }
}
