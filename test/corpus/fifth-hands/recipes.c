/* Textbook habits: one-based vectors, row pointers, early returns, flat loops. */
#include <math.h>
#include <stddef.h>

/* one-based matrices of row pointers */
void mprod(double **a, double **b, double **c, int n, int m, int p) {
  int i, j, k;
  for (i = 1; i <= n; i++) {
    for (j = 1; j <= p; j++) c[i][j] = 0.0;
    for (k = 1; k <= m; k++) {
      double aik = a[i][k];
      if (aik == 0.0) continue;
      for (j = 1; j <= p; j++) c[i][j] += aik * b[k][j];
    }
  }
}

/* one loop over all elements of the product */
void mprod_flat(const float *a, const float *b, float *c, unsigned m, unsigned n, unsigned k) {
  unsigned t, l;
  for (t = 0; t < m * n; t++) {
    const float *row = a + (t / n) * k, *column = b + t % n;
    float s = 0.0f;
    for (l = 0; l < k; l++, column += n) s += *row++ * *column;
    c[t] = s;
  }
}

int matvec_checked(const double *a, const double *x, double *y, int rows, int cols) {
  const double *p = a;
  double *q = y;
  int left;
  if (!a || !x || !y) return -1;
  if (rows <= 0 || cols <= 0) return -2;
  left = rows;
  while (left--) {
    const double *v = x, *end = x + cols;
    double acc = 0;
    while (v != end) acc += *p++ * *v++;
    *q++ = acc;
  }
  return 0;
}

/* by columns, two at a time, the odd one last */
void matvec_jammed(int m, int n, const double *a, int lda, const double *x, double *y) {
  int i, j;
  for (i = 0; i < m; i++) y[i] = 0;
  for (j = 0; j + 1 < n; j += 2) {
    double x0 = x[j], x1 = x[j + 1];
    const double *a0 = a + (size_t)j * lda, *a1 = a0 + lda;
    for (i = 0; i < m; i++) y[i] += x0 * a0[i] + x1 * a1[i];
  }
  if (j < n)
    for (i = 0; i < m; i++) y[i] += x[j] * a[(size_t)j * lda + i];
}

/* lower Cholesky with the diagonal in an array of its own, row pointers */
int choldc(double **a, int n, double p[]) {
  int i, j, k;
  double sum;
  for (i = 0; i < n; i++)
    for (j = i; j < n; j++) {
      for (sum = a[i][j], k = i - 1; k >= 0; k--) sum -= a[i][k] * a[j][k];
      if (i == j) {
        if (sum <= 0.0) return 0;
        p[i] = sqrt(sum);
      } else
        a[j][i] = sum / p[i];
    }
  return 1;
}

void back_substitute(const double *u, int n, const double *b, double *x) {
  int i, j;
  for (i = n - 1; i >= 0; i--) {
    double t = b[i];
    for (j = n - 1; j > i; j--) t -= u[i * n + j] * x[j];
    x[i] = t / u[i * n + i];
  }
}

/* packed lower triangle, symmetric */
void spmv_packed(int n, const double *ap, const double *x, double *y) {
  int i, j, k = 0;
  for (i = 0; i < n; i++) y[i] = 0;
  for (i = 0; i < n; i++) {
    for (j = 0; j < i; j++, k++) {
      y[i] += ap[k] * x[j];
      y[j] += ap[k] * x[i];
    }
    y[i] += ap[k++] * x[i];
  }
}

void symmetric_product(int n, int m, const float *s, const float *b, float *c) {
  int i, j, k;
  for (i = 0; i < n; i++)
    for (j = 0; j < m; j++) {
      float t = 0;
      for (k = 0; k < n; k++) {
        int r = i > k ? i : k, q = i > k ? k : i;
        t += s[r * n + q] * b[k * m + j];
      }
      c[i * m + j] = t;
    }
}

/* overwrites B with U*B, column by column */
void upper_times(int n, int m, const double *u, double *b) {
  int i, j, k;
  for (j = 0; j < m; j++)
    for (i = 0; i < n; i++) {
      double t = 0;
      for (k = i; k < n; k++) t += u[i * n + k] * b[k * m + j];
      b[i * m + j] = t;
    }
}

void kron_rows(const double *a, int p, int q, const double *b, int r, int s, double *k, int ldk) {
  int i, j, u, v;
  for (i = 0; i < p; i++)
    for (u = 0; u < r; u++) {
      double *row = k + (size_t)(i * r + u) * ldk;
      for (j = 0; j < q; j++)
        for (v = 0; v < s; v++) row[j * s + v] = a[i * q + j] * b[u * s + v];
    }
}

typedef struct { float e[4][4]; } mat44;
typedef struct { float x, y, z, w; } quad;
quad mat44_apply(mat44 m, quad v) {
  quad r;
  r.x = m.e[0][0] * v.x + m.e[0][1] * v.y + m.e[0][2] * v.z + m.e[0][3] * v.w;
  r.y = m.e[1][0] * v.x + m.e[1][1] * v.y + m.e[1][2] * v.z + m.e[1][3] * v.w;
  r.z = m.e[2][0] * v.x + m.e[2][1] * v.y + m.e[2][2] * v.z + m.e[2][3] * v.w;
  r.w = m.e[3][0] * v.x + m.e[3][1] * v.y + m.e[3][2] * v.z + m.e[3][3] * v.w;
  return r;
}

/* ellpack, padded with index -1 */
void ell_times(int n, int width, const int *col, const double *val, const double *x, double *y) {
  int i, w;
  for (i = 0; i < n; i++) {
    double t = 0;
    for (w = 0; w < width; w++) {
      int c = col[i * width + w];
      if (c < 0) break;
      t += val[i * width + w] * x[c];
    }
    y[i] = t;
  }
}

double strided_norm(int n, const double *x, int inc) {
  double s = 0;
  int i, k = 0;
  for (i = 0; i < n; i++, k += inc) s += x[k] * x[k];
  return sqrt(s);
}

void sor_sweep(double **u, double **rhs, int n, double omega) {
  int i, j;
  for (i = 1; i < n - 1; i++)
    for (j = 1; j < n - 1; j++) {
      double r = u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - 4.0 * u[i][j] - rhs[i][j];
      u[i][j] += omega * 0.25 * r;
    }
}

void histogram_guarded(const unsigned char *p, long n, unsigned *h) {
  while (n-- > 0) {
    unsigned c = *p++;
    if (c != 255) h[c]++;
  }
}

/* ---- look-alikes ---- */
void outer_flat(const double *a, int p, const double *b, int q, double *c) {
  int i, j;
  for (i = 0; i < p; i++) for (j = 0; j < q; j++) c[i * q + j] = a[i] * b[j];
}

/* all pairs: no product of triangles */
double pair_energy(int n, const double *q, const double *x) {
  int i, j;
  double e = 0;
  for (i = 0; i < n; i++) for (j = 0; j < i; j++) e += q[i] * q[j] / fabs(x[i] - x[j]);
  return e;
}

/* antisymmetric: one triangle with either sign */
void skew_product(int n, int m, const float *s, const float *b, float *c) {
  int i, j, k;
  for (i = 0; i < n; i++)
    for (j = 0; j < m; j++) {
      float t = 0;
      for (k = 0; k < n; k++)
        if (k != i) t += (k < i ? s[i * n + k] : -s[k * n + i]) * b[k * m + j];
      c[i * m + j] = t;
    }
}

/* running weighted sums over rows: every row continues the one before */
void running_products(int n, int m, const double *w, double *b) {
  int i, j;
  for (i = 1; i < n; i++) for (j = 0; j < m; j++) b[i * m + j] += w[i] * b[(i - 1) * m + j];
}

typedef struct { float w, x, y, z; } quaternion;
quaternion quat_product(quaternion a, quaternion b) {
  quaternion r;
  r.w = a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z;
  r.x = a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y;
  r.y = a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x;
  r.z = a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w;
  return r;
}
