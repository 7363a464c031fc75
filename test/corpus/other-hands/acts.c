// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stddef.h>
#define MAP(dst, src, n, EXPR) do { for (size_t _i = 0; _i < (n); ++_i) { double v = (src)[_i]; (dst)[_i] = (EXPR); } } while (0)

void act_elu_d(double *d, const double *s, size_t n, double alpha) { MAP(d, s, n, v > 0 ? v : alpha * expm1(v)); }
void act_gelu_erf(double *d, const double *s, size_t n) { MAP(d, s, n, 0.5 * v * (1.0 + erf(v * M_SQRT1_2))); }
void act_swish_beta(double *d, const double *s, size_t n, double beta) { MAP(d, s, n, v * (1.0 / (1.0 + exp(-beta * v)))); }
void act_softplus_stable(double *d, const double *s, size_t n) { MAP(d, s, n, (v > 0 ? v : 0) + log1p(exp(-fabs(v)))); }
void act_mish_d(double *d, const double *s, size_t n) { MAP(d, s, n, v * tanh(log1p(exp(v)))); }
void act_hswish_relu6(float *x, size_t n) {
    float *e = x + n;
    while (x < e) {
        float t = *x + 3.f;
        if (t < 0.f) t = 0.f;
        if (t > 6.f) t = 6.f;
        *x++ *= t * (1.f / 6.f);
    }
}
void act_tanh_rows(float **m, int rows, int cols) {
    for (int r = 0; r < rows; r++) { float *p = m[r]; for (int c = 0; c < cols; c++, p++) *p = tanhf(*p); }
}
void act_sigmoid_stable(double *y, const double *x, int n) {
    for (int i = 0; i < n; i++) {
        if (x[i] >= 0) { double z = exp(-x[i]); y[i] = 1 / (1 + z); }
        else { double z = exp(x[i]); y[i] = z / (1 + z); }
    }
}
void act_relu_unroll4(float *restrict y, const float *restrict x, int n) {
    int i = 0;
    for (; i + 4 <= n; i += 4) {
        y[i + 0] = x[i + 0] > 0.f ? x[i + 0] : 0.f;
        y[i + 1] = x[i + 1] > 0.f ? x[i + 1] : 0.f;
        y[i + 2] = x[i + 2] > 0.f ? x[i + 2] : 0.f;
        y[i + 3] = x[i + 3] > 0.f ? x[i + 3] : 0.f;
    }
    for (; i < n; ++i) y[i] = x[i] > 0.f ? x[i] : 0.f;
}
