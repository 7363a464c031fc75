// Moves of elements and graph walks, without products.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>
#include <string.h>

void gather(const double *x, const int *index, double *y, int n) {
  for (int i = 0; i < n; i++)
    y[i] = x[index[i]];
}

void scatter_permutation(const int *perm, int *inverse, int n) {
  for (int i = 0; i < n; i++)
    inverse[perm[i]] = i;
}

void neighbour_sum(const int *ptr, const int *col, const double *x, double *y, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      s += x[col[p]];
    y[i] = s;
  }
}

void neighbour_maximum(const int *ptr, const int *col, const float *w, const float *x, float *y, int n) {
  for (int i = 0; i < n; i++) {
    float m = x[i];
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      if (w[p] * x[col[p]] > m)
        m = w[p] * x[col[p]];
    y[i] = m;
  }
}

/* Ranks with leaps over nodes that changed little. */
void pagerank_active(const int *ptr, const int *col, const double *w, const unsigned char *active, double *rank,
                     double *next, int n) {
  for (int i = 0; i < n; i++) {
    if (!active[i]) {
      next[i] = rank[i];
      continue;
    }
    double s = 0.15;
    for (int p = ptr[i]; p < ptr[i + 1]; p++) {
      if (col[p] == i)
        continue;
      s += 0.85 * w[p] * (active[col[p]] ? rank[col[p]] : next[col[p]]);
    }
    next[i] = s;
  }
}

int find_root(int *parent, int x) {
  while (parent[x] != x) {
    parent[x] = parent[parent[x]];
    x = parent[x];
  }
  return x;
}

int components(const int *from, const int *to, int edges, int *parent, int n) {
  int count = n;
  for (int i = 0; i < n; i++)
    parent[i] = i;
  for (int e = 0; e < edges; e++) {
    int a = find_root(parent, from[e]), b = find_root(parent, to[e]);
    if (a != b) {
      parent[a] = b;
      count--;
    }
  }
  return count;
}

void counting_sort_scatter(const unsigned char *in, unsigned char *out, unsigned *start, size_t n) {
  for (size_t i = 0; i < n; ++i)
    out[start[in[i]]++] = in[i];
}

void bellman_ford(const int *from, const int *to, const int *cost, int edges, int *dist, int n) {
  for (int round = 1; round < n; round++)
    for (int e = 0; e < edges; e++)
      if (dist[from[e]] + cost[e] < dist[to[e]])
        dist[to[e]] = dist[from[e]] + cost[e];
}

void insertion_sort(double *x, int n) {
  for (int i = 1; i < n; i++) {
    double v = x[i];
    int j = i - 1;
    while (j >= 0 && x[j] > v) {
      x[j + 1] = x[j];
      j--;
    }
    x[j + 1] = v;
  }
}

void selection_sort(int *x, int n) {
  for (int i = 0; i < n - 1; i++) {
    int m = i;
    for (int j = i + 1; j < n; j++)
      if (x[j] < x[m])
        m = j;
    int t = x[i];
    x[i] = x[m];
    x[m] = t;
  }
}

void reverse_rows(double *a, int m, int n) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n / 2; j++) {
      double t = a[i * n + j];
      a[i * n + j] = a[i * n + n - 1 - j];
      a[i * n + n - 1 - j] = t;
    }
}

/* A quarter turn: the columns are reversed as they become rows. */
void rotate_quarter(const unsigned *in, unsigned *out, int w, int h) {
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      out[x * h + h - 1 - y] = in[y * w + x];
}

void mirror_lower(double *a, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < i; j++)
      a[j * n + i] = a[i * n + j];
}

size_t distinct(const unsigned char *p, size_t n) {
  unsigned char seen[256];
  size_t count = 0;
  memset(seen, 0, sizeof seen);
  while (n--) {
    count += !seen[*p];
    seen[*p++] = 1;
  }
  return count;
}

size_t compact(const float *x, float *y, size_t n) {
  size_t k = 0;
  for (size_t i = 0; i < n; ++i)
    if (x[i] != 0)
      y[k++] = x[i];
  return k;
}
