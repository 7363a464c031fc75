// Index arrays without a sparse product.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not=matched
double gathered(int n, const double *x, const double *y, const int *at) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[at[i]];
  return s;
}
void neighbours(int n, const int *row, const int *column, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int p = row[i]; p < row[i + 1]; p++)
      s += x[column[p]];
    y[i] = s;
  }
}
// CHECK: forward_solve: sptrsv matched
void forward_solve(int n, const int *row, const int *column, const double *v, const double *d,
                   double *x) {
  for (int i = 0; i < n; i++) {
    double s = x[i];
    for (int p = row[i]; p < row[i + 1]; p++)
      s -= v[p] * x[column[p]];
    x[i] = s / d[i];
  }
}
void permuted(int n, const int *at, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[at[i]] = x[i];
}
void shortest(int n, const int *row, const int *column, const double *w, const double *d,
              double *e) {
  for (int i = 0; i < n; i++) {
    double s = 1e30;
    for (int p = row[i]; p < row[i + 1]; p++)
      s = w[p] + d[column[p]] < s ? w[p] + d[column[p]] : s;
    e[i] = s;
  }
}
void own_indices(int n, int *row, const int *v, const int *x) {
  for (int p = 0; p < n; p++)
    row[row[p]] += v[p] * x[row[p]];
}
// Addresses that lead on to themselves.
struct node {
  struct node *next;
  int at;
};
void listed(const struct node *n, double *y) {
  for (; n; n = n->next)
    y[n->at] += 2;
}
void followed(int n, const int *next, int at, double *y) {
  for (int i = 0; i < n; i++) {
    y[at] += 2;
    at = next[at];
  }
}
void permuted_triangle(int n, const int *p, const double *R, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = i; j < n; j++)
      s += R[i * n + j] * x[p[j]];
    y[i] = s;
  }
}
// Dense, with a permutation.
void permuted_product(int n, const int *p, const double *R, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j <= i; j++)
      s += R[j * n + i] * x[p[j]];
    y[i] = s;
  }
}
