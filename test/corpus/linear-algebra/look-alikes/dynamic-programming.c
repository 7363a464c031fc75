// Dynamic programs over tables, none of them a product, a solve or a stencil.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <limits.h>
#include <stddef.h>
#include <string.h>

void floyd_warshall(int *d, int n) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        if (d[i * n + k] + d[k * n + j] < d[i * n + j])
          d[i * n + j] = d[i * n + k] + d[k * n + j];
}

void transitive_closure(unsigned char **r, int n) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        r[i][j] |= r[i][k] & r[k][j];
}

int lcs_length(const char *a, const char *b, int *t, int n, int m) {
  for (int i = 0; i <= n; i++)
    for (int j = 0; j <= m; j++)
      if (i == 0 || j == 0)
        t[i * (m + 1) + j] = 0;
      else if (a[i - 1] == b[j - 1])
        t[i * (m + 1) + j] = t[(i - 1) * (m + 1) + j - 1] + 1;
      else {
        int u = t[(i - 1) * (m + 1) + j], l = t[i * (m + 1) + j - 1];
        t[i * (m + 1) + j] = u > l ? u : l;
      }
  return t[n * (m + 1) + m];
}

void needleman_wunsch(const char *a, const char *b, int *f, int n, int m, int gap) {
  int w = m + 1;
  for (int i = 0; i <= n; i++)
    f[i * w] = -gap * i;
  for (int j = 0; j <= m; j++)
    f[j] = -gap * j;
  for (int i = 1; i <= n; i++)
    for (int j = 1; j <= m; j++) {
      int best = f[(i - 1) * w + j - 1] + (a[i - 1] == b[j - 1] ? 1 : -1);
      if (f[(i - 1) * w + j] - gap > best)
        best = f[(i - 1) * w + j] - gap;
      if (f[i * w + j - 1] - gap > best)
        best = f[i * w + j - 1] - gap;
      f[i * w + j] = best;
    }
}

long matrix_chain(const long *p, long *m, int n) {
  for (int i = 0; i < n; i++)
    m[i * n + i] = 0;
  for (int len = 2; len <= n; len++)
    for (int i = 0; i + len <= n; i++) {
      int j = i + len - 1;
      m[i * n + j] = LONG_MAX;
      for (int k = i; k < j; k++) {
        long c = m[i * n + k] + m[(k + 1) * n + j] + p[i] * p[k + 1] * p[j + 1];
        if (c < m[i * n + j])
          m[i * n + j] = c;
      }
    }
  return m[n - 1];
}

void knapsack(const int *weight, const int *value, int items, int *best, int capacity) {
  memset(best, 0, (capacity + 1) * sizeof *best);
  for (int i = 0; i < items; i++)
    for (int c = capacity; c >= weight[i]; c--)
      if (best[c - weight[i]] + value[i] > best[c])
        best[c] = best[c - weight[i]] + value[i];
}

void pascal_triangle(unsigned *t, int n) {
  for (int i = 0; i < n; i++) {
    t[i * n] = t[i * n + i] = 1;
    for (int j = 1; j < i; j++)
      t[i * n + j] = t[(i - 1) * n + j - 1] + t[(i - 1) * n + j];
  }
}
