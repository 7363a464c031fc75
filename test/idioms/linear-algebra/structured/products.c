// Products whose matrix has a structure, in code that has no common form.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched --implicit-check-not=proved
// CHECK: symmetric_product: symm matched
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
// The triangle is chosen by a condition.
// CHECK: by_condition: symm matched
void by_condition(int n, int m, const double *s, const double *b, double *c) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) {
      double t = 0;
      for (int k = 0; k < n; k++)
        t += (k <= i ? s[i * n + k] : s[k * n + i]) * b[k * m + j];
      c[i * m + j] = t;
    }
}
// In place.
// CHECK: upper_times: trmm {{matched|proved}}
void upper_times(int n, int m, const double *u, double *b) {
  int i, j, k;
  for (j = 0; j < m; j++)
    for (i = 0; i < n; i++) {
      double t = 0;
      for (k = i; k < n; k++) t += u[i * n + k] * b[k * m + j];
      b[i * m + j] = t;
    }
}
// CHECK: kron_rows: kronecker {{matched|proved}}
void kron_rows(const double *a, int p, int q, const double *b, int r, int s, double *k, int ldk) {
  int i, j, u, v;
  for (i = 0; i < p; i++)
    for (u = 0; u < r; u++) {
      double *row = k + (long)(i * r + u) * ldk;
      for (j = 0; j < q; j++)
        for (v = 0; v < s; v++) row[j * s + v] = a[i * q + j] * b[u * s + v];
    }
}
typedef struct { float e[4][4]; } mat44;
typedef struct { float x, y, z, w; } quad;
// In registers, in and out.
// CHECK: mat44_apply: gemv matched
quad mat44_apply(mat44 m, quad v) {
  quad r;
  r.x = m.e[0][0] * v.x + m.e[0][1] * v.y + m.e[0][2] * v.z + m.e[0][3] * v.w;
  r.y = m.e[1][0] * v.x + m.e[1][1] * v.y + m.e[1][2] * v.z + m.e[1][3] * v.w;
  r.z = m.e[2][0] * v.x + m.e[2][1] * v.y + m.e[2][2] * v.z + m.e[2][3] * v.w;
  r.w = m.e[3][0] * v.x + m.e[3][1] * v.y + m.e[3][2] * v.z + m.e[3][3] * v.w;
  return r;
}
