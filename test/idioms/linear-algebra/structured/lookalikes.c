// Antisymmetric, of neighbours, of all pairs, of quaternions: no product with a symmetric or triangular matrix.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --allow-empty
// CHECK-NOT: symm
// CHECK-NOT: trmm
// CHECK-NOT: kronecker
// CHECK-NOT: gemv
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
void running_products(int n, int m, const double *w, double *b) {
  int i, j;
  for (i = 1; i < n; i++) for (j = 0; j < m; j++) b[i * m + j] += w[i] * b[(i - 1) * m + j];
}
void outer_flat(const double *a, int p, const double *b, int q, double *c) {
  int i, j;
  for (i = 0; i < p; i++) for (j = 0; j < q; j++) c[i * q + j] = a[i] * b[j];
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
