// Members of structures that something may change between two loads of them: two loops are no
// steps of one softmax where the second may walk over another array, or to another end.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='softmax matched' --implicit-check-not='gemv matched' --implicit-check-not='norm matched'
#include <math.h>
#include <string.h>
struct blob {
  float *a;
  long n;
  struct blob *next;
};
struct row {
  float *a;
};

// CHECK: undisturbed: softmax matched
void undisturbed(struct blob *m) {
  float most = m->a[0], s = 0;
  for (long i = 1; i < m->n; i++)
    most = fmaxf(most, m->a[i]);
  for (long i = 0; i < m->n; i++)
    s += m->a[i] = expf(m->a[i] - most);
  for (long i = 0; i < m->n; i++)
    m->a[i] /= s;
}
// Nobody else has the address of what is copied to.
// CHECK: apart: softmax matched
float apart(struct blob *m, const struct blob *o, int which) {
  struct blob copies[2];
  float most = m->a[0], s = 0;
  for (long i = 1; i < m->n; i++)
    most = fmaxf(most, m->a[i]);
  copies[which & 1] = *o;
  for (long i = 0; i < m->n; i++)
    s += m->a[i] = expf(m->a[i] - most);
  for (long i = 0; i < m->n; i++)
    m->a[i] /= s;
  return copies[0].a[0] + copies[1].a[0];
}
void assigned(struct blob *m, struct blob *q, const struct blob *o) {
  float most = m->a[0], s = 0;
  for (long i = 1; i < m->n; i++)
    most = fmaxf(most, m->a[i]);
  *q = *o;
  for (long i = 0; i < m->n; i++)
    s += m->a[i] = expf(m->a[i] - most);
  for (long i = 0; i < m->n; i++)
    m->a[i] /= s;
}
// A structure as large as a pointer is copied as an integer.
void assigned_word(struct row *m, struct row *q, const struct row *o, long n) {
  float most = m->a[0], s = 0;
  for (long i = 1; i < n; i++)
    most = fmaxf(most, m->a[i]);
  *q = *o;
  for (long i = 0; i < n; i++)
    s += m->a[i] = expf(m->a[i] - most);
  for (long i = 0; i < n; i++)
    m->a[i] /= s;
}
// The next one may be this one.
void through_node(struct blob *m, float *other) {
  float most = m->a[0], s = 0;
  for (long i = 1; i < m->n; i++)
    most = fmaxf(most, m->a[i]);
  m->next->a = other;
  for (long i = 0; i < m->n; i++)
    s += m->a[i] = expf(m->a[i] - most);
  for (long i = 0; i < m->n; i++)
    m->a[i] /= s;
}
void bytes(struct blob *m, char *into, const char *from, long size) {
  float most = m->a[0], s = 0;
  for (long i = 1; i < m->n; i++)
    most = fmaxf(most, m->a[i]);
  memcpy(into, from, size);
  for (long i = 0; i < m->n; i++)
    s += m->a[i] = expf(m->a[i] - most);
  for (long i = 0; i < m->n; i++)
    m->a[i] /= s;
}
void root_mean_square(struct blob *m, struct blob *q, const struct blob *o) {
  float s = 0;
  for (long i = 0; i < m->n; i++)
    s += m->a[i] * m->a[i];
  s = 1 / sqrtf(s / m->n + 1e-5f);
  *q = *o;
  for (long i = 0; i < m->n; i++)
    m->a[i] *= s;
}
// The table of rows is overwritten between two rows.
void rows(double **A, double **table, double **others, const double *x, double *y, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      s += A[i][j] * x[j];
    y[i] = s;
    memcpy(table, others, n * sizeof *table);
  }
}
// The end may have changed since the sum.
void cleared(struct blob *m) {
  float most = m->a[0], s = 0;
  for (long i = 1; i < m->n; i++)
    most = fmaxf(most, m->a[i]);
  for (long i = 0; i < m->n; i++)
    s += m->a[i] = expf(m->a[i] - most);
  memset(&m->n, 0, 2);
  for (long i = 0; i < m->n; i++)
    m->a[i] /= s;
}
void cleared_mean_square(struct blob *m) {
  float s = 0;
  for (long i = 0; i < m->n; i++)
    s += m->a[i] * m->a[i];
  s = 1 / sqrtf(s / m->n + 1e-5f);
  memset(&m->n, 0, 2);
  for (long i = 0; i < m->n; i++)
    m->a[i] *= s;
}
// Not the whole row.
void a_part(float *a, long n, long k) {
  float s = 0;
  for (long i = 0; i < n; i++)
    s += a[i] * a[i];
  s = 1 / sqrtf(s / n + 1e-5f);
  for (long i = 0; i < k; i++)
    a[i] *= s;
}
