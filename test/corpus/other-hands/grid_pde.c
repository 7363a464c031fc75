// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <string.h>
#include <stdlib.h>
#define AT(u,i,j) u[(i)*ld+(j)]
void heat_step(const double *u, double *v, int ny, int nx, double r) {
    int ld = nx;
    for (int i = 1; i < ny - 1; i++)
        for (int j = 1; j < nx - 1; j++)
            AT(v, i, j) = AT(u, i, j) + r * (AT(u, i - 1, j) + AT(u, i + 1, j) + AT(u, i, j - 1) + AT(u, i, j + 1) - 4 * AT(u, i, j));
}
void wave3d(float ***prev, float ***cur, float ***next, int nx, int ny, int nz, float c2) {
    for (int i = 1; i < nx - 1; ++i) for (int j = 1; j < ny - 1; ++j) for (int k = 1; k < nz - 1; ++k) {
        float lap = cur[i + 1][j][k] + cur[i - 1][j][k] + cur[i][j + 1][k] + cur[i][j - 1][k] + cur[i][j][k + 1] + cur[i][j][k - 1] - 6.0f * cur[i][j][k];
        next[i][j][k] = 2.0f * cur[i][j][k] - prev[i][j][k] + c2 * lap;
    }
}
int laplace_iter(double **a, double **b, int n, double tol, int maxit) {
    int it = 0; double diff;
    do {
        diff = 0;
        for (int i = 1; i <= n; i++) for (int j = 1; j <= n; j++) {
            b[i][j] = 0.25 * (a[i - 1][j] + a[i + 1][j] + a[i][j - 1] + a[i][j + 1]);
            double e = fabs(b[i][j] - a[i][j]);
            if (e > diff) diff = e;
        }
        for (int i = 1; i <= n; i++) for (int j = 1; j <= n; j++) a[i][j] = b[i][j];
        it++;
    } while (diff > tol && it < maxit);
    return it;
}
void jacobi_solve(const float *A, const float *b, float *x, float *xn, int n, int iters) {
    while (iters-- > 0) {
        for (int i = 0; i < n; i++) {
            float s = 0;
            for (int j = 0; j < n; j++) { if (j == i) continue; s += A[i * n + j] * x[j]; }
            xn[i] = (b[i] - s) / A[i * n + i];
        }
        memcpy(x, xn, n * sizeof(float));
    }
}
void two_grid_1d(double *u, const double *f, double *r, double *e, int n, double h, int nu, int ncoarse) {
    int nc = n / 2;
    for (int s = 0; s < nu; s++) for (int i = 1; i < n; i++) u[i] = 0.5 * (u[i - 1] + u[i + 1] + h * h * f[i]);
    for (int i = 1; i < n; i++) r[i] = f[i] - (2 * u[i] - u[i - 1] - u[i + 1]) / (h * h);
    for (int i = 0; i <= nc; i++) e[i] = 0;
    for (int s = 0; s < ncoarse; s++)
        for (int i = 1; i < nc; i++) {
            double rc = 0.25 * (r[2 * i - 1] + 2 * r[2 * i] + r[2 * i + 1]);
            e[i] = 0.5 * (e[i - 1] + e[i + 1] + 4 * h * h * rc);
        }
    for (int i = 0; i < nc; i++) { u[2 * i] += e[i]; u[2 * i + 1] += 0.5 * (e[i] + e[i + 1]); }
    for (int s = 0; s < nu; s++) for (int i = 1; i < n; i++) u[i] = 0.5 * (u[i - 1] + u[i + 1] + h * h * f[i]);
}
void vcycle_2d(double **u, double **f, double **r, const int *size, int levels, int nu) {
    for (int l = 0; l < levels; l++) {
        int n = size[l]; double h2 = 1.0 / ((double)(n - 1) * (n - 1));
        int sweeps = l == levels - 1 ? 50 : nu;
        if (l) memset(u[l], 0, sizeof(double) * n * n);
        for (int s = 0; s < sweeps; s++)
            for (int i = 1; i < n - 1; i++) for (int j = 1; j < n - 1; j++)
                u[l][i * n + j] = 0.25 * (u[l][(i - 1) * n + j] + u[l][(i + 1) * n + j] + u[l][i * n + j - 1] + u[l][i * n + j + 1] + h2 * f[l][i * n + j]);
        if (l == levels - 1) break;
        for (int i = 1; i < n - 1; i++) for (int j = 1; j < n - 1; j++)
            r[l][i * n + j] = f[l][i * n + j] - (4 * u[l][i * n + j] - u[l][(i - 1) * n + j] - u[l][(i + 1) * n + j] - u[l][i * n + j - 1] - u[l][i * n + j + 1]) / h2;
        int m = size[l + 1];
        for (int i = 1; i < m - 1; i++) for (int j = 1; j < m - 1; j++) {
            const double *q = r[l] + 2 * i * n + 2 * j;
            f[l + 1][i * m + j] = (4 * q[0] + 2 * (q[1] + q[-1] + q[n] + q[-n]) + q[n + 1] + q[n - 1] + q[-n + 1] + q[-n - 1]) / 16;
        }
    }
    for (int l = levels - 2; l >= 0; l--) {
        int n = size[l], m = size[l + 1]; double h2 = 1.0 / ((double)(n - 1) * (n - 1));
        for (int i = 0; i < m - 1; i++) for (int j = 0; j < m - 1; j++) {
            const double *e = u[l + 1] + i * m + j; double *d = u[l] + 2 * i * n + 2 * j;
            d[0] += e[0];
            d[1] += 0.5 * (e[0] + e[1]);
            d[n] += 0.5 * (e[0] + e[m]);
            d[n + 1] += 0.25 * (e[0] + e[1] + e[m] + e[m + 1]);
        }
        for (int s = 0; s < nu; s++)
            for (int i = 1; i < n - 1; i++) for (int j = 1; j < n - 1; j++)
                u[l][i * n + j] = 0.25 * (u[l][(i - 1) * n + j] + u[l][(i + 1) * n + j] + u[l][i * n + j - 1] + u[l][i * n + j + 1] + h2 * f[l][i * n + j]);
    }
}
