// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <math.h>
#define A(i,j) a[(i)+(size_t)(j)*lda]
#define B(i,j) b[(i)+(size_t)(j)*ldb]
#define C(i,j) c[(i)+(size_t)(j)*ldc]

void my_dgemv_t(int m, int n, double alpha, const double *a, int lda, const double *x, double beta, double *y) {
    for (int j = 0; j < n; j++) {
        double t = 0;
        for (int i = 0; i < m; i++) t += A(i, j) * x[i];
        y[j] = beta * y[j] + alpha * t;
    }
}
void my_dger(int m, int n, double alpha, const double *x, const double *y, double *a, int lda) {
    for (int j = 0; j < n; j++) {
        if (y[j] == 0.0) continue;
        double t = alpha * y[j];
        for (int i = 0; i < m; i++) A(i, j) += x[i] * t;
    }
}
void my_dsymv_l(int n, double alpha, const double *a, int lda, const double *x, double beta, double *y) {
    for (int i = 0; i < n; i++) y[i] *= beta;
    for (int j = 0; j < n; j++) {
        double t1 = alpha * x[j], t2 = 0;
        y[j] += t1 * A(j, j);
        for (int i = j + 1; i < n; i++) {
            y[i] += t1 * A(i, j);
            t2 += A(i, j) * x[i];
        }
        y[j] += alpha * t2;
    }
}
void my_dtrmv_un(int n, const double *a, int lda, double *x, int unit) {
    for (int j = 0; j < n; j++) {
        if (x[j] != 0) {
            double t = x[j];
            for (int i = 0; i < j; i++) x[i] += t * A(i, j);
            if (!unit) x[j] *= A(j, j);
        }
    }
}
void my_dgemm_nn(int m, int n, int k, double alpha, const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc) {
    for (int j = 0; j < n; j++) {
        if (beta == 0) for (int i = 0; i < m; i++) C(i, j) = 0;
        else if (beta != 1) for (int i = 0; i < m; i++) C(i, j) *= beta;
        for (int l = 0; l < k; l++) {
            double t = alpha * B(l, j);
            for (int i = 0; i < m; i++) C(i, j) += t * A(i, l);
        }
    }
}
void my_dsyrk_ln(int n, int k, double alpha, const double *a, int lda, double beta, double *c, int ldc) {
    for (int j = 0; j < n; j++) {
        for (int i = j; i < n; i++) C(i, j) = beta * C(i, j);
        for (int l = 0; l < k; l++) {
            if (A(j, l) == 0.0) continue;
            double t = alpha * A(j, l);
            for (int i = j; i < n; i++) C(i, j) += t * A(i, l);
        }
    }
}
void my_dsyr2k_ut(int n, int k, double alpha, const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc) {
    for (int j = 0; j < n; j++)
        for (int i = 0; i <= j; i++) {
            double t1 = 0, t2 = 0;
            for (int l = 0; l < k; l++) { t1 += A(l, i) * B(l, j); t2 += B(l, i) * A(l, j); }
            C(i, j) = alpha * (t1 + t2) + beta * C(i, j);
        }
}
void my_dsymm_lu(int m, int n, double alpha, const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc) {
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++) {
            double t1 = alpha * B(i, j), t2 = 0;
            for (int k = 0; k < i; k++) { C(k, j) += t1 * A(k, i); t2 += B(k, j) * A(k, i); }
            C(i, j) = beta * C(i, j) + t1 * A(i, i) + alpha * t2;
        }
}
void my_dtrmm_llnn(int m, int n, double alpha, const double *a, int lda, double *b, int ldb) {
    for (int j = 0; j < n; j++)
        for (int k = m - 1; k >= 0; k--) {
            double t = alpha * B(k, j);
            B(k, j) = t * A(k, k);
            for (int i = k + 1; i < m; i++) B(i, j) += t * A(i, k);
        }
}
void my_dtrsv_ln(int n, const double *a, int lda, double *x) {
    for (int j = 0; j < n; j++) {
        if (x[j] == 0) continue;
        x[j] /= A(j, j);
        for (int i = j + 1; i < n; i++) x[i] -= x[j] * A(i, j);
    }
}
void my_dtrsm_runn(int m, int n, double alpha, const double *a, int lda, double *b, int ldb) {
    for (int j = 0; j < n; j++) {
        if (alpha != 1) for (int i = 0; i < m; i++) B(i, j) *= alpha;
        for (int k = 0; k < j; k++)
            if (A(k, j) != 0)
                for (int i = 0; i < m; i++) B(i, j) -= A(k, j) * B(i, k);
        double t = 1 / A(j, j);
        for (int i = 0; i < m; i++) B(i, j) *= t;
    }
}
int my_dgetf2(int m, int n, double *a, int lda, int *ipiv) {
    int info = 0, mn = m < n ? m : n;
    for (int j = 0; j < mn; j++) {
        int jp = j;
        double mx = fabs(A(j, j));
        for (int i = j + 1; i < m; i++) if (fabs(A(i, j)) > mx) { mx = fabs(A(i, j)); jp = i; }
        ipiv[j] = jp + 1;
        if (A(jp, j) != 0) {
            if (jp != j) for (int k = 0; k < n; k++) { double t = A(j, k); A(j, k) = A(jp, k); A(jp, k) = t; }
            double r = 1.0 / A(j, j);
            for (int i = j + 1; i < m; i++) A(i, j) *= r;
        } else if (info == 0) info = j + 1;
        for (int k = j + 1; k < n; k++) {
            double t = A(j, k);
            for (int i = j + 1; i < m; i++) A(i, k) -= A(i, j) * t;
        }
    }
    return info;
}
int my_dpotf2_l(int n, double *a, int lda) {
    for (int j = 0; j < n; j++) {
        double ajj = A(j, j);
        for (int k = 0; k < j; k++) ajj -= A(j, k) * A(j, k);
        if (ajj <= 0 || ajj != ajj) { A(j, j) = ajj; return j + 1; }
        ajj = sqrt(ajj);
        A(j, j) = ajj;
        for (int k = 0; k < j; k++)
            for (int i = j + 1; i < n; i++) A(i, j) -= A(i, k) * A(j, k);
        for (int i = j + 1; i < n; i++) A(i, j) /= ajj;
    }
    return 0;
}
void my_dgeqr2(int m, int n, double *a, int lda, double *tau) {
    int kk = m < n ? m : n;
    for (int k = 0; k < kk; k++) {
        double xn = 0;
        for (int i = k + 1; i < m; i++) xn += A(i, k) * A(i, k);
        xn = sqrt(xn);
        if (xn == 0) { tau[k] = 0; continue; }
        double alpha = A(k, k), beta = -copysign(hypot(alpha, xn), alpha);
        tau[k] = (beta - alpha) / beta;
        double sc = 1.0 / (alpha - beta);
        for (int i = k + 1; i < m; i++) A(i, k) *= sc;
        A(k, k) = beta;
        for (int j = k + 1; j < n; j++) {
            double s = A(k, j);
            for (int i = k + 1; i < m; i++) s += A(i, k) * A(i, j);
            s *= tau[k];
            A(k, j) -= s;
            for (int i = k + 1; i < m; i++) A(i, j) -= s * A(i, k);
        }
    }
}
