// Products of a few rows are told by what they compute: loops, members, vectors.
// RUN: %kernels --levels=O1,O2,O3 %s -mfma -mavx2 | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(quat|poly3|m3_slip|hadamard3|circ): ge.* matched}}'
#include <immintrin.h>
typedef struct { float m[16]; } M4; typedef struct { double a, b, c, d, e, f, g, h, i; } M3;
// CHECK: m4: gemm matched
void m4(M4 *o, const M4 *x, const M4 *y) { for (int c = 0; c < 4; c++) for (int r = 0; r < 4; r++) { float s = 0; for (int k = 0; k < 4; k++) s += x->m[k * 4 + r] * y->m[c * 4 + k]; o->m[c * 4 + r] = s; } }
// CHECK: m3: gemm matched
M3 m3(const M3 *x, const M3 *y) { M3 r; r.a = x->a * y->a + x->b * y->d + x->c * y->g; r.b = x->a * y->b + x->b * y->e + x->c * y->h; r.c = x->a * y->c + x->b * y->f + x->c * y->i;
 r.d = x->d * y->a + x->e * y->d + x->f * y->g; r.e = x->d * y->b + x->e * y->e + x->f * y->h; r.f = x->d * y->c + x->e * y->f + x->f * y->i;
 r.g = x->g * y->a + x->h * y->d + x->i * y->g; r.h = x->g * y->b + x->h * y->e + x->i * y->h; r.i = x->g * y->c + x->h * y->f + x->i * y->i; return r; }
// CHECK: m4v: gemv matched
void m4v(float *o, const float *m, const float *v) { for (int r = 0; r < 4; r++) o[r] = m[4*r]*v[0] + m[4*r+1]*v[1] + m[4*r+2]*v[2] + m[4*r+3]*v[3]; }
// CHECK: m4v_sse: gemv matched
void m4v_sse(float *o, const float *m, const float *v) { __m128 c = _mm_mul_ps(_mm_loadu_ps(m), _mm_set1_ps(v[0])); c = _mm_add_ps(c, _mm_mul_ps(_mm_loadu_ps(m + 4), _mm_set1_ps(v[1]))); c = _mm_add_ps(c, _mm_mul_ps(_mm_loadu_ps(m + 8), _mm_set1_ps(v[2]))); c = _mm_add_ps(c, _mm_mul_ps(_mm_loadu_ps(m + 12), _mm_set1_ps(v[3]))); _mm_storeu_ps(o, c); }
/* none */
void quat(float *o, const float *a, const float *b) { o[0] = a[0]*b[0] - a[1]*b[1] - a[2]*b[2] - a[3]*b[3]; o[1] = a[0]*b[1] + a[1]*b[0] + a[2]*b[3] - a[3]*b[2]; o[2] = a[0]*b[2] - a[1]*b[3] + a[2]*b[0] + a[3]*b[1]; o[3] = a[0]*b[3] + a[1]*b[2] - a[2]*b[1] + a[3]*b[0]; }
void poly3(float *o, const float *a, const float *b) { for (int i = 0; i < 5; i++) { o[i] = 0; for (int j = 0; j < 3; j++) if (i - j >= 0 && i - j < 3) o[i] += a[j] * b[i - j]; } }
void m3_slip(M3 *r, const M3 *x, const M3 *y) { r->a = x->a * y->a + x->b * y->d + x->c * y->g; r->b = x->a * y->b + x->b * y->e + x->c * y->h; r->c = x->a * y->c + x->b * y->f + x->c * y->i;
 r->d = x->d * y->a + x->e * y->d + x->f * y->g; r->e = x->d * y->b + x->e * y->e + x->f * y->h; r->f = x->d * y->c + x->e * y->f + x->f * y->i;
 r->g = x->g * y->a + x->h * y->d + x->i * y->g; r->h = x->g * y->b + x->h * y->e + x->i * y->h; r->i = x->g * y->c + x->h * y->f + x->h * y->i; }
void hadamard3(float *o, const float *a, const float *b) { for (int i = 0; i < 9; i++) o[i] = a[i] * b[i]; }
void circ(float *o, const float *a, const float *b) { for (int i = 0; i < 4; i++) { o[i] = 0; for (int j = 0; j < 4; j++) o[i] += a[j] * b[(i - j) & 3]; } }

