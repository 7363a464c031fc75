/* Linear algebra in plain C: structures with accessors, row pointers, goto, one-based arrays. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  int rows, cols;
  double *data;
} matrix_t;

static double mat_get(const matrix_t *m, int r, int c) { return m->data[r * m->cols + c]; }
static void mat_set(matrix_t *m, int r, int c, double v) { m->data[r * m->cols + c] = v; }

matrix_t *matrix_create(int rows, int cols) {
  matrix_t *m = malloc(sizeof *m);
  if (!m)
    return NULL;
  m->rows = rows;
  m->cols = cols;
  m->data = calloc((size_t)rows * cols, sizeof(double));
  if (!m->data) {
    free(m);
    return NULL;
  }
  return m;
}

matrix_t *matrix_product(const matrix_t *a, const matrix_t *b) {
  if (a->cols != b->rows)
    return NULL;
  matrix_t *c = matrix_create(a->rows, b->cols);
  if (!c)
    return NULL;
  for (int i = 0; i < a->rows; i++)
    for (int j = 0; j < b->cols; j++) {
      double sum = 0;
      for (int k = 0; k < a->cols; k++)
        sum += mat_get(a, i, k) * mat_get(b, k, j);
      mat_set(c, i, j, sum);
    }
  return c;
}

matrix_t *matrix_transposed(const matrix_t *a) {
  matrix_t *t = matrix_create(a->cols, a->rows);
  if (t)
    for (int i = 0; i < a->rows; i++)
      for (int j = 0; j < a->cols; j++)
        mat_set(t, j, i, mat_get(a, i, j));
  return t;
}

void product_goto(float a[24][24], float b[24][24], float c[24][24]) {
  int i = 0, j, k;
rows:
  j = 0;
columns:
  c[i][j] = 0.0f;
  k = 0;
sum:
  c[i][j] += a[i][k] * b[k][j];
  if (++k < 24)
    goto sum;
  if (++j < 24)
    goto columns;
  if (++i < 24)
    goto rows;
}

void matvec_duff(float **rows, const float *x, float *y, int m, int n) {
  int i, j;
  for (i = 0; i < m; i++) {
    const float *r = rows[i];
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (j = 0; j + 3 < n; j += 4) {
      s0 += r[j] * x[j];
      s1 += r[j + 1] * x[j + 1];
      s2 += r[j + 2] * x[j + 2];
      s3 += r[j + 3] * x[j + 3];
    }
    switch (n - j) {
    case 3:
      s2 += r[j + 2] * x[j + 2]; /* fall through */
    case 2:
      s1 += r[j + 1] * x[j + 1]; /* fall through */
    case 1:
      s0 += r[j] * x[j];
    }
    y[i] = (s0 + s1) + (s2 + s3);
  }
}

/* One-based, implicit pivoting. */
int crout(double **a, int n, int *indx, double *d) {
  int i, imax = 1, j, k;
  double big, dum, sum, temp;
  double *vv = malloc((n + 1) * sizeof(double));
  *d = 1.0;
  for (i = 1; i <= n; i++) {
    big = 0.0;
    for (j = 1; j <= n; j++)
      if ((temp = fabs(a[i][j])) > big)
        big = temp;
    if (big == 0.0) {
      free(vv);
      return -1;
    }
    vv[i] = 1.0 / big;
  }
  for (j = 1; j <= n; j++) {
    for (i = 1; i < j; i++) {
      sum = a[i][j];
      for (k = 1; k < i; k++)
        sum -= a[i][k] * a[k][j];
      a[i][j] = sum;
    }
    big = 0.0;
    for (i = j; i <= n; i++) {
      sum = a[i][j];
      for (k = 1; k < j; k++)
        sum -= a[i][k] * a[k][j];
      a[i][j] = sum;
      if ((dum = vv[i] * fabs(sum)) >= big) {
        big = dum;
        imax = i;
      }
    }
    if (j != imax) {
      for (k = 1; k <= n; k++) {
        dum = a[imax][k];
        a[imax][k] = a[j][k];
        a[j][k] = dum;
      }
      *d = -(*d);
      vv[imax] = vv[j];
    }
    indx[j] = imax;
    if (a[j][j] == 0.0)
      a[j][j] = 1.0e-20;
    if (j != n) {
      dum = 1.0 / a[j][j];
      for (i = j + 1; i <= n; i++)
        a[i][j] *= dum;
    }
  }
  free(vv);
  return 0;
}

/* Solves a*x = b on a copy, rows exchanged by pointer. */
int solve_system(int n, double a[n][n + 1], double *x) {
  for (int p = 0; p < n; p++) {
    int best = p;
    for (int r = p + 1; r < n; r++)
      if (fabs(a[r][p]) > fabs(a[best][p]))
        best = r;
    if (fabs(a[best][p]) < 1e-12)
      return 0;
    if (best != p)
      for (int c = 0; c <= n; c++) {
        double t = a[p][c];
        a[p][c] = a[best][c];
        a[best][c] = t;
      }
    for (int r = p + 1; r < n; r++) {
      double f = a[r][p] / a[p][p];
      for (int c = p; c <= n; c++)
        a[r][c] -= f * a[p][c];
    }
  }
  for (int r = n - 1; r >= 0; r--) {
    double s = a[r][n];
    for (int c = r + 1; c < n; c++)
      s -= a[r][c] * x[c];
    x[r] = s / a[r][r];
  }
  return 1;
}

typedef struct {
  int row, col;
  float value;
} entry_t;

typedef struct {
  size_t count;
  entry_t *entries;
} triplets_t;

void triplets_times(const triplets_t *m, const float *x, float *y, size_t rows) {
  memset(y, 0, rows * sizeof *y);
  for (const entry_t *e = m->entries, *end = e + m->count; e != end; ++e)
    y[e->row] += e->value * x[e->col];
}

/* Diagonals stored one after the other, offset from the main one. */
void diagonals_times(int n, int nd, const int *offset, const double *diag, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = 0;
  for (int d = 0; d < nd; d++) {
    int k = offset[d];
    int first = k < 0 ? -k : 0;
    int last = k > 0 ? n - k : n;
    for (int i = first; i < last; i++)
      y[i] += diag[d * n + i] * x[i + k];
  }
}

/* Lower triangle by rows, the diagonal is the last entry of each row. */
void lower_solve(int n, const int *ptr, const int *col, const double *val, double *x) {
  int i, p;
  for (i = 0; i < n; i++) {
    double acc = x[i];
    for (p = ptr[i]; p < ptr[i + 1] - 1; p++)
      acc -= val[p] * x[col[p]];
    x[i] = acc / val[ptr[i + 1] - 1];
  }
}

void heat_until(double *a, double *b, int n, double eps) {
  double diff;
  do {
    diff = 0;
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++) {
        b[i * n + j] = 0.25 * (a[(i - 1) * n + j] + a[(i + 1) * n + j] + a[i * n + j - 1] + a[i * n + j + 1]);
        double d = fabs(b[i * n + j] - a[i * n + j]);
        if (d > diff)
          diff = d;
      }
    double *t = a;
    a = b;
    b = t;
  } while (diff > eps);
}

void rank_update_omp(int n, int k, double alpha, const double *a, double beta, double *c) {
#pragma omp parallel for schedule(dynamic)
  for (int j = 0; j < n; j++)
    for (int i = 0; i <= j; i++) {
      double s = 0.0;
      for (int p = 0; p < k; p++)
        s += a[i + p * n] * a[j + p * n];
      c[i + j * n] = alpha * s + beta * c[i + j * n];
    }
}

typedef double (*binary_fn)(double, double);
static double times(double a, double b) { return a * b; }
static double fold(const double *a, const double *b, int n, binary_fn f) {
  double r = 0;
  while (n-- > 0)
    r += f(*a++, *b++);
  return r;
}
double dot_by_callback(const double *a, const double *b, int n) { return fold(a, b, n, times); }

double dominant(const double *a, double *v, int n, int rounds) {
  double *w = malloc(n * sizeof *w), lambda = 0;
  while (rounds--) {
    double norm = 0;
    for (int i = 0; i < n; i++) {
      w[i] = 0;
      for (int j = 0; j < n; j++)
        w[i] += a[i * n + j] * v[j];
    }
    for (int i = 0; i < n; i++)
      norm += w[i] * w[i];
    norm = sqrt(norm);
    for (int i = 0; i < n; i++)
      v[i] = w[i] / norm;
    lambda = norm;
  }
  free(w);
  return lambda;
}

/* Look-alikes. */
void shortest_all(int n, double d[n][n]) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        if (d[i][k] + d[k][j] < d[i][j])
          d[i][j] = d[i][k] + d[k][j];
}

long chain_cost(const long *p, int n, long m[64][64]) {
  for (int i = 1; i < n; i++)
    m[i][i] = 0;
  for (int len = 2; len < n; len++)
    for (int i = 1; i < n - len + 1; i++) {
      int j = i + len - 1;
      m[i][j] = 1L << 60;
      for (int k = i; k < j; k++) {
        long q = m[i][k] + m[k + 1][j] + p[i - 1] * p[k] * p[j];
        if (q < m[i][j])
          m[i][j] = q;
      }
    }
  return m[1][n - 1];
}

void pair_distances(const float *p, int n, int dim, float *d) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float s = 0;
      for (int k = 0; k < dim; k++) {
        float t = p[i * dim + k] - p[j * dim + k];
        s += t * t;
      }
      d[i * n + j] = sqrtf(s);
    }
}
