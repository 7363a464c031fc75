// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <vector>
#include <array>
template <typename T> struct View3 { T *p; size_t n0, n1, n2; T &operator()(size_t i, size_t j, size_t k) const { return p[(i * n1 + j) * n2 + k]; } };
extern "C" {
void contract_ijk_kl(const double *t, const double *m, double *out, size_t I, size_t J, size_t K, size_t Lx) {
    View3<const double> T{t, I, J, K};
    View3<double> O{out, I, J, Lx};
    for (size_t i = 0; i < I; ++i) for (size_t j = 0; j < J; ++j) for (size_t l = 0; l < Lx; ++l) {
        double s = 0;
        for (size_t k = 0; k < K; ++k) s += T(i, j, k) * m[k * Lx + l];
        O(i, j, l) = s;
    }
}
void contract_abcd(const float *x, const float *y, float *z, int A, int B, int C, int D, int E, int F) {
    // z[a,e,b,f] += x[a,c,b,d] * y[d,e,c,f]
    for (int a = 0; a < A; a++) for (int e = 0; e < E; e++) for (int b = 0; b < B; b++) for (int f = 0; f < F; f++) {
        float s = 0;
        for (int c = 0; c < C; c++) for (int d = 0; d < D; d++) s += x[((a * C + c) * B + b) * D + d] * y[((d * E + e) * C + c) * F + f];
        z[((a * E + e) * B + b) * F + f] += s;
    }
}
void kron_dense(const double *a, size_t m, size_t n, const double *b, size_t p, size_t q, double *c) {
    for (size_t i = 0; i < m; ++i) for (size_t j = 0; j < n; ++j) {
        const double s = a[i * n + j];
        for (size_t k = 0; k < p; ++k) for (size_t l = 0; l < q; ++l) c[(i * p + k) * n * q + j * q + l] = s * b[k * q + l];
    }
}
void kron_rows(float **A, int ra, int ca, float **B, int rb, int cb, float **out) {
    for (int r = 0; r < ra * rb; r++) for (int c = 0; c < ca * cb; c++) out[r][c] = A[r / rb][c / cb] * B[r % rb][c % cb];
}
void mttkrp_mode0(const double *x, const double *B, const double *C, double *M, size_t I, size_t J, size_t K, size_t R) {
    for (size_t i = 0; i < I * R; ++i) M[i] = 0;
    for (size_t i = 0; i < I; ++i) for (size_t j = 0; j < J; ++j) for (size_t k = 0; k < K; ++k) {
        const double v = x[(i * J + j) * K + k];
        for (size_t r = 0; r < R; ++r) M[i * R + r] += v * B[j * R + r] * C[k * R + r];
    }
}
void cpd_coo_mode1(const int *const idx[3], const float *val, int nnz, const float *A, const float *C, float *out, int rank) {
    for (int z = 0; z < nnz; z++) {
        const float *a = A + idx[0][z] * rank, *c = C + idx[2][z] * rank;
        float *o = out + idx[1][z] * rank;
        for (int r = 0; r < rank; r++) o[r] += val[z] * a[r] * c[r];
    }
}
bool upper_chol_blockless(std::vector<double> &a, size_t n) {
    for (size_t k = 0; k < n; ++k) {
        if (!(a[k * n + k] > 0)) return false;
        double d = __builtin_sqrt(a[k * n + k]);
        a[k * n + k] = d;
        for (size_t j = k + 1; j < n; ++j) a[k * n + j] /= d;
        for (size_t i = k + 1; i < n; ++i)
            for (size_t j = i; j < n; ++j) a[i * n + j] -= a[k * n + i] * a[k * n + j];
    }
    return true;
}
}
